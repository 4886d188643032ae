"""Engines: how connections to each database are made and set up."""

import sqlite3
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from objectry.runtime.store.errors import Unsupported, translated
from objectry.runtime.store.limits import QUICK
from objectry.runtime.store.tally import Tally

OLDEST_SQLITE = (3, 35, 0)  # RETURNING and DROP COLUMN
OLDEST_POSTGRES = 130000
BUSY_SECONDS = 5.0
CALLS = 4_000  # one within the other; Python's usual thousand is for programs that have gone astray
POOL = {"pool_size": 10, "max_overflow": 10, "pool_timeout": 10.0, "pool_use_lifo": True, "pool_recycle": 1800}
SESSION = (
    "-c timezone=UTC -c lock_timeout=5s -c idle_in_transaction_session_timeout=300s"
    f" -c statement_timeout={int(QUICK * 1000)}"
)
TEXT_FORMAT = 0  # of PostgreSQL's answers
PRAGMAS = ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL", "temp_store=MEMORY", "cache_size=-16000")


@dataclass(frozen=True, slots=True)
class Pools:
    """The connections of a process to one database, which several tenants on PostgreSQL may share.

    `reader` takes its connections from the same pool as `writer`, but runs each statement in a transaction of its
    own, which saves two round trips.  `numbers` has a small pool of its own: a transaction that waits for a number
    holds a connection of the first and must not wait for another one like it.  On SQLite all three are the same.
    """

    writer: sa.Engine
    reader: sa.Engine
    numbers: sa.Engine
    tally: Tally

    def used(self) -> tuple[int, int]:
        """How many connections are in use now, and how many there can be at most."""
        pool: Any = self.writer.pool
        return max(0, pool.checkedout()), int(POOL["pool_size"] + POOL["max_overflow"])

    def close(self) -> None:
        """Close idle connections; those in use are closed when they come back."""
        self.writer.dispose()
        self.numbers.dispose()


def open_pools(url: str) -> Pools:
    """Pools for an address such as `sqlite:///crm.db` or `postgresql://user@host/db`.

    Raises Unsupported for other kinds of database, versions that are too old, and SQLite without a file; Unreachable.
    """
    allow_depth()
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise Unsupported("the database has no address such as sqlite:///crm.db, postgresql://user@host/db") from error
    kind = parsed.get_backend_name()
    if kind == "sqlite":
        return _sqlite(parsed)
    if kind in {"postgresql", "postgres"}:
        return _postgres(parsed)
    raise Unsupported(f"{kind} is not supported: use sqlite or postgresql")


def allow_depth() -> None:
    """Let the compiler of statements go as deep as formulas are: each of their levels takes it twenty calls."""
    sys.setrecursionlimit(max(sys.getrecursionlimit(), CALLS))


def check_sqlite(version: tuple[int, ...]) -> None:
    """Refuse an SQLite that lacks what we need."""
    if version < OLDEST_SQLITE:
        written, oldest = (".".join(map(str, one)) for one in (version, OLDEST_SQLITE))
        raise Unsupported(f"SQLite {written} is too old: {oldest} or newer is needed")


def check_postgres(version: int) -> None:
    """Refuse a PostgreSQL that lacks what we need; `version` as in server_version_num."""
    if version < OLDEST_POSTGRES:
        raise Unsupported(f"PostgreSQL {version // 10000} is too old: {OLDEST_POSTGRES // 10000} or newer is needed")


def _sqlite(url: URL) -> Pools:
    check_sqlite(sqlite3.sqlite_version_info)
    if url.database in {None, "", ":memory:"} or "mode" in url.query:
        raise Unsupported("an SQLite database needs a file, such as sqlite:///crm.db")
    create_private(Path(url.database or ""))
    engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=True, **POOL)
    sa.event.listen(engine, "connect", prepare_sqlite)
    tally = Tally()
    tally.watch(engine)
    with translated(sqlite3.Error), engine.connect():
        pass  # a file that cannot be opened is told of now
    return Pools(engine, engine, engine, tally)


def create_private(path: Path) -> None:
    """Make the file before SQLite does, so that nobody else on the machine may read it; its companions follow it."""
    if not path.exists() and path.parent.is_dir():
        path.touch(mode=0o600)


def prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Set up a fresh connection.  Transactions are begun by hand: the driver would begin them too late."""
    connection.isolation_level = None
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _postgres(url: URL) -> Pools:
    url = url.set(drivername="postgresql+psycopg")
    given = str(url.query.get("options", ""))
    arguments: dict[str, Any] = {"connect_args": {"options": f"{SESSION} {given}".strip()}}
    try:
        writer = sa.create_engine(url, isolation_level="READ COMMITTED", hide_parameters=True, **arguments, **POOL)
    except ModuleNotFoundError as error:
        raise Unsupported("PostgreSQL needs the driver psycopg: pip install 'objectry[postgres]'") from error
    sa.event.listen(writer, "connect", prepare_postgres)
    reader = writer.execution_options(isolation_level="AUTOCOMMIT")
    small = POOL | {"pool_size": 2, "max_overflow": 2}
    numbers = sa.create_engine(url, isolation_level="AUTOCOMMIT", hide_parameters=True, **arguments, **small)
    sa.event.listen(numbers, "connect", prepare_postgres)
    tally = Tally()
    for engine in (writer, numbers):
        tally.watch(engine)
    with translated(writer.dialect.loaded_dbapi.Error), reader.connect() as connection:
        check_postgres(int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()))
    return Pools(writer, reader, numbers, tally)


def prepare_postgres(connection: Any, _record: object) -> None:
    """Set up a fresh connection.  Ids stay texts: the driver would make an object of each, to be taken apart again."""
    adapters = connection.adapters
    adapters.register_loader("uuid", adapters.get_loader(adapters.types["text"].oid, TEXT_FORMAT))
