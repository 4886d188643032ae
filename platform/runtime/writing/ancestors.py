"""The records above, whose stored roll-ups read the ones being written: found from old and new links, locked first.

Locks are taken in one order everywhere, by the object's rank and then the id, so that two calls never wait for each
other.  What only rules link later is locked when its turn comes; should two calls then meet, the database lets one
start again.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from objectry.plan import ObjectPlan, Rollup
from objectry.runtime.desk import own_read
from objectry.runtime.values.coercion import identifier
from objectry.runtime.writing.drafts import Draft
from objectry.runtime.writing.work import Work

Above = dict[str, set[str]]


def stored_feeds(plan: ObjectPlan) -> tuple[Rollup, ...]:
    """The stored roll-ups of other records that read this object."""
    return tuple(feed for feed in plan.feeds if feed.stored)


def links_of(drafts: Iterable[Draft], feed: Rollup) -> set[str]:
    """The records above, before the write and after it."""
    found = {value for draft in drafts for value in (draft.before(feed.link), draft.new.get(feed.link))}
    sent = {value for draft in drafts if isinstance(value := draft.sent.get(feed.link), str)}
    return {value for value in found if isinstance(value, str)} | {id for one in sent if (id := identifier(one))}


def ancestors(work: Work, plan: ObjectPlan, drafts: Iterable[Draft]) -> Above:
    """All records above these drafts, of every level."""
    found: Above = defaultdict(set)
    known = list(drafts)
    for feed in stored_feeds(plan):
        found[feed.object] |= links_of(known, feed)
    todo: Mapping[str, set[str]] = dict(found)
    while todo:
        todo = _one_level_up(work, todo, found)
    return found


def _one_level_up(work: Work, below: Mapping[str, set[str]], found: Above) -> Above:
    """What lies above records whose own roll-ups are read by roll-ups further up; only what is new."""
    fresh: Above = defaultdict(set)
    for object, ids in below.items():
        plan = work.call.blueprint.objects[object]
        names = {rollup.field for rollup in plan.rollups}
        for feed in stored_feeds(plan):
            if feed.reads & names:
                fresh[feed.object] |= _linked(work, plan, feed.link, ids) - found[feed.object]
    for object, ids in fresh.items():
        found[object] |= ids
    return {object: ids for object, ids in fresh.items() if ids}


def _linked(work: Work, plan: ObjectPlan, link: str, ids: Iterable[str]) -> set[str]:
    rows = work.desk.pick(plan.name, {"above": own_read(plan, link)}, sorted(ids))
    return {above for row in rows if isinstance(above := row["above"], str)}


def lock_above(work: Work, above: Mapping[str, set[str]]) -> None:
    """Lock what is not locked yet, in the one order."""
    objects = work.call.blueprint.objects
    for object in sorted(above, key=lambda name: objects[name].rank):
        missing = sorted(id for id in above[object] if (object, id) not in work.locked)
        if missing:
            work.transaction.lock(objects[object], missing)
            work.locked.update((object, id) for id in missing)
