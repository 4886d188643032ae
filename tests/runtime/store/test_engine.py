"""Transactions: all or nothing, under one revision, made again when the database asks for it."""

import sqlite3
from collections.abc import Iterator
from decimal import Decimal

import pytest
import sqlalchemy as sa

from objectry.plan import ChangeColumn, Column, ObjectPlan
from objectry.rules import Value
from objectry.runtime.errors import Busy, NoRoom, RevisionChanged
from objectry.runtime.store.apply import Applying
from objectry.runtime.store.connections import open_pools
from objectry.runtime.store.engine import RESTARTS, Store, open_store
from objectry.runtime.store.errors import CommitUnknown, Dangling, Restart, StaleBase, translated
from objectry.runtime.store.transaction import WriteTransaction
from tests.databases import Database
from tests.runtime.store.stores import (
    ACCOUNT,
    AMOUNT,
    DEAL,
    STACK,
    USER,
    apply,
    context,
    deployed,
    deployment,
    first_steps,
    ident,
    row,
    stack,
    stored,
    with_columns,
)


@pytest.fixture
def store(database: Database) -> Iterator[Store]:
    opened = deployed(database)
    yield opened
    opened.close()


def test_an_empty_database_has_no_revision(database: Database) -> None:
    """Opening creates nothing, and the answer is 0."""
    store = open_store(database.url, database.schema)
    assert store.revision() == 0
    with store.read() as reading:
        assert reading.revision() == 0


def test_a_write_is_there_afterwards(store: Store) -> None:
    """What was written in a block that ends well can be read by the next."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, name="Acme")])
    assert [one["name"] for one in stored(store, ACCOUNT, 1)] == ["Acme"]


def test_an_error_takes_everything_back(store: Store) -> None:
    """Nothing of a block that ends in an error is there, and the error goes on upwards."""
    with pytest.raises(ZeroDivisionError), store.write(1) as writing:
        insert_and_fail(writing, row(1, name="Acme"))
    assert stored(store, ACCOUNT, 1) == []


def insert_and_fail(writing: WriteTransaction, record: dict[str, Value]) -> None:
    writing.insert(ACCOUNT, [record])
    raise ZeroDivisionError


def test_a_discarded_write_leaves_nothing(store: Store) -> None:
    """A dry run sees its own writes and leaves none."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, name="Acme")])
        assert len(writing.lock(ACCOUNT, [ident(1)])) == 1
        writing.discard()
    assert stored(store, ACCOUNT, 1) == []


def test_a_savepoint_takes_back_its_part(store: Store) -> None:
    """An error inside a savepoint, or its discarding, leaves what was written around it."""
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, name="kept")])
        with pytest.raises(ZeroDivisionError), writing.savepoint():
            insert_and_fail(writing, row(2, name="lost"))
        with writing.savepoint() as point:
            writing.insert(ACCOUNT, [row(3, name="lost too")])
            point.discard()
        with writing.savepoint():
            writing.insert(ACCOUNT, [row(4, name="kept too")])
    assert [one["name"] for one in stored(store, ACCOUNT, 1, 2, 3, 4)] == ["kept", "kept too"]


def test_a_write_of_another_revision_is_refused(store: Store) -> None:
    """A call compiled against an older or unknown stack has to be made again."""
    for revision in (0, 2):
        with pytest.raises(RevisionChanged), store.write(revision):
            pytest.fail("the block must not run")


def test_a_write_before_any_deployment_is_refused(database: Database) -> None:
    """There is nothing to write to."""
    with pytest.raises(RevisionChanged), open_store(database.url, database.schema).write(1):
        pytest.fail("the block must not run")


def test_a_read_of_an_older_revision_is_told_so(store: Store) -> None:
    """A column that a later revision took away is answered by RevisionChanged, a mere mistake by its own error."""
    with pytest.raises(RevisionChanged), store.read(revision=0) as reading:
        reading._connection.exec_driver_sql("SELECT gone FROM nowhere")
    with pytest.raises(sa.exc.DBAPIError), store.read(revision=1) as reading:
        reading._connection.exec_driver_sql("SELECT gone FROM nowhere")


def test_a_reference_to_nothing_is_refused(store: Store) -> None:
    """Foreign keys are checked when committing, so that the order of writes does not matter."""
    with store.write(1) as writing:
        writing.insert(DEAL, [row(1, account=ident(2))])
        writing.insert(ACCOUNT, [row(2)])
    with pytest.raises(Dangling), store.write(1) as writing:
        writing.insert(DEAL, [row(3, account=ident(4))])
    assert stored(store, DEAL, 3) == []


