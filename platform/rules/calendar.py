"""Dates and times of the language: years 1 to 9999, datetimes in UTC, times of day without zone."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import TypeVar

from objectry.rules.arithmetic import EXACT, quotient
from objectry.rules.typed import Value

SECONDS_A_DAY = Decimal(86_400)
MICROSECONDS_A_DAY = Decimal(86_400_000_000)
MOST_DAYS = 4_000_000
MOST_MONTHS = 120_000
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,6})?)?")
Moment = TypeVar("Moment", date, datetime)


def date_of(year: Value, month: Value, day: Value) -> date | None:
    """The date, None when there is no such day; fractions are cut off."""
    if not (isinstance(year, Decimal) and isinstance(month, Decimal) and isinstance(day, Decimal)):
        return None
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


@lru_cache(4_096)  # `TODAY() - 90` is asked for again with each record
def shifted_date(start: date, days: Decimal) -> date | None:
    """So many whole days later."""
    whole = int(days)
    if abs(whole) > MOST_DAYS:
        return None
    try:
        return start + timedelta(days=whole)
    except OverflowError:
        return None


def shifting(days: Decimal) -> Callable[[date], date | None]:
    """The same for a number of days that is written out: what can be worked out beforehand is."""
    whole = int(days)
    if abs(whole) > MOST_DAYS:
        return lambda _: None
    step = timedelta(days=whole)

    def shifted(start: date) -> date | None:
        try:
            return start + step
        except OverflowError:
            return None

    return shifted


def shifted_moment(start: datetime, days: Decimal) -> datetime | None:
    """So many days later, rounded to the second: 1 / 1440 is a minute."""
    if abs(days) > MOST_DAYS:
        return None
    seconds = EXACT.multiply(days, SECONDS_A_DAY).to_integral_value(ROUND_HALF_UP)
    try:
        return start + timedelta(seconds=int(seconds))
    except OverflowError:
        return None


def days_between(late: date, early: date) -> Decimal:
    """late - early in days."""
    return Decimal((late - early).days)


def days_between_moments(late: datetime, early: datetime) -> Decimal:
    """late - early in days, with fraction, to 28 places."""
    micros = (late - early) // timedelta(microseconds=1)
    found = quotient(Decimal(micros), MICROSECONDS_A_DAY)
    assert found is not None
    return found


def add_months(start: Moment, months: Decimal) -> Moment | None:
    """So many months later: a last day stays a last day, a day the month lacks becomes its last."""
    if abs(months) > MOST_MONTHS:
        return None
    count = start.year * 12 + start.month - 1 + int(months)
    year, month = count // 12, count % 12 + 1
    if not 1 <= year <= 9999:
        return None
    last = monthrange(year, month)[1]
    was_last = start.day == monthrange(start.year, start.month)[1]
    return start.replace(year=year, month=month, day=last if was_last else min(start.day, last))


def year_of(day: date) -> Decimal:
    """The year."""
    return Decimal(day.year)


def month_of(day: date) -> Decimal:
    """The month, 1 to 12."""
    return Decimal(day.month)


def day_of(day: date) -> Decimal:
    """The day of the month."""
    return Decimal(day.day)


def text_of_date(day: date) -> str:
    """2026-01-31."""
    return day.isoformat()


def text_of_moment(moment: datetime) -> str:
    """2026-01-31 09:30:00Z: UTC, to the second."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat(" ") + "Z"


def time_of(text: str) -> time | None:
    """The time of day the text writes as 09:30, 09:30:15 or 09:30:15.25; None for any other text."""
    written = text.strip(" \t\n\r")
    return time.fromisoformat(written) if TIME.fullmatch(written) else None


def hour_of(moment: time) -> Decimal:
    """The hour, 0 to 23."""
    return Decimal(moment.hour)


def minute_of(moment: time) -> Decimal:
    """The minute, 0 to 59."""
    return Decimal(moment.minute)


def second_of(moment: time) -> Decimal:
    """The whole second, 0 to 59."""
    return Decimal(moment.second)


def text_of_time(moment: time) -> str:
    """09:30:00.000, to the millisecond."""
    return moment.isoformat("milliseconds")
