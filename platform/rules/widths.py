"""How wide numbers get: the digits before and after the point of each operation's result.

The widths are bounds.  Where more than 38 digits may stand before the point the operation checks its result and
may be null; where the places of a product pass MAX_SCALE the checker rounds it to 28.
"""

from collections.abc import Iterable
from decimal import Decimal

from objectry.rules.typed import Call, Const, Node
from objectry.rules.types import DIVISION_SCALE, MAX_DIGITS, Kind, Type, number

MAX_SCALE = 56
GUARD_SCALE = 16
COUNT_DIGITS = 10
UNBOUNDED = ("/", "^", "VALUE")  # these always check


def exponent_of(node: Node) -> int:
    """The exponent of `^`, which the checker has made sure is a whole number."""
    assert isinstance(node, Const)
    assert isinstance(node.value, Decimal)
    return int(node.value)


def raw_digits(function: str, args: tuple[Node, ...]) -> int:
    """Digits that may stand before the point of the result, not capped."""
    digits = [max(arg.type.digits, 1) for arg in args if arg.type.kind is not Kind.NULL] or [1]
    if function in ("+", "-"):
        return max(digits) + 1
    if function == "*":
        return sum(digits)
    if function == "/":
        return digits[0] + args[-1].type.scale
    if function == "^":
        exponent = exponent_of(args[1])
        return digits[0] * exponent if exponent > 0 else args[0].type.scale * -exponent + 1
    if function in ("ROUND", "round_to", "FLOOR", "CEILING", "MFLOOR", "MCEILING"):
        return digits[0] + 1 if args[0].type.scale or function == "ROUND" else digits[0]
    if function == "TRUNC":
        return digits[0]
    if function == "MOD":
        return min(digits)
    return max(digits)


def overflows(function: str, args: tuple[Node, ...]) -> bool:
    """Whether the result may have more digits before the point than the language carries."""
    return raw_digits(function, args) > MAX_DIGITS


def result(function: str, args: tuple[Node, ...], scale: int) -> Type:
    """The number type of an operation; null where an operand may be, or where it may overflow."""
    nullable = any(arg.type.nullable for arg in args) or overflows(function, args)
    percent = function in ("+", "-", "ABS", "negate", "MIN", "MAX") and all(arg.type.percent for arg in args)
    return number(raw_digits(function, args), scale, nullable=nullable, percent=percent)


def arithmetic(function: str, left: Node, right: Node) -> Type:
    """The type of + - * / on numbers."""
    args = (left, right)
    if function == "/":
        return result(function, args, DIVISION_SCALE).optional()
    if function == "*":
        return result(function, args, left.type.scale + right.type.scale)
    return result(function, args, max(left.type.scale, right.type.scale))


def power(base: Node, exponent: Node) -> Type:
    """The type of base ^ exponent: exact while its places stay within MAX_SCALE."""
    times = exponent_of(exponent)
    scale = base.type.scale * times
    kept = scale if times >= 0 and scale <= MAX_SCALE else DIVISION_SCALE
    found = result("^", (base, exponent), kept)
    return found.optional() if times < 0 else found


def rounded(function: str, value: Node, places: Node) -> Type:
    """The type of ROUND(value, places) and TRUNC(value, places)."""
    kept = min(value.type.scale, GUARD_SCALE)
    if isinstance(places, Const) and isinstance(places.value, Decimal):
        kept = min(kept, max(int(places.value), 0))
    return result(function, (value, places), kept)


def whole(function: str, value: Node) -> Type:
    """The type of FLOOR and CEILING."""
    return result(function, (value,), 0)


def over_rows(function: str, value: Node | None) -> Type:
    """The type of an aggregate over the values of many records."""
    if value is None:
        return number(COUNT_DIGITS, 0, nullable=False)
    if function == "SUM":
        return number(value.type.digits + COUNT_DIGITS, value.type.scale, nullable=False, percent=value.type.percent)
    if function == "AVG":
        return number(value.type.digits, DIVISION_SCALE, percent=value.type.percent)
    return value.type.optional()


def widest(numbers: Iterable[Decimal]) -> tuple[int, int]:
    """Digits before and after the point that hold each of `numbers`."""
    digits, scale = 1, 0
    for one in numbers:
        _, figures, exponent = one.as_tuple()
        zeros = len(figures) - len("".join(map(str, figures)).rstrip("0"))
        scale = max(scale, -(int(exponent) + zeros) if one else 0)
        digits = max(digits, one.adjusted() + 1 if one else 1)
    return digits, scale


def plain(value: Decimal) -> Decimal:
    """The same number written without an exponent above the point."""
    return Decimal(format(value, "f"))


def rounded_to(value: Node, target: Type) -> Node:
    """`value` rounded HALF_UP to the scale of `target`, where it has more places."""
    if value.type.kind is not Kind.NUMBER or value.type.scale <= target.scale:
        return value
    kind = result("round_to", (value,), target.scale)
    return Call("round_to", (value,), kind, value.span)


def product(left: Node, right: Node, span_of: Node) -> Node:
    """left * right, rounded to 28 places where it would have more than MAX_SCALE."""
    kind = arithmetic("*", left, right)
    made = Call("*", (left, right), kind, span_of.span)
    return rounded_to(made, number(kind.digits, DIVISION_SCALE)) if kind.scale > MAX_SCALE else made
