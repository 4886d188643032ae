"""Locks: writers of different records do not meet, those of the same wait, and nobody writes under an old stack."""

import sqlite3
import time
from collections.abc import Callable
from decimal import Decimal
from threading import Barrier, Event, Timer

import pytest
import sqlalchemy as sa

from objectry.runtime.errors import RevisionChanged
from objectry.runtime.store.engine import Store, open_store
from objectry.runtime.store.errors import Restart, Stale, gives_way
from objectry.runtime.store.locks import lock_key
from objectry.runtime.store.transaction import WriteTransaction
from tests.databases import Database
from tests.runtime.store.crowd import at_once, without_errors
from tests.runtime.store.stores import ACCOUNT, DEAL, STACK, apply, deployed, ident, row, stored


def test_rows_come_locked_in_the_order_of_their_ids(database: Database) -> None:
    """Whatever the order of asking, so that two callers never take two rows crosswise; unknown ids are left out."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(count, name=str(count), city=str(count)) for count in (3, 1, 2)])
        found = writing.lock(ACCOUNT, [ident(3), ident(9), "no id at all", ident(1), ident(2)])
    assert [one["id"] for one in found] == [ident(1), ident(2), ident(3)]


def test_nothing_to_lock(database: Database) -> None:
    """An empty list locks nothing."""
    store = deployed(database)
    with store.write(1) as writing:
        assert writing.lock(ACCOUNT, []) == []


def test_records_in_the_bin_are_shown_as_such(database: Database) -> None:
    """They can be locked, to be restored; the mark tells them apart."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1), row(2, deleted_at=row(2)["created_at"])])
    assert [one["deleted_at"] is None for one in stored(store, ACCOUNT, 1, 2)] == [True, False]


def test_many_ids_are_one_parameter(database: Database) -> None:
    """Forty thousand ids, more than either database takes parameters, are one statement."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1), row(39_999, name="last")])
        found = writing.lock(ACCOUNT, [ident(count) for count in range(40_000)])
    assert [one["id"] for one in found] == [ident(1), ident(39_999)]


def raised(store: Store, times: int) -> Callable[[], None]:
    """A call that reads a figure under a lock and writes it one higher, as the door does."""

    def once() -> None:
        with store.write(1) as writing:
            (found,) = writing.lock(ACCOUNT, [ident(1)])
            before = Decimal(str(found["total"] or 0))
            time.sleep(0.001)
            version = Decimal(str(found["version"])) + 1
            writing.update(ACCOUNT, [{"id": ident(1), "total": before + 1, "version": version}])

    def work() -> None:
        for _ in range(times):
            store.restart(once)

    return work


def test_no_update_is_lost(database: Database) -> None:
    """Eight threads that each add one, twenty-five times, make two hundred."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1)])
    without_errors(at_once(*[raised(store, 25)] * 8))
    (found,) = stored(store, ACCOUNT, 1)
    assert (found["total"], found["version"]) == (Decimal(200), Decimal(201))


def test_a_write_over_another_version_is_refused(database: Database) -> None:
    """Also one who did not lock cannot write over what he has not seen."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, name="first")])
        writing.update(ACCOUNT, [{"id": ident(1), "name": "second", "version": Decimal(2)}])
    with pytest.raises(Stale), store.write(1) as writing:
        writing.update(ACCOUNT, [{"id": ident(1), "name": "lost", "version": Decimal(2)}])
    assert [one["name"] for one in stored(store, ACCOUNT, 1)] == ["second"]


def test_opposite_orders_do_not_hurt_the_caller(database: Database) -> None:
    """Two calls that take the same two rows in opposite orders both succeed in the end: one is made again."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, city="a"), row(2, city="b")])
    made: list[int] = []
    both = Barrier(2)  # on SQLite the second does not get in before the first is done

    def raise_total(writing: WriteTransaction, count: int) -> None:
        (found,) = writing.lock(ACCOUNT, [ident(count)])
        writing.update(ACCOUNT, [{"id": ident(count), "total": Decimal(str(found["total"] or 0)) + 1}])

    def call(first: int, second: int) -> Callable[[], None]:
        def once() -> None:
            made.append(first)
            with store.write(1) as writing:
                raise_total(writing, first)
                if database.is_postgres and made.count(first) == 1:
                    both.wait(30)
                raise_total(writing, second)

        return lambda: store.restart(once)

    without_errors(at_once(call(1, 2), call(2, 1)))
    assert [one["total"] for one in stored(store, ACCOUNT, 1, 2)] == [Decimal(2), Decimal(2)]
    assert len(made) == (3 if database.is_postgres else 2)