def test_a_broken_reference_leaves_the_store_usable(store: Store) -> None:
    """After a refused commit the same connection serves the next call."""
    for _ in range(3):
        with pytest.raises(Dangling), store.write(1) as writing:
            writing.insert(DEAL, [row(3, account=ident(4))])
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1)])
    assert len(stored(store, ACCOUNT, 1)) == 1


class Giving:
    """A call that gives way a number of times before it succeeds."""

    def __init__(self, times: int) -> None:
        self.times, self.made = times, 0

    def __call__(self) -> str:
        self.made += 1
        if self.made <= self.times:
            raise Restart("somebody else was first")
        return "done"


def paused(database: Database, pauses: list[float]) -> Store:
    return Store(open_pools(database.url), database.schema, pauses.append)


@pytest.mark.parametrize("times", range(RESTARTS + 1))
def test_a_call_is_made_again(sqlite: Database, times: int) -> None:
    """A call that has to give way is made again, at most four times, each time after a longer pause."""
    pauses: list[float] = []
    call = Giving(times)
    assert paused(sqlite, pauses).restart(call) == "done"
    assert call.made == times + 1
    assert len(pauses) == times
    for number, pause in enumerate(pauses):
        assert 0.01 * 2**number <= pause <= 0.03 * 2**number


def test_nobody_has_to_know_of_restarts(store: Store) -> None:
    """Outside of `restart` the same refusal reads as: busy."""
    with pytest.raises(Busy), store.read():
        raise sa.exc.OperationalError("SELECT 1", {}, driver_error("40P01"))


def test_in_the_end_the_database_is_busy(sqlite: Database) -> None:
    """After the fourth repetition the caller is told."""
    call = Giving(RESTARTS + 1)
    with pytest.raises(Busy):
        paused(sqlite, []).restart(call)
    assert call.made == RESTARTS + 1


def test_a_new_revision_is_not_met_by_repeating(sqlite: Database) -> None:
    """The same call would meet the same refusal: its maker has to take the new blueprint."""

    def call() -> str:
        raise RevisionChanged

    pauses: list[float] = []
    with pytest.raises(RevisionChanged):
        paused(sqlite, pauses).restart(call)
    assert pauses == []


def driver_error(code: str | None = None, sqlite: int | None = None) -> Exception:
    error = sqlite3.OperationalError("database is locked")
    if sqlite is not None:
        error.sqlite_errorcode = sqlite
    if code is not None:
        error.sqlstate = code  # type: ignore[attr-defined]  # as the other driver's errors have it
    return error


@pytest.mark.parametrize(
    ("error", "becomes"),
    [
        (driver_error("40P01"), Restart),
        (driver_error("40001"), Restart),
        (driver_error("55P03"), Restart),
        (driver_error("23503"), Dangling),
        (driver_error("22003"), sa.exc.DBAPIError),
        (driver_error(sqlite=sqlite3.SQLITE_BUSY), Restart),
        (driver_error(sqlite=sqlite3.SQLITE_BUSY_SNAPSHOT), Restart),
        (driver_error(sqlite=sqlite3.SQLITE_LOCKED), Restart),
        (driver_error(sqlite=sqlite3.SQLITE_FULL), NoRoom),
    ],
)
def test_errors_are_said_in_the_words_of_the_store(error: Exception, becomes: type[Exception]) -> None:
    """Deadlocks, lock timeouts and a busy file mean: again; other errors stay themselves."""
    with pytest.raises(becomes), translated(sqlite3.Error):
        raise sa.exc.OperationalError("SELECT 1", {}, error)


def test_no_free_connection_means_busy() -> None:
    """Who waited for a connection in vain is told so, and not made to wait four times more."""
    with pytest.raises(Busy), translated(sqlite3.Error):
        raise sa.exc.TimeoutError("QueuePool limit reached")


def test_a_commit_without_answer_is_not_repeated(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """When the connection is lost while committing nobody knows what was written, so nothing is done twice."""

    def lose(_: object) -> None:
        raise sa.exc.OperationalError("COMMIT", {}, driver_error(), connection_invalidated=True)

    monkeypatch.setattr(sa.RootTransaction, "commit", lose)
    with pytest.raises(CommitUnknown), store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1)])


