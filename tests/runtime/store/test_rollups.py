"""Stored roll-ups are true, whoever writes children at the same time."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from objectry.rules import BOOLEAN, Call, Const, FieldRead, Kind, Type
from objectry.runtime.store.engine import Store
from objectry.runtime.store.rollups import Recomputed, recompute_all
from tests.databases import Database
from tests.runtime.store.crowd import at_once, without_errors
from tests.runtime.store.stores import ACCOUNT, DEAL, NOW, STACK, TOTALS, context, deployed, ident, row, stored


def totals(store: Store, *counts: int) -> list[object]:
    return [found["total"] for found in stored(store, ACCOUNT, *counts)]


def with_accounts(database: Database, *counts: int) -> Store:
    store = deployed(database)
    with store.write(1) as writing:
        writing.insert(ACCOUNT, [row(count, name=str(count), city=str(count)) for count in counts])
    return store


def test_parents_get_the_sum_of_their_children(database: Database) -> None:
    """Those whose figure changed come back with the old and the new one; a parent without children has 0."""
    store = with_accounts(database, 1, 2, 3)
    with store.write(1) as writing:
        writing.insert(DEAL, [row(10, account=ident(1), amount=Decimal("10.25")), row(11, account=ident(1))])
        writing.insert(DEAL, [row(12, account=ident(2), amount=Decimal(-3))])
        moved = writing.recompute(context(STACK), TOTALS, [ident(2), ident(1), ident(3)])
        again = writing.recompute(context(STACK), TOTALS, [ident(1), ident(2), ident(3)])
    assert moved == [
        Recomputed(ident(1), None, Decimal("10.25")),
        Recomputed(ident(2), None, Decimal(-3)),
        Recomputed(ident(3), None, Decimal(0)),
    ]
    assert again == []
    assert totals(store, 1, 2, 3) == [Decimal("10.25"), Decimal(-3), Decimal(0)]


def test_only_the_parents_asked_for_change(database: Database) -> None:
    """The others keep the figure they have."""
    store = with_accounts(database, 1, 2)
    with store.write(1) as writing:
        writing.insert(DEAL, [row(10, account=ident(1), amount=Decimal(1)), row(11, account=ident(2))])
        assert writing.recompute(context(STACK), TOTALS, []) == []
        assert [one.id for one in writing.recompute(context(STACK), TOTALS, [ident(1)])] == [ident(1)]
    assert totals(store, 1, 2) == [Decimal(1), None]


def test_children_in_the_bin_do_not_count(database: Database) -> None:
    """Nor does a figure change the version of its record."""
    store = with_accounts(database, 1)
    with store.write(1) as writing:
        deleted = row(11, account=ident(1), amount=Decimal(50), deleted_at=NOW)
        writing.insert(DEAL, [row(10, account=ident(1), amount=Decimal(1)), deleted])
        writing.recompute(context(STACK), TOTALS, [ident(1)])
    (found,) = stored(store, ACCOUNT, 1)
    assert (found["total"], found["version"]) == (Decimal(1), Decimal(1))


def test_a_condition_narrows_the_children(database: Database) -> None:
    """Only deals of this name are summed."""
    name = FieldRead((), "deal", "name", Type(Kind.TEXT), child=True, declared=True)
    big = replace(TOTALS, where=Call("=", (name, Const("big", Type(Kind.TEXT))), BOOLEAN))
    store = with_accounts(database, 1)
    with store.write(1) as writing:
        deals = [(10, "big", 5), (11, "small", 7), (12, None, 9)]
        writing.insert(DEAL, [row(c, name=n, account=ident(1), amount=Decimal(a)) for c, n, a in deals])
        assert [one.new for one in writing.recompute(context(STACK), big, [ident(1)])] == [Decimal(5)]


@pytest.mark.parametrize(("function", "figure"), [("COUNT", 3), ("MIN", -2), ("MAX", 7), ("SUM", 5)])
def test_every_function(database: Database, function: str, figure: int) -> None:
    """COUNT, MIN, MAX and SUM are kept alike."""
    store = with_accounts(database, 1)
    rollup = replace(TOTALS, function=function, value=None if function == "COUNT" else TOTALS.value)
    with store.write(1) as writing:
        amounts = enumerate((-2, 0, 7), 10)
        writing.insert(DEAL, [row(count, account=ident(1), amount=Decimal(amount)) for count, amount in amounts])
        (moved,) = writing.recompute(context(STACK), rollup, [ident(1)])
    assert moved.new == figure


def test_a_figure_too_wide_for_its_column_is_seen(database: Database) -> None:
    """The database does not end the call for it: the figure comes back as null or as it is, and the door refuses it."""
    store = with_accounts(database, 1, 2)
    most = Decimal("9999999999999999.99")
    with store.write(1) as writing:
        deals = [row(10 + n, account=ident(1), amount=most if n < 3 else -most) for n in range(4)]
        writing.insert(DEAL, [*deals, row(20, account=ident(2), amount=-most)])
        writing.recompute(context(STACK), TOTALS, [ident(2)])
        writing.update(ACCOUNT, [{"id": ident(1), "total": Decimal(1)}])
        (moved,) = writing.recompute(context(STACK), TOTALS, [ident(1), ident(2)])
        assert moved.new == (None if database.is_postgres else 2 * most)
        writing.discard()


def test_all_at_once(database: Database) -> None:
    """A new roll-up is computed for every record by one statement."""
    store = with_accounts(database, *range(1, 31))
    with store.write(1) as writing:
        writing.insert(DEAL, [row(100 + n, account=ident(n % 30 + 1), amount=Decimal(n)) for n in range(90)])
        assert recompute_all(writing._connection, context(STACK), TOTALS) == 30
        assert recompute_all(writing._connection, context(STACK), TOTALS) == 0
    assert totals(store, *range(1, 31)) == [Decimal(3 * n + 90) for n in range(30)]


def test_a_crowd_of_writers_ends_with_the_right_figure(database: Database) -> None:
    """Thirty-two threads insert children under one parent and recompute it, five times each: the sum is theirs all."""
    store = with_accounts(database, 1)

    def adding(thread: int) -> Callable[[], None]:
        def once(number: int) -> None:
            with store.write(1) as writing:
                count = 1000 + thread * 10 + number
                writing.insert(DEAL, [row(count, account=ident(1), amount=Decimal(thread + 1))])
                writing.recompute(context(STACK), TOTALS, [ident(1)])

        def work() -> None:
            for number in range(5):
                store.restart(lambda number=number: once(number))  # type: ignore[misc]

        return work

    without_errors(at_once(*[adding(thread) for thread in range(32)]))
    assert totals(store, 1) == [Decimal(5 * sum(range(1, 33)))]


def test_a_child_that_moves_changes_both_parents(database: Database) -> None:
    """Threads that move children to and fro between two parents leave each with what it has."""
    store = with_accounts(database, 1, 2)
    with store.write(1) as writing:
        writing.insert(DEAL, [row(100 + n, account=ident(1), amount=Decimal(n)) for n in range(1, 9)])
        writing.recompute(context(STACK), TOTALS, [ident(1), ident(2)])

    def moving(child: int) -> Callable[[], None]:
        def once(target: int) -> None:
            with store.write(1) as writing:
                writing.lock(ACCOUNT, [ident(1), ident(2)])
                writing.update(DEAL, [{"id": ident(child), "account": ident(target)}])
                writing.recompute(context(STACK), TOTALS, [ident(1), ident(2)])

        def work() -> None:
            for target in (2, 1, 2):
                store.restart(lambda target=target: once(target))  # type: ignore[misc]

        return work

    without_errors(at_once(*[moving(100 + n) for n in range(1, 9)]))
    assert totals(store, 1, 2) == [Decimal(0), Decimal(36)]
