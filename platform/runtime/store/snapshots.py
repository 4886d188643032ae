"""The whole content of an SQLite database, kept in memory, to come back to: for rehearsals, which end as they began."""

import sqlite3
from typing import Any

import sqlalchemy as sa


class Snapshot:
    """What a database held at one moment."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._kept = sqlite3.connect(":memory:", check_same_thread=False)
        with engine.connect() as connection:
            _driver(connection).backup(self._kept)

    def restore(self) -> None:
        """Make the database what it was then; nobody may be at work in it."""
        with self._engine.connect() as connection:
            self._kept.backup(_driver(connection))

    def close(self) -> None:
        """Give the memory back."""
        self._kept.close()


def _driver(connection: sa.Connection) -> Any:
    return connection.connection.driver_connection
