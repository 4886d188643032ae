"""The typed tree: what every back end reads.

`check.py` makes it from syntax and a scope; `source.py` turns it into Python, and the store turns it into the
SQL of each database.  Nodes are values: frozen, comparable, printable, without places in equality.

Declared formulas are already inlined when a tree arrives here: the reading of a formula field is the formula's
own tree, moved along the path and rounded to the field's scale.
"""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Union

from objectry.diagnostics import NOWHERE, Span
from objectry.rules.types import Type

Value = Union[Decimal, str, bool, date, datetime, time, tuple[str, ...], None]
"""A value of the language: numbers are Decimal (percent as a fraction), references are id texts, picklists their API
names, sets tuples of these in declared order and never empty, datetimes aware in UTC, times of day without zone."""


@dataclass(frozen=True, slots=True)
class Const:
    """A literal."""

    value: Value
    type: Type
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: through lookup `field` to a record of `object`.

    `chosen` marks a lookup that may lead to other objects too: where it does, there is no record at the end.
    """

    field: str
    object: str
    chosen: bool = False

    @property
    def key(self) -> str:
        """The step in a path that tells such lookups apart: `related_to[account]`."""
        return f"{self.field}[{self.object}]" if self.chosen else self.field


@dataclass(frozen=True, slots=True)
class FieldRead:
    """The value of `field` of `object`, reached from the record at hand (or the child, inside an aggregate) by `hops`.

    `child` tells where the path starts inside an aggregate: at the child row (True) or at the record around it.
    `prior` asks for the value before this change.  `declared` marks a read that stands inside a declared formula
    or roll-up, which has one value for all readers: its hops are not narrowed by the reader's policy.
    """

    hops: tuple[Hop, ...]
    object: str
    field: str
    type: Type
    child: bool = False
    prior: bool = False
    declared: bool = False
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)

    @property
    def path(self) -> str:
        """The dotted path, such as `account.owner.name`."""
        return ".".join([*(hop.key for hop in self.hops), self.field])

    @property
    def key(self) -> str:
        """The name under which a row carries this value for the Python evaluator."""
        marks = ("child:" if self.child else "") + ("prior:" if self.prior else "")
        return marks + ("declared:" if self.declared and self.hops else "") + self.path


@dataclass(frozen=True, slots=True)
class ContextRead:
    """A fact of the call: `$user.id` (the user), `$user.role`, `$now`, `$today`, `$source`, `$new` (being created)."""

    name: str
    type: Type
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Call:
    """An operation or function by its canonical name (`functions.py` is the table), on typed arguments.

    Operators are calls too: and, or, not, =, <>, <, <=, >, >=, +, -, *, /, ^, & (text), negate, in, blank_zero (number,
    null read as 0), round_to (result scale in `type`), and the functions in upper case.
    """

    function: str
    args: tuple["Node", ...]
    type: Type
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Aggregate:
    """COUNT, SUM, MIN, MAX or AVG of `value` over the records of `object` whose `link` points to the record at hand.

    `value` is None for COUNT of records.  In `value` and `where`, reads with `child` start at the child, others at the
    record around it.  `hops` lead from the record at hand to the one whose children are meant, where a declared
    roll-up is read through lookups; the reads of the record around then carry these hops themselves.
    """

    function: str
    object: str
    link: str
    value: Union["Node", None]
    where: Union["Node", None]
    type: Type
    declared: bool = False
    hops: tuple[Hop, ...] = ()
    span: Span = dataclasses.field(default=NOWHERE, compare=False, repr=False)

    @property
    def key(self) -> str:
        """The name under which a row carries this value for the Python evaluator."""
        path = "".join(hop.key + "." for hop in self.hops)
        value = "" if self.value is None else text_of(self.value)
        where = "" if self.where is None else " where " + text_of(self.where)
        mark = "declared" if self.declared else ""
        return f"{path}{self.function}({self.object}.{self.link}:{value}{where}){mark}"


Node = Union[Const, FieldRead, ContextRead, Call, Aggregate]
Leaf = Union[FieldRead, Aggregate]


def leaves(node: Node) -> Iterator[Leaf]:
    """What a tree reads from records.  An aggregate is one leaf: its inside is not walked."""
    if isinstance(node, FieldRead | Aggregate):
        yield node
    elif isinstance(node, Call):
        for arg in node.args:
            yield from leaves(arg)


def walk(node: Node) -> Iterator[Node]:
    """Every node, the insides of aggregates too, parents first."""
    yield node
    inner: tuple[Node | None, ...] = ()
    if isinstance(node, Call):
        inner = node.args
    elif isinstance(node, Aggregate):
        inner = (node.value, node.where)
    for one in inner:
        if one is not None:
            yield from walk(one)


def text_of(node: Node) -> str:
    """A canonical one-line print, for snapshots and keys."""
    if isinstance(node, Const):
        return _literal(node.value)
    if isinstance(node, FieldRead):
        return node.key
    if isinstance(node, ContextRead):
        return node.name
    if isinstance(node, Aggregate):
        return node.key
    return f"{node.function}({', '.join(text_of(arg) for arg in node.args)})"


def _literal(value: Value) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, tuple):
        return f"({', '.join(map(_literal, value))})"
    return str(value)
