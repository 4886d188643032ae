"""Commands for those who write metadata: begin, make, check, look up."""
