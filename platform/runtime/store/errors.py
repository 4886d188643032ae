"""What the store cannot do, as types.  The door turns them into problems of records or answers of its own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa

from objectry.runtime.errors import Busy, NoRoom, TooLong


class StoreError(Exception):
    """The common parent."""


class Unsupported(StoreError):
    """The database is of a kind or version that cannot be used, or lies where it cannot be shared."""


class Restart(StoreError, Busy):
    """The database chose this transaction to give way (deadlock, lock timeout, busy file): do the whole call again.

    Where nobody does (a call outside of `Store.restart`), the caller reads it as Busy.
    """


class Unreachable(StoreError, Busy):
    """There is no connecting to the database: it is down, or the file is none or cannot be opened."""


class NotComputed(StoreError):
    """The database cannot do a statement; the message is its own."""


class CommitUnknown(StoreError):
    """The connection was lost during commit: whether the changes are there is not known."""


class Violated(StoreError):
    """Rows contradict a unique index.  Nothing of the transaction since its last savepoint may be used any more.

    `fields` are the index's columns; `record` counts from 0 in the rows given, None where it could not be found.
    """

    def __init__(self, table: str, index: str | None, fields: Sequence[str], record: int | None) -> None:
        super().__init__(f"{table}: {', '.join(fields)} must be unique")
        self.table, self.index, self.fields, self.record = table, index, tuple(fields), record


class Dangling(StoreError):
    """A reference points to no record."""


class Stale(StoreError):
    """Rows to update were not there, or not in the version they were read in."""

    def __init__(self, table: str, expected: int, found: int) -> None:
        super().__init__(f"{table}: {expected} rows to update, {found} found as they were read")


class StaleBase(StoreError):
    """The stack to deploy was planned against another revision than the one in force."""

    def __init__(self, base: int, current: int) -> None:
        super().__init__(f"planned against revision {base}, but {current} is deployed")
        self.base, self.current = base, current


class StepFailed(StoreError):
    """A step of a change plan could not be done.  The database is as it was before."""

    def __init__(self, step: object, reason: str) -> None:
        super().__init__(f"{type(step).__name__}: {reason}")
        self.step, self.reason = step, reason


class HierarchyCycle(StoreError):
    """Managers would form a ring.  `users` are the ids on it."""

    def __init__(self, users: Sequence[str]) -> None:
        super().__init__("managers form a ring: " + " -> ".join(users))
        self.users = tuple(users)


class HierarchyTooDeep(StoreError):
    """A chain of managers would be longer than allowed.  `user` is the person at its lower end."""

    def __init__(self, user: str, levels: int) -> None:
        super().__init__(f"more than {levels} levels of managers above and with {user}")
        self.user, self.levels = user, levels


LOCK_TIMEOUT = "55P03"
RESTARTS = frozenset({"40P01", "40001", LOCK_TIMEOUT})  # deadlock, serialisation
LOST = frozenset({"57P01", "57P02", "57P03", "25P03", "08000", "08003", "08006"})  # shut down, or cut off
SCHEMA_MOVED = frozenset({"42P01", "42703", "0A000", "3F000"})  # no such table, column, schema; a cached plan is void
SQLITE_MOVED = ("no such table", "no such column", "has no column named")
SQLITE_BUSY, SQLITE_LOCKED, SQLITE_INTERRUPTED = 5, 6, 9
SQLITE_FULL, SQLITE_NOT_WRITTEN = 13, (778, 1034, 1546)  # full; a write, sync or truncation that failed
SQLITE_CLOSED = (14, 26)  # cannot be opened; is not a database
FOREIGN_KEY, UNIQUE, CANCELLED, DISK_FULL = "23503", "23505", "57014", "53100"
SQLITE_UNIQUE = "UNIQUE constraint failed: "
VOID_PLAN = "cached plan must not change"  # PostgreSQL prepared the statement before a table was altered


def cause_of(error: BaseException) -> BaseException:
    """The driver's own error."""
    wrapped = isinstance(error, sa.exc.DBAPIError) and error.orig is not None
    return error.orig if wrapped else error  # type: ignore[attr-defined]


