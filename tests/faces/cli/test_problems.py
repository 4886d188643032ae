"""Diagnostics on a terminal: place, code, sentence, the line and carets below."""

import pytest

from objectry.diagnostics import Diagnostic, Severity, Span
from objectry.faces.cli.problems import as_json, headline, quotation, width


def problem(line: str, column: int, length: int = 1) -> Diagnostic:
    return Diagnostic("M214", "unknown field", Span("objects/deal.yaml", 4, column, length), source_line=line)


def test_the_headline_is_what_editors_parse() -> None:
    """`file:line:column severity CODE message`."""
    assert headline(problem("x", 1)).plain == "objects/deal.yaml:4:1 error M214 unknown field"


def test_a_problem_without_a_place_has_no_file() -> None:
    """What concerns the whole call."""
    assert headline(Diagnostic("P411", "no", severity=Severity.WARNING)).plain == "warning P411 no"


@pytest.mark.parametrize(
    ("line", "column", "length", "carets"),
    [
        ("  filter: acount = 1", 11, 6, "          ^^^^^^"),
        ("x", 1, 1, "^"),
        ("x: ", 4, 1, "   ^"),
        ("\tx", 2, 1, " ^"),
        ("  label: 客户, lable: x", 14, 5, " " * 15 + "^^^^^"),
        ("  label: 客户", 10, 2, "         ^^^^"),
        ("abc", 2, 99, " ^^"),
    ],
)
def test_carets_stand_under_the_place(line: str, column: int, length: int, carets: str) -> None:
    """Also behind Chinese characters, which are two columns wide, behind tabs, and at the end of the line."""
    quoted, below = quotation(problem(line, column, length))
    assert quoted == "    " + line.replace("\t", " ")
    assert below == "    " + carets


@pytest.mark.parametrize(("line", "column"), [("", 1), ("   ", 2), ("abc", 9)])
def test_without_a_line_nothing_is_quoted(line: str, column: int) -> None:
    """No line, an empty one, or a place behind its end."""
    assert quotation(problem(line, column)) == ()


def test_a_long_line_is_cut() -> None:
    """A file on one line does not flood the terminal."""
    assert len(quotation(problem("x" * 5000, 3))[0]) < 200


def test_width_counts_columns() -> None:
    """Latin letters take one, Chinese characters two."""
    assert (width("abc"), width("客户"), width("a客")) == (3, 4, 3)


def test_json_names_everything() -> None:
    """Programs get the parts apart."""
    assert as_json([problem("x", 7, 3)]) == [
        {"severity": "error", "code": "M214", "message": "unknown field", "file": "objects/deal.yaml",
         "line": 4, "column": 7, "length": 3}
    ]  # fmt: skip
