"""Tenants share a server and its connections, and nothing else."""

from threading import Thread

import pytest

from objectry.runtime.store.engine import Store
from tests.databases import Database
from tests.runtime.store.stores import ACCOUNT, STACK, apply, deployed, first_steps, ident, row, stack, stored, thing

pytestmark = pytest.mark.postgres


def pair(database: Database) -> tuple[Store, Store]:
    """Two tenants through one pool."""
    one = deployed(database)
    two = one.tenant(f"{database.schema}_other")
    apply(two, STACK, first_steps(STACK))
    return one, two


def names(store: Store, *counts: int) -> list[object]:
    return [found["name"] for found in stored(store, ACCOUNT, *counts)]


def test_the_same_id_is_another_record(postgres: Database) -> None:
    """A record of one tenant is unknown to the other, also under its id."""
    one, two = pair(postgres)
    for store, name in ((one, "One"), (two, "Two")):
        with store.write(1) as writing:
            writing.insert(ACCOUNT, [row(1, name=name, email="same@example.com")])
    with one.write(1) as writing:
        writing.insert(ACCOUNT, [row(2, name="only here")])
    assert names(one, 1, 2) == ["One", "only here"]
    assert names(two, 1, 2) == ["Two"]


def test_many_threads_do_not_mix_them(postgres: Database) -> None:
    """Under load, with connections going from one tenant to the other, each writes and reads its own."""
    one, two = pair(postgres)
    failed: list[object] = []

    def work(store: Store, name: str, first: int) -> None:
        for count in range(first, first + 20):
            with store.write(1) as writing:
                writing.insert(ACCOUNT, [row(count, name=name, city=str(count))])
            found = names(store, *range(1, 200))
            if set(found) != {name}:
                failed.append((name, found))

    places = [(one, "One", 1), (two, "Two", 1), (one, "One", 50), (two, "Two", 50), (one, "One", 100)]
    threads = [Thread(target=work, args=place) for place in places]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert (len(names(one, *range(1, 200))), len(names(two, *range(1, 200)))) == (60, 40)


def test_revisions_are_their_own(postgres: Database) -> None:
    """Deploying to one tenant is no event for the other."""
    one, two = pair(postgres)
    apply(one, STACK, [])
    assert (one.revision(), two.revision()) == (2, 1)
    with two.write(1) as writing:
        writing.insert(ACCOUNT, [row(1)])


def test_tables_may_differ(postgres: Database) -> None:
    """The same name may be another table for each."""
    one = deployed(postgres)
    two = one.tenant(f"{postgres.schema}_other")
    small = thing("account", [])
    apply(two, stack(small), first_steps(stack(small)))
    with two.write(1) as writing:
        writing.insert(small, [row(1)])
        assert "email" not in writing.lock(small, [ident(1)])[0]
    assert stored(one, ACCOUNT, 1) == []


def test_counters_and_history_are_their_own(postgres: Database) -> None:
    """Both count from 1."""
    one, two = pair(postgres)
    for store in (one, two):
        with store.write(1) as writing:
            assert list(writing.next_numbers("deal.code", "", 2)) == [1, 2]


def test_an_unusual_schema_name_is_quoted(postgres: Database) -> None:
    """A name with quotes, spaces and capitals is a name, not SQL."""
    one = deployed(postgres)
    odd = one.tenant(f'{postgres.schema}_Ein "Name"; --')
    apply(odd, STACK, first_steps(STACK))
    with odd.write(1) as writing:
        writing.insert(ACCOUNT, [row(1, name="quoted")])
        writing.next_numbers("deal.code", "", 1)
    assert names(odd, 1) == ["quoted"]
    assert names(one, 1) == []
