"""History: one row per record per call of the door, never changed afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from objectry.metadata import EMPTY
from objectry.rules import Value
from objectry.runtime.store.dialect import among
from objectry.runtime.store.values import read_changes, write_changes
from objectry.runtime.store.writes import insert


@dataclass(frozen=True, slots=True)
class Passage:
    """What one call did to one record.  `changes` maps fields to (old, new); `actor` is a principal's id.

    `number` is the row's place in the whole history, given when it is written.
    """

    object: str
    record: str
    version: int
    at: datetime
    actor: str
    cause: str
    kind: str  # create | update | delete | restore
    changes: Mapping[str, tuple[Value, Value]] = field(default=EMPTY)
    number: int | None = None


def write_history(connection: sa.Connection, table: sa.Table, passages: Sequence[Passage]) -> None:
    """Add rows, in the order given."""
    insert(connection, table, [_row(passage) for passage in passages])


def _row(passage: Passage) -> dict[str, Value | int]:
    names = ("object", "record", "version", "at", "actor", "cause", "kind")
    return {name: getattr(passage, name) for name in names} | {"changes": write_changes(passage.changes)}


def read_history(
    connection: sa.Connection, table: sa.Table, record: str, limit: int, before: int | None = None
) -> list[Passage]:
    """At most `limit` passages of a record, newest first; `before` is the number of the last one of the page before."""
    query = sa.select(table).where(among(connection, table.c.record, [record]))
    if before is not None:
        query = query.where(table.c.id < before)
    found = connection.execute(query.order_by(table.c.id.desc()).limit(limit)).mappings()
    return [_passage(row) for row in found]


def _passage(row: sa.RowMapping) -> Passage:
    return Passage(
        row["object"],
        row["record"],
        row["version"],
        row["at"],
        row["actor"],
        row["cause"],
        row["kind"],
        read_changes(row["changes"]),
        row["id"],
    )
