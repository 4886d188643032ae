"""Conditions that decide nothing: no record can fulfil them, or every record does; and how messages tell of rules."""

from objectry.diagnostics import Diagnostics
from objectry.metadata import RuleText
from objectry.rules import Const, Event, Node, always_holds, can_hold, written

LONGEST = 120


def check_condition(condition: Node, text: RuleText, found: Diagnostics) -> None:
    """Warn of a condition that no record can fulfil, or that every record does."""
    if isinstance(condition, Const):
        return
    if not can_hold([condition]):
        found.warn("P407", f"no record can fulfil this: {in_words(condition)}", text.at(1, 1, len(text.text)))
    elif always_holds(condition):
        found.warn("P408", f"every record fulfils this: {in_words(condition)}", text.at(1, 1, len(text.text)))


def in_words(*conditions: Node) -> str:
    """Conditions that hold together, for a message."""
    text = " and ".join(map(written, conditions))
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def event_words(event: Event) -> str:
    """An event as an author would write it."""
    if event.field is None:
        return event.kind.replace("_", " ")
    if event.kind == "becomes":
        return f"{event.field} becomes {written(event.new)}" if event.new else event.field
    old = f" from {written(event.old)}" if event.old else ""
    new = f" to {written(event.new)}" if event.new else ""
    return f"{event.field} changes{old}{new}"
