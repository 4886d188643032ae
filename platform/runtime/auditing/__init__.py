"""The audit log: who did what about rights, log-ins and deployments, sealed so that nothing in it changes unseen."""
