"""Inserting and updating the records of an object, always a batch at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from objectry.rules import Value
from objectry.runtime.store.bulk import RowRefused, insert_rows, placeholder, update_rows
from objectry.runtime.store.dialect import quote
from objectry.runtime.store.errors import Stale
from objectry.runtime.store.violations import violation

Rows = Sequence[Mapping[str, Value | int]]
"""Rows keyed by column.  The platform's own tables also hold plain whole numbers."""


def insert(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Insert records, keyed by column; raises Violated."""
    try:
        insert_rows(connection, table, rows)
    except RowRefused as refused:
        raise _explained(table, refused, rows) from refused


def update(connection: sa.Connection, table: sa.Table, rows: Rows) -> None:
    """Update records: each row has its `id` and the columns to write.

    A row with a `version` is written only over the version just before it; one without (an engine's own figures)
    leaves the version alone.  Raises Violated, and Stale where a row was not there as it was read.
    """
    for names, positions in _alike(rows).items():
        _update(connection, table, names, [rows[position] for position in positions], positions)


def _alike(rows: Rows) -> Mapping[tuple[str, ...], list[int]]:
    """The places of the rows, by the columns they write."""
    groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
    for position, row in enumerate(rows):
        groups[tuple(sorted(name for name in row if name != "id"))].append(position)
    return groups


def _update(
    connection: sa.Connection, table: sa.Table, names: tuple[str, ...], rows: Rows, positions: list[int]
) -> None:
    if not names:
        return
    mark = placeholder(connection)
    keys = ["id", "version"] if "version" in names else ["id"]
    condition = " AND ".join(f"{quote(connection, key)} = {mark}" for key in keys)
    try:
        found = update_rows(connection, table, names, rows, condition)
    except RowRefused as refused:
        raise _explained(table, refused, rows, positions) from refused
    if found != len(rows):
        raise Stale(str(table.name), len(rows), found)


def _explained(table: sa.Table, refused: RowRefused, rows: Rows, positions: Sequence[int] | None = None) -> Exception:
    """The store's word for a refusal, else the driver's own error."""
    found = violation(table, refused, rows)
    if found is None:
        return refused.cause
    if positions is not None and found.record is not None:
        found.record = positions[found.record]
    return found
