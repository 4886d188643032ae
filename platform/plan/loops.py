"""Rules that may call one another up for ever, found without any record.

An edge leads from a rule to each rule that may answer what it writes.  Among the changes a rule makes to its own record
only those count that the other rule looks at: it fires once for the record anyway, unless it waits for a field.  Every
rule of a circle is named with its place, each with the statement that calls up the next, and with what follows by
itself in between: roll-ups above, records that go along.  The rounds of a call have an end all the same.
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from objectry.diagnostics import Span
from objectry.metadata import Model, Object
from objectry.plan.checking import Compilation
from objectry.plan.conditions import equal
from objectry.plan.effects import Consequences, Write, reads_of
from objectry.plan.shapes import RulePlan
from objectry.rules import Const, Event, FieldRead, can_hold, field_type

DONE = {"created": "creates", "changed": "changes", "deleted": "deletes"}
FOLLOWS = {
    "rolled": "so {place} is computed anew",
    "deleted": "so {place} goes too",
    "changed": "so {place} is emptied",
}
ANSWERS: Mapping[str, frozenset[str]] = {
    "created": frozenset({"created", "saved", "becomes"}),
    "changed": frozenset({"updated", "saved", "changes", "becomes"}),
    "deleted": frozenset({"deleted"}),
    "rolled": frozenset({"changes", "becomes"}),
}


@dataclass(frozen=True, slots=True)
class Call:
    """A rule that may call up another one, and what it does to this end."""

    target: str
    reason: str


Calls = Mapping[str, Sequence[Call]]


def warn_of_loops(after: Sequence[RulePlan], consequences: Consequences, work: Compilation) -> None:
    """Warn of each circle once, at the first of its rules."""
    graph = calls_among(after, consequences, work)
    told: set[frozenset[str]] = set()
    for start in sorted(graph, key=lambda name: work.model.rules[name].span):
        if any(start in circle for circle in told):
            continue
        circle = _shortest_circle(start, graph)
        names = frozenset(name for name, _ in circle)
        if circle and names not in told:
            told.add(names)
            _warn(circle, work.model, work)


def _warn(circle: Sequence[tuple[str, Call]], model: Model, work: Compilation) -> None:
    steps = "; ".join(
        f"{name} ({_place(model.rules[name].span)}) {call.reason}, which calls up {call.target}"
        for name, call in circle
    )
    end = "each answers three new values of a record at most, and a call of more than eight rounds is refused"
    first = min((model.rules[name] for name, _ in circle), key=lambda rule: rule.span)
    work.found.warn("P405", f"these rules may go round in a circle: {steps} ({end})", first.span)


def calls_among(after: Sequence[RulePlan], consequences: Consequences, work: Compilation) -> Calls:
    """Which rules may call up which."""
    by_object: dict[str, list[RulePlan]] = {}
    for rule in after:
        by_object.setdefault(rule.object, []).append(rule)
    graph: dict[str, list[Call]] = {}
    for rule in after:
        found: dict[str, Call] = {}
        for write in consequences.of(rule):
            for other in by_object.get(write.object, ()):
                reason = _called(rule, write, other, work) if other.name not in found else None
                if reason is not None:
                    found[other.name] = Call(other.name, reason)
        graph[rule.name] = list(found.values())
    return graph


def _called(rule: RulePlan, write: Write, other: RulePlan, work: Compilation) -> str | None:
    """How the write calls up the other rule; None where it does not."""
    thing = work.model.objects[other.object]
    for event in other.events:
        if (
            _happens(write, event)
            and not _only_once(rule, write, event, other)
            and _can_fire(write, other, thing, work)
        ):
            return _reason(write, event.field, work.model.rules[rule.name].span)
    return None


def _reason(write: Write, field: str | None, rule: Span) -> str:
    """What is done, by which line of the rule, and what follows: `creates deal in line 7, so account.total ...`."""
    if field is not None and field in write.helpers:
        return f"{_reason(write, None, rule)}, so {write.object}.{field} is set by {write.helpers[field]}"
    named = field or (next(iter(write.values), None) if write.kind in ("changed", "rolled") else None)
    place = write.object if named is None else f"{write.object}.{named}"
    if isinstance(write.by, Write):
        return f"{_reason(write.by, None, rule)}, {FOLLOWS[write.kind].format(place=place)}"
    line = f" in line {write.by.line}" if write.by.file == rule.file and write.by.line != rule.line else ""
    return f"{DONE[write.kind]} {place}{line}"


def _place(span: Span) -> str:
    return f"{span.file}:{span.line}"


def _happens(write: Write, event: Event) -> bool:
    if event.kind not in ANSWERS[write.kind]:
        return False
    if event.field is None:
        return True
    if event.field not in write.values:
        return False
    given = write.values[event.field]
    return given is None or not isinstance(event.new, Const) or given.value == event.new.value


def _only_once(rule: RulePlan, write: Write, event: Event, other: RulePlan) -> bool:
    """Whether nothing comes of it: the same record, and a rule that has fired for it or does not look there."""
    if not write.own:
        return False
    if event.field is not None:
        return rule.name == other.name and write.values[event.field] is not None
    return rule.name == other.name or not reads_of(other) & write.values.keys()


def _can_fire(write: Write, other: RulePlan, thing: Object, work: Compilation) -> bool:
    """Whether the condition of the other rule can hold with the values that are written out."""
    if other.condition is None:
        return True
    known = [
        equal(FieldRead((), thing.name, name, field_type(thing, thing.fields[name], work.catalog)), value)
        for name, value in write.values.items()
        if value is not None and name in thing.fields
    ]
    return can_hold([other.condition, *known])


def _shortest_circle(start: str, graph: Calls) -> list[tuple[str, Call]]:
    """The way from a rule back to itself with the fewest rules; empty where there is none."""
    came: dict[str, tuple[str, Call]] = {}
    todo = deque([start])
    while todo:
        at = todo.popleft()
        for call in graph.get(at, ()):
            if call.target == start:
                return [*_way(start, at, came), (at, call)]
            if call.target not in came:
                came[call.target] = (at, call)
                todo.append(call.target)
    return []


def _way(start: str, end: str, came: Mapping[str, tuple[str, Call]]) -> Iterator[tuple[str, Call]]:
    steps = []
    while end != start:
        step = came[end]
        steps.append(step)
        end = step[0]
    yield from reversed(steps)
