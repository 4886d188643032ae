"""Requests served by the platform beside the same requests served by hand-written code, in one run."""
