"""Dates and times on PostgreSQL: total, in UTC, from 0001-01-01 to 9999-12-31; what lies beyond is null."""

from collections.abc import Mapping
from types import MappingProxyType

import sqlalchemy as sa

from objectry.rules import Call, Kind
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql
from objectry.runtime.store.expressions.forms import Form, form, plain
from objectry.runtime.store.expressions.postgres_durations import Milliseconds, TimeLater
from objectry.runtime.store.expressions.postgres_numbers import ADDITION, is_number, quotient
from objectry.runtime.store.expressions.postgres_texts import SPACES

DAYS = 3_652_058  # from the first day of the calendar to the last
FIRST_SECOND, LAST_SECOND = -62_135_596_800, "253402300799.999999"  # since 1970
FIRST_MONTH, LAST_MONTH = 12, 119_999  # year * 12 + month - 1

_COUNT = "trunc(greatest(least(y, 4000000), -4000000))"  # more days leave the calendar anyway
DayLater = form(
    f"CASE WHEN y IS NULL THEN NULL WHEN x - DATE '0001-01-01' + {_COUNT} BETWEEN 0 AND {DAYS} "
    f"THEN x + CAST({_COUNT} AS INTEGER) END"
)
_SECONDS = "round(greatest(least(y, 4000000), -4000000) * 86400)"
MomentLater = form(
    f"CASE WHEN y IS NULL THEN NULL WHEN extract(epoch FROM x) + {_SECONDS} BETWEEN {FIRST_SECOND} AND {LAST_SECOND} "
    f"THEN timezone('UTC', timezone('UTC', x) + make_interval(days => CAST(div({_SECONDS}, 86400) AS INTEGER), "
    f"secs => CAST(mod({_SECONDS}, 86400) AS DOUBLE PRECISION))) END"
)
EPOCH_DIFFERENCE = form("extract(epoch FROM (x - y))")

_LEAP = "(mod(x, 4) = 0 AND (mod(x, 100) <> 0 OR mod(x, 400) = 0))"
_LENGTH = f"CASE WHEN y = 2 THEN CASE WHEN {_LEAP} THEN 29 ELSE 28 END WHEN y IN (4, 6, 9, 11) THEN 30 ELSE 31 END"
MakeDate = form(
    f"CASE WHEN x BETWEEN 1 AND 9999 AND y BETWEEN 1 AND 12 AND z BETWEEN 1 AND {_LENGTH} "
    "THEN make_date(CAST(x AS INTEGER), CAST(y AS INTEGER), CAST(z AS INTEGER)) END"
)


# What is no time is made null before the cast: a cast of a literal is done when a statement is planned.
_WRITTEN = r"'^([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?$'"
TimeValue = form(f"CAST(CASE WHEN x ~ {_WRITTEN} THEN x END AS TIME)")


def _months_later(start: str, answer: str) -> str:
    """So many months after `start`, a timestamp: the last day of a month stays one, and a day too many is cut."""
    month = f"extract(year FROM t) * 12 + extract(month FROM t) - 1 + n BETWEEN {FIRST_MONTH} AND {LAST_MONTH}"
    # A cast of a literal is done when a statement is planned, wherever it stands: it must not fail either.
    moved = (
        f"t + make_interval(months => CASE WHEN {month} THEN CAST(greatest(least(n, 200000), -200000) AS INTEGER) END)"
    )
    last = "date_trunc('month', m) + INTERVAL '1 month' - INTERVAL '1 day' + (m - date_trunc('day', m))"
    settled = f"CASE WHEN extract(day FROM t + INTERVAL '1 day') = 1 THEN {last} ELSE m END"
    start_row = f"(SELECT {start} AS t, trunc(y) AS n) AS start"
    moved_row = f"(SELECT t, {moved} AS m FROM {start_row}) AS moved"  # noqa: S608 (our own SQL)
    return f"(SELECT {answer} FROM (SELECT {settled} AS m FROM {moved_row}) AS settled)"  # noqa: S608 (the same)


MonthsLater = form(_months_later("CAST(x AS TIMESTAMP)", "CAST(m AS DATE)"))
MonthsLaterMoment = form(_months_later("timezone('UTC', x)", "timezone('UTC', m)"))


LATER: Mapping[Kind, type[Form]] = MappingProxyType(
    {Kind.DATE: DayLater, Kind.DATETIME: MomentLater, Kind.TIME: TimeLater}
)
TimeOfMoment = form("CAST(timezone('UTC', x) AS TIME)")


def add(emission: Emission, call: Call) -> Sql:
    """Numbers added; or a date or datetime so many days later."""
    if is_number(call):
        return ADDITION["+"](emission, call)
    left, right = call.args
    if left.type.kind not in LATER:
        left, right = right, left
    return LATER[left.type.kind](emission.value(left), emission.value(right))


def subtract(emission: Emission, call: Call) -> Sql:
    """Numbers subtracted; days between dates or datetimes; or a date or datetime so many days earlier."""
    if is_number(call):
        return ADDITION["-"](emission, call)
    left, right = call.args
    first, second = emission.value(left), emission.value(right)
    if left.type.kind is right.type.kind is Kind.DATE:
        return sa.cast(first.op("-")(second), sa.Numeric())
    if left.type.kind is right.type.kind is Kind.DATETIME:
        return quotient(EPOCH_DIFFERENCE(first, second), plain("86400"))
    if left.type.kind is right.type.kind is Kind.TIME:
        return Milliseconds(first, second)
    return LATER[left.type.kind](first, -second)


def part(name: str) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        return sa.extract(name, emission.value(call.args[0]))

    return emit


def make_date(emission: Emission, call: Call) -> Sql:
    return MakeDate(*(sa.func.trunc(emission.value(arg)) for arg in call.args))


def time_value(emission: Emission, call: Call) -> Sql:
    if call.args[0].type.kind is Kind.DATETIME:
        return TimeOfMoment(emission.value(call.args[0]))
    return TimeValue(sa.func.btrim(emission.value(call.args[0]), SPACES))


def second(emission: Emission, call: Call) -> Sql:
    return sa.func.trunc(sa.extract("second", emission.value(call.args[0])))


def add_months(emission: Emission, call: Call) -> Sql:
    later = MonthsLater if call.args[0].type.kind is Kind.DATE else MonthsLaterMoment
    return later(*map(emission.value, call.args))


DATES: Mapping[str, Emitter] = MappingProxyType(
    {
        "+": add,
        "-": subtract,
        "YEAR": part("year"),
        "MONTH": part("month"),
        "DAY": part("day"),
        "DATE": make_date,
        "ADDMONTHS": add_months,
        "TIMEVALUE": time_value,
        "HOUR": part("hour"),
        "MINUTE": part("minute"),
        "SECOND": second,
    }
)
