"""The recycle bin: what went along with what, and which lookups were emptied, so that a deletion can be taken back.

The records themselves stay in their tables, marked as deleted.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from objectry.runtime.store.columns import Id, Moment, Words
from objectry.runtime.store.dialect import among
from objectry.runtime.store.tables import new_metadata, quoted
from objectry.runtime.store.writes import insert

BIN = "_bin"
TOP, ALONG, EMPTIED = "top", "along", "emptied"


@dataclass(frozen=True, slots=True)
class Binned:
    """One thing a deletion did: the record somebody deleted (`top`), one that went `along`, or a lookup `emptied`.

    Of the last, `field` of the record led to `target`.
    """

    deletion: str
    kind: str
    object: str
    record: str
    at: datetime
    actor: str
    field: str | None = None
    target: str | None = None


def bin_table(metadata: sa.MetaData) -> sa.Table:
    """What deletions did."""
    kind = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    return sa.Table(
        quoted(BIN),
        metadata,
        sa.Column(quoted("id"), kind, sa.Identity(), primary_key=True),
        sa.Column(quoted("deletion"), Id(), nullable=False),
        sa.Column(quoted("kind"), Words(), nullable=False),
        sa.Column(quoted("object"), Words(), nullable=False),
        sa.Column(quoted("record"), Id(), nullable=False),
        sa.Column(quoted("at"), Moment(), nullable=False),
        sa.Column(quoted("actor"), Id(), nullable=False),
        sa.Column(quoted("field"), Words(), nullable=True),
        sa.Column(quoted("target"), Id(), nullable=True),
        sa.Index(quoted("_bin_deletion"), "deletion"),
        sa.Index(quoted("_bin_record"), "record"),
    )


READ = bin_table(new_metadata())
"""As reads see it."""


def tops(actor: sa.ColumnElement[str] | None) -> sa.Select[tuple[str]]:
    """The records somebody deleted, or this actor."""
    found = sa.select(READ.c.record).where(READ.c.kind == sa.literal_column(f"'{TOP}'"))
    return found if actor is None else found.where(READ.c.actor == actor)


class StoredBin:
    """The recycle bin as one transaction sees it."""

    def __init__(self, connection: sa.Connection, table: sa.Table) -> None:
        self._connection, self._table = connection, table

    def put(self, entries: Sequence[Binned]) -> None:
        """Note what a deletion did."""
        if entries:
            insert(self._connection, self._table, [asdict(one) for one in entries])

    def of_records(self, records: Sequence[str]) -> tuple[Binned, ...]:
        """How each of these records came into the bin."""
        table = self._table
        here = sa.and_(among(self._connection, table.c.record, records), table.c.kind != EMPTIED)
        return self._read(here)

    def of(self, deletions: Sequence[str]) -> tuple[Binned, ...]:
        """All that these deletions did, in that order."""
        return self._read(among(self._connection, self._table.c.deletion, deletions))

    def _read(self, where: sa.ColumnElement[bool]) -> tuple[Binned, ...]:
        table = self._table
        columns = [column for column in table.c if column.name != "id"]
        rows = self._connection.execute(sa.select(*columns).where(where).order_by(table.c.id)).mappings()
        return tuple(Binned(**row) for row in rows)

    def forget(self, deletions: Sequence[str]) -> None:
        """These deletions have been taken back."""
        self._connection.execute(
            sa.delete(self._table).where(among(self._connection, self._table.c.deletion, deletions))
        )
