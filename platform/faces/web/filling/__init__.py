"""Pages to fill in: forms, their widgets, and what people typed."""
