"""The distance between two places, the same to the last bit wherever it is computed.

The earth is a sphere of 6371.0088 km (the mean radius), and the formula is the haversine.  Sines and the arc come from
series of additions, multiplications, divisions and square roots of doubles alone: IEEE 754 rounds these in one way
everywhere, which no library's `sin` does.  PostgreSQL computes the same steps in the same order (the store next door).
Coordinates count in millionths of a degree, the answer in thousandths of a kilometre or mile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from math import factorial, floor, pi, sqrt
from types import MappingProxyType

RADIUS = 6371.0088
KILOMETRES: Mapping[str, float] = MappingProxyType({"km": 1.0, "mi": 1.609344})
UNITS = tuple(KILOMETRES)
POLE, DATE_LINE = Decimal(90), Decimal(180)
MICRO = 1_000_000
QUARTER = 180 * MICRO  # 90 degrees in halves of a millionth of a degree
HALF_PI = pi / 2
ANGLE = pi / (2 * QUARTER)
SINE = tuple((-1) ** at / factorial(2 * at + 1) for at in range(12))
ARC = tuple(factorial(2 * at) / (4**at * factorial(at) ** 2 * (2 * at + 1)) for at in range(12))
EXACT = Context(prec=60, rounding=ROUND_HALF_UP)


@dataclass(frozen=True, slots=True)
class Earth:
    """The constants of the computation, for those who write its steps in another language."""

    diameter: float
    angle: float
    half_pi: float
    sine: tuple[float, ...]
    arc: tuple[float, ...]
    kilometres: Mapping[str, float]


EARTH = Earth(2 * RADIUS, ANGLE, HALF_PI, SINE, ARC, KILOMETRES)


def distance(south: Decimal, west: Decimal, north: Decimal, east: Decimal, unit: str) -> Decimal | None:
    """From (latitude, longitude) to (latitude, longitude); None where one of them is no place on earth."""
    if max(abs(south), abs(north)) > POLE or max(abs(west), abs(east)) > DATE_LINE:
        return None
    first, second, left, right = (_micro(one) for one in (south, north, west, east))
    around = abs(left - right)
    around = 2 * QUARTER - around if around > QUARTER else around
    up, across = sine(abs(first - second)), sine(around)
    shrunk = sine(QUARTER - 2 * abs(first)) * sine(QUARTER - 2 * abs(second))
    kilometres = 2 * RADIUS * arc(up * up + shrunk * (across * across))
    return Decimal(floor(kilometres / KILOMETRES[unit] * 1000 + 0.5)).scaleb(-3)


def _micro(degrees: Decimal) -> float:
    """Millionths of a degree, a whole number."""
    return float(EXACT.quantize(EXACT.scaleb(degrees, 6), Decimal(1)))


def sine(halves: float) -> float:
    """The sine of so many halves of a millionth of a degree, from 0 to 90 degrees."""
    x = halves * ANGLE
    return x * _series(SINE, x * x)


def arc(haversine: float) -> float:
    """The arc whose half has this sine, squared: halved twice, so that the series is short."""
    whole = min(haversine, 1.0)
    small = whole if whole <= 0.5 else 1.0 - whole
    once = small / (2.0 * (1.0 + sqrt(1.0 - small)))
    twice = once / (2.0 * (1.0 + sqrt(1.0 - once)))
    found = 4.0 * sqrt(twice) * _series(ARC, twice)
    return found if whole <= 0.5 else HALF_PI - found


def _series(terms: tuple[float, ...], x: float) -> float:
    """Horner's way, from the last term to the first."""
    total = terms[-1]
    for term in reversed(terms[:-1]):
        total = term + x * total
    return total
