"""Taking deletions back, each whole: the record somebody deleted, what went along with it, and the lookups emptied.

A deletion comes back as it was or not at all.  No rule is called up: nothing new has happened to these records.  The
figures above are worked out anew, and the validations that read them have their say.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from objectry.metadata import OnDelete
from objectry.plan import FieldPlan, ObjectPlan
from objectry.rules import Value
from objectry.runtime.access.binning import bin_rows
from objectry.runtime.codes import problem
from objectry.runtime.conditions import AllOf, Everyone, IdIn
from objectry.runtime.desk import chunks, own_read
from objectry.runtime.errors import NotFound
from objectry.runtime.store import EMPTIED, TOP, Binned, Select
from objectry.runtime.values.coercion import identifier
from objectry.runtime.writing.ancestors import ancestors, lock_above
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.requests import Positions, Request
from objectry.runtime.writing.work import Wave, Work

UNNAMED = "…"
"""Stands for the name of a field the actor knows nothing of."""


def restorations(object: str, ids: Sequence[str]) -> Request:
    """Records to bring back from the recycle bin, each with all that its deletion took along."""

    def waves(work: Work, plan: ObjectPlan, positions: Positions) -> list[Wave]:
        asked = [Draft(plan, Kind.RESTORE, identifier(ids[one]) or ids[one], frozenset({one})) for one in positions]
        return _waves(work, _found(work, plan, asked))

    return Request(object, ("delete",), len(ids), waves)


def _found(work: Work, plan: ObjectPlan, asked: Sequence[Draft]) -> list[Draft]:
    """Those that stand in the bin for this actor; the others are not there."""
    condition, there = bin_rows(work.rights, plan.name), set[str]()
    for part in chunks(dict.fromkeys(draft.id for draft in asked)):
        where = AllOf((IdIn(tuple(part)), condition))
        select = Select(plan.name, {}, where, policies=work.desk.open, deleted=True)
        there |= {str(row["id"]) for row in work.transaction.select(work.desk.context, select)}
    for draft in asked:
        if draft.id not in there and work.single:
            raise NotFound("there is no such record in the recycle bin")
        if draft.id not in there:
            work.refuse(draft, [problem("D501", None, draft.position)])
    return [draft for draft in asked if draft.id in there]


def _waves(work: Work, tops: Sequence[Draft]) -> list[Wave]:
    """The deletions of these records, object by object; what they emptied is filled once all of them are back."""
    entries = work.transaction.bin.of_records([draft.id for draft in tops])
    deletions = {one.record: one.deletion for one in entries if one.kind == TOP}
    roots: dict[str, frozenset[int]] = {}
    for draft in tops:
        known = roots.get(deletions[draft.id], frozenset())
        roots[deletions[draft.id]] = known | draft.roots
    back, emptied = defaultdict[str, list[Draft]](list), list[Binned]()
    for one in work.transaction.bin.of(sorted(roots)):
        if one.kind == EMPTIED:
            emptied.append(one)
        elif one.object in work.call.blueprint.objects:
            back[one.object].append(_draft(work, one, roots[one.deletion]))
    work.emptied = [(one, roots[one.deletion]) for one in emptied]
    objects = sorted(back, key=lambda name: work.call.blueprint.objects[name].rank)
    own = tops[0].plan.name if tops else ""
    first = [name for name in objects if name == own]
    rest = [name for name in objects if name != own]
    return [Wave(work.call.blueprint.objects[name], Kind.RESTORE, back[name], by_rule=True) for name in (*first, *rest)]


def _draft(work: Work, one: Binned, roots: frozenset[int]) -> Draft:
    made = Draft(work.call.blueprint.objects[one.object], Kind.RESTORE, one.record, roots)
    made.deletion, made.along = one.deletion, one.kind != TOP
    made.cause = "" if one.kind == TOP else "restore"
    return made


def lock_deleted(work: Work, wave: Wave) -> None:
    """Step 2 of a restoration: the rows as they lie in the bin; one that is not there any more is done with."""
    rows: dict[str, dict[str, Value]] = {}
    for part in chunks(sorted({draft.id for draft in wave.drafts})):
        locked = work.transaction.lock(wave.plan, part)
        rows.update({str(row["id"]): row for row in locked if row.get("deleted_at") is not None})
    work.locked.update((wave.plan.name, id) for id in rows)
    wave.drafts = [draft for draft in wave.drafts if draft.id in rows]
    for draft in wave.drafts:
        draft.old = rows[draft.id]
        draft.new = dict(draft.old)
    work.coming |= {(wave.plan.name, draft.id) for draft in wave.drafts}
    lock_above(work, ancestors(work, wave.plan, wave.drafts))


def check_links(work: Work, wave: Wave) -> None:
    """Part of step 6: what the records refer to is there or comes back with them.

    A lookup that would have been emptied is empty now, and is filled when that other record comes back.
    """
    if wave.kind is not Kind.RESTORE:
        return
    for name, plan in wave.plan.fields.items():
        if not plan.field.refers or plan.column is None:
            continue
        ids = {str(draft.new[name]) for draft in wave.drafts if draft.new.get(name) is not None}
        there = _live(work, plan.field.to, ids)
        for draft in wave.drafts:
            target = draft.new.get(name)
            if not isinstance(target, str) or target in there:
                continue
            if plan.field.on_delete is OnDelete.SET_NULL:
                _empty(work, draft, name, target)
            else:
                work.refuse(draft, [problem("D574", None, draft.position, label=_label(work, draft, plan))])


def _live(work: Work, targets: Iterable[str], ids: set[str]) -> set[str]:
    """Those of the ids that are there, or come back in this call; who acts and owns always is."""
    known = {id for name in targets for id in ids if (name, id) in work.coming}
    left = sorted(ids - known)
    for name in targets if left else ():
        known |= work.desk.ids_fulfilling(name, left, Everyone())
    return known | work.desk.principals(left) if left else known


def _label(work: Work, draft: Draft, field: FieldPlan) -> str:
    """What the lookup is called, as far as the actor may know."""
    return field.field.label if work.rights.reads(draft.plan.name, field.name) else UNNAMED


def _empty(work: Work, draft: Draft, name: str, target: str) -> None:
    draft.new[name] = None
    binned = [one.deletion for one in work.transaction.bin.of_records([target])]
    if binned:
        draft.emptied[name] = binned[0]


def filling_waves(work: Work) -> list[Wave]:
    """Behind step 9: lookups that the deletion had emptied and that are empty still lead to the records again."""
    wanted, work.emptied = work.emptied, []
    by_object: dict[str, dict[str, Draft]] = defaultdict(dict)
    for one, roots in wanted:
        plan, field = work.call.blueprint.objects.get(one.object), one.field or ""
        if plan is None or field not in plan.fields:
            continue
        fresh = Draft(plan, Kind.UPDATE, one.record, roots, cause="restore")
        draft = by_object[one.object].setdefault(one.record, fresh)
        draft.new[field] = one.target
        draft.causes[field] = draft.cause
    return [_still_empty(work, work.call.blueprint.objects[name], drafts) for name, drafts in by_object.items()]


def _still_empty(work: Work, plan: ObjectPlan, drafts: Mapping[str, Draft]) -> Wave:
    names = sorted({name for draft in drafts.values() for name in draft.new})
    kept = []
    for row in work.desk.pick(plan.name, {name: own_read(plan, name) for name in names}, sorted(drafts)):
        draft = drafts[str(row["id"])]
        draft.new = {name: value for name, value in draft.new.items() if row[name] is None}
        kept += [draft] if draft.new else []
    return Wave(plan, Kind.UPDATE, kept, by_rule=True)
