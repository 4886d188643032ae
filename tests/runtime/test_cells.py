"""Texts as cells: nothing a spreadsheet computes, and nothing lost on the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.runtime.values.cells import guarded, unguarded


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+49 30 1", "'+49 30 1"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("'=1", "''=1"),
        ("-7", "-7"),
        ("-0.25", "-0.25"),
        ("'tis", "'tis"),
        ("a=b", "a=b"),
        ("", ""),
    ],
)
def test_what_begins_like_a_formula_is_marked(text: str, cell: str) -> None:
    """Formulas get an apostrophe in front, numbers and other texts stay as they are; reading takes it off."""
    assert guarded(text) == cell
    assert unguarded(cell) == text


@given(st.text(alphabet="'=+-@\t\r\n1.a", max_size=8))
def test_reading_gives_every_text_back(text: str) -> None:
    """No text changes on the way out and in again."""
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in "=+@\t\r\n" or not text
