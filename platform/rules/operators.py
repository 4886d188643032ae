"""Operators on typed operands: which kinds go together and what comes out."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

from objectry.diagnostics import Span
from objectry.rules import codes, widths
from objectry.rules.fitting import BROKEN, Checking, literal_for, said, two_valued
from objectry.rules.sets import holding
from objectry.rules.typed import Call, Const, Node
from objectry.rules.types import BOOLEAN, NULL, TEXT, Kind, Type, number

TEXTS = frozenset({Kind.TEXT, Kind.PICKLIST})
MOMENTS = frozenset({Kind.DATE, Kind.DATETIME})
ORDERED = frozenset({Kind.NUMBER, Kind.TEXT, Kind.DATE, Kind.DATETIME, Kind.TIME})
NEGATED: Mapping[str, str] = MappingProxyType({"=": "<>", "<>": "="})
DATE_DIFFERENCE = number(7, 0)
WHOLE_SET = '= CHOICES("a", "b")'
TIME_DIFFERENCE = number(7, 28)
MILLISECONDS = number(8, 3)
POWERS = number(38, 16)
MOST_EXPONENT = 64


def arithmetic(operator: str, left: Node, right: Node, span: Span, on: Checking) -> Node:
    """`+ - * / ^ &` on two typed operands."""
    if operator == "&":
        return joined(left, right, span, on)
    if operator == "^":
        return power(left, right, span, on)
    kinds = {left.type.kind, right.type.kind}
    if operator == "+" and kinds & TEXTS and kinds <= TEXTS | {Kind.NULL}:
        return joined(left, right, span, on)
    if kinds <= {Kind.NUMBER, Kind.NULL}:
        made = Call(operator, (left, right), widths.arithmetic(operator, left, right), span)
        return widths.product(left, right, made) if operator == "*" else made
    shifted = date_type(operator, left.type, right.type)
    if shifted is not None:
        return Call(operator, (left, right), shifted, span)
    on.found.error(codes.WRONG_TYPE, _mismatch(operator, left.type, right.type), span)
    return BROKEN


def date_type(operator: str, left: Type, right: Type) -> Type | None:
    """What a date or datetime plus or minus something gives, or None when it means nothing."""
    nullable = left.nullable or right.nullable
    if operator not in ("+", "-"):
        return None
    if Kind.TIME in (left.kind, right.kind):
        return time_type(operator, left, right)
    if left.kind in MOMENTS and right.kind is Kind.NUMBER:
        return left.optional()
    if left.kind is Kind.NUMBER and right.kind in MOMENTS and operator == "+":
        return right.optional()
    if operator == "-" and left.kind is right.kind and left.kind in MOMENTS:
        days = DATE_DIFFERENCE if left.kind is Kind.DATE else TIME_DIFFERENCE
        return days if nullable else days.required()
    if Kind.NULL in (left.kind, right.kind) and {left.kind, right.kind} & MOMENTS:
        return NULL  # always, whether the null is a number of days or a day
    return None


def time_type(operator: str, left: Type, right: Type) -> Type | None:
    """What a time of day plus or minus milliseconds gives, or the milliseconds between two of them."""
    nullable = left.nullable or right.nullable
    if left.kind is right.kind and operator == "-":
        return MILLISECONDS if nullable else MILLISECONDS.required()
    if left.kind is Kind.TIME and right.kind in (Kind.NUMBER, Kind.NULL):
        return left.optional() if nullable else left
    if right.kind is Kind.TIME and left.kind is Kind.NUMBER and operator == "+":
        return right.optional() if nullable else right
    return None


def joined(left: Node, right: Node, span: Span, on: Checking) -> Node:
    """`&`: joined texts; chains become one call."""
    for side in (left, right):
        if side.type.kind not in TEXTS | {Kind.NULL}:
            message = f"& joins texts, this is {said(side.type)}; TEXT(...) makes a text of it"
            on.found.error(codes.WRONG_TYPE, message, side.span)
            return BROKEN
    parts = tuple(part for side in (left, right) for part in _parts(side))
    return Call("&", parts, TEXT, span)


def _parts(node: Node) -> tuple[Node, ...]:
    return node.args if isinstance(node, Call) and node.function == "&" else (node,)


def power(base: Node, exponent: Node, span: Span, on: Checking) -> Node:
    """`^`: exact with a literal whole exponent, else to 16 places."""
    if base.type.kind not in (Kind.NUMBER, Kind.NULL):
        on.found.error(codes.WRONG_TYPE, f"^ needs a number, this is {said(base.type)}", base.span)
        return BROKEN
    if exponent.type.kind not in (Kind.NUMBER, Kind.NULL):
        on.found.error(codes.WRONG_TYPE, f"^ needs a number, this is {said(exponent.type)}", exponent.span)
        return BROKEN
    value = exponent.value if isinstance(exponent, Const) else None
    if isinstance(value, Decimal) and abs(value) > MOST_EXPONENT:
        message = f"the exponent of ^ must be from -{MOST_EXPONENT} to {MOST_EXPONENT}"
        on.found.error(codes.BAD_POWER, message, span)
        return BROKEN
    if not isinstance(value, Decimal) or value != int(value):
        return Call("POWER", (base, exponent), POWERS, span)
    return Call("^", (base, exponent), widths.power(base, exponent), span)


def negated(value: Node, span: Span, on: Checking) -> Node:
    """Unary minus."""
    if value.type.kind not in (Kind.NUMBER, Kind.NULL):
        on.found.error(codes.WRONG_TYPE, f"- needs a number, this is {said(value.type)}", span)
        return BROKEN
    if isinstance(value, Const) and isinstance(value.value, Decimal):
        return Const(value.value.copy_negate(), value.type, span)
    return Call("negate", (value,), value.type, span)


def comparison(operator: str, left: Node, right: Node, span: Span, on: Checking) -> Node:
    """`= <> < <= > >=`.  Literal texts become picklist values or record ids where the other side asks for it."""
    if operator in NEGATED and (is_null(left) or is_null(right)):
        return blank_test(operator, right if is_null(left) else left, span, on)
    left, right = literal_for(left, right.type, on), literal_for(right, left.type, on)
    _warn_of_percent(left, right, on)
    problem = _incomparable(operator, left.type, right.type)
    if problem:
        on.found.error(codes.WRONG_TYPE, problem, span)
        return BROKEN
    return compared(operator, left, right, span)


def compared(operator: str, left: Node, right: Node, span: Span) -> Node:
    """A comparison of operands that go together."""
    nullable = (left.type.nullable or right.type.nullable) and not (operator in NEGATED and two_valued(left, right))
    return Call(operator, (left, right), BOOLEAN if nullable else BOOLEAN.required(), span)


def blank_test(operator: str, value: Node, span: Span, on: Checking) -> Node:
    """`x = null` and `x <> null`."""
    test = blank(value, span, on)
    return test if operator == "=" else Call("not", (test,), BOOLEAN.required(), span)


def blank(value: Node, span: Span, on: Checking) -> Node:
    """ISBLANK(value), with a warning where that is never true."""
    if isinstance(value, Call) and value.function == "blank_zero":
        message = "never blank here, as blank numbers read as 0; `blanks: null` keeps them apart"
        on.found.warn(codes.NEVER_BLANK, message, span)
    elif not value.type.nullable and value is not BROKEN and value.type.kind is Kind.BOOLEAN:
        on.found.warn(codes.NEVER_BLANK, "never blank: a checkbox is true or false", span)
    return Call("ISBLANK", (value,), BOOLEAN.required(), span)


def is_null(node: Node) -> bool:
    """Whether this is a literal null or a blank literal text."""
    return isinstance(node, Const) and node.value is None and node is not BROKEN


def membership(value: Node, options: tuple[Node, ...], span: Span, on: Checking) -> Node:
    """`value in (options)`: one look-up when they are literals, else comparisons joined by or.  An option that is a set
    is looked into."""
    if any(option.type.kind is Kind.SET for option in options):
        return any_of(tuple(_belonging(value, option, span, on) for option in options), span)
    fitted = tuple(literal_for(option, value.type, on) for option in options)
    for option in fitted:
        if is_null(option):
            on.found.error(codes.WRONG_TYPE, "null is not in any list; use ISBLANK", option.span)
            return BROKEN
        problem = _incomparable("=", value.type, option.type)
        if problem:
            on.found.error(codes.WRONG_TYPE, problem, option.span)
            return BROKEN
        _warn_of_percent(value, option, on)
    if all(isinstance(option, Const) for option in fitted):
        three_valued = value.type.nullable and not two_valued(value, *fitted)
        return Call("in", (value, *fitted), BOOLEAN if three_valued else BOOLEAN.required(), span)
    return any_of(tuple(compared("=", value, option, span) for option in fitted), span)


def _belonging(value: Node, option: Node, span: Span, on: Checking) -> Node:
    if option.type.kind is Kind.SET:
        return holding(option, value, span, on)
    return membership(value, (option,), span, on)


def any_of(parts: tuple[Node, ...], span: Span) -> Node:
    """The parts joined by or."""
    return parts[0] if len(parts) == 1 else logic("or", parts, span)


def logic(operator: str, operands: tuple[Node, ...], span: Span) -> Node:
    """`and` / `or` of two or more conditions; nested ones of the same kind become one."""
    flat = tuple(part for one in operands for part in _same(operator, one))
    nullable = any(part.type.nullable for part in flat)
    return Call(operator, flat, BOOLEAN if nullable else BOOLEAN.required(), span)


def _same(operator: str, node: Node) -> tuple[Node, ...]:
    return node.args if isinstance(node, Call) and node.function == operator else (node,)


def _incomparable(operator: str, left: Type, right: Type) -> str | None:
    kinds = {left.kind, right.kind} - {Kind.NULL}
    if len(kinds) > 1 and not kinds <= TEXTS:
        hint = "; compare a datetime with NOW()" if kinds == MOMENTS else ""
        hint = '; a time is written TIMEVALUE("09:30")' if kinds == {Kind.TIME, Kind.TEXT} else hint
        hint = f"; INCLUDES and EXCLUDES look into a set, {WHOLE_SET} compares it whole" if Kind.SET in kinds else hint
        return f"{said(left)} cannot be compared with {said(right)}{hint}"
    if operator not in NEGATED and not kinds <= ORDERED:
        return f"{said(left if left.kind not in ORDERED else right)} has no order; only = and <> compare it"
    if kinds == {Kind.REF} and left.targets and right.targets and not set(left.targets) & set(right.targets):
        return f"{said(left)} never equals {said(right)}"
    return None


def _warn_of_percent(left: Node, right: Node, on: Checking) -> None:
    for value, other in ((left, right), (right, left)):
        literal = other.value if isinstance(other, Const) else None
        if value.type.percent and isinstance(literal, Decimal) and not other.type.percent and abs(literal) >= 1:
            shown = format(literal.normalize(), "f")
            message = f"this compares with {shown} times 100 %; did you mean {shown}%?"
            on.found.warn(codes.PERCENT_LITERAL, message, other.span)


def _mismatch(operator: str, left: Type, right: Type) -> str:
    hint = ""
    if operator == "+" and {left.kind, right.kind} & TEXTS:
        hint = "; TEXT(...) makes a text of a number or date"
    return f'"{operator}" does not go with {said(left)} and {said(right)}{hint}'
