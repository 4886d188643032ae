"""Step 10: roll-ups of the records above, bottom-up, each recomputed by a statement of its own after the lock.

A recomputed figure is an engine's write: it bumps no version and stands in no history, but it raises `changes`, and
the validations above that read it are asked again.  Where one refuses, the write below is refused, and told which
record's rule it was.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from objectry.plan import FieldPlan, ObjectPlan, Rollup
from objectry.rules import Value
from objectry.runtime.codes import problem
from objectry.runtime.desk import own_read
from objectry.runtime.values.numbers import room
from objectry.runtime.writing.ancestors import links_of, lock_above, stored_feeds
from objectry.runtime.writing.checking import messages
from objectry.runtime.writing.drafts import Draft, Kind, stored_fields
from objectry.runtime.writing.events import Watch
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.work import Wave, Work

NEVER_BLANK = frozenset({"COUNT", "SUM"})


@dataclass(slots=True)
class Above:
    """Records of one object whose figures changed: field to old value, and the caller's records behind it."""

    before: dict[str, dict[str, Value]] = field(default_factory=lambda: defaultdict(dict))
    roots: dict[str, frozenset[int]] = field(default_factory=dict)


def recompute_rollups(work: Work, waves: Sequence[Wave]) -> list[Wave]:
    """Step 10: the records above that changed, as waves for the rules that wait for it."""
    changed: dict[str, Above] = {}
    touched = _touched(waves)
    for level in sorted({rollup.level for rollup in _all_rollups(work)}):
        for rollup in (one for one in _all_rollups(work) if one.level == level):
            roots = touched.get((rollup.object, rollup.field), {})
            if roots:
                _recompute(work, rollup, roots, changed, touched)
    found = [_wave(work, object, above, waves) for object, above in changed.items()]
    for wave in found:
        for draft in wave.drafts:
            work.journal.add_figures(draft, int(str(draft.new["version"])), work.call.cause)
        _validate(work, wave)
    return found


Touched = dict[tuple[str, str], dict[str, frozenset[int]]]
"""(object, roll-up field) -> the ids to recompute, with the caller's records behind each."""


def _all_rollups(work: Work) -> list[Rollup]:
    objects = work.call.blueprint.objects.values()
    return [rollup for plan in objects for rollup in plan.rollups if rollup.stored]


def _touched(waves: Iterable[Wave]) -> Touched:
    found: Touched = defaultdict(dict)
    for wave in waves:
        for feed in stored_feeds(wave.plan):
            for draft in wave.drafts:
                if _matters(draft, feed):
                    _touch(found, feed, links_of([draft], feed), draft.roots)
    return found


def _touch(found: Touched, feed: Rollup, ids: Iterable[str], roots: frozenset[int]) -> None:
    known = found[feed.object, feed.field]
    for id in ids:
        known[id] = known.get(id, frozenset()) | roots


def _matters(draft: Draft, feed: Rollup) -> bool:
    """Whether the write can have changed the figure at all."""
    return draft.kind is not Kind.UPDATE or any(draft.has_changed(name) for name in feed.reads)


def _recompute(
    work: Work, rollup: Rollup, roots: dict[str, frozenset[int]], changed: dict[str, Above], touched: Touched
) -> None:
    """One roll-up for all records it changed for; what reads it further up is touched in turn."""
    lock_above(work, {rollup.object: set(roots)})
    plan = work.call.blueprint.objects[rollup.object]
    moved = work.transaction.recompute(work.desk.context, rollup, sorted(roots))
    above = changed.setdefault(rollup.object, Above())
    for one in moved:
        if not _fits(plan.fields[rollup.field], rollup, one.new):
            _refuse_wide(work, plan, rollup, one.id, roots[one.id])
        above.before[one.id].setdefault(rollup.field, one.old)
        above.roots[one.id] = above.roots.get(one.id, frozenset()) | roots[one.id]
    work.stop_if_faulty()
    ids = [one.id for one in moved]
    for feed in stored_feeds(plan):
        if ids and rollup.field in feed.reads:
            for row in work.desk.pick(plan.name, {"above": own_read(plan, feed.link)}, ids):
                if isinstance(row["above"], str):
                    _touch(touched, feed, [row["above"]], roots[str(row["id"])])


def _fits(field: FieldPlan, rollup: Rollup, figure: Value) -> bool:
    """Whether the figure has room in its column; a sum that is null had none."""
    if figure is None:
        return rollup.function not in NEVER_BLANK
    return not isinstance(figure, Decimal) or not figure or figure.adjusted() < room(field)[0]


def _refuse_wide(work: Work, plan: ObjectPlan, rollup: Rollup, id: str, roots: frozenset[int]) -> None:
    """The child records that make the figure too large are refused; nothing is told of the parent but the limit."""
    field = plan.fields[rollup.field]
    draft = Draft(plan, Kind.ROLLUP, id, roots)
    told = {"label": field.field.label, "digits": str(room(field)[0])}
    work.refuse(draft, [problem("D537", None, draft.position, **told)])


def _wave(work: Work, object: str, above: Above, waves: Sequence[Wave]) -> Wave:
    """The changed records as they are now, with the figures they had before."""
    plan: ObjectPlan = work.call.blueprint.objects[object]
    outputs = {name: own_read(plan, name) for name in stored_fields(plan)}
    drafts = []
    for row in work.desk.pick(object, dict(outputs), sorted(above.before)):
        id = str(row["id"])
        old = {**row, **above.before[id]}
        drafts.append(Draft(plan, Kind.ROLLUP, id, above.roots[id], old=old, new=dict(row)))
    return Wave(plan, Kind.ROLLUP, drafts, waves[0].round, by_rule=True, chain=waves[0].chain)


def _validate(work: Work, wave: Wave) -> None:
    watch = Watch(work.program, Facts(work.desk), work.for_person(), work.witness)
    moved = {name for draft in wave.drafts for name in draft.changed()}
    for one in wave.plan.validations:
        if not (one.reads & moved) or (one.sources and work.call.source not in one.sources):
            continue
        failing = watch.holding(one.condition, wave.drafts)
        for draft, message in zip(failing, messages(work, one.message, failing, own=False), strict=True):
            label = wave.plan.object.label
            work.refuse(draft, [problem("D534", None, draft.position, object=label, rule=one.name, message=message)])
    work.stop_if_faulty()
