"""Records on their way through the door: the one thing in the runtime that changes while it is worked on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from objectry.metadata import EMPTY
from objectry.plan import ObjectPlan
from objectry.rules import Value


class Kind(StrEnum):
    """What is being done to a record."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    RESTORE = "restore"
    ROLLUP = "rollup"  # the engine recomputed figures; nobody wrote the record


@dataclass(slots=True)
class Draft:
    """One record on its way.

    `sent` are the caller's values as they came, by canonical name; `old` the stored values (None when new); `new`
    the values as they will be.  `roots` are the positions of the caller's records that caused this write.
    `causes` says of each field a rule has set which rule it was.  `broken` are fields whose value fitted no type.
    `objects` names the object the caller says a lookup of several leads to.  `deletion` is the deletion a record goes
    with, `along` with another one; `emptied` are lookups that a deletion empties, by field.
    """

    plan: ObjectPlan
    kind: Kind
    id: str
    roots: frozenset[int]
    sent: Mapping[str, object] = field(default=EMPTY)
    old: Mapping[str, Value] | None = None
    new: dict[str, Value] = field(default_factory=dict)
    causes: dict[str, str] = field(default_factory=dict)
    broken: set[str] = field(default_factory=set)
    objects: dict[str, str] = field(default_factory=dict)
    version: int | None = None
    cause: str = ""
    deletion: str = ""
    along: bool = False
    emptied: dict[str, str] = field(default_factory=dict)

    @property
    def position(self) -> int:
        """The caller's record a problem of this draft is told at."""
        return min(self.roots, default=0)

    def before(self, name: str) -> Value:
        """The stored value, or null when the record is new."""
        return self.old.get(name) if self.old is not None else None

    def changed(self) -> dict[str, Value]:
        """The fields whose value differs from the stored one, with their new values."""
        if self.old is None:
            return dict(self.new)
        return {name: value for name, value in self.new.items() if differs(value, self.old.get(name))}

    def has_changed(self, name: str) -> bool:
        return differs(self.new.get(name), self.before(name))


def differs(one: Value, other: Value) -> bool:
    """Whether two values are told apart: 1.0 and 1.00 are one number, 1 and true are not one value."""
    return type(one) is not type(other) or one != other


def stored_fields(plan: ObjectPlan) -> tuple[str, ...]:
    """The fields that have a column."""
    return tuple(name for name, one in plan.fields.items() if one.column is not None)


def all_roots(drafts: Iterable[Draft]) -> frozenset[int]:
    """The caller's records behind these drafts."""
    return frozenset().union(*(draft.roots for draft in drafts))
