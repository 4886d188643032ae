"""How long a transaction may keep the database at work: one that goes on is ended by the database itself.

PostgreSQL counts statement by statement (`statement_timeout`, set with the connection, so that the usual limit costs no
round trip), SQLite by the clock since the transaction began.  RULES section 5.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.columns import is_postgres

QUICK = 10.0
"""Seconds for what a person or a program waits for: a page of a list, a record, a save."""
LONG = 300.0
"""Seconds for a call with many records."""
UNLIMITED = 0.0
"""For what belongs to operating: deployments, checks and repairs of a whole database."""
STEPS = 100_000  # of SQLite's machine between two looks at the clock: some milliseconds


@contextmanager
def limited(connection: sa.Connection, seconds: float) -> Iterator[None]:
    """Within the block the database works so long at most; beyond it the driver raises an error of its own."""
    if is_postgres(connection.dialect):
        with _server_limited(connection, seconds):
            yield
        return
    driver: Any = connection.connection.driver_connection
    driver.set_progress_handler(_ending(seconds), STEPS)
    try:
        yield
    finally:
        driver.set_progress_handler(None, 0)


def _ending(seconds: float) -> Callable[[], bool] | None:
    """Answers whether the time is over."""
    if seconds == UNLIMITED:
        return None
    end = time.monotonic() + seconds
    return lambda: time.monotonic() > end


@contextmanager
def _server_limited(connection: sa.Connection, seconds: float) -> Iterator[None]:
    """Connections are opened with the usual limit; another one ends with the transaction, or is taken back."""
    driver: Any = connection.connection.driver_connection
    if seconds == QUICK:
        yield
    elif not driver.autocommit:
        driver.execute(f"SET LOCAL statement_timeout = {int(seconds * 1000)}")
        yield
    else:
        driver.execute(f"SET statement_timeout = {int(seconds * 1000)}")
        try:
            yield
        finally:
            _take_back(connection)


def _take_back(connection: sa.Connection) -> None:
    """A connection that cannot take its limit back is not used again."""
    if connection.invalidated or connection.closed:
        return
    driver: Any = connection.connection.driver_connection
    try:
        driver.execute("RESET statement_timeout")
    except connection.dialect.loaded_dbapi.Error:
        connection.invalidate()
