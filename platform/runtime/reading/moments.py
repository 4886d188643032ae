"""The state of a record that an explanation is about: its last save, an earlier one, or with other values.

A past save is found by taking back, from the newest on, what the history tells of later ones.  What stands in no
history (formulas, roll-ups, fields that keep none, records behind lookups) is as it is now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from objectry.metadata import EMPTY
from objectry.plan import ObjectPlan
from objectry.rules import Value
from objectry.runtime.errors import NotFound
from objectry.runtime.reading.history import CAUSE
from objectry.runtime.store import Passage
from objectry.runtime.writing.drafts import Draft, Kind

KINDS: Mapping[str, Kind] = MappingProxyType({"create": Kind.CREATE, "update": Kind.UPDATE})
ROOT = frozenset({0})


@dataclass(frozen=True, slots=True)
class Moment:
    """A record before and after something: `passage` is the save, None where it is only thought."""

    draft: Draft
    passage: Passage | None = None

    @property
    def at(self) -> datetime | None:
        """When it was."""
        return self.passage.at if self.passage else None

    def before_rule(self, name: str, own: frozenset[str]) -> "Moment":
        """As the rule saw it: without what it has set itself, which the history tells.

        What a field of a new record was before is not known; it counts as blank.
        """
        if self.passage is None:
            return self
        mine = [field for field in own if self.passage.changes.get(CAUSE + field, (None, None))[1] == name]
        undone = {field: self.draft.before(field) for field in mine}
        return replace(self, draft=replace(self.draft, new={**self.draft.new, **undone}))


def as_it_would_be(plan: ObjectPlan, row: Mapping[str, Value], given: Mapping[str, Value]) -> Moment:
    """The record saved now with these values."""
    return Moment(Draft(plan, Kind.UPDATE, str(row["id"]), ROOT, old=row, new={**row, **given}))


def as_it_was(plan: ObjectPlan, row: Mapping[str, Value], passages: Sequence[Passage], version: int | None) -> Moment:
    """The record at the save that gave it this version, else at its last one; `passages` are newest first.

    A save with rules behind it may have gone through several versions.  Raises NotFound for a version the history
    does not tell of.
    """
    known = [one for one in passages if one.kind in KINDS]
    if version is not None and not (known and 0 < version <= known[0].version):
        raise NotFound("the history of this record has no such version")
    if not known:
        return as_it_would_be(plan, row, EMPTY)
    after: dict[str, Value] = dict(row)
    for one, older in zip(known, [*known[1:], None], strict=True):
        before = {**after, **{name: pair[0] for name, pair in one.changes.items() if name in plan.fields}}
        if version is None or older is None or older.version < version:
            old = None if one.kind == "create" else before
            return Moment(Draft(plan, KINDS[one.kind], str(row["id"]), ROOT, old=old, new=after), one)
        after = before
    raise AssertionError  # the oldest has been answered
