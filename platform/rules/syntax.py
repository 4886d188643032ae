"""The syntax tree: what was written, before names and types.  Frozen nouns, no logic.

Each node keeps its place, which equality and printing leave out.
"""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Union

from objectry.diagnostics import NOWHERE, Span


@dataclass(frozen=True, slots=True)
class Number:
    """`12.5`, or `20%` with value 0.20."""

    value: Decimal
    percent: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """`"so"`, its escapes resolved."""

    value: str
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Null:
    """`null`."""

    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Path:
    """`account.owner.name`, with the place of each name."""

    names: tuple[str, ...]
    spans: tuple[Span, ...] = field(default=(), compare=False, repr=False)
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator with its operands: not and sign with one, and / or with two or more, others with two."""

    operator: str
    operands: tuple["Expression", ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """`value in (a, b)` or `value not in (a, b)`."""

    value: "Expression"
    options: tuple["Expression", ...]
    negated: bool = False
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a call: plain, with a `where`, or with a name."""

    value: "Expression"
    where: Union["Expression", None] = None
    name: str | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Invocation:
    """`NAME(argument, ...)`."""

    name: str
    arguments: tuple[Argument, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    name_span: Span = field(default=NOWHERE, compare=False, repr=False)


Expression = Union[Number, Text, Truth, Null, Path, Operation, Membership, Invocation]


@dataclass(frozen=True, slots=True)
class Moment:
    """An event: a plain word (`created`, `before save`...), `changes` and `becomes` with a path and values, or a moment
    of the clock: `timer` with the count and unit of its duration and a path, `every` with a day and a time."""

    kind: str
    path: Path | None = None
    old: Expression | None = None
    new: Expression | None = None
    span: Span = field(default=NOWHERE, compare=False, repr=False)
    count: Decimal = Decimal(0)
    unit: str = ""
    time: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """`name = expression`, inside braces."""

    name: str
    value: Expression
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Set:
    """`set path = expression`."""

    path: Path
    value: Expression
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Create:
    """`create object { assignments }`."""

    object: str
    values: tuple[Assignment, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Update:
    """`update path where condition { assignments }`."""

    path: Path
    where: Expression | None
    values: tuple[Assignment, ...]
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Delete:
    """`delete path where condition`."""

    path: Path
    where: Expression | None
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Action:
    """`name(arguments)` as a statement."""

    call: Invocation
    span: Span = field(default=NOWHERE, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Choice:
    """`if ... then ... elif ... else ... end`: conditions with their blocks in order, and the last block."""

    cases: tuple[tuple[Expression, tuple["Step", ...]], ...]
    otherwise: tuple["Step", ...] = ()
    span: Span = field(default=NOWHERE, compare=False, repr=False)


Step = Union[Set, Create, Update, Delete, Action, Choice]
STEPS = (Set, Create, Update, Delete, Action, Choice)
Syntax = Union[Expression, tuple[Moment, ...], tuple[Step, ...]]
