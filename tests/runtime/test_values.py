"""Coercion: outside values become inside values of the field's type, or a problem that says what was expected."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import FieldType
from objectry.rules import Value
from objectry.runtime.values.coercion import COERCIONS, coerce, fit, identifier, trouble
from objectry.runtime.values.numbers import fitted
from objectry.runtime.values.unfit import Unfit
from tests.runtime.blueprints import field_plan, picklist

ID = "0190b2c4-0000-7000-8000-00000000abcd"
PLANS = {type: field_plan("f", type, picklist=picklist("open", "won")) for type in FieldType}

GOOD: list[tuple[FieldType, object, Value]] = [
    (FieldType.TEXT, "Ann", "Ann"),
    (FieldType.TEXT, "  ", None),
    (FieldType.TEXT, "two\r\nlines", "two lines"),
    (FieldType.TEXTAREA, "two\r\nlines\rthree", "two\nlines\nthree"),
    (FieldType.INTEGER, "42", Decimal(42)),
    (FieldType.INTEGER, 42, Decimal(42)),
    (FieldType.INTEGER, "4.2e1", Decimal(42)),
    (FieldType.INTEGER, -(2**63), Decimal(-(2**63))),
    (FieldType.DECIMAL, "1.5", Decimal("1.5000")),
    (FieldType.DECIMAL, 0.1, Decimal("0.1000")),
    (FieldType.DECIMAL, "", None),
    (FieldType.CURRENCY, Decimal("1.005"), Decimal("1.01")),
    (FieldType.CURRENCY, "-0.001", Decimal("0.00")),
    (FieldType.PERCENT, 20, Decimal("0.2000")),
    (FieldType.PERCENT, "12.345", Decimal("0.1235")),
    (FieldType.BOOLEAN, True, True),
    (FieldType.BOOLEAN, "false", False),
    (FieldType.BOOLEAN, None, False),
    (FieldType.DATE, "2026-11-22", date(2026, 11, 22)),
    (FieldType.DATE, date(2026, 11, 22), date(2026, 11, 22)),
    (FieldType.DATETIME, "2026-11-22T10:30:00+08:00", datetime(2026, 11, 22, 2, 30, tzinfo=UTC)),
    (FieldType.DATETIME, "2026-11-22T10:30Z", datetime(2026, 11, 22, 10, 30, tzinfo=UTC)),
    (FieldType.TIME, "09:30", time(9, 30)),
    (FieldType.TIME, " 9:30:15.5 ", time(9, 30, 15, 500_000)),
    (FieldType.TIME, time(23, 59), time(23, 59)),
    (FieldType.TIME, "", None),
    (FieldType.PICKLIST, "won", "won"),
    (FieldType.EMAIL, " Ann@EXAMPLE.com ", "Ann@example.com"),
    (FieldType.PHONE, "+49 (30) 90-18 20", "+49 30 901820"),
    (FieldType.PHONE, "010-6552 9988", "010-6552 9988"),
    (FieldType.URL, "https://example.com/a?b=c", "https://example.com/a?b=c"),
    (FieldType.LOOKUP, ID.upper(), ID),
    (FieldType.FILE, ID.upper(), ID),
    (FieldType.IMAGE, {"id": ID, "name": "logo.png"}, ID),
    (FieldType.FILE, "", None),
    (FieldType.MASTER_DETAIL, ID.upper(), ID),
    (FieldType.MANY_TO_MANY, [ID.upper(), ID], (ID,)),
    (FieldType.MANY_TO_MANY, f" {ID} ; ", (ID,)),
    (FieldType.MANY_TO_MANY, f'["{ID}"]', (ID,)),
    (FieldType.MANY_TO_MANY, [], None),
    (FieldType.LOOKUP, ID.replace("-", ""), ID),
    (FieldType.AUTONUMBER, "A-1", "A-1"),
]

BAD: list[tuple[FieldType, object, str]] = [
    (FieldType.TEXT, 7, "D522"),
    (FieldType.TEXT, "nul\x00", "D522"),
    (FieldType.TEXT, "half \ud800", "D522"),
    (FieldType.TEXT, ["a"], "D522"),
    (FieldType.INTEGER, "4.5", "D522"),
    (FieldType.INTEGER, True, "D522"),
    (FieldType.INTEGER, 2**63, "D537"),
    (FieldType.INTEGER, "1e40", "D537"),
    (FieldType.DECIMAL, "1,5", "D522"),
    (FieldType.DECIMAL, "NaN", "D522"),
    (FieldType.DECIMAL, float("inf"), "D522"),
    (FieldType.DECIMAL, "1_000", "D522"),
    (FieldType.DECIMAL, "١٢", "D522"),
    (FieldType.DECIMAL, "1e999", "D537"),
    (FieldType.CURRENCY, "99999999999999.995", "D537"),
    (FieldType.CURRENCY, "123456789012345", "D537"),
    (FieldType.PERCENT, "100000", "D537"),
    (FieldType.BOOLEAN, "yes", "D522"),
    (FieldType.BOOLEAN, 1, "D522"),
    (FieldType.BOOLEAN, "True", "D522"),
    (FieldType.DATE, "22.11.2026", "D522"),
    (FieldType.DATE, "2026-02-30", "D522"),
    (FieldType.DATE, datetime(2026, 11, 22, tzinfo=UTC), "D522"),
    (FieldType.TIME, "24:00", "D522"),
    (FieldType.TIME, "0930", "D522"),
    (FieldType.TIME, "09:30Z", "D522"),
    (FieldType.TIME, "half past nine", "D522"),
    (FieldType.TIME, time(9, tzinfo=UTC), "D522"),
    (FieldType.TIME, datetime(2026, 11, 22, tzinfo=UTC), "D522"),
    (FieldType.DATETIME, "2026-11-22", "D522"),
    (FieldType.DATETIME, "0001-01-01T00:00+14:00", "D522"),
    (FieldType.DATETIME, date(2026, 11, 22), "D522"),
    (FieldType.PICKLIST, "Won", "D527"),
    (FieldType.PICKLIST, 1, "D522"),
    (FieldType.EMAIL, "not an address", "D522"),
    (FieldType.EMAIL, "a@b@c.de", "D522"),
    (FieldType.PHONE, "call me", "D522"),
    (FieldType.PHONE, "+1", "D522"),
    (FieldType.URL, "javascript:alert(1)", "D522"),
    (FieldType.URL, "https://", "D522"),
    (FieldType.URL, "http://[::1", "D522"),
    (FieldType.URL, "https://exa mple.com", "D522"),
    (FieldType.LOOKUP, "1", "D529"),
    (FieldType.FILE, "contract.pdf", "D580"),
    (FieldType.MASTER_DETAIL, "1", "D529"),
    (FieldType.MANY_TO_MANY, [ID, "1"], "D529"),
    (FieldType.MANY_TO_MANY, [[ID]], "D529"),
    (FieldType.LOOKUP, "'; DROP TABLE account; --", "D529"),
]

OUTSIDE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.decimals(),
    st.text(),
    st.text("0123456789.-+eE", max_size=40),
    st.dates(),
    st.datetimes(timezones=st.one_of(st.none(), st.just(UTC))),
    st.binary(),
    st.lists(st.integers()),
)


@pytest.mark.parametrize(("type", "outside", "inside"), GOOD)
def test_good_values(type: FieldType, outside: object, inside: Value) -> None:
    """An outside value of the type becomes the one inside value it means."""
    found = coerce(outside, PLANS[type], "UTC")
    assert found == inside
    assert (found is None) == (inside is None)
    assert str(found) == str(inside)


@pytest.mark.parametrize(("type", "outside", "code"), BAD)
def test_bad_values(type: FieldType, outside: object, code: str) -> None:
    """A value that cannot be of the type is refused with its code, never bent to fit."""
    with pytest.raises(Unfit) as wrong:
        coerce(outside, PLANS[type], "UTC")
    assert wrong.value.code == code


def test_every_field_type_has_a_coercion() -> None:
    """The table is complete."""
    assert set(COERCIONS) == set(FieldType)


@pytest.mark.parametrize("type", FieldType)
def test_blank_is_null_for_every_type(type: FieldType) -> None:
    """None, and text of blanks alone, is null; for a check box it is off."""
    expected = False if type is FieldType.BOOLEAN else None
    assert coerce(None, PLANS[type], "UTC") is expected
    assert coerce("", PLANS[type], "UTC") is expected
    assert coerce("   ", PLANS[type], "UTC") is expected


@given(st.sampled_from(list(FieldType)), OUTSIDE)
def test_any_outside_value_is_typed_or_refused(type: FieldType, outside: object) -> None:
    """Whatever comes, coercion answers a value of the language or Unfit, and nothing else."""
    with suppress(Unfit):
        found = coerce(outside, PLANS[type], "Asia/Shanghai")
        assert found is None or isinstance(found, Decimal | str | bool | date)


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**13), max_value=10**13, places=6))
def test_numbers_are_rounded_half_up_and_stay_exact(value: Decimal) -> None:
    """What comes out differs by at most half of the last place, and coercing it again changes nothing."""
    plan = PLANS[FieldType.CURRENCY]
    found = coerce(value, plan, "UTC")
    assert isinstance(found, Decimal)
    assert abs(found - value) <= Decimal("0.005")
    assert coerce(found, plan, "UTC") == found


@given(st.decimals(min_value=-99999, max_value=99999, places=2))
def test_percent_twenty_is_a_fifth(value: Decimal) -> None:
    """A percent of two places outside is kept without loss as a fraction of four."""
    assert coerce(value, PLANS[FieldType.PERCENT], "UTC") == value / 100


def test_a_rules_percent_is_a_fraction_already() -> None:
    """What a rule computes is not divided once more."""
    assert fit(Decimal("0.2"), PLANS[FieldType.PERCENT]) == Decimal("0.2")


def test_a_rules_date_from_a_moment() -> None:
    """A rule may put a moment into a date field: its day is kept."""
    assert fit(datetime(2026, 11, 22, 23, 0, tzinfo=UTC), PLANS[FieldType.DATE]) == date(2026, 11, 22)


def test_a_moment_without_offset_is_the_actors() -> None:
    """A datetime without an offset is read in the actor's time zone, an hour skipped by the clock moves forward."""
    plan = PLANS[FieldType.DATETIME]
    assert coerce("2026-11-22T10:30", plan, "Asia/Shanghai") == datetime(2026, 11, 22, 2, 30, tzinfo=UTC)
    assert coerce("2026-03-29T02:30", plan, "Europe/Berlin") == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert coerce("2026-11-22T10:30", plan, "No/Where") == datetime(2026, 11, 22, 10, 30, tzinfo=UTC)


def test_moments_are_kept_in_utc() -> None:
    """A datetime object of any zone comes out in UTC."""
    there = datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=-5)))
    found = coerce(there, PLANS[FieldType.DATETIME], "UTC")
    assert isinstance(found, datetime)
    assert found.tzinfo is UTC
    assert found.hour == 15


def test_choices_are_suggested() -> None:
    """A near miss of a choice names the choice."""
    with pytest.raises(Unfit) as wrong:
        coerce("wno", PLANS[FieldType.PICKLIST], "UTC")
    assert "won" in trouble(wrong.value, PLANS[FieldType.PICKLIST]).message


def test_numbers_too_wide_say_how_wide() -> None:
    """The problem names the digits there is room for, also when rounding up needs one more."""
    with pytest.raises(Unfit) as wrong:
        fitted(Decimal("99999999999999.999"), PLANS[FieldType.CURRENCY])
    assert wrong.value.params["digits"] == "14"


@pytest.mark.parametrize("written", ["", "x" * 36, "{0190b2c4-0000-7000-8000-00000000abcd}", "urn:uuid:" + ID])
def test_what_is_no_id(written: str) -> None:
    """Only the two plain ways to write a UUID are ids."""
    assert identifier(written) is None
