"""Rules checked and put in order.

Before-save rules run once each, so that every rule sees what the others have set: one that reads a field comes after
those that set it.  Several that set the same field run in stack order, then by `order`, then by name, and what they
read of each other then does not count.  Any other circle has no right order and is an error.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.diagnostics import Diagnostics
from objectry.metadata import Rule
from objectry.plan.checking import Compilation
from objectry.plan.conditions import check_rule
from objectry.plan.costs import warn_of_costs
from objectry.plan.effects import Consequences, written
from objectry.plan.loops import warn_of_loops
from objectry.plan.reads import fields_set, own_fields
from objectry.plan.relations import find_children
from objectry.plan.rollups import Key
from objectry.plan.shapes import Rollup, RulePlan
from objectry.rules import check_actions, check_event, nodes_of

BEFORE_SAVE = "before_save"


@dataclass(frozen=True, slots=True)
class _Checked:
    """A rule between checking and ordering: `rank` is its place by stack, order and name."""

    rule: Rule
    plan: RulePlan
    rank: tuple[int, int, str]
    reads: frozenset[str]
    sets: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The rules of one object, numbered through: those before the write, then those after it."""

    before: tuple[RulePlan, ...]
    after: tuple[RulePlan, ...]


def compile_rules(work: Compilation, rollups: Mapping[Key, Rollup]) -> Mapping[str, Ordered]:
    """The rules of each object."""
    layers = {app.name: position for position, app in enumerate(work.model.apps)}
    checked = [
        one
        for rule in work.model.rules.values()
        if rule.object in work.model.objects and (one := _check(rule, layers.get(rule.app, 0), work)) is not None
    ]
    by_object: dict[str, list[_Checked]] = {name: [] for name in work.model.objects}
    for one in checked:
        by_object[one.rule.object].append(one)
    ordered = {name: _order(of_one, work) for name, of_one in by_object.items()}
    _look_at_all(ordered, rollups, work)
    return ordered


def _look_at_all(ordered: Mapping[str, Ordered], rollups: Mapping[Key, Rollup], work: Compilation) -> None:
    """Warn of what only shows in all rules together: circles, and what they cost."""
    for one in ordered.values():
        warn_of_costs([*one.before, *one.after], work)
    before = {name: one.before for name, one in ordered.items()}
    consequences = Consequences(before, rollups, find_children(work.model.objects), work)
    after = [rule for one in ordered.values() for rule in one.after]
    warn_of_loops(after, consequences, work)
    _note_ripples(after, consequences, work)


def _note_ripples(after: Sequence[RulePlan], consequences: Consequences, work: Compilation) -> None:
    for rollup in consequences.rollups.values():
        work.ripples.lead(rollup.child, rollup.object)
    for rule in after:
        for write in written(rule):
            work.ripples.lead(rule.object, write.object)
            if write.kind == "deleted":
                work.ripples.deleted.add(write.object)


def _check(rule: Rule, layer: int, work: Compilation) -> _Checked | None:
    scope = work.scope(rule.object, moment=True)
    events, problems = check_event(rule.when, scope)
    work.found.extend(problems)
    before = any(event.kind == BEFORE_SAVE for event in events)
    condition = work.condition(rule.condition, scope)
    gone = bool(events) and all(event.kind == "deleted" for event in events)
    statements, problems = check_actions(rule.then, scope, before, gone=gone)
    work.found.extend(problems)
    if not events:
        return None
    plan = RulePlan(
        rule.name, rule.label, rule.object, events, condition, statements, rule.sources, text=rule.condition
    )
    check_rule(plan, rule.when.span, work.model.objects[rule.object], work)
    return _Checked(rule, plan, (layer, rule.order, rule.name), _reads(plan), frozenset(fields_set(statements)))


def _reads(plan: RulePlan) -> frozenset[str]:
    nodes = (*nodes_of(plan.then), *((plan.condition,) if plan.condition is not None else ()))
    return frozenset[str]().union(*(own_fields(node) for node in nodes))


def _order(checked: Sequence[_Checked], work: Compilation) -> Ordered:
    ranked = sorted(checked, key=lambda one: one.rank)
    before = _in_dependency_order([one for one in ranked if _is_before(one.plan)], work.found)
    after = [one.plan for one in ranked if not _is_before(one.plan)]
    numbered = [replace(plan, position=position) for position, plan in enumerate([*before, *after], start=1)]
    return Ordered(tuple(numbered[: len(before)]), tuple(numbered[len(before) :]))


def _is_before(plan: RulePlan) -> bool:
    return any(event.kind == BEFORE_SAVE for event in plan.events)


def _in_dependency_order(ranked: Sequence[_Checked], found: Diagnostics) -> list[RulePlan]:
    """Always the first by rank among those that wait for nobody."""
    waiting = {one.rule.name: one for one in ranked}
    setters: dict[str, dict[str, _Checked]] = {}
    for one in ranked:
        for field in one.sets:
            setters.setdefault(field, {})[one.rule.name] = one
    ordered: list[RulePlan] = []
    while waiting:
        free = next((one for one in waiting.values() if not _waits(one, setters)), None)
        if free is None:
            _report_circle(waiting, found)
            break
        ordered.append(waiting.pop(free.rule.name).plan)
        for field in free.sets:
            del setters[field][free.rule.name]
    return ordered


def _waits(one: _Checked, setters: Mapping[str, Mapping[str, _Checked]]) -> bool:
    """Whether any rule must run before this one; `setters` are, by field, the waiting rules that set it, by rank."""
    return any(next(iter(setters[field].values())) is not one for field in one.sets) or any(
        one.sets.isdisjoint(other.sets) for field in one.reads - one.sets for other in setters.get(field, {}).values()
    )


def _awaited(one: _Checked, among: Mapping[str, _Checked]) -> Iterator[tuple[_Checked, str]]:
    """Those that must run before this rule, with the field for which it waits."""
    for other in among.values():
        shared = one.sets & other.sets
        if other is one or (shared and other.rank > one.rank):
            continue
        fields = shared or one.reads & other.sets
        if fields:
            yield other, min(fields)


def _report_circle(waiting: Mapping[str, _Checked], found: Diagnostics) -> None:
    """Follow what each waits for until a rule comes up again; tell the circle at its first rule."""
    steps: dict[str, tuple[_Checked, str]] = {}
    at = next(iter(waiting.values()))
    while at.rule.name not in steps:
        other, field = next(_awaited(at, waiting))
        steps[at.rule.name] = (at, field)
        at = other
    names = list(steps)
    circle = [steps[name] for name in names[names.index(at.rule.name) :]]
    sources = [*(rule for rule, _ in circle[1:]), at]
    reasons = "; ".join(
        f"{rule.rule.name} ({rule.rule.span.file}:{rule.rule.span.line}) needs {field}, which {source.rule.name} sets"
        for (rule, field), source in zip(circle, sources, strict=True)
    )
    first = min((rule for rule, _ in circle), key=lambda rule: rule.rank)
    found.error("P401", f"these before-save rules wait for each other: {reasons}", first.rule.span)
