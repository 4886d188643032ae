"""What people send becomes typed values here: coercion, normalisers, and what makes a value unfit."""
