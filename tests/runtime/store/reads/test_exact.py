"""Numbers on SQLite beyond 64 bits: exact, sortable, and never a double."""

from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from objectry.rules import TEXT, number
from objectry.runtime.store.columns import EXACT, Exact
from objectry.runtime.store.expressions import exact
from objectry.runtime.store.expressions.exact import LARGEST, encoded, fits_at, held, is_narrow, sort_text, value_of
from tests.parity.world import node

WHOLE = st.integers(-(10**60), 10**60) | st.integers(-(2**64), 2**64)
SQLITE = sa.make_url("sqlite://").get_dialect()()


@given(WHOLE)
def test_a_number_is_held_without_loss(count: int) -> None:
    """What fits 64 bits is an integer, what does not is its digits; both read back the same."""
    stored = held(count)
    assert isinstance(stored, int) is (abs(count) <= LARGEST)
    assert value_of(stored, 0) == count
    assert Exact(2).result_processor(SQLITE, None)(stored) == EXACT.scaleb(Decimal(count), Decimal(-2))


@given(WHOLE, WHOLE)
def test_sort_texts_sort_as_numbers(left: int, right: int) -> None:
    """The text of a wide number sorts as the number does, signs and lengths whatever they are."""
    texts = sort_text(held(left)), sort_text(held(right))
    assert all(isinstance(text, str) for text in texts)
    assert (str(texts[0]) < str(texts[1])) is (left < right)


def test_null_has_no_sort_text() -> None:
    """Null stays null, so that it keeps its place in the order."""
    assert sort_text(None) is None
    assert encoded(None, 2) is None
    assert value_of(None, 2) is None


@given(st.lists(st.none() | WHOLE, max_size=8))
def test_wide_aggregates(counts: list[int | None]) -> None:
    """Sum, least and greatest of numbers of any size, nulls left out."""
    known = [one for one in counts if one is not None]
    figures = (sum(known), min(known, default=None), max(known, default=None))
    expected = [None if one is None else Decimal(one) for one in figures]
    found = []
    for registered in (exact.WIDE_SUM, exact.WIDE_MIN, exact.WIDE_MAX):
        aggregate = registered.make()
        for one in counts:
            aggregate.step(held(one))
        found.append(value_of(aggregate.finalize(), 0))
    assert found == expected


@pytest.mark.parametrize(
    ("total", "count", "expected"),
    [(10, 4, "2.5"), (-1, 3, "-0.3333333333"), (2, 3, "0.6666666667"), (None, 3, None), (5, 0, None)],
)
def test_a_mean_is_rounded_half_up(total: int | None, count: int, expected: str | None) -> None:
    """The mean of a sum, to ten places; null of nothing."""
    found = value_of(exact.AVERAGE.make(total, count, 10), 10)
    assert found == (None if expected is None else Decimal(expected))


@given(st.integers(-(2**62), 2**62), st.integers(-(2**62), 2**62))
def test_halves_are_joined_exactly(high: int, low: int) -> None:
    """A sum taken in two halves is whole again, beyond 64 bits too."""
    assert value_of(exact.JOIN_HALVES.make(high, low), 0) == high * 10**9 + low
    assert exact.JOIN_HALVES.make(None, low) is None


@given(WHOLE, st.integers(-6, 12))
def test_shifting_moves_the_point(count: int, places: int) -> None:
    """A number counted in smaller units has more of them; in larger ones it is rounded half up."""
    found = value_of(exact.SHIFT.make(held(count), places), 0)
    exactly = EXACT.scaleb(Decimal(count), Decimal(places))
    assert found is not None
    assert abs(EXACT.subtract(found, exactly)) <= Decimal("0.5")
    assert exact.SHIFT.make(None, places) is None


@pytest.mark.parametrize(
    ("digits", "scale", "expected"), [(18, 0, True), (16, 2, True), (19, 0, False), (16, 3, False), (0, 18, True)]
)
def test_what_fits(digits: int, scale: int, *, expected: bool) -> None:
    """Eighteen digits, those after the point included, fit 64 bits whatever they are."""
    assert is_narrow(number(digits, scale)) is expected
    assert is_narrow(TEXT)


def test_a_stored_number_fits_as_it_is_stored() -> None:
    """A whole-number column holds nineteen digits at its own scale, and may not be scaled up."""
    assert fits_at(node("count"), 0)
    assert not fits_at(node("count"), 1)
    assert not fits_at(node("count + 1"), 0)