def sqlstate(error: BaseException) -> str | None:
    """The PostgreSQL code of an error, None on SQLite."""
    return getattr(cause_of(error), "sqlstate", None)


def gives_way(error: BaseException) -> bool:
    """Whether the same call may succeed when it is made again."""
    code = getattr(cause_of(error), "sqlite_errorcode", None)
    busy = code is not None and code & 0xFF in (SQLITE_BUSY, SQLITE_LOCKED)
    lost = isinstance(error, sa.exc.DBAPIError) and error.connection_invalidated
    return busy or lost or sqlstate(error) in RESTARTS | LOST or str(cause_of(error)).startswith(VOID_PLAN)


def is_lost(connection: sa.Connection) -> bool:
    """Whether the server is gone from the other end of a connection (never, on SQLite)."""
    return not connection.invalidated and bool(getattr(connection.connection.driver_connection, "closed", False))


def cannot_connect(error: BaseException) -> bool:
    """Whether there was no connection on which a statement could have gone wrong."""
    no_database = getattr(cause_of(error), "sqlite_errorcode", None) in SQLITE_CLOSED
    return no_database or (isinstance(error, sa.exc.OperationalError) and error.statement is None)


def schema_moved(error: BaseException) -> bool:
    """Whether a statement named tables or columns that are not there, or no longer as they were."""
    return sqlstate(error) in SCHEMA_MOVED or str(cause_of(error)).startswith(SQLITE_MOVED)


def dangling(error: BaseException) -> bool:
    """Whether a foreign key was found broken, which both databases look at when committing."""
    return sqlstate(error) == FOREIGN_KEY or str(cause_of(error)).startswith("FOREIGN KEY constraint failed")


def too_long(error: BaseException) -> bool:
    """Whether the database ended a statement because its time was over."""
    code = getattr(cause_of(error), "sqlite_errorcode", None)
    return sqlstate(error) == CANCELLED or (code is not None and code & 0xFF == SQLITE_INTERRUPTED)


def no_room(error: BaseException) -> bool:
    """Whether the disk of the database is full, or no file of it may grow."""
    code = getattr(cause_of(error), "sqlite_errorcode", None)
    return sqlstate(error) == DISK_FULL or code == SQLITE_FULL or code in SQLITE_NOT_WRITTEN


def not_unique(error: BaseException) -> bool:
    """Whether values repeat that a unique index forbids to."""
    return sqlstate(error) == UNIQUE or str(cause_of(error)).startswith(SQLITE_UNIQUE)


@contextmanager
def translated(drivers_error: type[Exception]) -> Iterator[None]:
    """Errors of SQLAlchemy and of its driver become the store's where the store has a word for them."""
    try:
        yield
    except sa.exc.TimeoutError as error:
        raise Busy("no connection to the database was free") from error
    except (sa.exc.DBAPIError, drivers_error) as error:
        if no_room(error):
            raise NoRoom(str(cause_of(error)).strip()) from error
        if cannot_connect(error):
            raise Unreachable(f"cannot open the database: {cause_of(error)}".strip()) from error
        if gives_way(error):
            raise Restart(str(cause_of(error))) from error
        if too_long(error):
            raise TooLong(str(cause_of(error)).strip()) from error
        if dangling(error):
            raise Dangling(str(cause_of(error))) from error
        raise


@contextmanager
def computing(drivers_error: type[Exception]) -> Iterator[None]:
    """Whatever a database makes of a statement is an error of the store, for callers who try many of them."""
    try:
        yield
    except (sa.exc.SQLAlchemyError, drivers_error) as error:
        raise NotComputed(str(cause_of(error)).strip()) from error
