"""Commands for those who run a company on it: people, data, secrets, service."""
