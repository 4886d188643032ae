"""How each strict operation is written in generated Python: one that is null when an operand is.

A writer gets the call, the texts of its operands, and `bind`, which gives the name of an object of ours in the
generated module.  It answers an expression that is right when no operand is null.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from types import MappingProxyType

from objectry.rules import (
    analysis,
    arithmetic,
    calendar,
    codes,
    distances,
    durations,
    moments,
    sets,
    strings,
    texts,
    widths,
)
from objectry.rules.typed import Call, Const, Node
from objectry.rules.types import Kind

Bind = Callable[[object], str]
Texts = tuple[str, ...]
Writer = Callable[[Call, Texts, Bind], str]
TEXTS = (Kind.TEXT, Kind.PICKLIST, Kind.NULL)
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
        "DATEVALUE": codes.NOT_A_DATE,
        "DATETIMEVALUE": codes.NOT_A_DATE,
        "FROMUNIXTIME": codes.NOT_A_DATE,
        "ADDWORKDAYS": codes.NOT_A_DATE,
        **dict.fromkeys(
            ("SQRT", "POWER", "EXP", "LN", "LOG", "SIN", "COS", "TAN", "ASIN", "ACOS", "ATAN2"), codes.NO_RESULT
        ),
        "&": codes.TEXT_TOO_LONG,
    }
)
MAY_BE_BLANK = frozenset({"LEFT", "RIGHT", "MID", "LPAD", "RPAD", "TRIM", "PLAINTEXT", "CHR", "DISTANCE"})


def failure(call: Call) -> str | None:
    """The code of the note this operation leaves when it cannot give a value; None when it always can."""
    if call.function in FAILURES:
        return FAILURES[call.function] if call.type.nullable else None
    if call.type.kind in (Kind.DATE, Kind.DATETIME) and call.function in ("+", "-"):
        return codes.NOT_A_DATE
    if call.type.kind is not Kind.NUMBER or call.function in ("IF", "CASE", "BLANKVALUE", "blank_zero"):
        return None
    numbers = all(arg.type.kind in (Kind.NUMBER, Kind.NULL) for arg in call.args)
    return codes.TOO_BIG if call.function == "^" or (numbers and widths.overflows(call.function, call.args)) else None


def _function(found: object) -> Writer:
    return lambda _, operands, bind: f"{bind(found)}({', '.join(operands)})"


def _by_kind(found: Mapping[Kind, Callable[..., object]]) -> Writer:
    """A function for each kind of first argument."""
    return lambda call, operands, bind: f"{bind(found[call.args[0].type.kind])}({', '.join(operands)})"


def _add(call: Call, operands: Texts, bind: Bind) -> str:
    first, second = (arg.type.kind for arg in call.args)
    moment = calendar.shifted_moment if call.type.kind is Kind.DATETIME else calendar.shifted_date
    if first is Kind.DATE and (days := _written_out(call.args[1])) is not None:
        return f"{bind(calendar.shifting(days))}({operands[0]})"
    if first in (Kind.DATE, Kind.DATETIME):
        return f"{bind(moment)}({operands[0]}, {operands[1]})"
    if second in (Kind.DATE, Kind.DATETIME):
        return f"{bind(moment)}({operands[1]}, {operands[0]})"
    if first is Kind.TIME:
        return f"{bind(durations.shifted_time)}({operands[0]}, {operands[1]})"
    if second is Kind.TIME:
        return f"{bind(durations.shifted_time)}({operands[1]}, {operands[0]})"
    return f"({operands[0]} + {operands[1]})"


def _subtract(call: Call, operands: Texts, bind: Bind) -> str:
    first, second = (arg.type.kind for arg in call.args)
    if call.type.kind in (Kind.DATE, Kind.DATETIME):
        moment = calendar.shifted_moment if call.type.kind is Kind.DATETIME else calendar.shifted_date
        return f"{bind(moment)}({operands[0]}, {bind(arithmetic.EXACT.minus)}({operands[1]}))"
    if call.type.kind is Kind.TIME:
        return f"{bind(durations.shifted_time)}({operands[0]}, {bind(arithmetic.EXACT.minus)}({operands[1]}))"
    if Kind.TIME in (first, second):
        return f"{bind(durations.milliseconds_between)}({operands[0]}, {operands[1]})"
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


def _written_out(node: Node) -> Decimal | None:
    """The number, where it is a literal."""
    return node.value if isinstance(node, Const) and isinstance(node.value, Decimal) else None


def _left(call: Call, operands: Texts, bind: Bind) -> str:
    count = _written_out(call.args[1])
    if count is None or count < 1:
        return f"{bind(texts.left)}({', '.join(operands)})"
    return f"{operands[0]}[{bind(slice(0, int(count)))}]"


def _right(call: Call, operands: Texts, bind: Bind) -> str:
    count = _written_out(call.args[1])
    if count is None or count < 1:
        return f"{bind(texts.right)}({', '.join(operands)})"
    return f"{operands[0]}[{bind(slice(-int(count), None))}]"


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
        "TRUNC": _function(arithmetic.truncated),
        "MFLOOR": _function(arithmetic.lower),
        "MCEILING": _function(arithmetic.upper),
        "MOD": _function(arithmetic.remainder),
        "SQRT": _function(analysis.root),
        "POWER": _function(analysis.raised),
        "EXP": _function(analysis.exponential),
        "LN": _function(analysis.natural_logarithm),
        "LOG": _function(analysis.logarithm),
        "SIN": _function(analysis.sine),
        "COS": _function(analysis.cosine),
        "TAN": _function(analysis.tangent),
        "ASIN": _function(analysis.arc_sine),
        "ACOS": _function(analysis.arc_cosine),
        "ATAN": _function(analysis.arc_tangent),
        "ATAN2": _function(analysis.arc_tangent_of),
        "TEXT": _text,
        "VALUE": _function(texts.number_of),
        "LEFT": _left,
        "RIGHT": _right,
        "UPPER": _function(str.upper),
        "LOWER": _function(str.lower),
        "TRIM": _function(texts.trimmed),
        "PLAINTEXT": _function(texts.plain),
        "MID": _function(strings.middle),
        "LPAD": _function(strings.padded_left),
        "RPAD": _function(strings.padded_right),
        "INITCAP": _function(strings.in_title_case),
        "REVERSE": _function(strings.backwards),
        "ASCII": _function(strings.code_point),
        "CHR": _function(strings.character),
        "CASESAFEID": _function(strings.whole_id),
        "DATE": _function(calendar.date_of),
        "YEAR": _function(calendar.year_of),
        "MONTH": _function(calendar.month_of),
        "DAY": _function(calendar.day_of),
        "ADDMONTHS": _function(calendar.add_months),
        "TIMEVALUE": _by_kind({**dict.fromkeys(TEXTS, calendar.time_of), Kind.DATETIME: durations.time_of_moment}),
        "MILLISECOND": _function(durations.millisecond_of),
        "DATEVALUE": _by_kind({**dict.fromkeys(TEXTS, moments.day_written), Kind.DATETIME: durations.day_in_zone}),
        "DATETIMEVALUE": _by_kind({**dict.fromkeys(TEXTS, moments.moment_written), Kind.DATE: durations.midnight}),
        "WEEKDAY": _function(durations.weekday),
        "DAYOFYEAR": _function(durations.day_of_year),
        "ISOWEEK": _function(durations.iso_week),
        "ISOYEAR": _function(durations.iso_year),
        "UNIXTIMESTAMP": _by_kind(
            {
                Kind.DATE: durations.seconds_of_day,
                Kind.DATETIME: durations.seconds_of_moment,
                Kind.TIME: durations.seconds_of_time,
            }
        ),
        "FROMUNIXTIME": _function(durations.moment_at),
        "FORMATDURATION": _by_kind(
            {
                Kind.NUMBER: durations.duration,
                Kind.DATETIME: durations.duration_between,
                Kind.TIME: durations.duration_between_times,
            }
        ),
        "WORKDAYS": _function(durations.workdays),
        "ADDWORKDAYS": _function(durations.add_workdays),
        "HOUR": _function(calendar.hour_of),
        "MINUTE": _function(calendar.minute_of),
        "SECOND": _function(calendar.second_of),
        "DISTANCE": _function(distances.distance),
    }
)
