"""What stops an import before its first row."""

from objectry.diagnostics import Diagnostic


class Unreadable(Exception):
    """The file cannot be read; the message says why in a sentence."""


class BadMap(Exception):
    """The map does not fit the file or the objects.  `problems` have their places in the map."""

    def __init__(self, problems: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
