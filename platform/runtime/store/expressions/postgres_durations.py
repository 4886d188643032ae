"""Moments as seconds, times of day as milliseconds, durations as text, and working days, on PostgreSQL."""

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa

from objectry.rules import Call, Kind
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql
from objectry.runtime.store.expressions.forms import Form, form, plain
from objectry.runtime.store.expressions.postgres_texts import SPACES, by_code_point

DAY = 86_400_000
FIRST_SECOND, END = -62_135_596_800, 253_402_300_800
MOST_WORKDAYS = 2_000_000
LAST_DAY = 3_652_059

TimeLater = form(f"x + make_interval(secs => CAST(mod(trunc(y), {DAY}) / 1000.0 AS DOUBLE PRECISION))")
Milliseconds = form(f"mod((extract(epoch FROM x) - extract(epoch FROM y)) * 1000 + {DAY}, {DAY})")
Millisecond = form("mod(trunc(extract(milliseconds FROM x)), 1000)")
DayInZone = form(
    "(SELECT CASE WHEN d BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN d END "
    "FROM (SELECT CAST(timezone(y, x) AS DATE) AS d) AS there)"
)
_DAY = "^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
_LENGTH = (
    "CASE WHEN b = 2 THEN CASE WHEN mod(a, 4) = 0 AND (mod(a, 100) <> 0 OR mod(a, 400) = 0) THEN 29 ELSE 28 END "
    "WHEN b IN (4, 6, 9, 11) THEN 30 ELSE 31 END"
)
_IS_DAY = f"a BETWEEN 1 AND 9999 AND b BETWEEN 1 AND 12 AND c BETWEEN 1 AND {_LENGTH}"
_PARTS = "CAST(m[1] AS INTEGER) AS a, CAST(m[2] AS INTEGER) AS b, CAST(m[3] AS INTEGER) AS c"
DayWritten = form(
    f"(SELECT CASE WHEN {_IS_DAY} THEN make_date(a, b, c) END FROM (SELECT {_PARTS} "  # noqa: S608 (our own SQL)
    f"FROM (SELECT regexp_match(x, '{_DAY}$') AS m) AS matched) AS parts)"
)
_CLOCK = "[ T]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.][0-9]{1,6})?Z?$"
_TIMES = (
    "CAST(m[4] AS INTEGER) AS h, CAST(m[5] AS INTEGER) AS i, CAST(m[6] AS INTEGER) AS s, "
    "CAST('0' || coalesce(m[7], '.0') AS NUMERIC) AS f"
)
MomentWritten = form(
    f"(SELECT CASE WHEN {_IS_DAY} AND h < 24 AND i < 60 AND s < 60 THEN timezone('UTC', "  # noqa: S608 (our own SQL)
    "make_timestamp(a, b, c, h, i, CAST(s + f AS DOUBLE PRECISION))) END "
    f"FROM (SELECT {_PARTS}, {_TIMES} FROM (SELECT regexp_match(x, '{_DAY}{_CLOCK}') AS m) AS matched) AS parts)"
)
MomentAt = form(
    f"CASE WHEN x >= {FIRST_SECOND} AND x < {END} THEN (SELECT timezone('UTC', TIMESTAMP '1970-01-01' + "  # noqa: S608 (our own SQL)
    "make_interval(days => CAST(d AS INTEGER), secs => CAST(n / 1000.0 - d * 86400 AS DOUBLE PRECISION))) "
    f"FROM (SELECT n, floor(n / {DAY}.0) AS d FROM (SELECT floor(x * 1000) AS n) AS thousandths) AS days) END"
)
_TWO = "lpad(CAST({0} AS TEXT), greatest(2, length(CAST({0} AS TEXT))), '0')"
_CLOCK_OF = f"{_TWO.format('mod(div(n, 60), 60)')} || ':' || {_TWO.format('mod(n, 60)')}"
Duration = form(
    f"(SELECT CASE WHEN y THEN CAST(div(n, 86400) AS TEXT) || ':' || {_TWO.format('mod(div(n, 3600), 24)')} ELSE "  # noqa: S608 (our own SQL)
    f"{_TWO.format('div(n, 3600)')} END || ':' || {_CLOCK_OF} FROM (SELECT trunc(abs(trunc(x))) AS n) AS seconds)"
)
_NUMBER = "({0} - DATE '0001-01-01')"
_BEFORE = "(({0}) / 7 * 5 + least(mod({0}, 7), 5))"
Workdays = form(
    f"(SELECT CASE WHEN a <= b THEN {_BEFORE.format('b + 1')} - {_BEFORE.format('a')} ELSE "  # noqa: S608 (our own SQL)
    f"{_BEFORE.format('b')} - {_BEFORE.format('a + 1')} END FROM (SELECT {_NUMBER.format('x')} AS a, "
    f"{_NUMBER.format('y')} AS b) AS days)"
)
WorkdaysLater = form(
    "(SELECT CASE WHEN k = 0 THEN x WHEN w >= 0 AND w / 5 * 7 + mod(w, 5) < "  # noqa: S608 (our own SQL)
    f"{LAST_DAY} THEN DATE '0001-01-01' + (w / 5 * 7 + mod(w, 5)) END FROM (SELECT k, n / 7 * 5 + "
    "least(mod(n, 7), CASE WHEN k > 0 THEN 4 ELSE 5 END) + k AS w FROM (SELECT CAST(CASE WHEN abs(trunc(y)) <= "
    f"{MOST_WORKDAYS} THEN trunc(y) END AS INTEGER) AS k, {_NUMBER.format('x')} AS n) AS given_days) AS worked)"
)


