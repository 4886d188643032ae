"""Changing tables: the operations a plan's steps are made of, on both databases.

All of it may stand in a transaction.  SQLite cannot drop or add a foreign key, so there the table is rebuilt, which
needs foreign keys to be off; everything else is an ALTER of the table itself.
"""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.schema import AddConstraint, CreateColumn, CreateIndex, CreateTable

from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.dialect import qualified, quote
from objectry.runtime.store.rebuild import keys_of, rebuild
from objectry.runtime.store.tables import short_name

KEYS = """
SELECT c.conname FROM pg_catalog.pg_constraint c
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = ANY (c.conkey)
WHERE c.contype = 'f' AND c.conrelid = CAST(:table AS regclass) AND (a.attname = :column OR :column = '')
"""
INDEXES = """
SELECT DISTINCT c.relname FROM pg_catalog.pg_index i
JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
WHERE NOT i.indisprimary AND i.indrelid = CAST(:table AS regclass) AND (a.attname = :column OR :column = '')
"""
SQLITE_INDEXES = """
SELECT DISTINCT l.name FROM pragma_index_list(:table) l, pragma_index_info(l.name) i
WHERE l.origin = 'c' AND (i.name = :column OR :column = '')
"""


def run(connection: sa.Connection, statement: str) -> None:
    """A statement whose identifiers are quoted already."""
    connection.exec_driver_sql(statement)


def create_table(connection: sa.Connection, table: sa.Table) -> None:
    """A table without indexes; on PostgreSQL its foreign keys are added by `add_keys`, when all tables are there."""
    keys: list[sa.ForeignKeyConstraint] | None = [] if is_postgres(connection.dialect) else None
    connection.execute(CreateTable(table, include_foreign_key_constraints=keys))


def add_keys(connection: sa.Connection, table: sa.Table) -> None:
    """The foreign keys of a table made by `create_table`."""
    if is_postgres(connection.dialect):
        for column in table.columns:
            _add_key(connection, column)


def _add_key(connection: sa.Connection, column: sa.Column[Any]) -> None:
    for key in column.foreign_keys:
        if key.constraint is not None:
            connection.execute(AddConstraint(key.constraint, isolate_from_table=False))


def rename_table(connection: sa.Connection, old: str, new: str) -> None:
    run(connection, f"ALTER TABLE {qualified(connection, old)} RENAME TO {quote(connection, new)}")


def drop_table(connection: sa.Connection, table: str) -> None:
    run(connection, f"DROP TABLE {qualified(connection, table)}")


def add_column(connection: sa.Connection, table: str, column: sa.Column[Any]) -> None:
    """A column with its foreign key."""
    definition = CreateColumn(column).compile(dialect=connection.dialect)
    postgres = is_postgres(connection.dialect)
    reference = "" if postgres else "".join(_reference(connection, table, column))
    run(connection, f"ALTER TABLE {qualified(connection, table)} ADD COLUMN {definition}{reference}")
    if postgres:
        _add_key(connection, column)


def _reference(connection: sa.Connection, table: str, column: sa.Column[Any]) -> Iterable[str]:
    for key in column.foreign_keys:
        name, target = quote(connection, short_name("fk", table, column.name)), quote(connection, key.column.table.name)
        yield f" CONSTRAINT {name} REFERENCES {target} ({quote(connection, 'id')}) DEFERRABLE INITIALLY DEFERRED"


def rename_column(connection: sa.Connection, table: str, old: str, new: str) -> None:
    names = f"{quote(connection, old)} TO {quote(connection, new)}"
    run(connection, f"ALTER TABLE {qualified(connection, table)} RENAME COLUMN {names}")


def drop_column(connection: sa.Connection, table: str, column: str) -> None:
    """The column goes with its foreign key and indexes."""
    release_column(connection, table, column)
    run(connection, f"ALTER TABLE {qualified(connection, table)} DROP COLUMN {quote(connection, column)}")


def release_column(connection: sa.Connection, table: str, column: str) -> None:
    """Drop the column's foreign key and the indexes it stands in; its values stay."""
    drop_indexes(connection, table, column)
    drop_keys(connection, table, column)


def drop_keys(connection: sa.Connection, table: str, column: str = "") -> None:
    """Drop the foreign key of a column, or all of the table's."""
    if is_postgres(connection.dialect):
        place = qualified(connection, table)
        for name in connection.execute(sa.text(KEYS), {"table": place, "column": column}).scalars().all():
            run(connection, f"ALTER TABLE {place} DROP CONSTRAINT {quote(connection, name)}")
        return
    keys = keys_of(connection, table)
    kept = {name: target for name, target in keys.items() if column not in {name, ""}}
    if kept != keys:
        rebuild(connection, table, kept)


def add_key(connection: sa.Connection, table: str, column: sa.Column[Any]) -> None:
    """Add the foreign key of a column that is there."""
    if is_postgres(connection.dialect):
        _add_key(connection, column)
        return
    more = {str(column.name): str(key.column.table.name) for key in column.foreign_keys}
    rebuild(connection, table, keys_of(connection, table) | more)


def drop_indexes(connection: sa.Connection, table: str, column: str = "") -> None:
    """Drop the indexes in which a column stands, or all of the table's."""
    postgres = is_postgres(connection.dialect)
    query, place = (INDEXES, qualified(connection, table)) if postgres else (SQLITE_INDEXES, table)
    for name in connection.execute(sa.text(query), {"table": place, "column": column}).scalars().all():
        drop_index(connection, name)


def drop_index(connection: sa.Connection, name: str) -> None:
    run(connection, f"DROP INDEX IF EXISTS {qualified(connection, name)}")


def create_index(connection: sa.Connection, index: sa.Index) -> None:
    connection.execute(CreateIndex(index))


def change_type(connection: sa.Connection, table: str, column: sa.Column[Any]) -> None:
    """Another SQL type on PostgreSQL, which converts the values; numbers are rounded half up."""
    name, kind = quote(connection, column.name), column.type.compile(connection.dialect)
    run(connection, f"ALTER TABLE {qualified(connection, table)} ALTER COLUMN {name} TYPE {kind}")


def target_of(column: sa.Column[Any]) -> sa.FromClause:
    """The table a foreign key points to, under an alias: it may be the column's own."""
    return next(iter(column.foreign_keys)).column.table.alias()
