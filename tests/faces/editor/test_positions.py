"""Places as editors count them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.diagnostics import Span
from objectry.faces.editor.positions import Position, Range, Sheet


@pytest.mark.parametrize(("encoding", "character"), [("utf-16", 5), ("utf-8", 11), ("utf-32", 4)])
def test_characters_count_as_the_encoding_says(encoding: str, character: int) -> None:
    """An emoji is two units of UTF-16, a Chinese character three of UTF-8."""
    sheet = Sheet("x\n商机😀: a", encoding)
    assert sheet.position(6) == Position(1, character)
    assert sheet.offset(Position(1, character)) == 6


def test_lines_end_as_editors_say() -> None:
    """With a line feed, a carriage return, or both; not with what only YAML takes for an end."""
    sheet = Sheet("a\r\nb\rc\u2028d\ne")
    assert [sheet.position(at).line for at in range(len(sheet.text))] == [0, 0, 0, 1, 1, 2, 2, 2, 2, 3]


def test_problems_are_placed_by_the_lines_of_their_reader() -> None:
    """It counts U+2028 as the end of a line, an editor does not."""
    assert Sheet("a\u2028b: c").range_of(Span("x", 2, 4, 1)) == Range(Position(0, 5), Position(0, 6))


def test_places_outside_are_the_nearest_inside() -> None:
    """An editor may be a change ahead."""
    sheet = Sheet("ab\nc")
    assert sheet.offset(Position(0, 9)) == 2
    assert sheet.offset(Position(9, 0)) == 4
    assert sheet.position(99) == Position(1, 1)
    assert sheet.range_of(Span("x", 9, 9, 9)).end == Position(1, 1)


@given(st.text(alphabet="a商😀\n\r", max_size=30), st.sampled_from(["utf-8", "utf-16", "utf-32"]), st.data())
def test_there_and_back(text: str, encoding: str, data: st.DataObject) -> None:
    """Every offset is found again from its place, but between the two characters of one line end."""
    sheet = Sheet(text, encoding)
    at = data.draw(st.integers(0, len(text)))
    if text[at - 1 : at + 1] != "\r\n":
        assert sheet.offset(sheet.position(at)) == at
