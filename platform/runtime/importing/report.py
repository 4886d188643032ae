"""What an import did: counts and rejected rows."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that could not be taken, with the reason in words.  `number` counts data rows from 1."""

    number: int
    reason: str


@dataclass(slots=True)
class Report:
    """Counts per object, growing while the import runs.

    `repeated` counts rows that said again, word for word, what an earlier row of the file had said.
    """

    rows: int = 0
    repeated: int = 0
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    rejects: list[Reject] = field(default_factory=list)

    def count(self, object_name: str, action: str | None) -> None:
        """Note what happened to one record."""
        if action is not None:
            self.done[object_name, action] += 1

    def reject(self, number: int, reason: str) -> None:
        """Note a row that was not taken."""
        self.rejects.append(Reject(number, reason))

    def objects(self) -> tuple[str, ...]:
        """The objects touched, in order of first appearance."""
        return tuple(dict.fromkeys(name for name, _ in self.done))
