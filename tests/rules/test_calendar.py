"""Dates and times: no day that does not exist, no step out of the calendar."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.rules import calendar

MANY = settings(max_examples=300, deadline=None)
MOMENTS = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30)).map(lambda one: one.replace(tzinfo=UTC))  # noqa: DTZ001


@MANY
@given(start=st.dates(), months=st.integers(-300, 300))
def test_adding_months(start: date, months: int) -> None:
    """The month is so many later, and the day the same, or the last where it was the last or does not exist."""
    found = calendar.add_months(start, Decimal(months))
    if found is None:
        assert not 1 <= (start.year * 12 + start.month - 1 + months) // 12 <= 9999
        return
    assert (found.year * 12 + found.month) - (start.year * 12 + start.month) == months
    if is_last(start):
        assert is_last(found)
    else:
        assert found.day == start.day or (found.day < start.day and is_last(found))


def is_last(day: date) -> bool:
    return day == date(9999, 12, 31) or (day + timedelta(days=1)).day == 1


@MANY
@given(start=MOMENTS, months=st.integers(-300, 300))
def test_adding_months_keeps_the_time(start: datetime, months: int) -> None:
    """Of a datetime only the date moves."""
    found = calendar.add_months(start, Decimal(months))
    assert found is None or (found.timetz() == start.timetz() and isinstance(found, datetime))


@MANY
@given(start=st.dates(), days=st.integers(-5_000_000, 5_000_000))
def test_adding_days(start: date, days: int) -> None:
    """Days are added within the calendar, null outside of it."""
    found = calendar.shifted_date(start, Decimal(days))
    inside = 1 <= start.toordinal() + days <= date.max.toordinal()
    assert (found is not None) == inside
    assert found is None or calendar.days_between(found, start) == days


@MANY
@given(start=MOMENTS, days=st.decimals(-10_000, 10_000, places=6, allow_nan=False, allow_infinity=False))
def test_adding_to_a_moment(start: datetime, days: Decimal) -> None:
    """Parts of a day count to the second, cut off towards zero."""
    found = calendar.shifted_moment(start, days)
    if found is not None:
        seconds = (found - start) // timedelta(seconds=1)
        assert seconds == (days * 86_400).to_integral_value(ROUND_HALF_UP)
        assert found.microsecond == start.microsecond


@MANY
@given(early=MOMENTS, micros=st.integers(0, 10**15))
def test_difference_of_moments(early: datetime, micros: int) -> None:
    """The difference in days is exact to 28 places."""
    try:
        late = early + timedelta(microseconds=micros)
    except OverflowError:
        return
    found = calendar.days_between_moments(late, early)
    assert abs(found * 86_400_000_000 - micros) < Decimal("1e-16")
    assert calendar.days_between_moments(early, late) == found.copy_negate()


@pytest.mark.parametrize(
    ("year", "month", "day", "expected"),
    [
        ("2024", "2", "29", date(2024, 2, 29)),
        ("1900", "2", "29", None),
        ("2000", "2", "29", date(2000, 2, 29)),
        ("9999", "12", "31", date(9999, 12, 31)),
        ("10000", "1", "1", None),
        ("0", "1", "1", None),
        ("-1", "1", "1", None),
        ("2024", "0", "1", None),
        ("2024", "4", "31", None),
        ("1e30", "1", "1", None),
    ],
)
def test_dates_that_exist(year: str, month: str, day: str, expected: date | None) -> None:
    """DATE knows the leap years and the ends of the months."""
    assert calendar.date_of(Decimal(year), Decimal(month), Decimal(day)) == expected


def test_texts() -> None:
    """Dates and times print in ISO form, times in UTC to the second."""
    assert calendar.text_of_date(date(33, 4, 3)) == "0033-04-03"
    east = timezone(timedelta(hours=8))
    assert calendar.text_of_moment(datetime(2026, 1, 1, 1, 2, 3, 999_999, tzinfo=east)) == "2025-12-31 17:02:03Z"


def test_parts() -> None:
    """Year, month and day are numbers."""
    parts = [part(date(2026, 1, 31)) for part in (calendar.year_of, calendar.month_of, calendar.day_of)]
    assert parts == [Decimal(2026), Decimal(1), Decimal(31)]
