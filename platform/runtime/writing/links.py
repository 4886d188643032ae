"""many_to_many fields on their way through the door: what is linked before, what is sent, and the links that follow.

A field of links has no column.  Its value before is read from the junction; its value after is what was sent, and with
it every link that whoever sent it cannot see.  The difference becomes waves of the junction: links made, links removed.
"""

from collections.abc import Iterable, Mapping, Sequence

from objectry.metadata import FieldType
from objectry.plan import FieldPlan, ObjectPlan
from objectry.rules import Value
from objectry.runtime.conditions import AllOf, Condition, Everyone
from objectry.runtime.desk import among
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work

Links = Mapping[str, tuple[str, ...]]


def link_fields(plan: ObjectPlan) -> tuple[FieldPlan, ...]:
    """The many_to_many fields of an object."""
    return tuple(one for one in plan.fields.values() if one.field.type is FieldType.MANY_TO_MANY)


def load_links(work: Work, wave: Wave) -> None:
    """Part of step 4: give drafts that change links what is linked now, and keep what the caller cannot see."""
    if wave.kind is not Kind.UPDATE:
        return
    for field in link_fields(wave.plan):
        needed = field.field.required or field.required_if is not None
        drafts = [one for one in wave.drafts if needed or field.name in one.new]
        if drafts:
            _load(work, wave, field, drafts)


def _load(work: Work, wave: Wave, field: FieldPlan, drafts: Sequence[Draft]) -> None:
    ids = [draft.id for draft in drafts]
    linked = _linked(work, field, ids, Everyone())
    theirs = (
        linked if wave.by_rule else _linked(work, field, ids, work.rights.policy(_junction(field), "read").condition)
    )
    for draft in drafts:
        before = linked.get(draft.id, ())
        if draft.old is not None:
            draft.old = {**draft.old, field.name: before or None}
        if field.name not in draft.new:
            draft.new[field.name] = before or None
        elif field.name not in draft.broken:
            hidden = set(before) - set(theirs.get(draft.id, ()))
            draft.new[field.name] = tuple(sorted({*members(draft.new[field.name]), *hidden})) or None


def _linked(work: Work, field: FieldPlan, ids: Iterable[str], where: Condition) -> Links:
    """The ids each of the records is linked to, in order, as far as the condition on links reaches."""
    plan = work.call.blueprint.objects[_junction(field)]
    links = plan.object.junction
    assert links is not None
    found: dict[str, list[str]] = {}
    for row in work.desk.with_values(plan, links.near, ids, (links.near, links.far), where):
        found.setdefault(str(row[links.near]), []).append(str(row[links.far]))
    return {id: tuple(sorted(far)) for id, far in found.items()}


def link_waves(work: Work, waves: Sequence[Wave]) -> list[Wave]:
    """After step 9: the links to make and to remove, of all records of a round, set-based."""
    return [
        one
        for wave in waves
        if wave.kind in {Kind.CREATE, Kind.UPDATE}
        for field in link_fields(wave.plan)
        for one in (_removed(work, wave, field), _made(work, wave, field))
        if one.drafts
    ]


def _made(work: Work, wave: Wave, field: FieldPlan) -> Wave:
    plan = work.call.blueprint.objects[_junction(field)]
    links = plan.object.junction
    assert links is not None
    drafts = []
    for draft in wave.drafts:
        for id in _difference(draft.new.get(field.name), draft.before(field.name)):
            made = Draft(plan, Kind.CREATE, "", draft.roots, cause=_cause(draft, field))
            made.new = {links.near: draft.id, links.far: id}
            drafts.append(made)
    return Wave(plan, Kind.CREATE, drafts, wave.round, by_rule=True, chain=wave.chain)


def _removed(work: Work, wave: Wave, field: FieldPlan) -> Wave:
    plan = work.call.blueprint.objects[_junction(field)]
    links = plan.object.junction
    assert links is not None
    gone = {
        (draft.id, id): draft
        for draft in wave.drafts
        for id in _difference(draft.before(field.name), draft.new.get(field.name))
    }
    far = among(plan, links.far, sorted({id for _, id in gone})) if gone else Everyone()
    near = sorted({id for id, _ in gone})
    rows = work.desk.with_values(plan, links.near, near, ("id", links.near, links.far), AllOf((far,)))
    drafts = [
        Draft(plan, Kind.DELETE, str(row["id"]), draft.roots, cause=_cause(draft, field))
        for row in rows
        if (draft := gone.get((str(row[links.near]), str(row[links.far])))) is not None
    ]
    return Wave(plan, Kind.DELETE, drafts, wave.round, by_rule=True, chain=wave.chain)


def _difference(these: Value, without: Value) -> tuple[str, ...]:
    left = frozenset(members(without))
    return tuple(one for one in members(these) if one not in left)


def _cause(draft: Draft, field: FieldPlan) -> str:
    return draft.causes.get(field.name, draft.cause)


def _junction(field: FieldPlan) -> str:
    return field.field.junction or ""


def members(value: Value) -> tuple[str, ...]:
    """The ids a value of links holds."""
    return value if isinstance(value, tuple) else ()
