"""What came of scenarios: failures with their places, and which branches of the rules were taken.  The nouns."""

from dataclasses import dataclass

from objectry.diagnostics import Diagnostic, Span
from objectry.metadata import Scenario


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not as the scenario says.  `because` are lines on the rules that had to do with it."""

    problem: Diagnostic
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Played:
    """A scenario that was played to its end, or to the step that could not be done."""

    scenario: Scenario
    failures: tuple[Failure, ...]
    seconds: float

    @property
    def passed(self) -> bool:
        """Whether all was as it should be."""
        return not self.failures


@dataclass(frozen=True, slots=True)
class Arm:
    """One way a rule or validation can go: `what` it belongs to, the way in words, where it stands, if it was taken."""

    what: str
    way: str
    text: str
    span: Span
    taken: bool


@dataclass(frozen=True, slots=True)
class Report:
    """All that was played, and all ways there are."""

    played: tuple[Played, ...]
    arms: tuple[Arm, ...] = ()

    @property
    def failed(self) -> tuple[Played, ...]:
        """Those that did not pass."""
        return tuple(one for one in self.played if not one.passed)

    @property
    def coverage(self) -> int:
        """How many of a hundred ways were taken, cut to a whole number: 100 means all."""
        return 100 * sum(arm.taken for arm in self.arms) // len(self.arms) if self.arms else 100
