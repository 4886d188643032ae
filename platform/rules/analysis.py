"""Roots, powers, logarithms and angles, as decimals: computed to more places than asked for, rounded HALF_UP to 16.

Nothing here is a float: the same digits come out on every machine, and PostgreSQL's NUMERIC gives the same.
"""

from decimal import ROUND_HALF_UP, Context, Decimal

from objectry.rules.arithmetic import EXACT, GUARD, ONE, ZERO, within

PLACES = Context(prec=110, rounding=ROUND_HALF_UP, Emin=-999_999, Emax=999_999, traps=[])
MOST_EXPONENT = 64
HIGHEST = Decimal(88)  # e ^ 88 has more than 38 digits before the point
LOWEST = Decimal(-200)  # e ^ -200 is 0 to 16 places
PI = Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620900")
HALF_PI, TURN = PI / 2, PI * 2
TERMS = 28
FAR = Decimal(10) ** 18  # angles beyond have lost their meaning


def settled(value: Decimal) -> Decimal | None:
    """The value with 16 places, None where it is too large."""
    return within(EXACT.quantize(value, GUARD)) if not value or value.adjusted() < 60 else None


def root(value: Decimal) -> Decimal | None:
    """The square root; None of a negative number."""
    return settled(PLACES.sqrt(value)) if value >= 0 else None


def exponential(value: Decimal) -> Decimal | None:
    """e to this power."""
    if value > HIGHEST:
        return None
    return settled(PLACES.exp(value)) if value > LOWEST else ZERO


def natural_logarithm(value: Decimal) -> Decimal | None:
    """The logarithm to base e; None of what is not above 0."""
    return settled(PLACES.ln(value)) if value > 0 else None


def logarithm(value: Decimal) -> Decimal | None:
    """The logarithm to base 10; None of what is not above 0."""
    return settled(PLACES.log10(value)) if value > 0 else None


def raised(base: Decimal, exponent: Decimal) -> Decimal | None:
    """base ^ exponent; None where there is no such number, and for exponents beyond 64."""
    if abs(exponent) > MOST_EXPONENT or (not base and exponent < 0):
        return None
    if not base:
        return ZERO if exponent else ONE
    if exponent == exponent.to_integral_value():
        return settled(PLACES.power(base, int(exponent)))
    return settled(PLACES.exp(PLACES.multiply(exponent, PLACES.ln(base)))) if base > 0 else None


def sine(angle: Decimal) -> Decimal | None:
    """The sine of an angle in radians."""
    return settled(_series(_reduced(angle))) if abs(angle) < FAR else None


def cosine(angle: Decimal) -> Decimal | None:
    """The cosine of an angle in radians."""
    return settled(_series(_reduced(PLACES.add(angle, HALF_PI)))) if abs(angle) < FAR else None


def tangent(angle: Decimal) -> Decimal | None:
    """The tangent of an angle in radians."""
    if abs(angle) >= FAR:
        return None
    across = _series(_reduced(PLACES.add(angle, HALF_PI)))
    return settled(PLACES.divide(_series(_reduced(angle)), across)) if across else None


def arc_tangent(value: Decimal) -> Decimal | None:
    """The angle whose tangent this is."""
    return settled(_arc(value))


def arc_sine(value: Decimal) -> Decimal | None:
    """The angle whose sine this is; None outside -1 to 1."""
    if abs(value) > 1:
        return None
    other = PLACES.sqrt(PLACES.subtract(ONE, PLACES.multiply(value, value)))
    return settled(PLACES.multiply(_arc(PLACES.divide(value, PLACES.add(ONE, other))), Decimal(2)))


def arc_cosine(value: Decimal) -> Decimal | None:
    """The angle whose cosine this is; None outside -1 to 1."""
    if abs(value) > 1:
        return None
    other = PLACES.sqrt(PLACES.subtract(ONE, PLACES.multiply(value, value)))
    half = PLACES.multiply(_arc(PLACES.divide(value, PLACES.add(ONE, other))), Decimal(2))
    return settled(PLACES.subtract(HALF_PI, half))


def arc_tangent_of(y: Decimal, x: Decimal) -> Decimal | None:
    """The angle of the point (x, y), from -pi to pi; None of the origin."""
    if not x:
        return None if not y else settled(HALF_PI if y > 0 else -HALF_PI)
    angle = _arc(PLACES.divide(y, x))
    if x > 0:
        return settled(angle)
    return settled(PLACES.add(angle, PI) if y >= 0 else PLACES.subtract(angle, PI))


def _reduced(angle: Decimal) -> Decimal:
    """The same direction between -pi and pi."""
    turns = PLACES.divide(angle, TURN).to_integral_value(ROUND_HALF_UP)
    return PLACES.subtract(angle, PLACES.multiply(turns, TURN))


def _series(angle: Decimal) -> Decimal:
    """x - x^3/3! + x^5/5! - ..."""
    square, found = PLACES.multiply(angle, angle), ONE
    for at in range(TERMS, 0, -1):
        part = PLACES.divide(PLACES.multiply(square, found), Decimal(2 * at * (2 * at + 1)))
        found = PLACES.subtract(ONE, part)
    return PLACES.multiply(angle, found)


def _arc(value: Decimal) -> Decimal:
    """arctan: halved three times, then x - x^3/3 + x^5/5 - ..."""
    small = value
    for _ in range(3):
        whole = PLACES.add(ONE, PLACES.sqrt(PLACES.add(ONE, PLACES.multiply(small, small))))
        small = PLACES.divide(small, whole)
    square, found = PLACES.multiply(small, small), ZERO
    for at in range(TERMS, -1, -1):
        found = PLACES.subtract(PLACES.divide(ONE, Decimal(2 * at + 1)), PLACES.multiply(square, found))
    return PLACES.multiply(PLACES.multiply(small, found), Decimal(8))
