"""From the text of files to nodes with places, and back again."""
