"""Reading through the door: queries, lists with cursors, groups, and the history of a record."""
