"""The command line: `crm`.  Words and files into calls of the runtime, and its answers onto a terminal or as JSON."""

from objectry.faces.cli.commands import crm, main

__all__ = ["crm", "main"]
