"""What a writing call asks for, as waves: creations, changes, deletions, upserts.

A request can be turned into waves again and again, with fewer records each time, since a partial call starts anew
without its culprits.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from objectry.plan import FieldPlan, ObjectPlan
from objectry.rules import Value
from objectry.runtime.access.naming import canonical_names
from objectry.runtime.access.rights import Rights
from objectry.runtime.calls import Change, Target
from objectry.runtime.codes import problem
from objectry.runtime.errors import Invalid
from objectry.runtime.values.coercion import coerce, identifier, trouble
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work

Positions = Sequence[int]


@dataclass(frozen=True, slots=True)
class Request:
    """`rights` are needed on the object; `waves` makes the drafts of those of the caller's records that still count."""

    object: str
    rights: tuple[str, ...]
    count: int
    waves: Callable[[Work, ObjectPlan, Positions], list[Wave]]


def creations(object: str, values: Sequence[Mapping[str, object]]) -> Request:
    """New records."""

    def waves(_work: Work, plan: ObjectPlan, positions: Positions) -> list[Wave]:
        drafts = [Draft(plan, Kind.CREATE, "", frozenset({one}), sent=values[one]) for one in positions]
        return [Wave(plan, Kind.CREATE, drafts)]

    return Request(object, ("create",), len(values), waves)


def changes(object: str, wanted: Sequence[Change]) -> Request:
    """New values for records that are there."""

    def waves(work: Work, plan: ObjectPlan, positions: Positions) -> list[Wave]:
        drafts = [_change(plan, one, wanted[one]) for one in positions]
        return [Wave(plan, Kind.UPDATE, _distinct(work, drafts))]

    return Request(object, ("update",), len(wanted), waves)


def deletions(object: str, targets: Sequence[Target]) -> Request:
    """Records to put into the recycle bin."""

    def waves(work: Work, plan: ObjectPlan, positions: Positions) -> list[Wave]:
        drafts = [_deletion(plan, one, targets[one]) for one in positions]
        return [Wave(plan, Kind.DELETE, _distinct(work, drafts))]

    return Request(object, ("delete",), len(targets), waves)


def _change(plan: ObjectPlan, position: int, change: Change) -> Draft:
    id = identifier(change.id) or change.id
    return Draft(plan, Kind.UPDATE, id, frozenset({position}), sent=change.values, version=change.version)


def _deletion(plan: ObjectPlan, position: int, target: Target) -> Draft:
    id = identifier(target.id) or target.id
    return Draft(plan, Kind.DELETE, id, frozenset({position}), version=target.version)


def _distinct(work: Work, drafts: Sequence[Draft]) -> list[Draft]:
    """A record stands once in a call: which of two changes should win would be a guess."""
    seen: dict[str, Draft] = {}
    for draft in drafts:
        if draft.id in seen:
            work.refuse(draft, [problem("D506", None, draft.position)])
        else:
            seen[draft.id] = draft
    return list(seen.values())


def upserts(object: str, key: str, values: Sequence[Mapping[str, object]]) -> Request:
    """Records found again by a unique field are changed, the others made."""

    def waves(work: Work, plan: ObjectPlan, positions: Positions) -> list[Wave]:
        field = key_field(plan, key, work.rights)
        found = _keyed(work, plan, field, {one: values[one] for one in positions})
        return _Matching(work, plan, field).waves(found, values)

    return Request(object, ("create", "update"), len(values), waves)


def key_field(plan: ObjectPlan, key: str, rights: Rights) -> FieldPlan:
    """The field an upsert goes by.  Raises Invalid for one that is unknown, hidden or not unique."""
    name = canonical_names(plan).get(key.casefold(), "")
    field = plan.fields.get(name)
    unfit = field is None or field.field.system or not field.field.unique or not rights.reads(plan.name, name)
    if field is None or unfit or field.column is None:
        raise Invalid((problem("D546", None, name=key),))
    return field


def _keyed(
    work: Work, plan: ObjectPlan, field: FieldPlan, rows: Mapping[int, Mapping[str, object]]
) -> dict[int, Value]:
    """The typed key of each record; those without a good one are refused, and so is a second with the same."""
    names = canonical_names(plan)
    found: dict[int, Value] = {}
    seen: set[Value] = set()
    for position, row in rows.items():
        draft = Draft(plan, Kind.CREATE, "", frozenset({position}))
        given = [value for name, value in row.items() if names.get(name.casefold()) == field.name]
        try:
            value = coerce(given[0] if given else None, field, work.call.actor.timezone)
        except Unfit as wrong:
            work.refuse(draft, [trouble(wrong, field, position)])
            continue
        if value is None:
            work.refuse(draft, [problem("D546", field.name, position, name=field.name)])
        elif value in seen:
            work.refuse(draft, [problem("D506", field.name, position)])
        else:
            found[position] = value
            seen.add(value)
    return found


@dataclass(frozen=True, slots=True)
class _Matching:
    work: Work
    plan: ObjectPlan
    field: FieldPlan

    def waves(self, keys: Mapping[int, Value], values: Sequence[Mapping[str, object]]) -> list[Wave]:
        """Only records the actor sees are found; an invisible one with the key makes creating fail as not unique."""
        policy = self.work.rights.policy(self.plan.name, "read").condition
        name = self.field.name
        rows = self.work.desk.with_values(self.plan, name, keys.values(), ("id", name), policy)
        ids = {row[name]: str(row["id"]) for row in rows}
        made = [self._draft(Kind.CREATE, "", one, values[one]) for one, key in keys.items() if key not in ids]
        changed = [
            self._draft(Kind.UPDATE, ids[key], one, self._without_key(values[one]))
            for one, key in keys.items()
            if key in ids
        ]
        return [Wave(self.plan, Kind.UPDATE, changed), Wave(self.plan, Kind.CREATE, made)]

    def _draft(self, kind: Kind, id: str, position: int, sent: Mapping[str, object]) -> Draft:
        return Draft(self.plan, kind, id, frozenset({position}), sent=sent)

    def _without_key(self, row: Mapping[str, object]) -> dict[str, object]:
        names = canonical_names(self.plan)
        return {name: value for name, value in row.items() if names.get(name.casefold()) != self.field.name}