def test_a_stale_base_is_refused(store: Store) -> None:
    """What was planned against another revision is not applied, and nothing is run."""
    for base in (0, 2):
        with pytest.raises(StaleBase) as raised:
            store.apply(base, lambda _: pytest.fail("must not run"))
        assert (raised.value.base, raised.value.current) == (base, 1)


def test_a_refused_first_deployment_leaves_the_database_empty(database: Database) -> None:
    """Not even the platform's own tables remain."""
    store = open_store(database.url, database.schema)
    with pytest.raises(StaleBase):
        store.apply(3, lambda _: None)
    assert tables_of(store) == set()


def tables_of(store: Store) -> set[str]:
    with store.read() as reading:
        return set(sa.inspect(reading._connection).get_table_names(schema=store.schema))


def test_a_discarded_application_leaves_nothing(database: Database) -> None:
    """Trying a plan out on the real database is possible."""
    store = open_store(database.url, database.schema)
    store.apply(0, lambda applying: applying.discard())
    assert tables_of(store) == set()


def test_revisions_count_upwards(store: Store) -> None:
    """Each deployment has the next number."""
    assert [apply(store, STACK, []) for _ in range(3)] == [2, 3, 4]


def test_tables_of_a_blueprint_are_made_once(store: Store) -> None:
    """A second asking answers the same tables, another blueprint others."""
    other = stack(USER, ACCOUNT, label="other")
    first = store.tables(STACK)
    assert store.tables(STACK) is first
    assert store.tables(other).blueprint is other


def widened(store: Store, url: str) -> ObjectPlan:
    """The deal after another process gave its amount more digits, while this one has statements prepared."""
    for _ in range(8):  # after five times the driver prepares
        stored(store, DEAL, 1)
    wide = Column("amount", AMOUNT.kind, 20, 4)
    plan = with_columns(DEAL, wide)
    elsewhere = open_store(url, store.schema)
    apply(elsewhere, stack(USER, ACCOUNT, plan), [ChangeColumn("deal", AMOUNT, wide)])
    elsewhere.close()
    return plan


@pytest.mark.postgres
def test_statements_prepared_before_a_change_are_forgotten(postgres: Database) -> None:
    """A connection that prepared statements on a table as it was is not used under the new revision."""
    store = deployed(postgres)
    plan = widened(store, postgres.url)
    with store.write(2) as writing:
        writing.insert(plan, [row(1, amount=Decimal("1.2345"))])
        assert len(writing.lock(plan, [ident(1)])) == 1


@pytest.mark.postgres
def test_a_statement_prepared_before_a_change_gives_way(postgres: Database) -> None:
    """Where such a connection is met all the same, the call is made again with another one."""
    store = deployed(postgres)
    plan = widened(store, postgres.url)
    made: list[int] = []

    def call() -> int:
        made.append(1)
        with store._writer.connect() as connection:
            connection.info.clear()  # it looks as if it had never been used
        with store.write(2) as writing:
            return len(writing.lock(plan, [ident(1)]))

    assert store.restart(call) == 0
    assert len(made) == 2


def test_deployments_and_data_share_a_transaction(database: Database) -> None:
    """An error after the tables were made leaves neither tables nor a revision."""
    store = open_store(database.url, database.schema)

    def work(applying: Applying) -> None:
        applying.run(context(STACK), first_steps(STACK), deployment().at)
        applying.deploy(deployment())
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.apply(0, work)
    assert tables_of(store) == set()
    assert store.revision() == 0


def test_a_thread_that_writes_cannot_begin_to_write(sqlite: Database) -> None:
    """On SQLite it would wait for itself: a mistake in the program, said at once."""
    store = deployed(sqlite)
    with store.write(1), pytest.raises(RuntimeError, match="inside another"), store.write(1):
        pass


@pytest.mark.postgres
def test_a_lost_connection_is_replaced(postgres: Database) -> None:
    """After the server has ended a connection (a restart, a failover) the next call is made again, and succeeds."""
    store, other = deployed(postgres), open_store(postgres.url, postgres.schema)
    with store.write(1) as writing:
        process = writing._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
    with other.read() as reading:
        reading._connection.exec_driver_sql(f"SELECT pg_terminate_backend({process})")
    made: list[int] = []

    def call() -> None:
        made.append(1)
        with store.write(1) as writing:
            writing.insert(ACCOUNT, [row(1)])

    store.restart(call)
    assert len(made) == 2
    assert len(stored(store, ACCOUNT, 1)) == 1
