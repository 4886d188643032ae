"""Seed records: as a list, as a mapping by key, or as a CSV file."""

import csv
import io
from dataclasses import dataclass
from typing import Any

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata.keys.shapes import CHOICES_OF, WRITTEN, Names, Schema, as_taken, wrong
from objectry.metadata.reading.characters import readable
from objectry.metadata.reading.nodes import Document, ListNode, MapNode, Node, ScalarNode

Row = dict[str, str | None]
MAX_CSV = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Rows:
    """Records in a YAML file.  Read into pairs of (key or None, row)."""

    def read(self, node: Node, problems: Diagnostics) -> Any:
        pairs: list[tuple[str | None, Row | None]]
        if isinstance(node, MapNode):
            pairs = [(name, self.row(entry.value, problems)) for name, entry in node.entries.items()]
        elif isinstance(node, ListNode):
            pairs = [(None, self.row(item, problems)) for item in node.items]
        else:
            return wrong(node, "a list of records, or a mapping by key", problems)
        return tuple((key, row) for key, row in pairs if row is not None)

    def row(self, node: Node, problems: Diagnostics) -> Row | None:
        """A record as field -> text; nothing written (or ~) is null."""
        if not isinstance(node, MapNode):
            wrong(node, "a record (a mapping of fields)", problems)
            return None
        row: Row = {}
        for name, entry in node.entries.items():
            if isinstance(entry.value, ScalarNode):
                row[name] = None if entry.value.is_null else entry.value.text
            else:
                wrong(entry.value, "a value", problems)
        return row

    def schema(self, names: Names) -> Schema:
        row: Schema = {"type": "object", "additionalProperties": {"type": [*WRITTEN, "null"]}}
        if "field" in names:
            known = {"enum": sorted(names["field"])}
            row["propertyNames"] = {"anyOf": [known, {"pattern": "\\."}]}
            row["properties"] = {
                kind.removeprefix(CHOICES_OF): {"enum": [*as_taken(words), None]}
                for kind, words in names.items()
                if kind.startswith(CHOICES_OF)
            }
        return {"anyOf": [{"type": "array", "items": row}, {"type": "object", "additionalProperties": row}]}


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file: its first column is the key; the line each row ends on."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: tuple[int, ...]


def read_table(document: Document, problems: Diagnostics) -> CsvTable | None:
    """The rows of a CSV file; an empty cell is null."""
    if not readable(document, problems, MAX_CSV):
        return None
    reader = csv.reader(io.StringIO(document.text, newline=""), strict=True)
    try:
        lines = [(reader.line_num, cells) for cells in reader if cells]
    except csv.Error as error:
        line = opening_line(document) if "unexpected end" in str(error) else reader.line_num
        problems.error("S119", f"the CSV cannot be read: {error}", Span(document.file, max(1, line)))
        return None
    if not lines:
        problems.error("S119", "the first line holds the names of the fields", Span(document.file))
        return None
    return table_rows(document, lines, problems)


def opening_line(document: Document) -> int:
    """The line where a quote is opened that nothing closes: the last that begins with an even number before it."""
    opened, line = False, 1
    for number, text in enumerate(document.lines, start=1):
        if text.count('"') % 2:
            opened = not opened
            line = number if opened else line
    return line


def table_rows(document: Document, lines: list[tuple[int, list[str]]], problems: Diagnostics) -> CsvTable | None:
    header = [cell.strip() for cell in lines[0][1]]
    if len(set(header)) < len(header) or not all(header):
        problems.error("S119", "the columns need names, each its own", Span(document.file, 1))
        return None
    rows: list[Row] = []
    numbers: list[int] = []
    for number, cells in lines[1:]:
        if len(cells) == len(header):
            rows.append({name: cell or None for name, cell in zip(header, cells, strict=True)})
            numbers.append(number)
        else:
            message = f"{len(header)} cells are expected here, not {len(cells)}"
            problems.error("S119", message, Span(document.file, number))
    return CsvTable(tuple(header), tuple(rows), tuple(numbers))
