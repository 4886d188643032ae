"""Databases for tests: a fresh SQLite file, or a fresh schema on a real PostgreSQL."""

import os
import shutil
import tempfile
import uuid
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import sqlalchemy as sa
from psycopg import sql

from objectry.runtime.files.contents import Contents, folder_of

GIVEN_SERVER = "OBJECTRY_TEST_POSTGRES"
DRIVER = "postgresql+psycopg"


@dataclass(frozen=True)
class Database:
    """Where a test keeps its data. `schema` is None on SQLite, which has none."""

    url: str
    schema: str | None

    @property
    def is_postgres(self) -> bool:
        return self.schema is not None


def contents_of(database: Database) -> Contents:
    """Where the files of a test's company lie."""
    own = Path(tempfile.gettempdir()) / "objectry-test-files" / name_of(database)
    temporary = own if database.is_postgres else None
    folder = folder_of(database.url, database.schema, temporary)
    assert folder is not None
    return Contents(folder)


def name_of(database: Database) -> str:
    """The name of a database on its server."""
    return database.url.partition("?")[0].rpartition("/")[2]


def given_server() -> str | None:
    """The server the environment offers; without one the tests start their own."""
    url = os.environ.get(GIVEN_SERVER)
    return with_driver(url) if url else None


def with_driver(url: str) -> str:
    """Name the driver, as SQLAlchemy would otherwise look for another one."""
    _, _, rest = url.partition("://")
    return f"{DRIVER}://{rest}"


def without_driver(url: str) -> str:
    """The address as psycopg itself takes it."""
    _, _, rest = url.partition("://")
    return f"postgresql://{rest}"


def sqlite_database(folder: Path) -> Database:
    return Database(f"sqlite:///{folder / 'objectry.db'}", None)


def postgres_database(url: str) -> Database:
    """A schema name nobody else has; the code under test makes the schema itself."""
    return Database(url, f"t_{uuid.uuid4().hex[:12]}")


@contextmanager
def no_connection_left() -> Iterator[None]:
    """Close what a test leaves idle: a server takes a hundred connections, a run opens thousands of pools."""
    engines: weakref.WeakSet[sa.Engine] = weakref.WeakSet()

    def note(connection: sa.Connection) -> None:
        engines.add(connection.engine)

    sa.event.listen(sa.Engine, "engine_connect", note)
    yield
    sa.event.remove(sa.Engine, "engine_connect", note)
    for engine in engines:
        engine.dispose()


def drop_schemas(database: Database) -> None:
    """Remove the schema of a test with its files, and those the test named after it (`<schema>_other`)."""
    shutil.rmtree(contents_of(database).folder, ignore_errors=True)
    with psycopg.connect(without_driver(database.url), autocommit=True) as connection:
        names = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE starts_with(nspname::text, %s)", [database.schema]
        ).fetchall()
        for (name,) in names:
            connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(sql.Identifier(name)))
