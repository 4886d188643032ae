"""Exact arithmetic on PostgreSQL: everything is NUMERIC, rounding is half away from zero, nothing raises."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import sqlalchemy as sa

from objectry.rules import DIVISION_SCALE, MAX_DIGITS, Call, Const, Kind
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql
from objectry.runtime.store.expressions.forms import form, plain

WIDENED = plain("0." + "0" * 40)  # added to a dividend, so that the quotient has places enough to be rounded
GUARD_SCALE = 16
MOST_TIMES = 64
EXACT_PLACES = 56  # a power with more is rounded to DIVISION_SCALE

Bounded = form(f"CASE WHEN abs(x) < 1{'0' * MAX_DIGITS} THEN x END")
POWERS = MappingProxyType(
    {times: form("*".join(["x"] * times)) for times in range(1, MOST_TIMES + 1)}
    | {0: form("CASE WHEN x IS NOT NULL THEN 1.0 END")}
)
Ceiling = form("CASE WHEN x < 0 THEN floor(x) ELSE ceil(x) END")
Least = form("CASE WHEN x IS NOT NULL AND y IS NOT NULL THEN least(x, y) END")
Greatest = form("CASE WHEN x IS NOT NULL AND y IS NOT NULL THEN greatest(x, y) END")


def bounded(value: Sql, call: Call) -> Sql:
    """The value, or null where it has more digits than the language carries."""
    return Bounded(value) if call.type.digits >= MAX_DIGITS else value


def operation(operator: str) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        left, right = map(emission.value, call.args)
        return bounded(left.op(operator)(right), call)

    return emit


def quotient(dividend: Sql, divisor: Sql) -> Sql:
    """The exact quotient rounded to DIVISION_SCALE places; null for a divisor of 0."""
    exact = dividend.op("+")(WIDENED).op("/")(sa.func.nullif(divisor, plain("0")))
    return sa.func.round(exact, plain(str(DIVISION_SCALE)))


def divide(emission: Emission, call: Call) -> Sql:
    return bounded(quotient(*map(emission.value, call.args)), call)


def power(emission: Emission, call: Call) -> Sql:
    """A power by multiplication, which is exact; the exponent is a literal whole number."""
    base, exponent = call.args
    times = int(exponent.value) if isinstance(exponent, Const) and isinstance(exponent.value, Decimal) else 0
    raised: Sql = POWERS[abs(times)](emission.value(base))
    if times < 0:
        raised = quotient(plain("1"), raised)
    elif base.type.scale * times > EXACT_PLACES:
        raised = sa.func.round(raised, plain(str(DIVISION_SCALE)))
    return bounded(raised, call)


def negate(emission: Emission, call: Call) -> Sql:
    return -emission.value(call.args[0])


def absolute(emission: Emission, call: Call) -> Sql:
    return sa.func.abs(emission.value(call.args[0]))


def guarded(emission: Emission, call: Call) -> Sql:
    """The first argument rounded to the guard's places, so that 1/3*3 counts as 1."""
    return sa.func.round(emission.value(call.args[0]), plain(str(GUARD_SCALE)))


def round_number(emission: Emission, call: Call) -> Sql:
    places = _places(emission.value(call.args[1]))
    return bounded(sa.func.round(guarded(emission, call), places), call)


def _places(number: Sql) -> Sql:
    """A number of places as PostgreSQL takes it."""
    small = sa.func.least(sa.func.greatest(sa.func.trunc(number), plain("-38")), plain(str(GUARD_SCALE)))
    return sa.case((number.is_(None), sa.null()), else_=sa.cast(small, sa.Integer()))


def round_to(emission: Emission, call: Call) -> Sql:
    return bounded(sa.func.round(emission.value(call.args[0]), plain(str(call.type.scale))), call)


def floor(emission: Emission, call: Call) -> Sql:
    return bounded(sa.func.trunc(guarded(emission, call)), call)


def ceiling(emission: Emission, call: Call) -> Sql:
    return bounded(Ceiling(guarded(emission, call)), call)


def truncate(emission: Emission, call: Call) -> Sql:
    return sa.func.trunc(guarded(emission, call), _places(emission.value(call.args[1])))


def below(emission: Emission, call: Call) -> Sql:
    return bounded(sa.func.floor(guarded(emission, call)), call)


def above(emission: Emission, call: Call) -> Sql:
    return bounded(sa.func.ceil(guarded(emission, call)), call)


def modulo(emission: Emission, call: Call) -> Sql:
    left, right = map(emission.value, call.args)
    return sa.func.mod(left, sa.func.nullif(right, plain("0")))


def extreme(chooser: type[sa.ColumnElement[Decimal]]) -> Emitter:
    """MIN or MAX of arguments: null if any is null, where PostgreSQL's own leave nulls out."""

    def emit(emission: Emission, call: Call) -> Sql:
        best, *others = map(emission.value, call.args)
        for other in others:
            best = chooser(best, other)  # type: ignore[call-arg]  # a form takes its arguments
        return best

    return emit


NUMBERS: Mapping[str, Emitter] = MappingProxyType(
    {
        "*": operation("*"),
        "/": divide,
        "^": power,
        "negate": negate,
        "round_to": round_to,
        "ABS": absolute,
        "ROUND": round_number,
        "FLOOR": floor,
        "CEILING": ceiling,
        "TRUNC": truncate,
        "MFLOOR": below,
        "MCEILING": above,
        "MOD": modulo,
        "MIN": extreme(Least),
        "MAX": extreme(Greatest),
    }
)
ADDITION: Mapping[str, Emitter] = MappingProxyType({"+": operation("+"), "-": operation("-")})


def is_number(call: Call) -> bool:
    """Whether + or - is arithmetic, and not about dates."""
    return all(arg.type.kind in (Kind.NUMBER, Kind.NULL) for arg in call.args)
