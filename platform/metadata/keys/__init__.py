"""What may stand in a file: the keys of each kind, and what their values may be."""
