"""Exact numbers on SQLite beyond 64 bits.

A computed number is a whole number of units of 10 ** -scale, the scale being the type's.  It is an INTEGER where
64 bits suffice and its digits as TEXT where they do not, so nothing ever becomes a double.
"""

from decimal import Decimal

from objectry.rules import FieldRead, Kind, Node, Type
from objectry.runtime.store.columns import EXACT, SQLITE_DIGITS, scaled, unscaled
from objectry.runtime.store.functions import Registered

LARGEST = 2**63 - 1
HALF = 10**9  # sums are taken of v / HALF and of v % HALF: neither can overflow
SORT_DIGITS = 80
Stored = int | str | None
"""A number as SQLite holds it."""


def is_narrow(type_: Type) -> bool:
    """Whether every value of the type fits a 64-bit integer.  What is no number always fits."""
    return type_.kind is not Kind.NUMBER or type_.digits + type_.scale <= SQLITE_DIGITS


def fits_at(node: Node, scale: int) -> bool:
    """Whether the value, counted in units of 10 ** -scale, fits 64 bits.  A stored one always fits as it is stored."""
    if node.type.kind is not Kind.NUMBER:
        return True
    stored = isinstance(node, FieldRead) and node.type.scale == scale
    return stored or node.type.digits + scale <= SQLITE_DIGITS


def held(count: int | None) -> Stored:
    """A whole number in the form SQLite holds it."""
    return count if count is None or -LARGEST <= count <= LARGEST else str(count)


def encoded(value: Decimal | None, scale: int) -> Stored:
    return None if value is None else held(scaled(value, scale))


def value_of(stored: Stored, scale: int) -> Decimal | None:
    return None if stored is None else unscaled(int(stored), scale)


def _join(high: int | None, low: int | None) -> Stored:
    return None if high is None or low is None else held(high * HALF + low)


def _shift(stored: Stored, places: int) -> Stored:
    return None if stored is None else encoded(unscaled(int(stored), 0), places)


def _average(total: Stored, count: int, places: int) -> Stored:
    """The mean with `places` more decimal places than the total, rounded half up."""
    if not count or total is None:
        return None
    return held(scaled(EXACT.divide(Decimal(int(total)), Decimal(count)), places))


def sort_text(stored: Stored) -> str | None:
    """A text that sorts as the number does: for wide numbers, whose two forms would not sort together."""
    if stored is None:
        return None
    count = int(stored)
    return f"1{count:0{SORT_DIGITS}d}" if count >= 0 else f"0{10**SORT_DIGITS + count:0{SORT_DIGITS}d}"


class _Sum:
    """An aggregate: the exact sum, 0 of nothing."""

    def __init__(self) -> None:
        self.total = 0

    def step(self, stored: Stored) -> None:
        """Take one value in."""
        if stored is not None:
            self.total += int(stored)

    def finalize(self) -> Stored:
        """The answer."""
        return held(self.total)


class _Extreme:
    """An aggregate: the least or greatest value; null of nothing."""

    sign = 1

    def __init__(self) -> None:
        self.best: int | None = None

    def step(self, stored: Stored) -> None:
        """Take one value in."""
        if stored is not None and (self.best is None or self.sign * int(stored) > self.sign * self.best):
            self.best = int(stored)

    def finalize(self) -> Stored:
        """The answer."""
        return held(self.best)


class _Least(_Extreme):
    sign = -1


JOIN_HALVES = Registered("objectry_join_halves", 2, _join)
SHIFT = Registered("objectry_shift", 2, _shift)
AVERAGE = Registered("objectry_average", 3, _average)
SORT_TEXT = Registered("objectry_sort_text", 1, sort_text)
WIDE_SUM = Registered("objectry_sum", 1, _Sum, aggregate=True)
WIDE_MAX = Registered("objectry_max", 1, _Extreme, aggregate=True)
WIDE_MIN = Registered("objectry_min", 1, _Least, aggregate=True)
