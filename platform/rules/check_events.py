"""From the syntax of `when:` to typed events."""

from collections.abc import Sequence
from dataclasses import replace

from objectry.diagnostics import Diagnostics
from objectry.metadata import Field, RuleText
from objectry.rules import codes
from objectry.rules.calendar import time_of
from objectry.rules.check import Checker, declared, is_stored_rollup
from objectry.rules.fitting import fit, said
from objectry.rules.hints import hint
from objectry.rules.operators import MOMENTS
from objectry.rules.parser import parse
from objectry.rules.scope import Scope
from objectry.rules.statements import Event
from objectry.rules.syntax import Expression, Moment, Path
from objectry.rules.typed import Aggregate, Node
from objectry.rules.types import Type

PLAIN = frozenset({"before_save", "created", "updated", "saved", "deleted"})
WORDS = "before save, created, updated, saved, deleted, `field changes [from x] [to y]`, `field becomes x`"
UNITS = ("minutes", "hours", "days", "weeks", "months", "business_hours", "business_days")
DAYS = ("day", "weekday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def check_event(text: RuleText, scope: Scope) -> tuple[tuple[Event, ...], Diagnostics]:
    """The events of a `when:`; none when one of them is wrong."""
    syntax, found = parse(text, "event")
    if syntax is None:
        return (), found
    assert isinstance(syntax, tuple)
    moments = [one for one in syntax if isinstance(one, Moment)]
    checker = EventChecker(replace(scope, moment=True), found)
    events = [event for event in map(checker.event, moments) if event is not None]
    kinds = {one.kind for one in events}
    if "before_save" in kinds and len(kinds) > 1:
        message = "a rule runs either before the save or after the write; make two rules of it"
        found.error(codes.MIXED_EVENTS, message, text.at(1, 1, len(text.text)))
    return (() if found.errors else tuple(dict.fromkeys(events))), found


class EventChecker:
    """Checks the events of one rule."""

    def __init__(self, scope: Scope, found: Diagnostics) -> None:
        self._scope = scope
        self._found = found

    def event(self, moment: Moment) -> Event | None:
        """The typed event, None after an error."""
        if moment.kind in PLAIN:
            return Event(moment.kind)
        if moment.kind in ("timer", "every") or moment.path is None:
            self._check_unborn(moment)
            return None
        field = self._field(moment.path)
        if field is None:
            return None
        kind = self._scope.catalog.type_of(self._scope.object, field).optional()
        return Event(moment.kind, field.name, self._value(moment.old, kind), self._value(moment.new, kind))

    # ------------------------------------------------------------ what cannot run yet, checked all the same

    def _check_unborn(self, moment: Moment) -> None:
        """Say that nothing brings this event about in this version, rather than accept a rule that never fires."""
        if moment.kind == "timer":
            self._check_timer(moment)
        elif moment.kind == "every":
            self._check_schedule(moment)
        kinds = {"timer": "timers do", "every": "schedules do", "called": "buttons and calls of rules do"}
        what = kinds.get(moment.kind, "approvals do")
        message = f"{what} not run in this version, so the rule would never fire; rules wait for {WORDS}"
        self._found.error(codes.UNKNOWN_EVENT, message, moment.span)

    def _check_timer(self, moment: Moment) -> None:
        self._check_word("unit of time", moment, (*UNITS, *(one.removesuffix("s") for one in UNITS)), UNITS)
        if moment.count != int(moment.count) or moment.count < 1:
            self._found.error(codes.BAD_LITERAL, "a duration is a whole number of at least 1", moment.span)
        field = self._field(moment.path) if moment.path else None
        if field is None or moment.path is None:
            return
        kind = self._scope.catalog.type_of(self._scope.object, field)
        if kind.kind not in MOMENTS:
            message = f"a timer waits for a date or a moment; {field.name} is {said(kind)}"
            self._found.error(codes.WRONG_TYPE, message, moment.path.span)

    def _check_schedule(self, moment: Moment) -> None:
        self._check_word("day", moment, DAYS, DAYS)
        if moment.time is not None and time_of(moment.time) is None:
            message = f'"{moment.time}" is no time of day, such as "07:30"'
            self._found.error(codes.BAD_LITERAL, message, moment.span)

    def _check_word(self, what: str, moment: Moment, known: Sequence[str], told: Sequence[str]) -> None:
        if moment.unit not in known:
            tail = hint(moment.unit, known, self._found) or f"; there are {', '.join(told)}"
            self._found.error(codes.UNKNOWN_NAME, f'unknown {what} "{moment.unit}"{tail}', moment.span)

    # ------------------------------------------------------------ fields and values

    def _value(self, syntax: Expression | None, kind: Type) -> Node | None:
        if syntax is None:
            return None
        checker = Checker(self._scope, self._found)
        return checker.finished(fit(checker.node(syntax), kind, checker.on), syntax.span)

    def _field(self, path: Path) -> Field | None:
        catalog, owner = self._scope.catalog, self._scope.object
        field = catalog.field(owner, path.names[0])
        if field is None:
            tail = hint(path.names[0], (one.name for one in catalog.fields(owner)), self._found)
            self._found.error(codes.UNKNOWN_NAME, f'unknown field "{path.names[0]}" on {owner}{tail}', path.span)
        elif len(path.names) > 1 or (field.computed and not self._is_kept(owner, field)):
            message = "only a stored field of the record itself can be watched"
            self._found.error(codes.NOT_HERE, message, path.span)
        else:
            return field
        return None

    def _is_kept(self, owner: str, field: Field) -> bool:
        """Whether a roll-up has a column; one that cannot be read is told at its own place."""
        tree = declared(self._scope.catalog, owner, field.name).tree if field.rollup else None
        if field.rollup and tree is None:
            return True
        return isinstance(tree, Aggregate) and is_stored_rollup(tree)
