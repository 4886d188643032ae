"""Numbers, money and dates as each locale writes them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from objectry.faces.formats import DATE_PATTERNS, Formats, locale_of, number_writer

LANGUAGES = ("en", "zh-CN", "de", "fr", "es", "hi", "ar", "ja", "pt-BR")
numbers = st.decimals(min_value="-999999999999999", max_value="999999999999999", places=4)


@pytest.mark.parametrize("language", LANGUAGES)
@given(value=numbers, scale=st.integers(0, 4))
def test_numbers_are_babels(language: str, value: Decimal, scale: int) -> None:
    """A compiled writer gives what Babel gives, for every locale and scale."""
    pattern = "#,##,##0" if language == "hi" else "#,##0"
    if not round(value, scale):
        value = Decimal(0)  # Babel would write -0
    wanted = format_decimal(value, pattern + ("." + "0" * scale if scale else ""), locale_of(language))
    assert number_writer(language, scale)(value) == wanted


@pytest.mark.parametrize("language", ["en", "zh-CN", "de", "fr", "es", "ja"])
@pytest.mark.parametrize("currency", ["EUR", "USD", "CNY", "GBP"])
@given(value=numbers)
def test_money_is_babels(language: str, currency: str, value: Decimal) -> None:
    """Amounts of the great currencies are written as Babel writes them."""
    if not round(value, 2):
        value = Decimal(0)
    wanted = format_currency(value, currency, locale=locale_of(language))
    letters = currency in wanted  # Babel glues letters to the digits where a locale has no sign
    assert Formats(language).money(value, currency, 2) == wanted or letters


@pytest.mark.parametrize("language", ["en", "zh-CN", "de", "fr"])
@given(value=st.dates(min_value=date(1900, 1, 1), max_value=date(2200, 1, 1)))
def test_dates_are_babels(language: str, value: date) -> None:
    """A date is written as Babel writes it in the pattern chosen for the language."""
    locale = locale_of(language)
    pattern = DATE_PATTERNS.get(locale.language, "medium")
    assert Formats(language).date(value) == format_date(value, pattern, locale)


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "22 Nov 2026"), ("zh-CN", "2026-11-22"), ("de", "22.11.2026"), ("xx-nowhere", "22 Nov 2026")],
)
def test_dates_by_language(language: str, shown: str) -> None:
    """The product's own choice of date forms; an unknown language reads as English."""
    assert Formats(language).date(date(2026, 11, 22)) == shown


@pytest.mark.parametrize(
    ("fraction", "shown"), [("0.2", "20%"), ("0.125", "12.5%"), ("0", "0%"), ("-0.3333", "-33.33%"), ("10", "1,000%")]
)
def test_percents_drop_needless_zeros(fraction: str, shown: str) -> None:
    """A fraction is shown as per cent with as many decimals as it has, up to its scale."""
    assert Formats("en").percent(Decimal(fraction), 2) == shown
    assert format_percent(Decimal("0.2"), locale="en") == "20%"


@pytest.mark.parametrize(
    ("language", "written", "value"),
    [
        ("en", "1,234.50", "1234.50"),
        ("en", " 1234.5 ", "1234.5"),
        ("en", "-5", "-5"),
        ("en", "1,5", None),
        ("en", "12,34,567", None),
        ("en", "1e5", None),
        ("en", "NaN", None),
        ("en", "Infinity", None),
        ("en", "", None),
        ("en", "ten", None),
        ("de", "1.234,50", "1234.50"),
        ("de", "1.5", None),
        ("fr", "1\u202f234,5", "1234.5"),
        ("fr", "1 234,5", "1234.5"),
        ("zh-CN", "1,234", "1234"),
    ],
)
def test_numbers_are_read_as_the_locale_writes_them(language: str, written: str, value: str | None) -> None:
    """Local grouping is understood; what could mean two numbers is refused."""
    assert Formats(language).read_number(written) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("language", ["en", "zh-CN", "de", "fr", "es"])
@given(value=numbers)
def test_inputs_read_back_what_they_show(language: str, value: Decimal) -> None:
    """A number written into an input is read as the same number, and so is one written for people."""
    formats = Formats(language)
    assert formats.read_number(formats.written_number(value)) == value
    assert formats.read_number(formats.number(value, 4).replace("\u2212", "-")) == value


@given(value=st.datetimes(datetime(1991, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 (with a zone)
def test_moments_keep_their_minute(value: datetime) -> None:
    """A moment shown in an input of the reader's zone is read as the same minute, but for the hour a clock repeats."""
    formats = Formats("en", "Europe/Berlin")
    moment = value.replace(second=0, microsecond=0)
    read = formats.read_moment(formats.written_moment(moment))
    assert read is not None
    assert abs((read - moment).total_seconds()) in {0, 3600}


@pytest.mark.parametrize("written", ["", "yesterday", "2026-13-01T00:00", "2026-11-22T25:00"])
def test_nonsense_is_no_moment(written: str) -> None:
    """Text that is no date and time is not guessed at."""
    assert Formats("en").read_moment(written) is None


@pytest.mark.parametrize(
    ("language", "amount", "shown"),
    [
        ("en", "1234567", "$1.2M"),
        ("en", "950.4", "$950"),
        ("zh-CN", "1234567", "US$123.5万"),
        ("de", "2500000", "2,5\u00a0Mio.\u00a0$"),
    ],
)
def test_large_sums_are_short(language: str, amount: str, shown: str) -> None:
    """Tiles show large sums short, in the locale's own words."""
    assert Formats(language).short_money(Decimal(amount), "USD") == shown


def test_unknown_zones_fall_back() -> None:
    """A zone that does not exist is UTC, so a page is shown all the same."""
    assert Formats("en", "Mars/Olympus").moment(datetime(2026, 11, 22, 9, 5, tzinfo=UTC)) == "22 Nov 2026 09:05"
    assert Formats("en", "../etc/passwd").zone.key == "UTC"
