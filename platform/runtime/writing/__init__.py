"""Writing through the door, step by step; `order` is the list of the steps."""
