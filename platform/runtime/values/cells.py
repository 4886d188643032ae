"""Texts as cells of a CSV file: a spreadsheet must not take one for a formula, and reading gives the text back.

A cell that begins as a formula does (`=`, `+`, `-`, `@`, also in full width, a tab or a line end) gets an apostrophe in
front, which spreadsheets take for "this is text".  A plain number needs none.
"""

import re

MARK = "'"
FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet computes."""
    return MARK + text if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def unguarded(cell: str) -> str:
    """The text of a guarded cell."""
    return cell[1:] if cell.startswith(MARK) and FORMULA.match(cell) else cell
