"""What deleting does to records that refer to the deleted: restrict, set null, cascade, done by the door.

Restricting counts every live record, also those the actor may not see; it says that there are some, not which or how
many.  What follows a deletion is done with the engine's rights and stands in the history under the deletion's name.
"""

from collections.abc import Sequence

from objectry.metadata import OnDelete
from objectry.plan import Child
from objectry.runtime.codes import problem
from objectry.runtime.conditions import Everyone
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work

UNNAMED = "…"
"""Stands for the name of an object the actor knows nothing of."""


def follow_deletion(work: Work, wave: Wave) -> None:
    """Part of step 6 of a deletion: refuse what is restricted, and note the waves that follow."""
    if wave.kind is not Kind.DELETE or not wave.drafts:
        return
    for draft in wave.drafts:
        draft.deletion = draft.deletion or work.ids.next()
    for child in wave.plan.children.values():
        for_parent = _referring(work, wave, child)
        if child.on_delete is OnDelete.RESTRICT:
            _restrict(work, child, for_parent)
        elif for_parent:
            work.followers.append(_follower(work, wave, child, for_parent))


def _referring(work: Work, wave: Wave, child: Child) -> list[tuple[str, Draft]]:
    """The live records that refer to the deleted ones, each with the deletion it follows from."""
    plan = work.call.blueprint.objects[child.object]
    by_id = {draft.id: draft for draft in wave.drafts}
    rows = work.desk.with_values(plan, child.field, sorted(by_id), ("id", child.field), Everyone())
    found = [(str(row["id"]), by_id[str(row[child.field])]) for row in rows]
    going = work.going | ({(plan.name, id) for id in by_id} if plan.name == wave.plan.name else set())
    return [(id, draft) for id, draft in found if (plan.name, id) not in going]


def forget_cleared(work: Work, waves: Sequence[Wave]) -> None:
    """A record whose lookup was to be cleared, and that goes itself, is not written before it goes."""
    gone = {id(draft) for key, draft in work.cleared.items() if key in work.going}
    for wave in waves if gone else ():
        wave.drafts = [draft for draft in wave.drafts if id(draft) not in gone]


def _restrict(work: Work, child: Child, referring: Sequence[tuple[str, Draft]]) -> None:
    related = child.label if work.rights.knows(child.object) else UNNAMED
    for draft in {draft.id: draft for _, draft in referring}.values():
        work.refuse(draft, [problem("D533", None, draft.position, related=related)])


def _follower(work: Work, wave: Wave, child: Child, referring: Sequence[tuple[str, Draft]]) -> Wave:
    plan = work.call.blueprint.objects[child.object]
    kind = Kind.DELETE if child.on_delete is OnDelete.CASCADE else Kind.UPDATE
    drafts = []
    for id, above in referring:
        known = work.cleared.get((plan.name, id)) if kind is Kind.UPDATE else None
        if known is not None:  # it refers to what goes by another lookup, too: one record is written once
            known.new[child.field] = None
            known.causes[child.field] = known.cause
            known.emptied[child.field] = above.deletion
            continue
        draft = Draft(plan, kind, id, above.roots, cause=f"delete {above.plan.name} {above.id}")
        if kind is Kind.UPDATE:
            draft.new[child.field] = None
            draft.causes[child.field] = draft.cause
            draft.emptied[child.field] = above.deletion
            work.cleared[plan.name, id] = draft
        else:
            draft.deletion, draft.along = above.deletion, True
        drafts.append(draft)
    if kind is Kind.DELETE:
        work.going |= {(plan.name, draft.id) for draft in drafts}
    return Wave(plan, kind, drafts, wave.round, by_rule=True, chain=wave.chain)
