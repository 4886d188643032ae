"""Who may do what: rights of an actor, which records they reach, and the names they may speak."""
