"""Writing many rows at once, straight through the driver: a batch is one message, whatever its length.

SQLAlchemy prepares each row of a batch with great care and at some cost; here the types of the columns are applied
column by column, and the driver gets plain tuples.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import chain
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.columns import Flag, Present, is_postgres
from objectry.runtime.store.dialect import qualified, quote, schema_of
from objectry.runtime.store.tally import note_statement

Row = Mapping[str, Any]
Written = tuple[Any, ...]
Turn = Callable[[Iterable[Any]], list[Any]]
INSERTING = "inserting"  # in what is known of a table
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


@dataclass(frozen=True, slots=True)
class Inserting:
    """What is the same whenever rows with these columns are inserted: where they go, and how their values go in."""

    target: str
    values: str
    columns: tuple[tuple[str, Turn], ...]

    def ready(self, rows: Sequence[Row]) -> list[Written]:
        """The rows as the driver takes them."""
        return list(zip(*(turn([row.get(name) for row in rows]) for name, turn in self.columns), strict=True))


def insert_rows(connection: sa.Connection, table: sa.Table, rows: Sequence[Row]) -> None:
    """Insert rows of inside values; what a row leaves out is null (or false).  Raises RowRefused."""
    if not rows:
        return
    how = _inserting(connection, table, frozenset().union(*rows))
    ready = how.ready(rows)
    with _cursor(connection) as cursor:
        if not is_postgres(connection.dialect):
            _execute(cursor, f"INSERT INTO {how.target} VALUES {how.values}", ready)  # noqa: S608 (our own names)
        elif len(ready) < COPY_FROM:
            statement = f"INSERT INTO {how.target} VALUES {', '.join([how.values] * len(ready))}"  # noqa: S608 (as above)
            _execute(cursor, statement, [tuple(chain.from_iterable(ready))], only=len(ready) == 1)
        else:
            _copy(cursor, f"COPY {how.target} FROM STDIN", ready)


def _inserting(connection: sa.Connection, table: sa.Table, given: frozenset[str]) -> Inserting:
    """Found once for a table, a tenant and the columns that are given; kept with the table."""
    known: dict[object, Inserting] = table.info.setdefault(INSERTING, {})
    key = schema_of(connection), is_postgres(connection.dialect), given
    found = known.get(key)
    if found is None:
        columns = [column for column in table.c if column.name in given]
        target = f"{qualified(connection, table.name)} ({', '.join(quote(connection, one.name) for one in columns)})"
        values = f"({', '.join([placeholder(connection)] * len(columns))})"
        turns = tuple((str(one.name), turn_of(connection, one)) for one in columns)
        found = known[key] = Inserting(target, values, turns)
    return found


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
    turned = (turn_of(connection, one)([row.get(str(one.name)) for row in rows]) for one in columns)
    return list(zip(*turned, strict=True))


def turn_of(connection: sa.Connection, column: sa.Column[Any]) -> Turn:
    """How the values of a column become what the driver takes, all rows at once."""
    kind = column.type
    if isinstance(kind, Flag):
        return _flags
    turn: Callable[[Any], Any] | None = kind.dialect_impl(connection.dialect).bind_processor(connection.dialect)
    if isinstance(turn, Present):
        return turn.column
    return list if turn is None else partial(_each, turn)


def _flags(values: Iterable[Any]) -> list[Any]:
    return [False if value is None else value for value in values]


def _each(turn: Callable[[Any], Any], values: Iterable[Any]) -> list[Any]:
    return list(map(turn, values))


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
