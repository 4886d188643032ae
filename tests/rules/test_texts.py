"""Text functions know no empty text, count code points, and read numbers strictly."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.rules import texts

MANY = settings(max_examples=300, deadline=None)
SOME = st.text(min_size=1, max_size=20)
MAYBE = st.one_of(st.none(), SOME)
COUNT = st.decimals(-5, 30, places=1, allow_nan=False, allow_infinity=False)


@MANY
@given(parts=st.lists(MAYBE, max_size=5), count=COUNT, text=SOME)
def test_never_an_empty_text(parts: list[str | None], count: Decimal, text: str) -> None:
    """What would be empty is null."""
    answers = [texts.joined(*parts), texts.left(text, count), texts.right(text, count), texts.trimmed(text)]
    assert "" not in answers


@MANY
@given(text=SOME, count=st.integers(1, 30))
def test_left_and_right(text: str, count: int) -> None:
    """LEFT and RIGHT give so many characters, or all there are; the rest completes the text."""
    first, last = texts.left(text, Decimal(count)), texts.right(text, Decimal(count))
    assert first is not None
    assert last is not None
    assert len(first) == len(last) == min(count, len(text))
    assert text.startswith(first)
    assert text.endswith(last)


@MANY
@given(text=MAYBE, part=MAYBE)
def test_containing(text: str | None, part: str | None) -> None:
    """CONTAINS and BEGINS know blank as the text without characters, and are never null."""
    assert texts.contains(text, part) == ((part or "") in (text or ""))
    assert texts.begins(text, part) == (text or "").startswith(part or "")


@MANY
@given(value=st.decimals(-(10**20), 10**20, places=10, allow_nan=False, allow_infinity=False))
def test_numbers_come_back(value: Decimal) -> None:
    """VALUE reads what TEXT writes."""
    written = texts.text_of_number(value)
    assert "e" not in written.lower()
    assert not (("." in written) and written.endswith(("0", ".")))
    assert texts.number_of(written) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        ".",
        "-.",
        "1e",
        "e5",
        "1e5555",
        "1,000",
        "1_000",
        "0x1",
        "NaN",
        "Infinity",
        "１２",
        "1.2.3",
        "--1",
        "1 2",
    ],
)
def test_what_is_no_number(text: str) -> None:
    """VALUE takes digits of ASCII, one sign, one point, an exponent, and nothing else."""
    assert texts.number_of(text) is None


@pytest.mark.parametrize(("text", "value"), [("1" * 38, 1), ("0" * 200 + "5", 1), ("1" * 39, 0), ("1" * 301, 0)])
def test_wide_numbers(text: str, value: int) -> None:
    """VALUE carries 38 digits before the point, not counting zeros in front."""
    assert (texts.number_of(text) is not None) == bool(value)


def test_length_is_in_code_points() -> None:
    """An emoji is one character, one with a modifier two."""
    assert [texts.length(text) for text in (None, "a", "😀", "👍🏽")] == [0, 1, 1, 2]


def test_long_texts() -> None:
    """A joined text may have 32,000 characters."""
    assert not texts.too_long("x" * 32_000)
    assert texts.too_long("x" * 32_001)
    assert not texts.too_long(None)
