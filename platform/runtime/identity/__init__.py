"""Who somebody is: passwords, sessions, tokens and users."""
