"""Whether every name leads somewhere, and what is declared fits together."""
