"""Dates of stated forms."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from objectry.runtime.importing.dates import compile_form, read_date

SHANGHAI = ZoneInfo("Asia/Shanghai")
UTC = ZoneInfo("UTC")


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("MM/DD/YYYY", "3/1/2017", datetime(2017, 3, 1, tzinfo=UTC)),
        ("MM/DD/YYYY", "03/01/2017", datetime(2017, 3, 1, tzinfo=UTC)),
        ("DD.MM.YYYY hh:mm", "24.12.2025 18:05", datetime(2025, 12, 24, 18, 5, tzinfo=UTC)),
        ("YYYY-MM-DD hh:mm:ss", "2026-02-28 23:59:59", datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC)),
        ("YYYYMMDD", "20261122", datetime(2026, 11, 22, tzinfo=UTC)),
        ("YYYY年MM月DD日", "2026年5月1日", datetime(2026, 5, 1, tzinfo=UTC)),
    ],
)
def test_reads_a_date_of_its_form(form: str, text: str, moment: datetime) -> None:
    """A date is read as its form says, Chinese forms too."""
    pattern = compile_form(form)
    assert (pattern and read_date(text, pattern, UTC)) == moment


@pytest.mark.parametrize("text", ["13/45/2017", "2/30/2017", "2017-03-01", "3/1/17", "", "3/1/2017 10:00", "٣/1/2017x"])
def test_refuses_what_is_no_such_date(text: str) -> None:
    """A text that is no date of the form, or no date at all, is refused."""
    pattern = compile_form("MM/DD/YYYY")
    assert pattern is not None
    assert read_date(text, pattern, UTC) is None


@pytest.mark.parametrize("form", ["", "MM/DD", "MM/DD/YY", "YYYY-MM-DD MM", "day MM YYYY DD", "YYYY-MM-DDTHH"])
def test_refuses_what_is_no_form(form: str) -> None:
    """A form needs year, month and day once each and nothing but separators beside."""
    assert compile_form(form) is None


def test_midnight_is_that_of_the_given_zone() -> None:
    """A date without a time is midnight where the organisation is."""
    pattern = compile_form("MM/DD/YYYY")
    assert pattern is not None
    moment = read_date("10/20/2016", pattern, SHANGHAI)
    assert moment is not None
    assert moment.astimezone(UTC).isoformat() == "2016-10-19T16:00:00+00:00"


@given(some.dates(date(1900, 1, 1), date(2200, 12, 31)), some.sampled_from(["MM/DD/YYYY", "DD.MM.YYYY", "YYYY-MM-DD"]))
def test_every_day_comes_back(day: date, form: str) -> None:
    """Writing any day in a form and reading it gives the day again."""
    pattern = compile_form(form)
    assert pattern is not None
    text = form.replace("YYYY", f"{day.year:04}").replace("MM", f"{day.month:02}").replace("DD", f"{day.day:02}")
    moment = read_date(text, pattern, UTC)
    assert moment is not None
    assert moment.date() == day
