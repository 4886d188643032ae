"""Commands that change what is deployed, and those that look at what was."""
