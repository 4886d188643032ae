"""Exact decimal operations.  Nothing here is a float, and nothing depends on the caller's decimal context.

What cannot be given (a division by zero, more than 38 digits before the point) is None; the caller notes it.
"""

from decimal import (
    ROUND_05UP,
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from objectry.rules.types import DIVISION_SCALE, MAX_DIGITS
from objectry.rules.widths import GUARD_SCALE

EXACT = Context(prec=400, rounding=ROUND_HALF_UP, Emin=-999_999, Emax=999_999, traps=[])
"""Wide enough that + - * of any two values of the language are exact."""
POWERS = Context(prec=7_000, rounding=ROUND_HALF_UP, Emin=-999_999, Emax=999_999, traps=[])
QUOTIENTS = Context(prec=80, rounding=ROUND_05UP, Emin=-999_999, Emax=999_999, traps=[])
"""80 digits in the one rounding that a second rounding cannot spoil."""

ZERO = Decimal(0)
ONE = Decimal(1)
HIGH = Decimal(10) ** MAX_DIGITS
LOW = -HIGH
PLACES_28 = Decimal(1).scaleb(-DIVISION_SCALE)
GUARD = Decimal(1).scaleb(-GUARD_SCALE)
SIGNIFICANT_POWER = 10 * MAX_DIGITS


def quantum(places: int) -> Decimal:
    """The unit of the last of so many places: 0.01 for 2, 100 for -2."""
    return Decimal((0, (1,), -places))


def within(value: Decimal) -> Decimal | None:
    """`value`, or None when it has too many digits before the point."""
    return value if LOW < value < HIGH else None


def quotient(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """dividend / divisor rounded HALF_UP to 28 places."""
    if not divisor:
        return None
    return within(EXACT.quantize(QUOTIENTS.divide(dividend, divisor), PLACES_28))


def remainder(dividend: Decimal, divisor: Decimal) -> Decimal | None:
    """What the division leaves, with the sign of the dividend."""
    return EXACT.remainder(dividend, divisor) if divisor else None


def power(base: Decimal, exponent: int, places: int) -> Decimal | None:
    """base ^ exponent, exact, or rounded HALF_UP where it has more than so many places."""
    if not base and exponent < 0:
        return None
    if base and abs(base.adjusted() * exponent) > SIGNIFICANT_POWER and (base.adjusted() > 0) == (exponent > 0):
        return None
    found = _product(base, abs(exponent))
    if exponent < 0:
        return quotient(ONE, found)
    if int(found.as_tuple().exponent) < -places:
        found = POWERS.quantize(found, quantum(places))
    return within(found)


def _product(base: Decimal, times: int) -> Decimal:
    found = ONE
    while times:
        if times & 1:
            found = POWERS.multiply(found, base)
        base = POWERS.multiply(base, base)
        times >>= 1
    return found


def guarded(value: Decimal) -> Decimal:
    """Rounded to 16 places, so that what is a whole number but for division's last places is one."""
    return EXACT.quantize(value, GUARD) if int(value.as_tuple().exponent) < -GUARD_SCALE else value


def rounded(value: Decimal, places: Decimal) -> Decimal:
    """ROUND: HALF_UP to so many places, 16 at most."""
    unit = quantum(max(-MAX_DIGITS, min(GUARD_SCALE, int(places))))
    return EXACT.add(EXACT.quantize(guarded(value), unit), ZERO)  # + 0 writes 1.3E+3 as 1300


def truncated(value: Decimal, places: Decimal) -> Decimal:
    """TRUNC: cut off after so many places, 16 at most."""
    unit = quantum(max(-MAX_DIGITS, min(GUARD_SCALE, int(places))))
    return EXACT.add(guarded(value).quantize(unit, ROUND_DOWN, EXACT), ZERO)


def floor(value: Decimal) -> Decimal:
    """The whole number towards zero."""
    return guarded(value).to_integral_value(ROUND_DOWN)


def ceiling(value: Decimal) -> Decimal:
    """The whole number away from zero."""
    return guarded(value).to_integral_value(ROUND_UP)


def lower(value: Decimal) -> Decimal:
    """The greatest whole number that is not above."""
    return guarded(value).to_integral_value(ROUND_FLOOR)


def upper(value: Decimal) -> Decimal:
    """The least whole number that is not below."""
    return guarded(value).to_integral_value(ROUND_CEILING)
