"""Roots, logarithms and angles are those of mathematics, to sixteen places."""

import math
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.rules import analysis

FEW = settings(max_examples=60, deadline=None)
NUMBERS = st.decimals(Decimal("0.001"), Decimal(1000), places=6)
UNITS = st.decimals(-1, 1, places=12)
ANGLES = st.decimals(-1000, 1000, places=6)
PAIRS: list[tuple[Callable[[Decimal], Decimal | None], Callable[[float], float], st.SearchStrategy[Decimal]]] = [
    (analysis.root, math.sqrt, NUMBERS),
    (analysis.natural_logarithm, math.log, NUMBERS),
    (analysis.logarithm, math.log10, NUMBERS),
    (analysis.exponential, math.exp, st.decimals(-30, 10, places=6)),
    (analysis.sine, math.sin, ANGLES),
    (analysis.cosine, math.cos, ANGLES),
    (analysis.arc_sine, math.asin, UNITS),
    (analysis.arc_cosine, math.acos, UNITS),
    (analysis.arc_tangent, math.atan, ANGLES),
]


@pytest.mark.parametrize(("exact", "double", "numbers"), PAIRS, ids=[one[0].__name__ for one in PAIRS])
def test_doubles_are_near(
    exact: Callable[[Decimal], Decimal | None], double: Callable[[float], float], numbers: st.SearchStrategy[Decimal]
) -> None:
    """What the machine's own functions give differs in its last places only."""

    @FEW
    @given(numbers)
    def agree(number: Decimal) -> None:
        found = exact(number)
        assert found is not None
        assert math.isclose(float(found), double(float(number)), rel_tol=1e-9, abs_tol=1e-9)
        assert found == round(found, 16)

    agree()


@FEW
@given(y=ANGLES, x=ANGLES)
def test_angle_of_a_point(y: Decimal, x: Decimal) -> None:
    """All four quarters, and the axes between them."""
    found = analysis.arc_tangent_of(y, x)
    assert (found is None) == (not x and not y)
    assert found is None or math.isclose(float(found), math.atan2(y, x), abs_tol=1e-12)


@FEW
@given(base=st.decimals(-20, 20, places=3), exponent=st.integers(-8, 8))
def test_whole_powers(base: Decimal, exponent: int) -> None:
    """A power with a whole exponent is the product, rounded once."""
    found = analysis.raised(base, Decimal(exponent))
    if not base and exponent < 0:
        assert found is None
        return
    product = math.prod([base] * abs(exponent), start=Decimal(1))
    assert found == analysis.settled(product if exponent >= 0 else analysis.PLACES.divide(Decimal(1), product))


@pytest.mark.parametrize("angle", ["1e18", "-1e18", "1e30"])
def test_angles_beyond_meaning(angle: str) -> None:
    """An angle of so many turns has no sine, cosine or tangent."""
    assert [one(Decimal(angle)) for one in (analysis.sine, analysis.cosine, analysis.tangent)] == [None] * 3
