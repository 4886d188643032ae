"""Who stands in for whom: with how much, from when on and until when."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from objectry.runtime.store.columns import Id, Moment, Words
from objectry.runtime.store.dialect import among
from objectry.runtime.store.tables import quoted
from objectry.runtime.store.writes import insert

DELEGATION = "_delegation"


@dataclass(frozen=True, slots=True)
class StoredDelegation:
    """From `starts_at` until `ends_at` the `deputy` works with records of `user` as her own, to read or to edit."""

    id: str
    user: str
    deputy: str
    level: str
    starts_at: datetime
    ends_at: datetime
    made_by: str
    at: datetime


def delegation_table(metadata: sa.MetaData) -> sa.Table:
    """All of them."""
    ids, moments = ("user", "deputy", "made_by"), ("starts_at", "ends_at", "at")
    return sa.Table(
        quoted(DELEGATION),
        metadata,
        sa.Column(quoted("id"), Id(), primary_key=True),
        *(sa.Column(quoted(name), Id(), nullable=False) for name in ids),
        sa.Column(quoted("level"), Words(), nullable=False),
        *(sa.Column(quoted(name), Moment(), nullable=False) for name in moments),
        sa.Index(quoted("_delegation_deputy"), "deputy"),
        sa.Index(quoted("_delegation_user"), "user"),
    )


class StoredDelegations:
    """The table as one transaction sees it."""

    def __init__(self, connection: sa.Connection, table: sa.Table) -> None:
        self._connection, self._table = connection, table

    def put(self, one: StoredDelegation) -> None:
        """A new one."""
        insert(self._connection, self._table, [asdict(one)])

    def to(self, deputies: Sequence[str], now: datetime) -> tuple[StoredDelegation, ...]:
        """Those to these people that have not ended."""
        lasting = self._table.c.ends_at > now
        return self._read(sa.and_(among(self._connection, self._table.c.deputy, deputies), lasting))

    def of(self, user: str) -> tuple[StoredDelegation, ...]:
        """Those that somebody has given, or that are given to her, the ended included."""
        sides = (among(self._connection, self._table.c[name], [user]) for name in ("user", "deputy"))
        return self._read(sa.or_(*sides))

    def one(self, id_: str) -> StoredDelegation | None:
        """One by its id."""
        return next(iter(self._read(among(self._connection, self._table.c.id, [id_]))), None)

    def _read(self, where: sa.ColumnElement[bool]) -> tuple[StoredDelegation, ...]:
        query = sa.select(self._table).where(where).order_by(self._table.c.starts_at, self._table.c.id)
        return tuple(StoredDelegation(**row) for row in self._connection.execute(query).mappings())

    def remove(self, id_: str) -> None:
        """End one."""
        self._connection.execute(sa.delete(self._table).where(self._table.c.id == id_))
