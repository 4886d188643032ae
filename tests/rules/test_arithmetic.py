"""Decimal operations are exact where they promise it, and round as they say elsewhere."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.rules.arithmetic import EXACT, ceiling, floor, guarded, power, quotient, remainder, rounded, within
from tests.rules.oracle import half_up

MOST = 10**38 - 1
WIDE = st.builds(lambda units, places: Decimal((0 if units >= 0 else 1, tuple(map(int, str(abs(units)))), -places)),
                 st.integers(-MOST, MOST), st.integers(0, 28))  # fmt: skip
SMALL = st.integers(-(10**6), 10**6).map(lambda one: Decimal(one).scaleb(-3))
MANY = settings(max_examples=300, deadline=None)


def d(text: str) -> Decimal:
    return Decimal(text)


@MANY
@given(a=WIDE, b=WIDE)
def test_sum_difference_product(a: Decimal, b: Decimal) -> None:
    """Whatever the widths of two values, + - * lose nothing."""
    assert Fraction(EXACT.add(a, b)) == Fraction(a) + Fraction(b)
    assert Fraction(EXACT.subtract(a, b)) == Fraction(a) - Fraction(b)
    assert Fraction(EXACT.multiply(a, b)) == Fraction(a) * Fraction(b)


@MANY
@given(a=WIDE, b=st.one_of(WIDE, SMALL))
def test_quotient(a: Decimal, b: Decimal) -> None:
    """Division rounds the exact quotient once, half up at 28 places; too wide or by zero it is null."""
    found = quotient(a, b)
    if b == 0:
        assert found is None
        return
    expected = half_up(Fraction(a) / Fraction(b), 28)
    assert (found is None) == (abs(expected) >= 10**38)
    assert found is None or Fraction(found) == expected


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("1", "2e28", "1e-28"),  # exactly half a unit goes up
        ("-1", "2e28", "-1e-28"),
        ("1", "2.0000000000000000000000000001e28", "0"),  # a hair less does not
        ("4.9999999999999999999999999999999999999", "1e28", "5e-28"),
        ("10", "3", "3.3333333333333333333333333333"),
    ],
)
def test_ties_of_division(a: str, b: str, expected: str) -> None:
    """One rounding, not two: a quotient just under half a unit is not lifted to it."""
    assert quotient(d(a), d(b)) == d(expected)


@MANY
@given(base=SMALL, exponent=st.integers(0, 64))
def test_powers(base: Decimal, exponent: int) -> None:
    """Whole powers are exact while their places fit, then rounded once; beyond 38 digits they are null."""
    exact = Fraction(base) ** exponent
    kept = exact if 3 * exponent <= 56 else half_up(exact, 28)
    found = power(base, exponent, 3 * exponent if 3 * exponent <= 56 else 28)
    if abs(exact) >= 10**39:
        assert found is None
    elif found is None:
        assert abs(kept) >= 10**38
    else:
        assert Fraction(found) == kept


@MANY
@given(base=SMALL.filter(bool), exponent=st.integers(1, 20))
def test_negative_powers(base: Decimal, exponent: int) -> None:
    """A negative power is a division of one."""
    expected = half_up(1 / Fraction(base) ** exponent, 28)
    found = power(base, -exponent, 28)
    assert (found is None) == (abs(expected) >= 10**38)
    assert found is None or Fraction(found) == expected


def test_powers_of_zero() -> None:
    """0 ^ 0 is 1, a negative power of 0 is a division by zero."""
    assert power(d("0"), 0, 0) == 1
    assert power(d("0"), 5, 0) == 0
    assert power(d("0"), -1, 28) is None


@MANY
@given(a=WIDE, b=SMALL.filter(bool))
def test_remainder(a: Decimal, b: Decimal) -> None:
    """The remainder has the dividend's sign and is smaller than the divisor."""
    found = remainder(a, b)
    assert found is not None
    assert abs(found) < abs(b)
    assert found == 0 or (found > 0) == (a > 0)
    assert ((Fraction(a) - Fraction(found)) / Fraction(b)).denominator == 1


@MANY
@given(value=WIDE, places=st.integers(-40, 20))
def test_rounding(value: Decimal, places: int) -> None:
    """ROUND rounds to 16 places first, then half up, and writes no exponent above the point."""
    found = rounded(value, Decimal(places))
    kept = max(-38, min(16, places))
    assert Fraction(found) == half_up(half_up(Fraction(value), 16), kept)
    assert int(found.as_tuple().exponent) <= 0


@MANY
@given(value=WIDE)
def test_whole_numbers(value: Decimal) -> None:
    """FLOOR goes towards zero, CEILING away from it, after rounding to 16 places."""
    exact = half_up(Fraction(value), 16)
    assert Fraction(guarded(value)) == exact
    assert Fraction(floor(value)) == int(exact)
    away = Fraction(ceiling(value))
    assert abs(exact) <= abs(away) < abs(exact) + 1
    assert away.denominator == 1


def test_limits() -> None:
    """38 digits before the point are carried, 39 are not."""
    assert within(d("9" * 38)) is not None
    assert within(d("1" + "0" * 38)) is None
    assert within(d("-1" + "0" * 38)) is None
