"""The keys and values of a YAML file while somebody writes it: read line by line, so that nothing broken hides more.

What the real reader makes of a file, this makes of it too (a test holds the two together); where that one stops, this
one goes on with the next line that looks like one.  Offsets count code points from 0.
"""

from dataclasses import dataclass, field
from enum import StrEnum

ITEM = "- "  # what a step into a list begins with; the number of the item follows
Steps = tuple[str, ...]


class Role(StrEnum):
    """Whether a scalar is the key of an entry, or a value."""

    KEY = "key"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Scalar:
    """One key or value.  `steps` are the keys that lead to the mapping a key is of, or to the value.

    `start` and `end` are those of what stands between quotes or in the block; `letters` maps each character of `text`
    to its offset in the file, with one offset more for the end.
    """

    role: Role
    steps: Steps
    text: str
    start: int
    end: int
    letters: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Braces:
    """A mapping or list in braces or brackets, from behind the opening one to the closing one."""

    steps: Steps
    start: int
    end: int
    mapping: bool


@dataclass
class Outline:
    """All scalars of a file in their order, and the scalars of each mapping."""

    text: str
    scalars: list[Scalar] = field(default_factory=list)
    braces: list[Braces] = field(default_factory=list)
    columns: list[tuple[int, int, Steps]] = field(default_factory=list)  # line, column, and steps of each block key
    said: dict[Steps, dict[str, str]] = field(default_factory=dict)
    declared: dict[Steps, Scalar] = field(default_factory=dict)

    def add(self, scalar: Scalar) -> None:
        """Put a scalar at the end."""
        self.scalars.append(scalar)
        if scalar.role is Role.KEY:
            self.declared.setdefault((*scalar.steps, scalar.text), scalar)
            self.said.setdefault(scalar.steps, {})
        elif scalar.steps:
            self.said.setdefault(scalar.steps[:-1], {}).setdefault(scalar.steps[-1], scalar.text)

    def said_along(self, steps: Steps) -> tuple[dict[str, str], ...]:
        """The scalars of each mapping on the way, that at the end too."""
        return tuple(self.said.get(steps[:depth], {}) for depth in range(len(steps) + 1))
