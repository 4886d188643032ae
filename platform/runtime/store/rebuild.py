"""Rebuilding a table of SQLite with other foreign keys, as its manual describes: a new table, the rows, the name.

Foreign keys must be off while this runs: with them on, dropping the old table would look for its children.
"""

from collections.abc import Mapping

import sqlalchemy as sa

from objectry.runtime.store.dialect import as_pairs, quote
from objectry.runtime.store.failpoints import fp
from objectry.runtime.store.tables import short_name

NEW = "_new"


def keys_of(connection: sa.Connection, table: str) -> dict[str, str]:
    """The foreign keys of a table: column to the table it points to."""
    query = sa.text('SELECT "from", "table" FROM pragma_foreign_key_list(:table)')
    return as_pairs(connection.execute(query, {"table": table}))


def rebuild(connection: sa.Connection, table: str, keys: Mapping[str, str]) -> None:
    """The same table, rows and indexes with exactly these foreign keys, column to target."""
    columns = connection.execute(sa.text("SELECT * FROM pragma_table_info(:table)"), {"table": table}).mappings().all()
    indexes = _indexes(connection, table)
    own, new = quote(connection, table), quote(connection, NEW)
    parts = [_column(connection, row) for row in columns]
    parts += [_primary_key(connection, row) for row in columns if row["pk"]]
    parts += [_key(connection, table, column, target) for column, target in keys.items()]
    names = ", ".join(quote(connection, row["name"]) for row in columns)
    for statement in (
        f"CREATE TABLE {new} ({', '.join(parts)})",
        f"INSERT INTO {new} ({names}) SELECT {names} FROM {own}",  # noqa: S608 (quoted names only)
        f"DROP TABLE {own}",
        f"ALTER TABLE {new} RENAME TO {own}",
        *indexes,
    ):
        connection.exec_driver_sql(statement)
        fp("rebuild.after_statement", connection)


def _indexes(connection: sa.Connection, table: str) -> list[str]:
    """The statements that made the table's indexes."""
    query = sa.text("SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table AND sql IS NOT NULL")
    return list(connection.execute(query, {"table": table}).scalars())


def _column(connection: sa.Connection, row: sa.RowMapping) -> str:
    default = "" if row["dflt_value"] is None else f" DEFAULT {row['dflt_value']}"
    return f"{quote(connection, row['name'])} {row['type']}{default}{' NOT NULL' if row['notnull'] else ''}"


def _primary_key(connection: sa.Connection, row: sa.RowMapping) -> str:
    return f"PRIMARY KEY ({quote(connection, row['name'])})"


def _key(connection: sa.Connection, table: str, column: str, target: str) -> str:
    name, own, other = (quote(connection, one) for one in (short_name("fk", table, column), column, target))
    reference = f"REFERENCES {other} ({quote(connection, 'id')}) DEFERRABLE INITIALLY DEFERRED"
    return f"CONSTRAINT {name} FOREIGN KEY ({own}) {reference}"
