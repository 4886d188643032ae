"""Writing many rows at once, straight through the driver: a batch is one message, whatever its length.

SQLAlchemy prepares each row of a batch with great care and at some cost; here the types of the columns are applied
column by column, and the driver gets plain tuples.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.columns import Flag, Present, is_postgres
from objectry.runtime.store.dialect import qualified, quote
from objectry.runtime.store.tally import note_statement

Row = Mapping[str, Any]
Written = tuple[Any, ...]
COPY_FROM = 20  # rows from which PostgreSQL's COPY is faster than its INSERT
COPIED_LINE = ", line "


class RowRefused(Exception):
    """The database refused a row.  `cause` is the driver's error, `position` the row's place if it is known."""

    def __init__(self, cause: Exception, position: int | None) -> None:
        super().__init__(str(cause))
        self.cause, self.position = cause, position


class Counted(Iterator[Written]):
    """Rows on their way to the driver, counted as they go."""

    def __init__(self, rows: Iterable[Written]) -> None:
        self._rows = iter(rows)
        self.taken = 0

    def __next__(self) -> Written:
        row = next(self._rows)
        self.taken += 1
        return row


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows of inside values; what a row leaves out is null (or false).  Raises RowRefused."""
    if not rows:
        return
    given: set[str] = set().union(*rows)
    columns = [column for column in table.c if column.name in given]
    ready = _prepared(connection, columns, rows)
    target = f"{qualified(connection, table.name)} ({', '.join(quote(connection, one.name) for one in columns)})"
    mark = placeholder(connection)
    values = f"({', '.join([mark] * len(columns))})"
    with _cursor(connection) as cursor:
        if not is_postgres(connection.dialect):
            _execute(cursor, f"INSERT INTO {target} VALUES {values}", ready)  # noqa: S608 (our own names)
        elif len(ready) < COPY_FROM:
            statement = f"INSERT INTO {target} VALUES {', '.join([values] * len(ready))}"  # noqa: S608 (our own names)
            _execute(cursor, statement, [tuple(chain.from_iterable(ready))], only=len(ready) == 1)
        else:
            _copy(cursor, f"COPY {target} FROM STDIN", ready)


def update_rows(
    connection: sa.Connection, table: sa.Table, names: Sequence[str], rows: Sequence[Row], condition: str
) -> int:
    """Set columns `names` of rows; `condition` is SQL with a placeholder for each of `id` and, if it has two, the
    version before.  The number of rows that were there; raises RowRefused.
    """
    mark = placeholder(connection)
    columns = [table.c[name] for name in names]
    keys = [table.c[name] for name in ("id", "version")[: condition.count(mark)]]
    before = [{"id": row["id"], "version": row["version"] - 1 if len(keys) > 1 else None} for row in rows]
    values, found = _prepared(connection, columns, rows), _prepared(connection, keys, before)
    ready = [value + key for value, key in zip(values, found, strict=True)]
    changes = ", ".join(f"{quote(connection, name)} = {mark}" for name in names)
    place = qualified(connection, table.name)
    statement = f"UPDATE {place} SET {changes} WHERE {condition}"  # noqa: S608 (our own names)
    with _cursor(connection) as cursor:
        _execute(cursor, statement, ready)
        return int(cursor.rowcount)


def placeholder(connection: sa.Connection) -> str:
    """How the driver marks a parameter."""
    return "%s" if is_postgres(connection.dialect) else "?"


def _prepared(connection: sa.Connection, columns: Sequence[sa.Column[Any]], rows: Sequence[Row]) -> list[Written]:
    return list(zip(*(_values(connection, column, rows) for column in columns), strict=True))


def _values(connection: sa.Connection, column: sa.Column[Any], rows: Sequence[Row]) -> list[Any]:
    """One column of all rows as the driver takes it."""
    name, kind = str(column.name), column.type
    values = [row.get(name) for row in rows]
    if isinstance(kind, Flag):
        values = [False if value is None else value for value in values]
    turn: Callable[[Any], Any] | None = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if isinstance(turn, Present):
        return turn.column(values)
    return values if turn is None else list(map(turn, values))


@contextmanager
def _cursor(connection: sa.Connection) -> Iterator[Any]:
    note_statement(connection)
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except connection.dialect.loaded_dbapi.Error as error:
        raise RowRefused(error, _copied_line(error)) from error
    finally:
        cursor.close()


def _execute(cursor: Any, statement: str, rows: list[Written], *, only: bool = True) -> None:
    """Run a statement for each of the rows; `only` says that a single one stands for a single record."""
    counted = Counted(rows)
    try:
        if len(rows) == 1:
            cursor.execute(statement, next(counted))
        else:
            cursor.executemany(statement, counted)
    except Exception as error:
        # The driver of PostgreSQL sends rows ahead, so counting them tells nothing there.
        known = hasattr(error, "sqlite_errorcode") or (only and len(rows) == 1)
        raise RowRefused(error, counted.taken - 1 if known else None) from error


def _copy(cursor: Any, statement: str, rows: list[Written]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _copied_line(error: Exception) -> int | None:
    """The row COPY was at, which the server says in the error's context: `COPY account, line 3`."""
    context: str = getattr(getattr(error, "diag", None), "context", None) or ""
    _, found, rest = context.partition(COPIED_LINE)
    digits = rest.partition(":")[0].strip()
    return int(digits) - 1 if found and digits.isdigit() else None
