"""Sets of choices: which expressions look into them, and what they do at run time.

A set is a tuple in declared order, never empty; blank is None.  It has no order among sets, so only = and <> compare it
whole, blank equal to blank.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from objectry.diagnostics import Span
from objectry.rules import codes
from objectry.rules.fitting import BROKEN, Checking, literal_for, said
from objectry.rules.typed import Call, Const, Node
from objectry.rules.types import BOOLEAN, SET, Kind

MEMBERS = frozenset({Kind.TEXT, Kind.PICKLIST, Kind.REF, Kind.NULL})
Values = tuple[str, ...] | None


def holding(whole: Node, value: Node, span: Span, on: Checking) -> Node:
    """Whether the set holds the value.  Blank holds nothing, and nothing holds blank."""
    member = literal_for(value, whole.type.element(), on)
    if member.type.kind not in MEMBERS:
        on.found.error(codes.WRONG_TYPE, f"{said(whole.type)} hold no {_without_article(member)}", value.span)
        return BROKEN
    return Call("INCLUDES", (whole, member), BOOLEAN.required(), span)


def _without_article(node: Node) -> str:
    return said(node.type).removeprefix("a ")


def choices(args: tuple[Node, ...], span: Span, on: Checking) -> Node:
    """CHOICES: a literal set, whose values are looked up where it is compared or assigned."""
    values = [arg.value for arg in args if isinstance(arg, Const) and isinstance(arg.value, str)]
    if len(values) < len(args):
        if all(arg is not BROKEN for arg in args):
            message = 'CHOICES takes texts written out: CHOICES("a", "b")'
            on.found.error(codes.NOT_WRITTEN_OUT, message, span)
        return BROKEN
    return Const(tuple(dict.fromkeys(values)), SET.required(), span)


def includes(values: Values, value: str | None) -> bool:
    """INCLUDES at run time."""
    return values is not None and value in values


def count(values: Values) -> Decimal:
    """COUNT of a set at run time."""
    return Decimal(0 if values is None else len(values))


def text_of_set(values: tuple[str, ...]) -> str:
    """TEXT of a set: its API names with semicolons between."""
    return ";".join(values)


OF_BLANKS: Mapping[str, Callable[..., object]] = MappingProxyType({"INCLUDES": includes, "COUNT": count})
"""What has an answer for blank arguments of its own."""