@pytest.mark.postgres
def test_a_locked_parent_takes_new_children(postgres: Database) -> None:
    """The lock leaves the foreign keys of others alone: inserting a child does not wait for who holds its parent."""
    store = deployed(postgres)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1)])
    with store.write(1) as holder:
        holder.lock(ACCOUNT, [ident(1)])
        with store.write(1) as other:
            other.insert(DEAL, [row(10, account=ident(1))])
    assert len(stored(store, DEAL, 10)) == 1


@pytest.mark.postgres
def test_waiting_for_a_row_comes_to_an_end(postgres: Database) -> None:
    """Who waits too long for a row gives way, and the call is made again."""
    store = deployed(postgres)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1)])
    with store.write(1) as holder:
        holder.lock(ACCOUNT, [ident(1)])
        with store.write(1) as other:
            other._connection.exec_driver_sql("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(sa.exc.OperationalError) as raised:
                other.lock(ACCOUNT, [ident(1)])
            other.discard()
    assert gives_way(raised.value)


def test_a_writer_waits_for_a_deployment_and_sees_it(database: Database) -> None:
    """A write that began to wait while a new stack was applied must not go on under the old one.

    PostgreSQL reads with the eyes of the statement's beginning: a revision read by the very statement that waits for
    the lock would be the old one.
    """
    store = deployed(database)
    applying, waiting = Event(), Event()

    def deploy() -> None:
        def work(work: object) -> None:
            applying.set()
            assert waiting.wait(10)
            time.sleep(0.3)  # by now the writer stands at the lock
            work.deploy(deployment_of(store))  # type: ignore[attr-defined]

        store.apply(1, work)

    def write() -> None:
        assert applying.wait(10)
        waiting.set()
        with store.write(1) as writing:
            writing.insert(ACCOUNT, [row(1)])

    _, answer = at_once(deploy, write)
    assert isinstance(answer, RevisionChanged)
    assert stored(store, ACCOUNT, 1) == []


def deployment_of(store: Store) -> object:
    with store.read() as reading:
        found = reading.deployment()
    assert found is not None
    return found


def test_a_deployment_waits_for_writers(database: Database) -> None:
    """What is being written is committed before the stack changes."""
    store = deployed(database)
    writing, order = Event(), list[str]()

    def write() -> None:
        with store.write(1) as one:
            writing.set()
            one.insert(ACCOUNT, [row(1)])
            time.sleep(0.3)
            order.append("written")

    def deploy() -> None:
        assert writing.wait(10)
        apply(store, STACK, [], base=1)
        order.append("deployed")

    without_errors(at_once(write, deploy))
    assert order == ["written", "deployed"]
    assert len(stored(store, ACCOUNT, 1)) == 1


def test_deployments_at_once(database: Database) -> None:
    """Of eight that were planned against the same revision one is whole, the others are refused."""
    store = deployed(database)
    answers = at_once(*[lambda: apply(store, STACK, [], base=1)] * 8)
    assert sorted(type(answer).__name__ for answer in answers) == ["StaleBase"] * 7 + ["int"]
    assert store.revision() == 2


def test_two_first_deployments_at_once(database: Database) -> None:
    """Two processes that meet an empty database: one prepares it, the other is refused."""
    stores = [open_store(database.url, database.schema) for _ in range(2)]
    answers = at_once(*[lambda store=store: apply(store, STACK, [], base=0) for store in stores])
    assert sorted(type(answer).__name__ for answer in answers) == ["StaleBase", "int"]


def test_readers_do_not_wait(database: Database) -> None:
    """While somebody writes, others read what was committed before."""
    store = deployed(database)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1)])
        with store.read() as reading:
            assert reading.revision() == 1
        assert store.revision() == 1


def test_another_process_is_waited_for(sqlite: Database) -> None:
    """Any process may write: who finds the file taken waits a while, and then has the whole call repeated."""
    store = deployed(sqlite)
    other = sqlite3.connect(sqlite.url.removeprefix("sqlite:///"), isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    start = time.monotonic()
    Timer(0.3, lambda: other.execute("COMMIT")).start()
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(1)])
    assert time.monotonic() - start > 0.2
    other.execute("BEGIN IMMEDIATE")
    with store._writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA busy_timeout=10")
    with pytest.raises(Restart), store.write(1):
        pytest.fail("the block must not run")
    other.close()


def test_lock_numbers_differ_by_tenant_and_subject() -> None:
    """And fit into the 64 bits PostgreSQL has for them."""
    keys = {lock_key(schema, subject) for schema in ("a", "b", None) for subject in ("deployment", "hierarchy")}
    assert len(keys) == 6
    assert all(-(2**63) <= key < 2**63 for key in keys)
