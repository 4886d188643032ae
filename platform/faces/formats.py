"""Numbers, money and dates as a locale writes them, from Babel's patterns compiled once per (locale, scale).

Calling Babel for each cell of a list costs ten times as much; the results are the same, and a test says so.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import ROUND_HALF_EVEN, Decimal, InvalidOperation
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.numbers import (
    format_compact_decimal,
    get_currency_precision,
    get_currency_symbol,
    get_group_symbol,
    parse_pattern,
)

NumberWriter = Callable[[Decimal], str]
DATE_PATTERNS = {"en": "d MMM y", "zh": "y-MM-dd"}  # everyone else: the locale's own medium pattern
_TOKEN = re.compile(r"y+|M+|d+|[^yMd]+")
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f \u2009"))


@lru_cache(maxsize=64)
def locale_of(language: str) -> Locale:
    """Babel's locale for a language tag; English for one it does not know."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@lru_cache(maxsize=64)
def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; UTC for one that does not exist."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")


@lru_cache(maxsize=512)
def number_writer(language: str, scale: int, *, percent: bool = False) -> NumberWriter:
    """Writes numbers with exactly `scale` decimals; with `percent` a fraction as per cent."""
    locale = locale_of(language)
    pattern = locale.percent_formats[None] if percent else locale.decimal_formats[None]
    return _compile(str(pattern.pattern), locale, scale, percent=percent)


@lru_cache(maxsize=512)
def money_writer(language: str, scale: int, currency: str) -> NumberWriter:
    """Writes amounts of one currency with its symbol where the locale puts it."""
    locale = locale_of(language)
    pattern = str(locale.currency_formats["standard"].pattern)
    symbol = get_currency_symbol(currency, locale)
    if symbol == currency:  # letters, so a space keeps them off the digits
        pattern = pattern.replace("¤#", "¤\u00a0#")
    return _compile(pattern.replace("¤", symbol), locale, scale)


def minor_digits(currency: str) -> int:
    """How many digits the currency has after the point: 2 of most, 0 of the yen."""
    return int(get_currency_precision(currency))


def _compile(pattern: str, locale: Locale, scale: int, *, percent: bool = False) -> NumberWriter:
    parsed = parse_pattern(pattern)
    if parsed.grouping[0] != 3 or parsed.grouping[1] != 3:
        parsed.frac_prec = (scale, scale)
        return lambda value: str(parsed.apply(value, locale))
    return _grouped_by_three(parsed.prefix, parsed.suffix, _signs(locale), scale, 100 if percent else 1)


def _signs(locale: Locale) -> tuple[str, str]:
    symbols = locale.number_symbols["latn"]
    return get_group_symbol(locale), str(symbols["decimal"])


def _grouped_by_three(
    prefix: tuple[str, str], suffix: tuple[str, str], signs: tuple[str, str], scale: int, factor: int
) -> NumberWriter:
    step, layout = Decimal(1).scaleb(-scale), f",.{scale}f"
    swap = None if signs == (",", ".") else str.maketrans({",": signs[0], ".": signs[1]})

    def write(value: Decimal) -> str:
        exact = (value * factor).quantize(step, ROUND_HALF_EVEN)
        digits = format(abs(exact), layout)
        side = 1 if exact < 0 else 0
        return f"{prefix[side]}{digits.translate(swap) if swap else digits}{suffix[side]}"

    return write


@lru_cache(maxsize=64)
def date_writer(language: str) -> Callable[[date], str]:
    """Writes dates: `22 Nov 2026` in English, `2026-11-22` in Chinese, else the locale's medium form."""
    locale = locale_of(language)
    pattern = DATE_PATTERNS.get(locale.language) or str(locale.date_formats["medium"].pattern)
    pieces = _TOKEN.findall(pattern)
    months = locale.months["format"]["abbreviated"]
    known = {"y", "M", "MM", "MMM", "d", "dd"}
    if any(piece[0] in "yMd" and piece not in known for piece in pieces) or "'" in pattern:
        return lambda value: format_date(value, pattern, locale)
    layout = "".join(_date_piece(piece) for piece in pieces)
    return lambda value: layout.format(d=value.day, m=value.month, y=value.year, name=months[value.month])


