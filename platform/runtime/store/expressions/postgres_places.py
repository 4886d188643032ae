"""Distances on PostgreSQL: the steps of `objectry.rules.distance`, in its order, on the same doubles.

Nothing but + - * / and sqrt of float8 is used, which IEEE 754 rounds in one way everywhere.
"""

from collections.abc import Mapping
from functools import reduce
from types import MappingProxyType

import sqlalchemy as sa

from objectry.rules import EARTH, Call, Const
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql
from objectry.runtime.store.expressions.forms import form, plain


def double(value: float) -> str:
    """A constant, to its last bit."""
    return f"'{value!r}'::float8"


def series(terms: tuple[float, ...], x: str) -> str:
    """Horner's way, from the last term to the first."""
    return reduce(lambda total, term: f"({double(term)} + ({x}) * {total})", reversed(terms[:-1]), double(terms[-1]))


def step(columns: str, source: str, name: str) -> str:
    """One step on values computed before; the fence keeps PostgreSQL from computing them wherever they stand."""
    return f"(SELECT {columns} FROM {source} OFFSET 0) AS {name}"  # noqa: S608 (our own SQL)


HALVED = "{0} / (2.0::float8 * (1.0::float8 + sqrt(1.0::float8 - {0})))"
LAST = f"4.0::float8 * sqrt(y) * {series(EARTH.arc, 'y')}"
WHOLE = "(SELECT CASE WHEN x > 1 THEN 1.0::float8 ELSE x END AS h) AS whole"
SMALL = step("h, CASE WHEN h <= 0.5 THEN h ELSE 1.0::float8 - h END AS s", WHOLE, "small")
ONCE = step(f"h, {HALVED.format('s')} AS o", SMALL, "once")
TWICE = step(f"h, {HALVED.format('o')} AS y", ONCE, "twice")
FOUND = step(f"h, {LAST} AS f", TWICE, "found")

Latitude = form("CASE WHEN abs(x) <= 90 THEN round(x * 1000000)::float8 END")
Longitude = form("CASE WHEN abs(x) <= 180 THEN round(x * 1000000)::float8 END")
Around = form("CASE WHEN x > 180000000 THEN 360000000 - x ELSE x END")
Angle = form(f"x * {double(EARTH.angle)}")
Sine = form(f"x * {series(EARTH.sine, 'x * x')}")
Haversine = form("x * x + y * (z * z)")
Arc = form(
    f"(SELECT CASE WHEN h <= 0.5 THEN f ELSE {double(EARTH.half_pi)} - f END FROM {FOUND})"  # noqa: S608 (our own words)
)
ZERO = plain("0")


def sine(halves: Sql) -> Sql:
    return Sine(Angle(halves))


def shrunk(latitude: Sql) -> Sql:
    """The sine of what is missing to the pole."""
    return sine(plain("180000000") - plain("2") * sa.func.abs(latitude))


def distance(emission: Emission, call: Call) -> Sql:
    first, left, second, right = map(emission.value, call.args[:4])
    unit = call.args[4]
    assert isinstance(unit, Const)
    south, north = Latitude(first), Latitude(second)
    across = Around(sa.func.abs(Longitude(left) - Longitude(right)))
    squared = Haversine(sine(sa.func.abs(south - north)), shrunk(south) * shrunk(north), sine(across))
    kilometres = plain(double(EARTH.diameter)) * Arc(squared)
    thousandths = kilometres / plain(double(EARTH.kilometres[str(unit.value)])) * plain("1000.0::float8")
    whole = sa.func.floor(thousandths + plain("0.5::float8"))
    return sa.cast(whole, sa.Numeric()).op("*")(plain("0.001"))


PLACES: Mapping[str, Emitter] = MappingProxyType({"DISTANCE": distance})
