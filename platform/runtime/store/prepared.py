"""A query written out once for the database at hand: its text, how its parameters go in and how its columns come out.

SQLAlchemy makes all three; running a query through it costs several times what the database takes for a record by id,
so what is asked again and again goes to the driver as it is.  The log `objectry.sql` tells of each at level DEBUG.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.types import TypeEngine

from objectry.runtime.store.columns import Present
from objectry.runtime.store.tally import note_statement

Turn = Callable[[Any], Any]
"""A value of ours as the driver takes it, or the other way round."""
Row = tuple[Any, ...]
SCHEMAS = "schema_translate_map"
log = logging.getLogger("objectry.sql")


class Prepared:
    """One query.  Made for one tenant of one database, used by all threads."""

    def __init__(self, connection: sa.Connection, statement: sa.Select[Any]) -> None:
        dialect = self._dialect = connection.dialect
        schemas = connection.get_execution_options().get(SCHEMAS, {})
        compiled: Any = statement.compile(dialect=dialect, schema_translate_map=schemas, render_schema_translate=True)
        self._text = str(compiled)
        self._types = [column.type for column in statement.selected_columns]
        self._columns: tuple[tuple[int, Turn], ...] | None = None
        self._given: list[tuple[str, str, Turn | None]] = []
        self._fixed: dict[str, Any] = {}
        for parameter, name in compiled.bind_names.items():
            assert not parameter.expanding, "a list is one parameter, or its values are written out"
            turn = _inward(parameter.type, dialect)
            if not parameter.unique:  # it has a name of its own, by which a call gives its value
                self._given.append((name, parameter.key, turn))
            if not parameter.required:
                value = parameter.effective_value
                self._fixed[name] = value if turn is None else turn(value)
        self.named = tuple(key for _, key, _ in self._given)
        self._order: Sequence[str] | None = compiled.positiontup if compiled.positional else None
        self._spelled: Mapping[str, str] = compiled.escaped_bind_names

    def rows(self, connection: sa.Connection, values: Mapping[str, Any]) -> list[Row]:
        """The rows for these values of the parameters that differ from call to call."""
        found, description = fetch(connection, self._text, self._bound(values))
        if self._columns is None:
            kinds = [column[1] for column in description]
            self._columns = tuple(_outward(self._types, kinds, self._dialect))
        return read_columns(found, self._columns)

    def _bound(self, values: Mapping[str, Any]) -> Sequence[Any] | Mapping[str, Any]:
        all_ = dict(self._fixed)
        for name, key, turn in self._given:
            if key in values:
                all_[name] = values[key] if turn is None else turn(values[key])
        if self._order is not None:
            return tuple([all_[name] for name in self._order])
        return {self._spelled.get(name, name): value for name, value in all_.items()}


def fetch(connection: sa.Connection, text: str, values: Any) -> tuple[list[Row], Sequence[Any]]:
    """The driver's own rows, and what it tells of their columns."""
    if log.isEnabledFor(logging.DEBUG):
        log.debug(text, extra={"values": values})
    note_statement(connection)
    cursor: Any = connection.connection.cursor()
    try:
        cursor.execute(text, values)
        return cursor.fetchall(), cursor.description
    finally:
        cursor.close()


def begin_reading(connection: sa.Connection) -> None:
    """On SQLite, have all that is read from now on be of one moment."""
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN")


def read_columns(rows: list[Row], turns: Sequence[tuple[int, Turn]]) -> list[Row]:
    """The rows with these of their columns read, each column at once."""
    if not rows or not turns:
        return rows
    columns: list[Iterable[Any]] = list(zip(*rows, strict=True))
    for place, turn in turns:
        columns[place] = turn.column(columns[place]) if isinstance(turn, Present) else map(turn, columns[place])
    return list(zip(*columns, strict=True))


def _inward(type_: TypeEngine[Any], dialect: sa.Dialect) -> Turn | None:
    return type_.dialect_impl(dialect).bind_processor(dialect)


def _outward(types: Sequence[TypeEngine[Any]], kinds: Sequence[Any], dialect: sa.Dialect) -> list[tuple[int, Turn]]:
    """How the columns are read that the driver does not give as ours already."""
    turns = [
        type_.dialect_impl(dialect).result_processor(dialect, kind) for type_, kind in zip(types, kinds, strict=True)
    ]
    return [(place, turn) for place, turn in enumerate(turns) if turn is not None]
