"""A whole tenant in one file: written, looked over, put back into an empty database."""
