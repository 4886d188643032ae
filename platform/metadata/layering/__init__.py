"""One declaration from many layers: the stack, the merge rule, and whose each part is."""
