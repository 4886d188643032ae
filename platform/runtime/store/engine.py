"""A tenant's database: opening it, and its transactions."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from random import SystemRandom
from typing import Any, TypeVar

import sqlalchemy as sa

from objectry.plan import Blueprint
from objectry.runtime.errors import Busy, RevisionChanged
from objectry.runtime.store.apply import Applying
from objectry.runtime.store.audit import AuditRows
from objectry.runtime.store.bootstrap import is_prepared, prepare_database
from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.connections import Pools, open_pools
from objectry.runtime.store.errors import (
    CommitUnknown,
    Restart,
    StaleBase,
    Unsupported,
    computing,
    is_lost,
    schema_moved,
    translated,
)
from objectry.runtime.store.failpoints import fp
from objectry.runtime.store.health import Health, health
from objectry.runtime.store.holding import THE_PLATFORM, Applicant, Holder, notice_of
from objectry.runtime.store.limits import QUICK, UNLIMITED, limited
from objectry.runtime.store.locks import claim_deployment, hold_deployment, one_moment, read_revision
from objectry.runtime.store.marks import Marks, read_marks
from objectry.runtime.store.prepared import begin_reading
from objectry.runtime.store.snapshots import Snapshot
from objectry.runtime.store.system_tables import system_tables
from objectry.runtime.store.tables import TENANT, Tables, tables
from objectry.runtime.store.transaction import ObjectTables, Sealing, Transaction, WriteTransaction
from objectry.runtime.store.turns import TurnRefused, Turns

T = TypeVar("T")

DEFAULT_SCHEMA = "objectry"
RESTARTS, APPLY_RESTARTS = 4, 6
FIRST_PAUSE = 0.02
TURN_SECONDS = 10.0
BEAT = 0.2  # seconds between signs of life, at least


class Store:
    """The database of one tenant.  Made once per process and used by all of its threads."""

    def __init__(self, pools: Pools, schema: str | None, pause: Callable[[float], None] = time.sleep) -> None:
        self._pools, self.schema, self._pause = pools, schema, pause
        self._seal: Sealing = leave_unsealed
        self._postgres = is_postgres(pools.writer.dialect)
        self._turns = Turns()
        self._random = SystemRandom()
        self._system = system_tables()
        self._notice = notice_of(_translated(pools.numbers, schema), self._system.applying, schema)
        self._objects = ObjectTables()
        self._tables: dict[str, Tables] = {}
        self._numbers = _translated(pools.numbers, schema)
        self._reader = _translated(pools.reader, schema)
        self._writer = _translated(pools.writer, schema)

    def tenant(self, schema: str) -> "Store":
        """Another tenant of the same database, through the same connections (PostgreSQL only)."""
        if not self._postgres:
            raise Unsupported("on SQLite each tenant has a file of its own")
        return Store(self._pools, schema, self._pause)

    @property
    def kind(self) -> str:
        """Which database it is: `sqlite` or `postgresql`."""
        return self._pools.writer.dialect.name

    def seal_with(self, seal: Sealing) -> None:
        """From now on what transactions add to the audit log is sealed so."""
        self._seal = seal

    def close(self) -> None:
        """Close the connections, also those of other tenants who share them."""
        self._pools.close()

    def statements(self) -> int:
        """How many statements this thread has sent."""
        return self._pools.tally.mine()

    def connections(self) -> tuple[int, int]:
        """How many connections are in use now, and how many there can be at most."""
        return self._pools.used()

    def health(self) -> Health:
        """What the database says of itself."""
        with self._connected(self._reader) as connection:
            return health(connection)

    def snapshot(self) -> Snapshot:
        """All that is in the database now, to come back to (SQLite only)."""
        if self._postgres:
            raise Unsupported("only a database in a file can be kept as a whole")
        return Snapshot(self._pools.writer)

    def tables(self, blueprint: Blueprint) -> Tables:
        """The tables of a blueprint, made once."""
        made = self._tables.get(blueprint.hash)
        if made is None:
            made = tables(blueprint)
            kept = list(self._tables.items())[-1:]  # calls may still be at work under the one before
            self._tables = dict([*kept, (blueprint.hash, made)])
        return made

    def revision(self) -> int:
        """The revision in force; 0 where nothing was ever deployed."""
        with translated(self._drivers_error), self._reader.connect() as connection:
            return read_revision(connection)

    def marks(self) -> Marks:
        """The revision in force and the stamp of identities, in one statement."""

        def attempt() -> Marks:
            with self._connected(self._reader) as connection:
                return read_marks(connection)

        return self.restart(attempt)

    @contextmanager
    def read(self, revision: int | None = None, *, seconds: float = QUICK) -> Iterator[Transaction]:
        """A transaction that only reads: on SQLite of one moment, on PostgreSQL statement by statement.

        It takes no lock.  Where `revision` is given and another was deployed meanwhile, so that a table or column is
        not there any more, it raises RevisionChanged; where the database is at work for longer than `seconds`, TooLong.
        """
        with self._connected(self._reader, revision) as connection, limited(connection, seconds):
            if not self._postgres:
                begin_reading(connection)
            yield Transaction(connection, self._system, self._objects)

    @contextmanager
    def still(self) -> Iterator[Transaction]:
        """A transaction that reads one moment on both databases, while others write.  Nobody applies a stack during it
        on PostgreSQL.  Raises Busy where somebody is applying one."""
        with self._connected(self._reader) as connection, limited(connection, UNLIMITED), one_moment(connection):
            yield Transaction(connection, self._system, self._objects)

    @contextmanager
    def write(self, revision: int, *, seconds: float = QUICK) -> Iterator[WriteTransaction]:
        """A transaction that writes, under the stack of `revision`; committed at the end of the block.

        Raises RevisionChanged where another one is in force, Restart where the whole call has to be made again,
        Busy where there was no getting in, Dangling where a reference leads nowhere, TooLong as a read.
        """
        with self._turn(), self._connected(self._writer, revision) as connection, limited(connection, seconds):
            transaction = connection.begin()
            found = hold_deployment(connection)
            if found != revision:
                raise RevisionChanged(f"revision {revision} was asked for, {found} is in force")
            writing = WriteTransaction(connection, self._system, self._objects, self._numbers)
            fp("door.begun", connection)
            yield writing
            writing.conclude(self._seal)
            fp("door.before_commit", connection)
            _finish(transaction, discard=writing.discarded)
            fp("door.after_commit")

    def restart(self, attempt: Callable[[], T]) -> T:
        """Make a whole call, again where the database asks for it: at most 4 more times, then Busy is raised.

        RevisionChanged goes through: the call has to be made with the new blueprint.
        """
        return self._repeat(attempt, RESTARTS)

    def prepare(self, revision: int) -> None:
        """Make those of the platform's own tables that an older engine did not, where `revision` is in force.

        What is deployed stays as it is.  Raises StaleBase and Busy, as apply.
        """
        with self._connected(self._reader) as connection:
            prepared = is_prepared(connection, self._system)
        if not prepared:
            self.apply(revision, lambda _: None)

    def apply(self, base: int, work: Callable[[Applying], T], who: Applicant = THE_PLATFORM) -> T:
        """Change the deployed stack in one transaction, alone: `work` runs the steps and writes the deployment.

        An empty database is prepared first.  `work` may be called again where others stood in the way; after any
        error everything is as it was.  Raises StaleBase where the revision in force is not `base`, and Busy.
        """
        return self._repeat(lambda: self._await(base, work, who), APPLY_RESTARTS)

    def _await(self, base: int, work: Callable[[Applying], T], who: Applicant) -> T:
        """Try once; `who` hears of the one who stood in the way."""
        try:
            return self._apply(base, work, who)
        except Restart:
            holder = self._notice.read()
            if holder is not None:
                who.waiting(holder)
            raise

    def _apply(self, base: int, work: Callable[[Applying], T], who: Applicant) -> T:
        with self._turn(), self._connected(self._writer) as connection, self._unchecked(connection):
            transaction = connection.begin()
            claim_deployment(connection)
            with self._noted(who) as beat, limited(connection, UNLIMITED):
                fp("apply.begun", connection)
                prepare_database(connection, self._system)
                current = read_revision(connection)
                if current != base:
                    raise StaleBase(base, current)
                applying = Applying(connection, self._system, self._objects, current, beat)
                done = work(applying)
                applying.check()
                applying.conclude(self._seal)
                fp("apply.before_commit", connection)
                _finish(transaction, discard=applying.discarded)
                fp("apply.after_commit")
            return done

    @contextmanager
    def _noted(self, who: Applicant) -> Iterator[Callable[[str], None]]:
        """A note of who holds the lock while it is held, and how it shows signs of life."""
        holder, last = who.holder(), 0.0

        def beat(doing: str) -> None:
            nonlocal last
            if time.monotonic() > last + BEAT:
                last = time.monotonic()
                self._notice.write(who.alive(holder, doing))

        self._notice.write(holder)
        try:
            yield beat
        finally:
            self._notice.clear()

    def left_behind(self) -> str | None:
        """The note of somebody who is not at work any more."""
        note = self._notice.note()
        return None if note is None or self._notice.read() is not None else str(note)

    def holder(self) -> Holder | None:
        """Who is applying a stack right now."""
        return self._notice.read()

    @contextmanager
    def _connected(self, engine: sa.Engine, revision: int | None = None) -> Iterator[sa.Connection]:
        """A connection whose errors are the store's.  One that remembers tables as they were is not used again."""
        with translated(self._drivers_error), self._fresh(engine, revision) as connection:
            try:
                yield connection
            except (sa.exc.DBAPIError, self._drivers_error) as error:
                lost = is_lost(connection)
                if lost or schema_moved(error):
                    connection.invalidate()
                if lost:
                    raise Restart(str(error)) from error
                if schema_moved(error) and revision is not None and self.revision() != revision:
                    raise RevisionChanged(f"revision {revision} is no longer in force") from error
                raise

    def _fresh(self, engine: sa.Engine, revision: int | None) -> sa.Connection:
        """A connection on which no statement was prepared under an earlier revision: PostgreSQL would refuse it."""
        connection = engine.connect()
        while self._postgres and revision is not None and self._seen(connection, revision) < revision:
            connection.invalidate()
            connection.close()
            connection = engine.connect()
        return connection

    def _seen(self, connection: sa.Connection, revision: int) -> int:
        """The revision under which a connection was first used for this tenant."""
        seen: int = connection.info.setdefault(f"objectry_revision_{self.schema}", revision)
        return seen

    @contextmanager
    def _unchecked(self, connection: sa.Connection) -> Iterator[None]:
        """SQLite can rebuild a table only with its foreign keys off, and can switch them only between transactions."""
        if self._postgres:
            yield
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield
        finally:
            driver.rollback()  # inside a transaction the next line would do nothing
            driver.execute("PRAGMA foreign_keys=ON")

    def _repeat(self, attempt: Callable[[], T], restarts: int) -> T:
        pause = FIRST_PAUSE
        for _ in range(restarts):
            try:
                return attempt()
            except Restart:
                self._pause(pause * self._random.uniform(0.5, 1.5))
                pause *= 2
        try:
            return attempt()
        except Restart as error:
            raise Busy(str(error)) from error

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if self._postgres:
            yield
            return
        try:
            with self._turns.turn(TURN_SECONDS):
                yield
        except TurnRefused as error:
            raise Busy(str(error)) from error

    def computing(self) -> AbstractContextManager[None]:
        """Whatever the database makes of a statement is NotComputed, for callers who try many of them."""
        return computing(self._drivers_error)

    @property
    def _drivers_error(self) -> type[Exception]:
        found: type[Exception] = self._pools.writer.dialect.loaded_dbapi.Error
        return found


def leave_unsealed(_: AuditRows) -> None:
    """Without anybody who has the keys rows stay as they are."""


def open_store(url: str, schema: str | None = None) -> Store:
    """The store at an address such as `sqlite:///crm.db` or `postgresql://user@host/db`.

    `schema` names the tenant on PostgreSQL (default `objectry`).  Nothing is created but an empty SQLite file; an
    empty database answers revision 0.  Raises Unsupported and Unreachable.
    """
    pools = open_pools(url)
    if not is_postgres(pools.writer.dialect):
        if schema is not None:
            raise Unsupported("SQLite has no schemas: a tenant is a file")
        return Store(pools, None)
    return Store(pools, schema or DEFAULT_SCHEMA)


def _translated(engine: sa.Engine, schema: str | None) -> sa.Engine:
    return engine.execution_options(schema_translate_map={TENANT: schema})


def _finish(transaction: sa.RootTransaction, *, discard: bool) -> None:
    if discard:
        transaction.rollback()
        return
    driver = transaction.connection.connection
    try:
        transaction.commit()
    except sa.exc.DBAPIError as error:
        if error.connection_invalidated:
            raise CommitUnknown(str(error.orig)) from error
        driver.rollback()  # SQLite refuses to commit, but stays in the transaction
        raise
