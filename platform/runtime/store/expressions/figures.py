"""COUNT, SUM, MIN, MAX and AVG over rows.

Over no rows COUNT and SUM are 0; MIN, MAX and AVG are null.  On SQLite a sum is exact whatever its size: it is taken
in two halves, as a plain one would end in an overflow.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from objectry.rules import DIVISION_SCALE, Kind, Type
from objectry.runtime.store.expressions.emission import Sql
from objectry.runtime.store.expressions.exact import AVERAGE, HALF, JOIN_HALVES, WIDE_MAX, WIDE_MIN, WIDE_SUM
from objectry.runtime.store.expressions.exact import is_narrow as narrow
from objectry.runtime.store.expressions.forms import plain
from objectry.runtime.store.reading import Reading

ZERO: Sql = plain("0")
PLAIN: Mapping[str, Callable[[Sql], Sql]] = MappingProxyType({"MIN": sa.func.min, "MAX": sa.func.max})
WIDE = MappingProxyType({"MIN": WIDE_MIN, "MAX": WIDE_MAX})
SMALL_HIGH = 8 * 10**9  # times HALF, and SMALL_LOW more, is still within 64 bits
SMALL_LOW = (plain(f"-{10**18}"), plain(str(10**18)))
WIDENED = "0." + "0" * 40  # added to a dividend on PostgreSQL, so that the quotient has places enough


def figure(reading: Reading, function: str, value: Sql | None, type_: Type, *, distinct: bool = False) -> Sql:
    """One figure over the rows of a SELECT.  `value` is None for COUNT of rows; `type_` is the type of the value;
    `distinct` counts each value once.

    On SQLite a SUM, MIN or MAX has the scale of its values, an AVG DIVISION_SCALE.
    """
    if value is None:
        return _count(reading, sa.func.count())
    if function == "COUNT":
        return _count(reading, sa.func.count(sa.distinct(value) if distinct else value))
    if function in PLAIN:
        return _extreme(reading, function, value, type_)
    return _sum(reading, value, type_) if function == "SUM" else _average(reading, value, type_)


def figure_scale(function: str, type_: Type) -> int:
    """The scale in which `figure` counts on SQLite."""
    if function == "AVG":
        return DIVISION_SCALE
    return 0 if function == "COUNT" else type_.scale


def _count(reading: Reading, count: Sql) -> Sql:
    return sa.cast(count, sa.Numeric()) if reading.facts.postgres else count


def _zero(type_: Type) -> Sql:
    """Nothing, written with the places of the values, so that it reads the same on both databases."""
    return plain(f"0.{'0' * type_.scale}" if type_.scale else "0")


def _extreme(reading: Reading, function: str, value: Sql, type_: Type) -> Sql:
    if reading.facts.postgres and type_.kind is Kind.BOOLEAN:
        return sa.func.bool_and(value) if function == "MIN" else sa.func.bool_or(value)
    if reading.facts.postgres and type_.kind is Kind.REF:
        return sa.cast(PLAIN[function](sa.cast(value, sa.Text())), postgresql.UUID(as_uuid=False))
    if reading.facts.postgres or narrow(type_):
        return PLAIN[function](value)
    return reading.call(WIDE[function], value)


def _sum(reading: Reading, value: Sql, type_: Type) -> Sql:
    if reading.facts.postgres:
        return sa.func.coalesce(sa.func.sum(value), _zero(type_))
    if not narrow(type_):
        return sa.func.coalesce(reading.call(WIDE_SUM, value), ZERO)
    half = plain(str(HALF))
    halves = (sa.func.sum(value.op(sign)(half)) for sign in ("/", "%"))
    high, low = (sa.func.coalesce(one, ZERO) for one in halves)
    small = sa.and_(high.between(plain(f"-{SMALL_HIGH}"), plain(str(SMALL_HIGH))), low.between(*SMALL_LOW))
    return sa.case((small, high.op("*")(half).op("+")(low)), else_=reading.call(JOIN_HALVES, high, low))


def _average(reading: Reading, value: Sql, type_: Type) -> Sql:
    if reading.facts.postgres:
        widened = sa.func.sum(value).op("+")(plain(WIDENED))
        return sa.func.round(widened.op("/")(sa.func.nullif(sa.func.count(value), ZERO)), DIVISION_SCALE)
    places = plain(str(DIVISION_SCALE - type_.scale))
    return reading.call(AVERAGE, _sum(reading, value, type_), sa.func.count(value), places)
