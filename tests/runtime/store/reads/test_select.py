"""Reading lists: order, pages, counts, and values as the language has them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.rules import Value
from objectry.runtime.conditions import Fulfils
from objectry.runtime.store.select import Order, Select, count_select
from tests.parity.expressions import ROW
from tests.parity.world import ANN, BOB, NOW, OPEN, World, identity, node

KEYS = (
    "name", "amount", "count", "share", "active", "opened", "seen_at", "stage", "parent", "parent.name", "owner.name",
    "expected", "UPPER(name)", "amount * amount * price", "amount / 7", "LEN(name)", "SUM(parts.price)",
    "opened + small",
)  # fmt: skip
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck))
Rows = Sequence[Mapping[str, Value]]


def pages(world: World, order: tuple[Order, ...], limit: int) -> list[str]:
    """The ids of all rows, read page by page."""
    outputs = {str(place): one.node for place, one in enumerate(order)}
    select = Select("thing", outputs, order=order, limit=limit, policies=OPEN)
    found: list[str] = []
    while True:
        rows = world.select(select)
        found += [str(row["id"]) for row in rows]
        if len(rows) < limit:
            return found
        after = (*(rows[-1][str(place)] for place in range(len(order))), rows[-1]["id"])
        select = replace(select, after=after)


def test_pages_walk_every_row_once(world: World) -> None:
    """Whatever the keys, directions, nulls, ties and page size, each row comes once, in the order of one page."""

    @settings(PATIENT, max_examples=40)
    @given(
        st.lists(ROW, min_size=1, max_size=14),
        st.lists(st.tuples(st.sampled_from(KEYS), st.booleans()), max_size=3),
        st.integers(1, 5),
    )
    def walk(rows: Rows, keys: list[tuple[str, bool]], limit: int) -> None:
        world.clear("part", "thing")
        world.insert("thing", [{**row, "owner": (ANN, BOB)[at % 2]} for at, row in enumerate((*rows, *rows))])
        world.insert("part", [{"thing": identity(at), "price": row["amount"]} for at, row in enumerate(rows)])
        order = tuple(Order(node(text), descending) for text, descending in keys)
        whole = pages(world, order, 1000)
        assert sorted(whole) == [identity(at) for at in range(2 * len(rows))]
        assert pages(world, order, limit) == whole

    walk()


@pytest.fixture
def sorted_things(world: World) -> World:
    """Names null, B, a, null, é and 😀, with amounts that tie."""
    names = (None, "B", "a", None, "é", "😀")
    amounts = (1, 2, 2, None, 1, None)
    pairs = zip(names, amounts, strict=True)
    world.insert(
        "thing",
        [{"name": name, "amount": None if amount is None else Decimal(amount), "owner": ANN} for name, amount in pairs],
    )
    return world


def order_of(world: World, *keys: tuple[str, bool]) -> list[int]:
    order = tuple(Order(node(text), descending) for text, descending in keys)
    return [int(one[-4:], 16) for one in pages(world, order, 100)]


def test_nulls_come_first_ascending_and_last_descending(sorted_things: World) -> None:
    """The same on both databases; descending is the exact reverse, ids included."""
    assert order_of(sorted_things, ("name", False)) == [0, 3, 1, 2, 4, 5]
    assert order_of(sorted_things, ("name", True)) == [5, 4, 2, 1, 3, 0]


def test_text_is_sorted_by_code_point(sorted_things: World) -> None:
    """Capitals before small letters, and what lies beyond the basic plane last."""
    assert order_of(sorted_things, ("BLANKVALUE(name, TEXT(amount))", False))[-4:] == [1, 2, 4, 5]


def test_several_keys(sorted_things: World) -> None:
    """Ties of one key are settled by the next, and those left by the id."""
    assert order_of(sorted_things, ("amount", True), ("name", False)) == [1, 2, 0, 4, 3, 5]
    assert order_of(sorted_things) == [0, 1, 2, 3, 4, 5]


def test_values_arrive_as_the_language_has_them(world: World) -> None:
    """Numbers are Decimal, ids text, datetimes aware and in UTC, and what is written is what is read."""
    written: dict[str, Value] = {
        "name": "Ünï 商",
        "amount": Decimal("9999999999999999.99"),
        "price": Decimal("-99999.9999"),
        "count": Decimal(-(2**63)),
        "share": Decimal("0.2050"),
        "active": True,
        "opened": date(1, 1, 1),
        "seen_at": datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        "done_at": datetime(1, 1, 1, tzinfo=UTC),
        "stage": "won",
        "owner": ANN,
    }
    world.insert("thing", [written])
    (row,) = world.select(Select("thing", {name: node(name) for name in written}))
    assert row == {"id": identity(0), **written}
    assert {name: type(row[name]) for name in written} == {name: type(value) for name, value in written.items()}
    assert all(one.tzinfo is UTC for one in row.values() if isinstance(one, datetime))


def test_the_label_of_a_reference_stands_beside_it(world: World) -> None:
    """Outputs keep the names they are asked under, paths too."""
    world.insert("thing", [{"name": "top", "owner": ANN}, {"name": "low", "parent": identity(0), "owner": BOB}])
    names = ("parent", "parent.name", "owner", "owner.name")
    rows = world.select(Select("thing", {name: node(name) for name in names}, policies=OPEN))
    assert list(rows[1].values())[1:] == [identity(0), "top", BOB, "Bob"]


def test_the_recycle_bin(world: World) -> None:
    """Deleted records are in no read but one that wants just these."""
    world.insert("thing", [{"owner": ANN}, {"owner": ANN, "deleted_at": NOW}])
    assert [row["id"] for row in world.select(Select("thing", {}))] == [identity(0)]
    assert [row["id"] for row in world.select(Select("thing", {}, deleted=True))] == [identity(1)]


@pytest.mark.parametrize(("cap", "expected"), [(None, 7), (100, 7), (7, 7), (6, 7), (3, 4), (0, 1)])
def test_counting_stops_above_the_cap(world: World, cap: int | None, expected: int) -> None:
    """A count goes one beyond its cap at most, which says that there are more."""
    world.insert("thing", [{"owner": ANN, "active": at > 2} for at in range(10)])
    select = Select("thing", {}, Fulfils(node("active")))
    assert count_select(world.connection, world.context, select, cap) == expected


def test_a_page_has_a_limit(world: World) -> None:
    """No more rows than asked for."""
    world.insert("thing", [{"owner": ANN}] * 5)
    assert len(world.select(Select("thing", {}, limit=2))) == 2


def test_the_same_question_is_compiled_once(world: World) -> None:
    """Two questions that differ in values only run the same statement, which the driver may keep."""
    with world.watched() as statements:
        for text in ('name = "a" and amount > 5', 'name = "b" and amount > 6000'):
            order, after = (Order(node("name")),), ("x", identity(1))
            world.select(Select("thing", {"name": node("name")}, Fulfils(node(text)), order, 10, after))
    assert statements[-1] == statements[-2]
