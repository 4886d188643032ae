"""Rules that never fire, and branches of rules that are never taken.

Said as warnings, and only where it is certain.  A rule's events tell something too: after `stage becomes "won"` the
stage is won.
"""

from collections.abc import Iterable, Iterator, Sequence

from objectry.diagnostics import Span
from objectry.metadata import FieldType, Object
from objectry.plan.certainties import event_words, in_words
from objectry.plan.checking import Compilation
from objectry.plan.reads import own_fields
from objectry.plan.shapes import RulePlan
from objectry.rules import (
    BOOLEAN,
    Branch,
    Call,
    Const,
    ContextRead,
    DeleteRecords,
    Event,
    FieldRead,
    Node,
    SetField,
    Statement,
    UpdateRecords,
    can_hold,
    field_type,
)

NEVER_CHANGES = frozenset({"id", "created_at", "created_by"})
NEW = ContextRead("$new", BOOLEAN.required())
NOT_NEW = Call("not", (NEW,), BOOLEAN.required())


def check_rule(plan: RulePlan, when: Span, thing: Object, work: Compilation) -> None:
    """Warn of events that can never call the rule up, and of statements it never reaches."""
    facts = {event: _facts(event, thing, work) for event in plan.events}
    held = [] if plan.condition is None else [plan.condition]
    if held and not can_hold(held):
        return  # told already
    for event, known in facts.items():
        reason = _never(event, thing)
        if reason is None and known and not can_hold([*held, *known]):
            reason = f"its condition never holds then: {in_words(*held)}"
        if reason is not None:
            work.found.warn("P409", f"{plan.name} never fires on `{event_words(event)}`: {reason}", when)
    common = next(iter(facts.values())) if len(facts) == 1 else []
    list(_Branches(work).follow(plan.then, [*held, *common], []))


# -------------------------------------------------------------------- events


def _facts(event: Event, thing: Object, work: Compilation) -> list[Node]:
    """What is certain of a record when the event has happened to it."""
    found: list[Node] = []
    if event.kind in ("updated", "deleted", "changes"):
        found.append(NOT_NEW)
    elif event.kind == "created":
        found.append(NEW)
    if event.field is not None and event.new is not None:
        kind = field_type(thing, thing.fields[event.field], work.catalog)
        found.append(equal(FieldRead((), thing.name, event.field, kind), event.new))
    return found


def equal(read: FieldRead, value: Node) -> Node:
    """The condition that a field has a value, blank being one."""
    if isinstance(value, Const) and value.value is None:
        return Call("ISBLANK", (read,), BOOLEAN.required())
    return Call("=", (read, value), BOOLEAN)


def _never(event: Event, thing: Object) -> str | None:
    """Why the event never happens, whatever the condition; None where it may."""
    if event.kind != "changes" or event.field is None:
        return None
    field = thing.fields[event.field]
    if event.field in NEVER_CHANGES or field.type is FieldType.AUTONUMBER:
        return f"{field.name} never changes"
    old, new = (one.value if isinstance(one, Const) else None for one in (event.old, event.new))
    if old is None or new is None:
        return None
    if old == new:
        return "both values are the same"
    allowed = field.picklist.transitions.get(str(old)) if field.picklist else None
    return f"{field.name} may not move from {old} to {new}" if allowed is not None and new not in allowed else None


# -------------------------------------------------------------------- branches


class _Branches:
    """Follows the statements of a rule with what is certain on the way."""

    def __init__(self, work: Compilation) -> None:
        self._work = work

    def follow(self, statements: Sequence[Statement], held: list[Node], failed: list[Node]) -> Iterator[str]:
        """The fields that the statements set; what was certain of them is not so any longer."""
        for one in statements:
            changed: tuple[str, ...] = ()
            if isinstance(one, SetField):
                changed = (one.field,)
            elif isinstance(one, Branch):
                changed = tuple(self._branch(one, held, failed))
            elif isinstance(one, UpdateRecords | DeleteRecords):
                self._target(one, held, failed)
            yield from changed
            held, failed = _without(held, changed), _without(failed, changed)

    def _branch(self, one: Branch, held: list[Node], failed: list[Node]) -> Iterator[str]:
        condition = one.condition
        if not can_hold([*held, condition], failed):
            self._warn("P407", f"this branch is never taken: {in_words(condition)}", condition, one)
        elif one.otherwise and not can_hold(held, [*failed, condition]):
            message = f"nothing comes behind this branch, as it is always taken here: {in_words(condition)}"
            self._warn("P408", message, condition, one)
            yield from self.follow(one.then, [*held, condition], failed)
            return  # what follows is never reached, which is enough said
        yield from self.follow(one.then, [*held, condition], failed)
        yield from self.follow(one.otherwise, held, [*failed, condition])

    def _target(self, one: UpdateRecords | DeleteRecords, held: list[Node], failed: list[Node]) -> None:
        where = one.target.where
        if where is not None and not can_hold([*held, where], failed):
            self._work.found.warn("P407", f"no record can fulfil this: {in_words(where)}", where.span)

    def _warn(self, code: str, message: str, condition: Node, one: Branch) -> None:
        self._work.found.warn(code, message, condition.span if condition.span.line else one.span)


def _without(known: list[Node], changed: Iterable[str]) -> list[Node]:
    names = frozenset(changed)
    return [one for one in known if not own_fields(one) & names] if names else known
