"""Pages about the person herself and the organisation: log-in, profile, setup."""
