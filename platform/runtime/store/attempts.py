"""Attempts to log in, counted under digests of whom and where: no name and no address stands in the table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.locks import claim_attempts


@dataclass(frozen=True, slots=True)
class Attempt:
    """How often it failed since it last went well, when that was tried last, and when it ever went well last."""

    failures: int
    at: datetime
    good_at: datetime | None = None


class Attempts:
    """The table as one transaction sees it."""

    def __init__(self, connection: sa.Connection, table: sa.Table) -> None:
        self._connection, self._table = connection, table

    def claim(self, keys: Sequence[str]) -> dict[str, Attempt]:
        """What is known under the keys; until the end nobody else counts under them."""
        claim_attempts(self._connection, sorted(keys))
        table = self._table
        found = self._connection.execute(sa.select(table).where(table.c.key.in_(keys))).mappings()
        return {row["key"]: Attempt(row["failures"], row["at"], row["good_at"]) for row in found}

    def keep(self, attempts: Mapping[str, Attempt]) -> None:
        """Write down how it stands."""
        table = self._table
        insert = postgresql.insert if is_postgres(self._connection.dialect) else sqlite.insert
        for key, one in attempts.items():
            values = {"failures": one.failures, "at": one.at, "good_at": one.good_at}
            row = insert(table).values(key=key, **values)
            self._connection.execute(row.on_conflict_do_update(index_elements=[table.c.key], set_=values))

    def forget(self, failed_before: datetime, good_before: datetime) -> None:
        """Drop what is too old to count."""
        table = self._table
        good = sa.or_(table.c.good_at.is_(None), table.c.good_at < good_before)
        self._connection.execute(sa.delete(table).where(table.c.at < failed_before, good))
