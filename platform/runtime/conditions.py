"""Conditions on rows, as values: what access decides and a query asks, before any SQL.

`access` makes them, the store turns them into SQL; only the record service joins the two.
"""

from dataclasses import dataclass
from typing import Union

from objectry.rules import Node


@dataclass(frozen=True, slots=True)
class Everyone:
    """Holds for every row."""


@dataclass(frozen=True, slots=True)
class Nobody:
    """Holds for no row: the default."""


@dataclass(frozen=True, slots=True)
class OwnedBy:
    """The owner is this principal."""

    principal: str


@dataclass(frozen=True, slots=True)
class OwnedBelow:
    """The owner reports to this user, directly or through others (`user.manager`)."""

    user: str


@dataclass(frozen=True, slots=True)
class IdIn:
    """The record is one of these."""

    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OneOf:
    """A stored field of the record, a text or a reference, has one of these values."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fulfils:
    """The expression holds (null counts as no)."""

    node: Node


@dataclass(frozen=True, slots=True)
class Sought:
    """Every word stands in one of these fields of the record, by the search index, or its name begins so.

    `marks` are what words of these fields begin with there; a word that ends with a star may go on.  `name` is how a
    name begins there, with its mark.
    """

    marks: tuple[str, ...]
    words: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Through:
    """The live record of `object` that lookup `link` points to fulfils `condition`: control by the parent.

    `few` such records are better looked up before the ones at hand.
    """

    link: str
    object: str
    condition: "Condition"
    few: bool = False


@dataclass(frozen=True, slots=True)
class Deleted:
    """Somebody deleted the record itself: it did not go along with another.  `by` a principal, or anybody."""

    by: str | None = None


@dataclass(frozen=True, slots=True)
class SharedWith:
    """Somebody has shared the record with one of these principals, at least so far, and that has not run out."""

    principals: tuple[str, ...]
    level: str  # read | edit


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one holds; none of nothing."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one holds; all of nothing."""

    parts: tuple["Condition", ...]


Condition = Union[
    Everyone, Nobody, OwnedBy, OwnedBelow, IdIn, OneOf, Fulfils, Sought, Deleted, Through, SharedWith, AnyOf, AllOf
]


@dataclass(frozen=True, slots=True)
class Branch:
    """One reason for which rows are open, with its name for explanations: owner, hierarchy, base, rule:east_team..."""

    name: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Policy:
    """Which rows of an object an actor may reach, as named branches; no branch, no row."""

    branches: tuple[Branch, ...]

    @property
    def condition(self) -> Condition:
        """The branches as one condition."""
        if any(isinstance(branch.condition, Everyone) for branch in self.branches):
            return Everyone()
        return AnyOf(tuple(branch.condition for branch in self.branches)) if self.branches else Nobody()
