"""Who may look on while rules are run: which conditions were asked, of what, and which ways statements took.

The door runs alike whether anybody looks on; whoever does changes nothing.
"""

from collections.abc import Mapping, Sequence
from typing import Protocol

from objectry.rules import Branch, Node, Value


class Witness(Protocol):
    """Hears what was decided."""

    def judged(
        self, what: str, node: Node, records: Sequence[str], rows: Sequence[Mapping[str, Value]], held: Sequence[bool]
    ) -> None:
        """The condition `node` of the rule or validation `what` was asked of records, which read so."""

    def ran(self, what: str, records: Sequence[str]) -> None:
        """A rule's statements were performed for these records."""

    def branched(self, what: str, branch: Branch, taken: int, passed: int) -> None:
        """Of a rule's records so many took an `if` of its statements, and so many passed it by."""


class Unwatched:
    """Nobody looks on."""

    def judged(
        self, what: str, node: Node, records: Sequence[str], rows: Sequence[Mapping[str, Value]], held: Sequence[bool]
    ) -> None:
        """Nothing."""

    def ran(self, what: str, records: Sequence[str]) -> None:
        """Nothing."""

    def branched(self, what: str, branch: Branch, taken: int, passed: int) -> None:
        """Nothing."""


UNWATCHED = Unwatched()


def rule_called(name: str) -> str:
    """How a witness hears of a rule; also its cause in the history."""
    return f"rule {name}"


def validation_called(object: str, name: str) -> str:
    """How a witness hears of a validation."""
    return f"validation {object}.{name}"
