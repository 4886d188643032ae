"""Everything a database holds, as text: two equal digests mean that nothing was written, anywhere."""

import sqlite3
from collections.abc import Iterator

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.databases import Database, without_driver


def digest(database: Database) -> dict[str, list[str]]:
    """Every table's rows, sorted."""
    return dict(_postgres(database) if database.is_postgres else _sqlite(database))


def _sqlite(database: Database) -> Iterator[tuple[str, list[str]]]:
    connection = sqlite3.connect(str(make_url(database.url).database))
    try:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in sorted(names):
            yield name, sorted(map(repr, connection.execute(f'SELECT * FROM "{name}"')))
    finally:
        connection.close()


def _postgres(database: Database) -> Iterator[tuple[str, list[str]]]:
    with psycopg.connect(without_driver(database.url)) as connection:
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s ORDER BY 1"
        for (name,) in connection.execute(query, [database.schema]).fetchall():
            table = sql.SQL("SELECT * FROM {}").format(sql.Identifier(str(database.schema), name))
            yield name, sorted(map(repr, connection.execute(table).fetchall()))
