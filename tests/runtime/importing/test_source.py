"""Rows of delimited files."""

from pathlib import Path

import pytest

from objectry.runtime.importing import Reject, Unreadable, read_columns, read_rows, write_rejects


def write(folder: Path, content: bytes) -> Path:
    path = folder / "rows.csv"
    path.write_bytes(content)
    return path


def test_rows_are_numbered_and_blank_cells_are_nothing(tmp_path: Path) -> None:
    """Rows count from 1, cells are trimmed, a blank or missing cell is None, empty lines are passed over."""
    path = write(tmp_path, b"\xef\xbb\xbfname,city\n Acme ,\n\n,,\nBeta\n")
    rows = [(row.number, dict(row.cells)) for row in read_rows(path, ",", "utf-8")]
    assert rows == [(1, {"name": "Acme", "city": None}), (2, {"name": "Beta", "city": None})]


def test_quotes_and_line_breaks_inside_cells(tmp_path: Path) -> None:
    """A quoted cell may hold delimiters, quotes and line breaks."""
    path = write(tmp_path, b'name;note\n"A;B";"one ""two""\nthree"\n')
    rows = list(read_rows(path, ";", "utf-8"))
    assert rows[0].cells == {"name": "A;B", "note": 'one "two"\nthree'}


def test_a_row_with_too_many_cells_is_marked(tmp_path: Path) -> None:
    """Cells beyond the head are not lost silently: the row is marked."""
    path = write(tmp_path, b"a,b\n1,2\n1,2,3\n")
    assert [row.extra for row in read_rows(path, ",", "utf-8")] == [False, True]


@pytest.mark.parametrize(
    ("content", "encoding", "says"),
    [
        (b"", "utf-8", "no head line"),
        (b"\n", "utf-8", "no head line"),
        (b"a,b,a\n", "utf-8", 'two columns named "a"'),
        (b"a\n", "no-such-code", "unknown encoding"),
    ],
)
def test_a_file_without_a_proper_head_is_refused(tmp_path: Path, content: bytes, encoding: str, says: str) -> None:
    """No head, two columns of one name or an unknown encoding stop the import before its first row."""
    with pytest.raises(Unreadable, match=says):
        read_columns(write(tmp_path, content), ",", encoding)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that is not there is said to be missing, by its name."""
    with pytest.raises(Unreadable, match=r"none\.csv"):
        read_columns(tmp_path / "none.csv", ",", "utf-8")


def test_bytes_of_another_encoding_are_refused(tmp_path: Path) -> None:
    """Text that is not of the stated encoding is refused, and read with the right one."""
    path = write(tmp_path, "name\n上海华晨\n".encode("gb18030"))
    with pytest.raises(Unreadable):
        list(read_rows(path, ",", "utf-8"))
    assert next(read_rows(path, ",", "gb18030")).cells == {"name": "上海华晨"}


def test_rejects_are_the_rows_as_they_were(tmp_path: Path) -> None:
    """The rejects file holds the bad rows unchanged, each with its number and all of its reasons."""
    path = write(tmp_path, b"name,city\nA,x\nB,y\nC,z\n")
    rejects = [Reject(2, "no such city"), Reject(2, "no owner")]
    write_rejects(tmp_path / "out.csv", path, ",", "utf-8", rejects)
    assert (tmp_path / "out.csv").read_text().splitlines() == [
        "name,city,_row,_reason",
        "B,y,2,no such city; no owner",
    ]
