"""Secrets: fields whose values are kept sealed, the keys that seal them, and the change of keys."""
