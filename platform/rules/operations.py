"""How each strict operation is written in generated Python: one that is null when an operand is.

A writer gets the call, the texts of its operands, and `bind`, which gives the name of an object of ours in the
generated module.  It answers an expression that is right when no operand is null.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from objectry.rules import arithmetic, calendar, codes, distances, sets, texts, widths
from objectry.rules.typed import Call, Const
from objectry.rules.types import Kind

Bind = Callable[[object], str]
Texts = tuple[str, ...]
Writer = Callable[[Call, Texts, Bind], str]
INFIX = frozenset({"+", "-", "*"})
ORDER: Mapping[str, str] = MappingProxyType({"=": "==", "<>": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="})
OPPOSITE: Mapping[str, str] = MappingProxyType({"=": "!=", "<>": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"})
BOUND: Mapping[str, object] = MappingProxyType(
    {"+": arithmetic.EXACT.add, "-": arithmetic.EXACT.subtract, "*": arithmetic.EXACT.multiply}
)
FAILURES: Mapping[str, str] = MappingProxyType(
    {
        "/": codes.DIVISION_BY_ZERO,
        "MOD": codes.DIVISION_BY_ZERO,
        "VALUE": codes.NOT_A_NUMBER,
        "DATE": codes.NOT_A_DATE,
        "ADDMONTHS": codes.NOT_A_DATE,
        "TIMEVALUE": codes.NOT_A_TIME,
        "&": codes.TEXT_TOO_LONG,
    }
)
MAY_BE_BLANK = frozenset({"LEFT", "RIGHT", "TRIM", "PLAINTEXT", "DISTANCE"})


def failure(call: Call) -> str | None:
    """The code of the note this operation leaves when it cannot give a value; None when it always can."""
    if call.function in FAILURES:
        return FAILURES[call.function]
    if call.type.kind in (Kind.DATE, Kind.DATETIME) and call.function in ("+", "-"):
        return codes.NOT_A_DATE
    if call.type.kind is not Kind.NUMBER or call.function in ("IF", "CASE", "BLANKVALUE", "blank_zero"):
        return None
    numbers = all(arg.type.kind in (Kind.NUMBER, Kind.NULL) for arg in call.args)
    return codes.TOO_BIG if call.function == "^" or (numbers and widths.overflows(call.function, call.args)) else None


def _function(found: object) -> Writer:
    return lambda _, operands, bind: f"{bind(found)}({', '.join(operands)})"


def _add(call: Call, operands: Texts, bind: Bind) -> str:
    first, second = (arg.type.kind for arg in call.args)
    moment = calendar.shifted_moment if call.type.kind is Kind.DATETIME else calendar.shifted_date
    if first in (Kind.DATE, Kind.DATETIME):
        return f"{bind(moment)}({operands[0]}, {operands[1]})"
    if second in (Kind.DATE, Kind.DATETIME):
        return f"{bind(moment)}({operands[1]}, {operands[0]})"
    return f"({operands[0]} + {operands[1]})"


def _subtract(call: Call, operands: Texts, bind: Bind) -> str:
    first, second = (arg.type.kind for arg in call.args)
    if call.type.kind in (Kind.DATE, Kind.DATETIME):
        moment = calendar.shifted_moment if call.type.kind is Kind.DATETIME else calendar.shifted_date
        return f"{bind(moment)}({operands[0]}, {bind(arithmetic.EXACT.minus)}({operands[1]}))"
    if Kind.DATE in (first, second):
        return f"{bind(calendar.days_between)}({operands[0]}, {operands[1]})"
    if Kind.DATETIME in (first, second):
        return f"{bind(calendar.days_between_moments)}({operands[0]}, {operands[1]})"
    return f"({operands[0]} - {operands[1]})"


def _multiply(_call: Call, operands: Texts, _bind: Bind) -> str:
    return f"({operands[0]} * {operands[1]})"


def _power(call: Call, operands: Texts, bind: Bind) -> str:
    base, exponent = call.args
    places = max(base.type.scale * widths.exponent_of(exponent), 0)
    kept = places if places <= widths.MAX_SCALE else call.type.scale
    found = (bind(arithmetic.power), operands[0], bind(widths.exponent_of(exponent)), bind(kept))
    return f"{found[0]}({', '.join(found[1:])})"


def _round_to(call: Call, operands: Texts, bind: Bind) -> str:
    unit = bind(arithmetic.quantum(call.type.scale))
    return f"{bind(arithmetic.EXACT.quantize)}({operands[0]}, {unit})"


def _round(call: Call, operands: Texts, bind: Bind) -> str:
    value, places = call.args
    known = places.value if isinstance(places, Const) else None
    if value.type.scale <= widths.GUARD_SCALE and isinstance(known, Decimal) and 0 <= known <= widths.GUARD_SCALE:
        return f"{bind(arithmetic.EXACT.quantize)}({operands[0]}, {bind(arithmetic.quantum(int(known)))})"
    return f"{bind(arithmetic.rounded)}({', '.join(operands)})"


def _text(call: Call, operands: Texts, bind: Bind) -> str:
    kind = call.args[0].type.kind
    writers = {
        Kind.NUMBER: texts.text_of_number,
        Kind.DATE: calendar.text_of_date,
        Kind.DATETIME: calendar.text_of_moment,
        Kind.TIME: calendar.text_of_time,
        Kind.SET: sets.text_of_set,
    }
    return f"{bind(writers[kind])}({operands[0]})" if kind in writers else operands[0]


def _ordered(call: Call, operands: Texts, _bind: Bind) -> str:
    return f"({operands[0]} {ORDER[call.function]} {operands[1]})"


WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "+": _add,
        "-": _subtract,
        "*": _multiply,
        "/": _function(arithmetic.quotient),
        "^": _power,
        "negate": _function(arithmetic.EXACT.minus),
        "round_to": _round_to,
        **dict.fromkeys(ORDER, _ordered),
        "ABS": _function(arithmetic.EXACT.abs),
        "ROUND": _round,
        "FLOOR": _function(arithmetic.floor),
        "CEILING": _function(arithmetic.ceiling),
        "MIN": _function(min),
        "MAX": _function(max),
        "MOD": _function(arithmetic.remainder),
        "TEXT": _text,
        "VALUE": _function(texts.number_of),
        "LEFT": _function(texts.left),
        "RIGHT": _function(texts.right),
        "UPPER": _function(str.upper),
        "LOWER": _function(str.lower),
        "TRIM": _function(texts.trimmed),
        "PLAINTEXT": _function(texts.plain),
        "DATE": _function(calendar.date_of),
        "YEAR": _function(calendar.year_of),
        "MONTH": _function(calendar.month_of),
        "DAY": _function(calendar.day_of),
        "ADDMONTHS": _function(calendar.add_months),
        "TIMEVALUE": _function(calendar.time_of),
        "HOUR": _function(calendar.hour_of),
        "MINUTE": _function(calendar.minute_of),
        "SECOND": _function(calendar.second_of),
        "DISTANCE": _function(distances.distance),
    }
)
