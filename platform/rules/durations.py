"""Moments as seconds, times of day as milliseconds, durations as text, and working days."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from objectry.rules.arithmetic import EXACT

START = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 86_400
MICROS = 86_400_000_000
FIRST_SECOND, LAST_SECOND = -62_135_596_800, 253_402_300_799
MOST_WORKDAYS = 2_000_000


def time_of_moment(moment: datetime) -> time:
    """The time of day in UTC."""
    return moment.astimezone(UTC).timetz().replace(tzinfo=None)


def day_in_zone(moment: datetime, zone: str) -> date | None:
    """The day it is in that zone then; None where there is no such zone, or beyond the calendar."""
    try:
        return moment.astimezone(ZoneInfo(zone)).date()
    except (OverflowError, ValueError, OSError, KeyError):
        return None


def midnight(day: date) -> datetime:
    """When the day begins in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def same_time(moment: time) -> time:
    """A time of day as it is."""
    return moment


def micros_of(moment: time) -> int:
    """Microseconds since midnight."""
    return ((moment.hour * 60 + moment.minute) * 60 + moment.second) * 1_000_000 + moment.microsecond


def time_at(micros: int) -> time:
    """The time of day so many microseconds after midnight, days taken off."""
    return (START + timedelta(microseconds=micros % MICROS)).time()


def shifted_time(moment: time, milliseconds: Decimal) -> time:
    """So many whole milliseconds later, around the clock."""
    return time_at(
        micros_of(moment)
        + int(EXACT.remainder(milliseconds.to_integral_value("ROUND_DOWN"), Decimal(86_400_000))) * 1000
    )


def milliseconds_between(late: time, early: time) -> Decimal:
    """late - early in milliseconds, around the clock."""
    micros = (micros_of(late) - micros_of(early)) % MICROS
    return Decimal(micros).scaleb(-3)


def millisecond_of(moment: time) -> Decimal:
    """The whole milliseconds of the second, 0 to 999."""
    return Decimal(moment.microsecond // 1000)


def seconds_of_moment(moment: datetime) -> Decimal:
    """Whole seconds since 1970 began in UTC."""
    return Decimal((moment - START) // timedelta(seconds=1))


def seconds_of_day(day: date) -> Decimal:
    """Seconds from the beginning of 1970 to that of the day."""
    return Decimal((day - START.date()).days * DAY)


def seconds_of_time(moment: time) -> Decimal:
    """Whole seconds since midnight."""
    return Decimal(micros_of(moment) // 1_000_000)


def moment_at(seconds: Decimal) -> datetime | None:
    """The moment so many seconds after 1970 began, to the millisecond."""
    if not FIRST_SECOND <= seconds < LAST_SECOND + 1:
        return None
    return START + timedelta(milliseconds=int(EXACT.scaleb(seconds, 3).to_integral_value("ROUND_FLOOR")))


def duration(seconds: Decimal, with_days: bool | None = None) -> str:  # noqa: FBT001 (as the language has it)
    """Seconds as 26:01:05, or with days as 1:02:01:05."""
    whole = abs(int(seconds))
    minutes = f"{whole // 60 % 60:02d}:{whole % 60:02d}"
    if with_days:
        return f"{whole // DAY}:{whole // 3600 % 24:02d}:{minutes}"
    return f"{whole // 3600:02d}:{minutes}"


def duration_between(first: datetime, second: datetime) -> str:
    """How long it is from one moment to the other."""
    return duration(Decimal(abs(second - first) // timedelta(seconds=1)), with_days=True)


def duration_between_times(first: time, second: time) -> str:
    """How long it is from one time of the day to the other."""
    return duration(Decimal(abs(micros_of(second) - micros_of(first)) // 1_000_000))


def weekday(day: date) -> Decimal:
    """1 for Sunday to 7 for Saturday."""
    return Decimal(day.isoweekday() % 7 + 1)


def day_of_year(day: date) -> Decimal:
    """1 for the first of January."""
    return Decimal(day.timetuple().tm_yday)


def iso_week(day: date) -> Decimal:
    """The week of the year by ISO 8601."""
    return Decimal(day.isocalendar().week)


def iso_year(day: date) -> Decimal:
    """The year its ISO week belongs to."""
    return Decimal(day.isocalendar().year)


def workdays(first: date, last: date) -> Decimal:
    """Mondays to Fridays from the first day to the last, both counted; negative where the last is before."""
    if first > last:
        return -workdays(last, first)
    return (
        Decimal(_before(last + timedelta(days=1)) - _before(first))
        if last < date.max
        else Decimal(_before(last) - _before(first) + _open(last))
    )


def _open(day: date) -> int:
    return int(day.weekday() < 5)


def _before(day: date) -> int:
    """Mondays to Fridays of the calendar before the day; it begins on a Monday."""
    weeks, left = divmod(day.toordinal() - 1, 7)
    return weeks * 5 + min(left, 5)


def add_workdays(start: date, days: Decimal) -> date | None:
    """So many Mondays to Fridays later, or earlier when negative."""
    count = int(days)
    if abs(count) > MOST_WORKDAYS:
        return None
    number = start.toordinal() - 1  # 0 is a Monday
    if count > 0:
        worked = number // 7 * 5 + min(number % 7, 4) + count
    elif count < 0:
        worked = number // 7 * 5 + min(number % 7, 5) + count
    else:
        return start
    ordinal = worked // 5 * 7 + worked % 5 + 1
    return date.fromordinal(ordinal) if 1 <= ordinal <= date.max.toordinal() else None