def _date_piece(piece: str) -> str:
    known = {"y": "{y}", "M": "{m}", "MM": "{m:02}", "MMM": "{name}", "d": "{d}", "dd": "{d:02}"}
    return known.get(piece) or piece.replace("{", "{{").replace("}", "}}")


def time_of_day(value: time) -> str:
    """A time of day, its seconds only where there are any: 09:30."""
    return value.isoformat("auto" if value.second or value.microsecond else "minutes")


class Formats:
    """The writers and readers for one person: a language and a time zone."""

    def __init__(self, language: str, timezone: str = "UTC") -> None:
        self.language = language
        self.zone = zone_of(timezone)
        self._date = date_writer(language)

    def number(self, value: Decimal, scale: int) -> str:
        """`1,234.50` with exactly `scale` decimals."""
        return number_writer(self.language, scale)(value)

    def percent(self, fraction: Decimal, scale: int) -> str:
        """A fraction as per cent, without needless zeros after the point: 0.2 is `20%`."""
        shown = (fraction * 100).quantize(Decimal(1).scaleb(-scale), ROUND_HALF_EVEN).normalize()
        return number_writer(self.language, max(0, -int(shown.as_tuple().exponent)), percent=True)(fraction)

    def money(self, value: Decimal, currency: str, scale: int) -> str:
        """An amount with its currency."""
        return money_writer(self.language, scale, currency)(value)

    def country(self, code: str) -> str:
        """The name of a country; a code nobody knows stays as it is."""
        return str(locale_of(self.language).territories.get(code, code))

    def short(self, value: Decimal) -> str:
        """A large figure short, for tiles: `1.2M`, `120万`."""
        return str(format_compact_decimal(value, locale=locale_of(self.language), fraction_digits=1))

    def short_money(self, value: Decimal, currency: str) -> str:
        """A large amount short, with its currency."""
        if abs(value) < 10_000:
            return self.money(value, currency, 0)
        marked = self.money(Decimal(0), currency, 0)
        return marked.replace("0", self.short(value))

    def month(self, value: date) -> str:
        """The month of a day with its year: November 2026, 2026年11月."""
        return str(format_skeleton("yMMMM", value, locale=locale_of(self.language)))

    def weekday(self, value: date) -> str:
        """The day of the week, short: Mon, 周一."""
        return str(locale_of(self.language).days["format"]["abbreviated"][value.weekday()])

    def date(self, value: date) -> str:
        """A calendar date."""
        return self._date(value)

    def local(self, value: datetime) -> datetime:
        """The moment in the person's own time zone."""
        return value.astimezone(self.zone)

    def moment(self, value: datetime) -> str:
        """Date and time of day in the person's zone."""
        local = self.local(value)
        return f"{self._date(local.date())} {local:%H:%M}"

    def time(self, value: datetime) -> str:
        """Time of day in the person's zone."""
        return f"{self.local(value):%H:%M}"

    def read_number(self, written: str) -> Decimal | None:
        """The number a person wrote with her locale's grouping and point; None when it is none.

        `1,5` is refused where the comma groups: guessing would store fifteen.
        """
        group, point = _signs(locale_of(self.language))
        text = written.strip().translate(_SPACES)
        whole, mark, fraction = text.partition(point)
        parts = whole.split(group) if group.strip() else [whole]
        if len(parts) > 1 and (any(len(part) != 3 for part in parts[1:]) or not 1 <= len(parts[0].lstrip("+-")) <= 3):
            return None
        try:
            found = Decimal("".join(parts) + ("." + fraction if mark else ""))
        except InvalidOperation:
            return None
        return found if found.is_finite() and "e" not in text.lower() else None

    def written_number(self, value: Decimal) -> str:
        """A number for an input: all its digits, the locale's point, no grouping."""
        plain = format(value.normalize() if value else Decimal(0), "f")
        return plain.replace(".", _signs(locale_of(self.language))[1])

    def read_moment(self, written: str) -> datetime | None:
        """The moment of a local date and time as a browser writes it (`2026-11-22T09:30`), in UTC; None when none."""
        try:
            found = datetime.fromisoformat(written.strip())
        except ValueError:
            return None
        return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)

    def written_moment(self, value: datetime) -> str:
        """A moment for a browser's input, in the person's zone."""
        return f"{self.local(value):%Y-%m-%dT%H:%M}"
