"""Working days, times around the clock, seconds since 1970."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from objectry.rules import durations

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
COUNTS = st.integers(-400, 400)


def counted(first: date, last: date) -> int:
    """Mondays to Fridays, one by one."""
    days = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return sum(day.isoweekday() <= 5 for day in days)


@given(first=DAYS, more=st.integers(0, 60))
def test_workdays_are_those_one_counts(first: date, more: int) -> None:
    """Both ends count; the other way round it is the same, negative."""
    last = first + timedelta(days=more)
    assert durations.workdays(first, last) == counted(first, last)
    assert more == 0 or durations.workdays(last, first) == -counted(first, last)


@given(start=DAYS, count=COUNTS)
def test_workdays_later(start: date, count: int) -> None:
    """So many workdays lie behind the start, up to a workday."""
    found = durations.add_workdays(start, Decimal(count))
    assert found is not None
    if count == 0:
        assert found == start
        return
    assert found.isoweekday() <= 5
    day = timedelta(days=1)
    between = counted(start + day, found) if count > 0 else counted(found, start - day)
    assert between == abs(count)


@given(moment=st.times(), milliseconds=st.integers(-(10**12), 10**12))
def test_times_go_around_the_clock(moment: time, milliseconds: int) -> None:
    """Later by some and earlier by as many is the same time."""
    later = durations.shifted_time(moment, Decimal(milliseconds))
    assert durations.shifted_time(later, Decimal(-milliseconds)) == moment
    assert durations.milliseconds_between(later, moment) == milliseconds % 86_400_000


@given(moment=st.datetimes(timezones=st.just(UTC)))
def test_seconds_since_1970(moment: datetime) -> None:
    """There and back again, but for the fraction."""
    seconds = durations.seconds_of_moment(moment)
    assert durations.moment_at(seconds) == moment.replace(microsecond=0)
