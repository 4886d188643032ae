"""What differs between the two databases in small things: names, lists of ids, rows as values."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from objectry.rules import Value
from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.tables import TENANT

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def schema_of(connection: sa.Connection) -> str | None:
    """The tenant's schema; None on SQLite."""
    names: Mapping[str, str | None] = connection.get_execution_options().get("schema_translate_map", {})
    return names.get(TENANT)


def quote(connection: sa.Connection, name: str) -> str:
    """One identifier, quoted."""
    return connection.dialect.identifier_preparer.quote_identifier(name)


def qualified(connection: sa.Connection, table: str) -> str:
    """A table or index of the tenant as SQL text, for statements that SQLAlchemy does not write."""
    schema = schema_of(connection)
    own = quote(connection, table)
    return f"{quote(connection, schema)}.{own}" if schema else own


def among(connection: sa.Connection, column: sa.Column[Any], ids: Sequence[str]) -> sa.ColumnElement[bool]:
    """The column is one of `ids`, however many: they are a single parameter.  What is no id is not found."""
    return _among(connection, column, sa.bindparam(None, ids_parameter(connection, ids)["ids"], _ids_type(connection)))


def among_given(connection: sa.Connection, column: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """The same with the ids to be given when the statement runs, as `ids_parameter` gives them."""
    return _among(connection, column, sa.bindparam("ids", type_=_ids_type(connection)))


def ids_parameter(connection: sa.Connection, ids: Sequence[str]) -> dict[str, Any]:
    """The parameter `among_given` waits for."""
    if not is_postgres(connection.dialect):
        return {"ids": json.dumps(list(ids))}
    return {"ids": [one for one in ids if UUID.fullmatch(one)]}


def _ids_type(connection: sa.Connection) -> sa.types.TypeEngine[Any]:
    return postgresql.ARRAY(postgresql.UUID(as_uuid=False)) if is_postgres(connection.dialect) else sa.Text()


def _among(connection: sa.Connection, column: sa.Column[Any], ids: sa.BindParameter[Any]) -> sa.ColumnElement[bool]:
    if is_postgres(connection.dialect):
        return column == sa.any_(ids)
    return column.in_(sa.select(sa.column("value")).select_from(sa.func.json_each(ids)))


def as_rows(result: sa.CursorResult[Any]) -> list[dict[str, Value]]:
    """The rows of an answer as plain dicts of inside values."""
    names = list(map(str, result.keys()))
    return [dict(zip(names, row, strict=True)) for row in result]


def as_pairs(result: sa.CursorResult[Any]) -> dict[Any, Any]:
    """The rows of an answer with two columns, first to second."""
    return {first: second for first, second in map(tuple, result)}  # noqa: C416 (says that there are two)
