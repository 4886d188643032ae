"""Why an expression has its value: each part of it with the value of its own, for one record or many.

`explain` answers a tree of parts.  A part has the words of the rule's author where they are known, and the value this
part had for this record; literals stand in the words and are no parts.  What its reader may not know is hidden, and
with it everything that follows from it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata import RuleText
from objectry.rules.evaluate import Environment, Row, compile_nodes
from objectry.rules.spelling import as_meant, operands, written
from objectry.rules.typed import Call, Const, FieldRead, Node, Value, leaves
from objectry.rules.types import Type

UNNAMED = "…"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of an expression: its words, its place in the file, its value, and the parts it was made of.

    `hidden` says that its reader may not know the value, which is then null here.
    """

    text: str
    value: Value
    type: Type
    parts: tuple["Part", ...] = ()
    operator: str = ""
    hidden: bool = False
    span: Span = NOWHERE


def explain(
    node: Node,
    rows: Sequence[Row],
    env: Environment,
    text: RuleText | None = None,
    hidden: Sequence[Collection[str]] = (),
    unnamed: Collection[str] = (),
) -> list[Part]:
    """The parts of an expression for each row, which carries the values of its leaves (and `$new`).

    `text` is what the author wrote.  `hidden` holds, for each row, the keys of leaves whose value its reader may not
    know; `unnamed` those of which she may not even know that they are there: no words of hers name them.
    """
    inner = tuple(dict.fromkeys(_inner(node)))
    keys = [frozenset(leaf.key for leaf in leaves(one)) for one in inner]
    nameless = frozenset(one for one, key in zip(inner, keys, strict=True) if key.intersection(unnamed))
    words = Words(text)
    parts = []
    for place, values in enumerate(compile_nodes(inner).run_all(rows, env)):
        secret = frozenset(hidden[place]).union(unnamed) if hidden else frozenset(unnamed)
        known = {one: value for one, key, value in zip(inner, keys, values, strict=True) if not key & secret}
        whole = _part(node, _Known(known, words, nameless))
        parts.append(whole if text is None or node in nameless else replace(whole, text=text.text.strip()))
    return parts


def first_false(part: Part) -> Part | None:
    """The first part that kept a condition from holding; None where it holds.  What is hidden may be that part."""
    if part.value is True:
        return None
    found = (stopped for one in part.parts if (stopped := first_false(one)) is not None)
    return next(found, part) if part.operator == "and" else part


@dataclass(frozen=True, slots=True)
class _Known:
    """Of one record the values of the nodes, but for hidden ones; the author's words by their places, and the
    nodes that are not named."""

    values: Mapping[Node, Value]
    words: "Words"
    nameless: frozenset[Node]


def _part(node: Node, known: _Known, around: Span = NOWHERE) -> Part:
    """The part of a node.  What the checker has put in the place of a name stands where the name does."""
    meant = as_meant(node)
    below = tuple(_part(one, known, node.span) for one in operands(meant) if not isinstance(one, Const))
    words = "" if node.span == around or (isinstance(node, FieldRead) and node.prior) else known.words.of(node)
    open_ = isinstance(node, Const) or node in known.values
    value = node.value if isinstance(node, Const) else known.values.get(node)
    operator = meant.function if isinstance(meant, Call) else ""
    words = UNNAMED if node in known.nameless else words or written(node)
    return Part(words, value, node.type, below, operator, not open_, node.span)


def _inner(node: Node) -> Iterator[Node]:
    """The node and everything below it that is no literal.  Figures over children are not taken apart."""
    if not isinstance(node, Const):
        yield node
        for one in operands(as_meant(node)):
            yield from _inner(one)


class Words:
    """The words an author wrote at a place of a file.  Parts that go over several lines have none."""

    def __init__(self, text: RuleText | None) -> None:
        self._file = text.span.file if text else ""
        self._rest = dict(_rests(text)) if text else {}

    def of(self, node: Node) -> str:
        """The words of a node, blank where they are not known."""
        span, rest = node.span, self._rest.get((node.span.line, node.span.column), "")
        several_lines = span.length == 1 and isinstance(node, Call)
        return "" if several_lines or (rest and span.file != self._file) else rest[: span.length]


def _rests(text: RuleText) -> Iterator[tuple[tuple[int, int], str]]:
    """Each place in the file with the rest of its line in the text."""
    for number, line in enumerate(text.text.split("\n"), start=1):
        for at in range(len(line)):
            place = text.at(number, at + 1)
            yield (place.line, place.column), line[at:]
