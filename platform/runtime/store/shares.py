"""Records shared by hand: with whom, how far, until when."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from objectry.runtime.store.dialect import among
from objectry.runtime.store.writes import insert


@dataclass(frozen=True, slots=True)
class StoredShare:
    """One record open to one principal, a user or a team; `expires_at` is None for good."""

    id: str
    object: str
    record: str
    principal: str
    level: str
    expires_at: datetime | None
    shared_by: str
    at: datetime


class StoredShares:
    """The table of shares as one transaction sees it."""

    def __init__(self, connection: sa.Connection, table: sa.Table) -> None:
        self._connection, self._table = connection, table

    def put(self, share: StoredShare) -> None:
        """A new share; it takes the place of the one the principal has."""
        table = self._table
        old = sa.delete(table).where(table.c.record == share.record, table.c.principal == share.principal)
        self._connection.execute(old)
        insert(self._connection, table, [asdict(share)])

    def of(self, record: str) -> tuple[StoredShare, ...]:
        """The shares of a record, oldest first, those that have run out included."""
        table = self._table
        query = sa.select(table).where(table.c.record == record).order_by(table.c.at, table.c.id)
        return tuple(StoredShare(**row) for row in self._connection.execute(query).mappings())

    def remove(self, id_: str) -> None:
        """End a share."""
        self._connection.execute(sa.delete(self._table).where(self._table.c.id == id_))

    def remove_all(self, records: Sequence[str]) -> None:
        """End all shares of these records."""
        self._connection.execute(sa.delete(self._table).where(among(self._connection, self._table.c.record, records)))

    def leave(self, principals: Sequence[str]) -> None:
        """End all shares with principals that are no more."""
        chosen = among(self._connection, self._table.c.principal, principals)
        self._connection.execute(sa.delete(self._table).where(chosen))
