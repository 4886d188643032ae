"""Rules and values in words: what a failure has to say about the rules behind it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import cached_property
from types import MappingProxyType

from objectry.diagnostics import Span
from objectry.metadata import AppSource, FieldType
from objectry.plan import FieldPlan
from objectry.rules import Call, Const, Environment, Leaf, Node, Value, compile_node, leaves, text_of
from objectry.runtime.scenarios.watching import Verdict

JOINED = frozenset({"and", "or"})
MOST = 300
SAID: Mapping[str, str] = MappingProxyType({"$new": "ISNEW()"})


@dataclass(frozen=True)
class Library:
    """The files of a stack, to quote from."""

    apps: Sequence[AppSource]

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
        return written or SAID.get(text_of(node), text_of(node))


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
    yield f"{verdict.what}: {'true' if verdict.held else 'false'}: {library.text(verdict.node)}"
    for part in parts(verdict.node):
        value = compile_node(part).run([verdict.row], environment)[0]
        read = "; ".join(f"{path(leaf)} is {shown(verdict.row.get(leaf.key), names)}" for leaf in unique(part))
        yield f"  {shown(value, names)}: {library.text(part)}{f'  ({read})' if read else ''}"


def parts(node: Node) -> Iterator[Node]:
    """The parts that `and` and `or` join, from left to right; what was written as one word stays one part."""
    if isinstance(node, Call) and node.function in JOINED and any(arg.span != node.span for arg in node.args):
        for arg in node.args:
            yield from parts(arg)
    elif not isinstance(node, Const):
        yield node


def unique(node: Node) -> tuple[Leaf, ...]:
    """What a part reads, each once."""
    return tuple({leaf.key: leaf for leaf in leaves(node)}.values())


def path(leaf: Leaf) -> str:
    """What is read, as it is called."""
    return getattr(leaf, "path", leaf.key)
