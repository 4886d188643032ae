"""The closure of managers is always what walking up from each user would give."""

from collections.abc import Callable, Mapping
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.runtime.store.engine import Store, open_store
from objectry.runtime.store.errors import HierarchyCycle, HierarchyTooDeep
from objectry.runtime.store.hierarchy import LEVELS
from objectry.runtime.store.transaction import WriteTransaction
from tests.databases import Database
from tests.runtime.store.crowd import at_once
from tests.runtime.store.stores import deployed, ident

Managers = Mapping[int, int | None]


def paths(writing: WriteTransaction) -> set[tuple[str, str, Decimal]]:
    """The whole closure: who, above whom, how many steps."""
    rows = writing._connection.execute(sa.select(writing._system.manager_path)).all()
    return {(ancestor, descendant, depth) for ancestor, descendant, depth in rows}


def above(managers: Managers, user: int) -> list[int]:
    """Everybody above a user, nearest first; raises where the chain comes round."""
    chain: list[int] = []
    current = managers.get(user)
    while current is not None:
        if current == user or current in chain:
            raise RecursionError
        chain.append(current)
        current = managers.get(current)
    return chain


def expected(managers: Managers) -> set[tuple[str, str, Decimal]]:
    """What the closure should hold."""
    return {
        (ident(ancestor), ident(user), Decimal(depth))
        for user in managers
        for depth, ancestor in enumerate(above(managers, user), 1)
    }


def change(writing: WriteTransaction, changes: Managers) -> None:
    writing.set_managers({ident(user): None if who is None else ident(who) for user, who in changes.items()})


def closed(store: Store, changes: Managers) -> set[tuple[str, str, Decimal]]:
    with store.write(1) as writing:
        change(writing, changes)
        return paths(writing)


def test_people_above_are_kept_with_their_distance(database: Database) -> None:
    """A chain of three gives three pairs; who has nobody above has none, and nobody stands above himself."""
    store = deployed(database)
    assert closed(store, {1: None, 2: 1, 3: 2}) == expected({2: 1, 3: 2})
    assert closed(store, {}) == expected({2: 1, 3: 2})


def test_a_whole_branch_moves(database: Database) -> None:
    """When a manager moves, everybody below moves too."""
    store = deployed(database)
    closed(store, {2: 1, 3: 2, 4: 3, 5: 3, 8: 7})
    assert closed(store, {3: 8}) == expected({2: 1, 3: 8, 4: 3, 5: 3, 8: 7})
    assert closed(store, {3: None}) == expected({2: 1, 4: 3, 5: 3, 8: 7})


def test_places_can_be_exchanged_in_one_call(database: Database) -> None:
    """A manager and his man change places: one after the other it would be a ring, together it is none."""
    store = deployed(database)
    closed(store, {2: 1, 3: 2})
    assert closed(store, {3: 1, 2: 3}) == expected({3: 1, 2: 3})


@pytest.mark.parametrize("changes", [{1: 1}, {1: 3}, {1: 2}, {4: 5, 5: 4}])
def test_rings_are_refused(database: Database, changes: Managers) -> None:
    """Nobody is his own manager, not over others either; the people on the ring are named."""
    store = deployed(database)
    closed(store, {2: 1, 3: 2})
    with pytest.raises(HierarchyCycle) as raised:
        closed(store, changes)
    assert {ident(user) for user in changes} <= set(raised.value.users)
    assert closed(store, {}) == expected({2: 1, 3: 2})


def test_a_ring_further_up_is_found(database: Database) -> None:
    """Also from somebody who only reports into it."""
    store = deployed(database)
    with pytest.raises(HierarchyCycle):
        closed(store, {9: 1, 1: 2, 2: 1})


def test_twelve_levels_and_no_more(database: Database) -> None:
    """A chain of twelve people is allowed; a thirteenth is refused, at the bottom, at the top and in the middle."""
    store = deployed(database)
    chain = {user: user - 1 for user in range(2, LEVELS + 1)}
    assert closed(store, chain) == expected(chain)
    for more in ({LEVELS + 1: LEVELS}, {1: 50}, {60: 6, 61: 60, 7: 61}):
        with pytest.raises(HierarchyTooDeep) as raised:
            closed(store, more)
        assert raised.value.levels == LEVELS == 12
    assert closed(store, {}) == expected(chain)


PEOPLE = st.integers(1, 8)
CHANGES = st.lists(st.dictionaries(PEOPLE, st.none() | PEOPLE, max_size=4), max_size=5)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES)
def test_any_changes_end_in_the_closure_of_the_managers(sqlite: Database, rounds: list[Managers]) -> None:
    """After any changes the closure is that of the managers; changes that make a ring leave everything as it was."""
    store = open_store(sqlite.url)
    if not store.revision():
        deployed(sqlite).close()
    with store.write(1) as writing:
        managers: dict[int, int | None] = {}
        for changes in rounds:
            wanted = {**managers, **changes}
            try:
                with writing.savepoint():
                    change(writing, changes)
                managers = wanted
            except HierarchyCycle:
                with pytest.raises(RecursionError):
                    expected(wanted)
            assert paths(writing) == expected(managers)
        writing.discard()
    store.close()


def test_two_cannot_close_a_ring_together(database: Database) -> None:
    """One makes A report to B, the other B to A, at the same time: one of them is refused."""
    store = deployed(database)

    def making(user: int, manager: int) -> Callable[[], object]:
        return lambda: store.restart(lambda: closed(store, {user: manager}))

    for pair in range(5):
        low, high = 100 + 2 * pair, 101 + 2 * pair
        answers = at_once(making(low, high), making(high, low))
        assert sorted(type(answer).__name__ for answer in answers) == ["HierarchyCycle", "set"]


def test_a_large_organisation(database: Database) -> None:
    """Two thousand people are set at once, and a director with five hundred below moves at once."""
    store = deployed(database)
    managers: dict[int, int | None] = {user: user // 4 for user in range(4, 2000)}
    assert closed(store, managers) == expected(managers)
    assert closed(store, {4: 2}) == expected(managers | {4: 2})
