"""Rules and values in words: what a failure has to say about the rules behind it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property

from objectry.diagnostics import Span
from objectry.metadata import EMPTY, AppSource, FieldType, Model, RuleText
from objectry.plan import FieldPlan
from objectry.rules import Environment, Node, Part, Value, explain, text_of
from objectry.runtime.scenarios.watching import Verdict
from objectry.runtime.witness import rule_called, validation_called

JOINED = frozenset({"and", "or"})
MOST = 300


@dataclass(frozen=True)
class Library:
    """The files of a stack, to quote from."""

    apps: Sequence[AppSource]
    conditions: Mapping[str, RuleText] = EMPTY
    """The conditions of rules and validations, by what a witness calls these."""

    @cached_property
    def _lines(self) -> Mapping[str, list[str]]:
        last = len(self.apps) - 1
        named = ((f"{app.name}/" if at < last else "", app) for at, app in enumerate(self.apps))
        return {before + name: text.splitlines() for before, app in named for name, text in app.texts.items()}

    def line(self, span: Span) -> str:
        """The line a place is in."""
        lines = self._lines.get(span.file, [])
        return lines[span.line - 1] if 0 < span.line <= len(lines) else ""

    def text(self, node: Node) -> str:
        """A tree as it was written; as it is understood where that is not known, as for one over several lines."""
        span = node.span
        written = self.line(span)[span.column - 1 : span.column - 1 + span.length] if span.line else ""
        return written or text_of(node)


def library_of(apps: Sequence[AppSource], model: Model) -> Library:
    """The files of a stack, with the conditions its rules and validations were written with."""
    rules = {rule_called(name): one.condition for name, one in model.rules.items() if one.condition is not None}
    validations = {
        validation_called(thing.name, name): one.error_if
        for thing in model.objects.values()
        for name, one in thing.validations.items()
    }
    return Library(apps, {**rules, **validations})


def shown(value: Value, names: Mapping[str, str], plan: FieldPlan | None = None) -> str:
    """A value as a scenario would write it; records of the scenario by their names in it."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        percent = plan is not None and plan.field.type is FieldType.PERCENT
        return f"{(value.scaleb(2) if percent else value).normalize():f}"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, tuple):
        return ", ".join(names.get(one, one) for one in value)
    text = names.get(value, value)
    return f'"{text if len(text) <= MOST else text[:MOST] + "…"}"' if value not in names else text


def explained(verdict: Verdict, library: Library, names: Mapping[str, str], environment: Environment) -> Iterator[str]:
    """A verdict, its text, and each part of it with what it came to and what it read."""
    text = library.conditions.get(verdict.what)
    (whole,) = explain(verdict.node, [verdict.row], environment, text)
    yield f"{verdict.what}: {'true' if verdict.held else 'false'}: {' '.join(whole.text.split())}"
    for part in parts(whole):
        read = "; ".join(f"{text} is {shown(value, names)}" for text, value in reads(part).items())
        yield f"  {shown(part.value, names)}: {part.text}{f'  ({read})' if read else ''}"


def parts(whole: Part) -> Iterator[Part]:
    """The parts that `and` and `or` join, from left to right."""
    if whole.operator not in JOINED or not whole.parts:
        yield whole
    for part in whole.parts if whole.operator in JOINED else ():
        yield from parts(part)


def reads(part: Part) -> dict[str, Value]:
    """What a part reads, each once."""
    if not part.parts:
        return {}
    inner = [one for below in part.parts for one in reads(below).items()]
    return {one.text: one.value for one in part.parts if not one.parts} | dict(inner)
