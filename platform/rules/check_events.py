"""From the syntax of `when:` to typed events."""

from dataclasses import replace

from objectry.diagnostics import Diagnostics
from objectry.metadata import Field, RuleText
from objectry.rules import codes
from objectry.rules.check import Checker, declared, is_stored_rollup
from objectry.rules.fitting import fit
from objectry.rules.hints import hint
from objectry.rules.parser import parse
from objectry.rules.scope import Scope
from objectry.rules.statements import Event
from objectry.rules.syntax import Expression, Moment, Path
from objectry.rules.typed import Aggregate, Node
from objectry.rules.types import Type

PLAIN = frozenset({"before_save", "created", "updated", "saved"})
WORDS = "before save, created, updated, saved, `field changes [from x] [to y]`, `field becomes x`"


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
        if moment.path is None:
            name = moment.kind if moment.kind not in ("timer", "every") else "of the clock"
            message = f"event {name} is not supported; rules wait for {WORDS}"
            self._found.error(codes.UNKNOWN_EVENT, message, moment.span)
            return None
        field = self._field(moment.path)
        if field is None:
            return None
        kind = self._scope.catalog.type_of(self._scope.object, field).optional()
        return Event(moment.kind, field.name, self._value(moment.old, kind), self._value(moment.new, kind))

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
        tree = declared(self._scope.catalog, owner, field.name).tree if field.rollup else None
        return isinstance(tree, Aggregate) and is_stored_rollup(tree)
