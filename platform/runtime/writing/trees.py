"""Hierarchies: a lookup to its own object never closes a circle, and a tree has only so many levels.

A level at a time, for all drafts together.  On PostgreSQL whoever moves a record in a tree has the trees of the tenant
to himself until the commit, so that two moves that are harmless alone make no circle together.
"""

from collections.abc import Mapping, Sequence

from objectry.plan import ObjectPlan
from objectry.rules import Node
from objectry.runtime.codes import problem
from objectry.runtime.conditions import Everyone
from objectry.runtime.desk import USERS, own_read
from objectry.runtime.writing.work import Wave, Work

LEVELS = 12
UNSEEN = "…"

Above = Mapping[str, str | None]


def check_trees(work: Work, wave: Wave) -> None:
    """Part of step 6.  The managers of users have a closure of their own, which looks after itself."""
    link = wave.plan.object.hierarchy
    if link is None or wave.plan.name == USERS:
        return
    moved = [one for one in wave.drafts if one.new.get(link) is not None and one.has_changed(link)]
    if not moved:
        return
    work.transaction.hold_trees()
    above = _above(work, wave, link)
    below = _depths(work, wave.plan, link, [draft.id for draft in moved if draft.old is not None])
    names: dict[str, str] = {}
    for draft in moved:
        chain, circle = _chain(draft.id, above)
        if circle:
            names = names or _names(work, wave.plan, above)
            said = " → ".join(names.get(id, UNSEEN) for id in chain)
            work.refuse(draft, [problem("D571", link, draft.position, label=_label(wave, link), chain=said)])
        elif len(chain) + below.get(draft.id, 0) > LEVELS:
            work.refuse(draft, [problem("D572", link, draft.position, label=_label(wave, link), limit=str(LEVELS))])


def _label(wave: Wave, link: str) -> str:
    return wave.plan.fields[link].field.label


def _above(work: Work, wave: Wave, link: str) -> Above:
    """Who will stand above whom, as far up as the drafts lead."""
    found: dict[str, str | None] = {one.id: _text(one.new.get(link)) for one in wave.drafts if one.has_changed(link)}
    todo = {id for id in found.values() if id is not None} - found.keys()
    for _ in range(LEVELS + 1):
        if not todo:
            break
        rows = work.desk.pick(wave.plan.name, {link: own_read(wave.plan, link)}, sorted(todo))
        found |= dict.fromkeys(todo) | {str(row["id"]): _text(row[link]) for row in rows}
        todo = {id for id in found.values() if id is not None} - found.keys()
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _depths(work: Work, plan: ObjectPlan, link: str, ids: Sequence[str]) -> dict[str, int]:
    """How many levels are below each of the records."""
    depths = dict.fromkeys(ids, 0)
    tops = {id: {id} for id in ids}  # a record met on the way down, and those it is below of
    for depth in range(1, LEVELS + 1):
        rows = work.desk.with_values(plan, link, sorted(tops), ("id", link), Everyone()) if tops else []
        tops, over = {}, tops
        for row in rows:
            tops.setdefault(str(row["id"]), set()).update(over[str(row[link])])
        depths |= {top: depth for reached in tops.values() for top in reached}
    return depths


def _chain(start: str, above: Above) -> tuple[list[str], bool]:
    """The way up from a record, itself first, and whether it comes back to where it was."""
    chain = [start]
    while (current := above.get(chain[-1])) is not None:
        if current in chain:
            return [*chain, current], True
        chain.append(current)
    return chain, False


def _names(work: Work, plan: ObjectPlan, above: Above) -> dict[str, str]:
    """What the records of a circle are called, as far as the caller sees them."""
    name = plan.object.name_field
    if plan.fields[name].column is None or not work.rights.reads(plan.name, name):
        return {}
    outputs: dict[str, Node] = {name: own_read(plan, name)}
    policy = work.rights.policy(plan.name, "read").condition
    return {str(row["id"]): str(row[name]) for row in work.desk.pick_where(plan.name, outputs, sorted(above), policy)}
