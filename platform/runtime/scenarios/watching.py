"""What is noted while scenarios are played: each condition with what it read, and each branch that was taken."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from objectry.rules import Branch, Node, Value

Taken = tuple[str, int, bool]
"""A rule or validation, which of its conditions (0 for the first, branches by their identity), and how it went."""
Judged = tuple[str, str]
"""The id of a record, and the rule or validation."""
WHOLE = 0
RAN = -1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a condition said of one record, and what it had read."""

    what: str
    node: Node
    row: Mapping[str, Value]
    held: bool


@dataclass
class Notebook:
    """A witness that writes everything down.  `taken` counts for the coverage; verdicts are those since `turn`."""

    taken: Counter[Taken] = field(default_factory=Counter)
    verdicts: dict[Judged, Verdict] = field(default_factory=dict)

    def turn(self, begun: Mapping[Judged, Verdict]) -> None:
        """A fresh page: another scenario begins, of which so much is known."""
        self.verdicts = dict(begun)

    def judged(
        self, what: str, node: Node, records: Sequence[str], rows: Sequence[Mapping[str, Value]], held: Sequence[bool]
    ) -> None:
        """The last verdict on a record counts."""
        for record, row, holds in zip(records, rows, held, strict=True):
            self.taken[what, WHOLE, holds] += 1
            self.verdicts[record, what] = Verdict(what, node, row, holds)

    def ran(self, what: str, records: Sequence[str]) -> None:
        """A rule's statements were performed."""
        self.taken[what, RAN, True] += len(records)

    def branched(self, what: str, branch: Branch, taken: int, passed: int) -> None:
        """Both ways are counted by the branch itself: two of a rule may look alike."""
        self.taken[what, id(branch), True] += taken
        self.taken[what, id(branch), False] += passed

    def of_record(self, record: str) -> tuple[Verdict, ...]:
        """All verdicts on a record."""
        return tuple(one for (about, _), one in self.verdicts.items() if about == record)
