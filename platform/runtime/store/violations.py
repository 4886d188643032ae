"""A refused row -> which index it violates, and which of the rows given it was."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.bulk import RowRefused
from objectry.runtime.store.columns import Number
from objectry.runtime.store.errors import SQLITE_UNIQUE, UNIQUE, Violated, sqlstate


def violation(table: sa.Table, refused: RowRefused, rows: Sequence[Mapping[str, Any]]) -> Violated | None:
    """What a refusal says about uniqueness; None where it is about something else."""
    if sqlstate(refused.cause) == UNIQUE:
        return _from_postgres(table, refused, rows)
    text = str(refused.cause)
    if not text.startswith(SQLITE_UNIQUE):
        return None
    fields = [part.rpartition(".")[2] for part in text.removeprefix(SQLITE_UNIQUE).split(", ")]
    index = next((name for name, columns in _unique(table) if columns == fields), None)
    return Violated(str(table.name), index, fields, refused.position)


def _from_postgres(table: sa.Table, refused: RowRefused, rows: Sequence[Mapping[str, Any]]) -> Violated:
    said: Any = refused.cause
    index, detail = str(said.diag.constraint_name), str(said.diag.message_detail)
    known = dict(_unique(table)).get(index)
    fields = known if known is not None else re.findall(r"\w+", detail[detail.find("(") : detail.find(")")])
    position = refused.position if refused.position is not None else _position(table, fields, detail, rows)
    return Violated(str(table.name), index if known else None, fields, position)


def _unique(table: sa.Table) -> list[tuple[str, list[str]]]:
    found = [index for index in table.indexes if index.unique]
    return [(str(index.name), [str(column.name) for column in index.columns]) for index in found]


def _position(table: sa.Table, fields: Sequence[str], detail: str, rows: Sequence[Mapping[str, Any]]) -> int | None:
    """The last row with the key the server names: of two equal ones in a batch, the first was accepted."""
    columns = [table.c[name] for name in fields]
    matching = [position for position, row in enumerate(rows) if _key(columns, row) in detail]
    return matching[-1] if matching else None


def _key(columns: Sequence[sa.Column[Any]], row: Mapping[str, Any]) -> str:
    """`(email)=(a@b.c)`, as the server writes it."""
    names = ", ".join(str(column.name) for column in columns)
    values = ", ".join(_text(column, row.get(str(column.name))) for column in columns)
    return f"({names})=({values})"


def _text(column: sa.Column[Any], value: object) -> str:
    if isinstance(value, Decimal) and isinstance(column.type, Number):
        return f"{value:.{column.type.scale}f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M:%S.%f}".rstrip("0").rstrip(".") + "+00"
    return str(value)
