"""From the tree of declarations to the Model."""
