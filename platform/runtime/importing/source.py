"""Rows of a delimited file, as text, numbered."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from objectry.runtime.importing.errors import Unreadable
from objectry.runtime.values.cells import unguarded


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One data row: `number` counts from 1, a blank cell is None, `extra` tells of a row with too many cells."""

    number: int
    cells: Mapping[str, str | None]
    extra: bool = False


def read_columns(path: Path, delimiter: str, encoding: str) -> tuple[str, ...]:
    """The head of the file.

    Raises Unreadable when there is no file, no head, or two columns of one name.
    """
    try:
        with path.open(encoding=_tolerant(encoding), newline="") as stream:
            head = next(csv.reader(stream, delimiter=delimiter), [])
    except (OSError, UnicodeDecodeError, LookupError, csv.Error) as problem:
        raise Unreadable(f"{path.name}: {problem}") from problem
    columns = tuple(name.strip() for name in head)
    if not any(columns):
        raise Unreadable(f"{path.name} has no head line that names its columns")
    twice = next((name for name in columns if columns.count(name) > 1), None)
    if twice is not None:
        raise Unreadable(f'{path.name} has two columns named "{twice}"')
    return columns


def read_rows(path: Path, delimiter: str, encoding: str, *, exported: bool = False) -> Iterator[SourceRow]:
    """The data rows, read as they are asked for.  Lines without any text are passed over.

    `exported` is a file as `crm data export` writes it: space around a text belongs to it, and the marks that keep
    spreadsheets from computing are taken off.  Raises Unreadable when the file stops being text of that encoding.
    """
    columns, tidy = read_columns(path, delimiter, encoding), unguarded if exported else str.strip
    try:
        with path.open(encoding=_tolerant(encoding), newline="") as stream:
            reader = csv.reader(stream, delimiter=delimiter)
            next(reader)
            filled = (cells for cells in reader if any(cell.strip() for cell in cells))
            for number, cells in enumerate(filled, start=1):
                yield SourceRow(number, _by_column(columns, cells, tidy), len(cells) > len(columns))
    except (UnicodeDecodeError, csv.Error) as problem:
        raise Unreadable(f"{path.name}: {problem}") from problem


def _by_column(columns: tuple[str, ...], cells: list[str], tidy: Callable[[str], str]) -> dict[str, str | None]:
    padded = [*cells, *[""] * (len(columns) - len(cells))]
    return {column: tidy(cell) or None for column, cell in zip(columns, padded, strict=False)}


def _tolerant(encoding: str) -> str:
    """UTF-8 files from spreadsheets often begin with a byte order mark; read past it."""
    return "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
