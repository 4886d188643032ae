"""Calls that count once: who made them and with which key, as a digest, and what became of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.runtime.errors import StillRunning
from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.errors import LOCK_TIMEOUT, sqlstate

PATIENCE = "10s"


@dataclass(frozen=True, slots=True)
class Repeat:
    """A call that was made before: what was asked, as a digest, and a note of what became of it."""

    fingerprint: str
    note: str


class Repeats:
    """The table as one transaction sees it."""

    def __init__(self, connection: sa.Connection, table: sa.Table) -> None:
        self._connection, self._table = connection, table

    def begin(self, scope: str, fingerprint: str, at: datetime, oldest: datetime) -> Repeat | None:
        """Begin the call of this scope; where it was made since `oldest`, what became of it instead.

        On PostgreSQL it waits for a transaction that is at work with the same scope.  Raises StillRunning.
        """
        table = self._table
        self._connection.execute(sa.delete(table).where(table.c.scope == scope, table.c.at < oldest))
        values = {"scope": scope, "fingerprint": fingerprint, "at": at, "note": ""}
        insert = self._insert().on_conflict_do_nothing(index_elements=["scope"]).returning(table.c.scope)
        with self._patient():
            begun = self._connection.execute(insert, values).first()
        if begun is not None:
            return None
        row = self._connection.execute(sa.select(table.c.fingerprint, table.c.note).where(table.c.scope == scope)).one()
        return Repeat(*row)

    def end(self, scope: str, note: str) -> None:
        """Note what became of a call that was begun in this transaction."""
        self._connection.execute(sa.update(self._table).where(self._table.c.scope == scope).values(note=note))

    def forget(self, before: datetime) -> None:
        """Drop what is too old to count."""
        self._connection.execute(sa.delete(self._table).where(self._table.c.at < before))

    def _insert(self) -> postgresql.Insert | sqlite.Insert:
        if is_postgres(self._connection.dialect):
            return postgresql.insert(self._table)
        return sqlite.insert(self._table)

    @contextmanager
    def _patient(self) -> Iterator[None]:
        """Wait for others as long as a repeated call may wait.  SQLite's one writer waits for nobody here."""
        if not is_postgres(self._connection.dialect):
            yield
            return
        usual = self._connection.exec_driver_sql("SHOW lock_timeout").scalar_one()
        self._connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{PATIENCE}'")
        try:
            yield
        except sa.exc.DBAPIError as error:
            if sqlstate(error) == LOCK_TIMEOUT:
                raise StillRunning("the same call is still at work") from error
            raise
        self._connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{usual}'")
