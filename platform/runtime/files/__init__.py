"""Files: their content outside the database, what they are, and whose they are."""
