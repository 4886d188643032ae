"""Functions that are said with others: each call becomes a tree of what the back ends know already."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from objectry.diagnostics import Span
from objectry.metadata import zone_names
from objectry.rules import codes, operators, patterns
from objectry.rules.failing import fails
from objectry.rules.fitting import BROKEN, Checking, said
from objectry.rules.functions import COUNT
from objectry.rules.scope import Scope
from objectry.rules.typed import Call, Const, ContextRead, Node
from objectry.rules.types import BOOLEAN, DATE, DATETIME, NULL, TEXT, TIME, Kind, number

Args = tuple[Node, ...]
Rule = Callable[[Args, Span, Scope, Checking], Node]
Choose = Callable[[str, Args, Span, Checking], Node]
"""Makes IF of a condition and two values, named as it was written in what it has to say."""
SIXTEEN_PLACES_OF_PI = Decimal("3.1415926535897932")
TURKIC = ("az", "tr")


def word(text: str, span: Span) -> Const:
    """A literal text."""
    return Const(text, TEXT.required(), span)


def pi(_args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    return Const(SIXTEEN_PLACES_OF_PI, number(1, 16, nullable=False), span)


def line_break(_args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    return word("\n", span)


def hyperlink(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    url, label = args[:2]
    target = args[2] if len(args) > 2 else word("_blank", span)
    parts = (
        word('<a href="', span),
        url,
        word('" target="', span),
        target,
        word('">', span),
        label,
        word("</a>", span),
    )
    return Call("&", parts, TEXT, span)


def image(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    """IMAGE: the HTML of a picture, with its size where that is given."""
    url, label, *size = args
    if len(size) == 1:
        on.found.error(codes.ARGUMENT_COUNT, "IMAGE takes height and width together", span)
        return BROKEN
    parts = [word('<img src="', span), url, word('" alt="', span), label, word('"', span)]
    if size:
        height, width = (Call("TEXT", (one,), TEXT, span) for one in size)
        parts += [word(' style="height:', span), height, word("px; width:", span), width, word('px;"', span)]
    return Call("&", (*parts, word(' border="0"/>', span)), TEXT, span)


def fitting(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    """REGEX: the pattern is written out, so that it is known to be one."""
    text, pattern = args[0], _written_out(args[1])
    if pattern is None:
        on.found.error(codes.BAD_PATTERN, "a pattern is written out, as a text in quotes", args[1].span)
        return BROKEN
    wrong = patterns.fault(pattern)
    if wrong is not None:
        on.found.error(codes.BAD_PATTERN, wrong, args[1].span)
        return BROKEN
    return (
        Call("REGEX", (text, word(pattern, args[1].span)), BOOLEAN.required(), span)
        if pattern
        else operators.blank(text, span, on)
    )


def _written_out(node: Node) -> str | None:
    """The literal text, also one of several joined pieces; None for anything else."""
    if isinstance(node, Const) and node is not BROKEN:
        return str(node.value or "")
    if not isinstance(node, Call) or node.function != "&":
        return None
    pieces = [_written_out(one) for one in node.args]
    return None if None in pieces else "".join(one for one in pieces if one)


def padded(name: str) -> Rule:
    """LPAD and RPAD: without a filling, or with a blank one, spaces fill."""

    def rule(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
        space: Node = word(" ", span)
        if len(args) > 2:
            space = Call("BLANKVALUE", (args[2], space), TEXT.required(), span)
        return Call(name, (*args[:2], space), TEXT, span)

    return rule


def time_now(_args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    return Call("TIMEVALUE", (ContextRead("$now", DATETIME.required(), span),), TIME.required(), span)


def picklist_count(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    return Call("COUNT", args, COUNT, span)


def day_of(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    """DATEVALUE: a date is itself; of a date with time the day in the zone that counts, or in one written out."""
    value = args[0]
    if value.type.kind is Kind.DATE:
        return value
    zone: Node = ContextRead("$zone", TEXT.required(), span)
    if len(args) > 1:
        zone = args[1]
        if not isinstance(zone, Const) or not isinstance(zone.value, str) or zone.value not in zone_names():
            on.found.error(codes.BAD_LITERAL, "a time zone is written out, such as Asia/Shanghai", zone.span)
            return BROKEN
    given = (value, zone) if value.type.kind is Kind.DATETIME else (value,)
    return Call("DATEVALUE", given, DATE, span)


def moment_of(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    """DATETIMEVALUE: a date with time is itself."""
    value = args[0]
    return value if value.type.kind is Kind.DATETIME else Call("DATETIMEVALUE", args, DATETIME, span)


def time_of(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
    """TIMEVALUE: a time is itself."""
    value = args[0]
    kind = TIME if value.type.nullable or value.type.kind is not Kind.DATETIME else TIME.required()
    return value if value.type.kind is Kind.TIME else Call("TIMEVALUE", args, kind, span)


def of_iso_week(name: str, digits: int) -> Rule:
    """ISOWEEK and ISOYEAR, of dates and of moments in UTC."""

    def rule(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
        value = args[0]
        if value.type.kind is Kind.DATETIME:
            value = Call("DATEVALUE", (value, word("UTC", span)), DATE, span)
        kind = number(digits, 0)
        return Call(name, (value,), kind if value.type.nullable else kind.required(), span)

    return rule


def duration(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
    """FORMATDURATION: of a number, with days or without; or between two moments or two times."""
    first = args[0].type.kind
    wanted = {Kind.NUMBER: Kind.BOOLEAN}.get(first, first)
    needed = 1 if first in (Kind.NUMBER, Kind.NULL) else 2
    if len(args) < needed or (len(args) > 1 and args[1].type.kind not in (wanted, Kind.NULL)):
        message = (
            f"FORMATDURATION takes a number and perhaps true, two datetimes or two times; this is {said(args[-1].type)}"
        )
        on.found.error(codes.WRONG_TYPE, message, args[-1].span)
        return BROKEN
    if first is Kind.NUMBER and len(args) > 1:
        no = Const(value=False, type=BOOLEAN.required())
        args = (args[0], Call("BLANKVALUE", (args[1], no), BOOLEAN.required()))
    nullable = any(arg.type.nullable for arg in args)
    return Call("FORMATDURATION", args, TEXT if nullable else TEXT.required(), span)


def changed_case(name: str) -> Rule:
    """UPPER and LOWER; Turkish and Azerbaijani have two letters i."""

    def rule(args: Args, span: Span, _scope: Scope, _on: Checking) -> Node:
        text = args[0]
        plain = Call(name, (text,), TEXT if text.type.nullable else TEXT.required(), span)
        if len(args) == 1:
            return plain
        pairs = (("i", "İ"),) if name == "UPPER" else (("İ", "i"), ("I", "ı"))
        for old, new in pairs:
            text = Call("SUBSTITUTE", (text, word(old, span), word(new, span)), TEXT, span)
        start = Call("LEFT", (args[1], Const(Decimal(2), number(1, 0, nullable=False))), TEXT, span)
        tests = tuple(operators.compared("=", start, word(one, span), span) for one in TURKIC)
        own = Call(name, (text,), TEXT, span)
        return Call("IF", (operators.any_of(tests, span), own, plain), TEXT, span)

    return rule


def if_error(choose: Choose) -> Rule:
    """IFERROR(value, instead): IF(the value fails, instead, value)."""

    def rule(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
        value, instead = args
        failing = fails(value)
        return value if failing is None else choose("IFERROR", (failing, instead, value), span, on)

    return rule


def ifs(choose: Choose) -> Rule:
    """IFS(a, x, b, y, z): IF(a, x, IF(b, y, z))."""

    def rule(args: Args, span: Span, _scope: Scope, on: Checking) -> Node:
        pairs = [(args[at], args[at + 1]) for at in range(0, len(args) - 1, 2)]
        made = args[-1] if len(args) % 2 else Const(None, NULL, span)
        for condition, value in reversed(pairs):
            if condition.type.kind not in (Kind.BOOLEAN, Kind.NULL):
                on.found.error(
                    codes.WRONG_TYPE, f"{said(BOOLEAN)} is needed here, this is {said(condition.type)}", condition.span
                )
                return BROKEN
            made = choose("IFS", (condition, value, made), span, on)
            if made is BROKEN:
                return BROKEN
        return made

    return rule


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "PI": pi,
        "BR": line_break,
        "HYPERLINK": hyperlink,
        "IMAGE": image,
        "REGEX": fitting,
        "LPAD": padded("LPAD"),
        "RPAD": padded("RPAD"),
        "TIMENOW": time_now,
        "PICKLISTCOUNT": picklist_count,
        "DATEVALUE": day_of,
        "DATETIMEVALUE": moment_of,
        "TIMEVALUE": time_of,
        "ISOWEEK": of_iso_week("ISOWEEK", 2),
        "ISOYEAR": of_iso_week("ISOYEAR", 4),
        "FORMATDURATION": duration,
        "UPPER": changed_case("UPPER"),
        "LOWER": changed_case("LOWER"),
    }
)