def trimmed(value: Sql) -> Sql:
    return sa.func.btrim(value, SPACES)


def day_value(emission: Emission, call: Call) -> Sql:
    value = emission.value(call.args[0])
    if call.args[0].type.kind is Kind.DATETIME:
        return DayInZone(value, emission.value(call.args[1]))
    return DayWritten(trimmed(value))


def moment_value(emission: Emission, call: Call) -> Sql:
    value = emission.value(call.args[0])
    if call.args[0].type.kind is Kind.DATE:
        return sa.func.timezone(plain("'UTC'"), sa.cast(value, sa.TIMESTAMP()))
    return MomentWritten(trimmed(value))


def unix(emission: Emission, call: Call) -> Sql:
    value = emission.value(call.args[0])
    if call.args[0].type.kind is Kind.DATE:
        return sa.cast(value.op("-")(plain("DATE '1970-01-01'")), sa.Numeric()).op("*")(plain("86400"))
    return sa.func.floor(sa.extract("epoch", value))


def duration(emission: Emission, call: Call) -> Sql:
    first, *rest = call.args
    if first.type.kind is Kind.NUMBER:
        days = emission.value(rest[0]) if rest else sa.false()
        return by_code_point(Duration(emission.value(first), days))
    between = sa.extract("epoch", emission.value(rest[0])) - sa.extract("epoch", emission.value(first))
    return by_code_point(Duration(between, sa.true() if first.type.kind is Kind.DATETIME else sa.false()))


def weekday(emission: Emission, call: Call) -> Sql:
    """By an operator that goes into brackets wherever it stands."""
    return sa.extract("dow", emission.value(call.args[0])).op("+")(plain("1"))


def part(name: str) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        return sa.extract(name, emission.value(call.args[0]))

    return emit


def number_of(shape: type[Form]) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        return sa.cast(shape(*map(emission.value, call.args)), sa.Numeric())

    return emit


def apply(shape: type[Form]) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        return shape(*map(emission.value, call.args))

    return emit


DURATIONS: Mapping[str, Emitter] = MappingProxyType(
    {
        "MILLISECOND": number_of(Millisecond),
        "DATEVALUE": day_value,
        "DATETIMEVALUE": moment_value,
        "WEEKDAY": weekday,
        "DAYOFYEAR": part("doy"),
        "ISOWEEK": part("week"),
        "ISOYEAR": part("isoyear"),
        "UNIXTIMESTAMP": unix,
        "FROMUNIXTIME": apply(MomentAt),
        "FORMATDURATION": duration,
        "WORKDAYS": number_of(Workdays),
        "ADDWORKDAYS": apply(WorkdaysLater),
    }
)
