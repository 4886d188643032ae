"""Rows that are found in several ways: the same as by one condition, whatever the order and the page."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.rules import Value
from objectry.runtime.conditions import AnyOf, Condition, Everyone, Fulfils, OwnedBy
from objectry.runtime.store.select import Order, Select, count_select
from tests.parity.expressions import ROW
from tests.parity.world import ANN, BOB, OPEN, World, identity, node
from tests.runtime.store.reads.test_select import KEYS, PATIENT

OWNERS = (ANN, BOB, None)
WAYS: tuple[Condition, ...] = (OwnedBy(ANN), Fulfils(node("amount > 0")), Fulfils(node("active")), Everyone())


def pages(world: World, select: Select, order: tuple[Order, ...]) -> list[str]:
    """The ids of all rows, page by page."""
    found: list[str] = []
    while True:
        rows = world.select(select)
        found += [str(row["id"]) for row in rows]
        if len(rows) < (select.limit or 0):
            return found
        after = (*(rows[-1][str(place)] for place in range(len(order))), rows[-1]["id"])
        select = replace(select, after=after)


def test_ways_answer_as_their_conditions_together(world: World) -> None:
    """Every row that fulfils one of the conditions comes once, in order, on pages and in the count."""

    @settings(PATIENT, max_examples=5)
    @given(
        st.lists(ROW, min_size=1, max_size=10),
        st.lists(st.tuples(st.sampled_from(KEYS), st.booleans()), max_size=2),
        st.lists(st.sampled_from(WAYS), min_size=2, max_size=3, unique=True),
        st.integers(1, 4),
    )
    def compare(
        rows: Sequence[Mapping[str, Value]], keys: list[tuple[str, bool]], ways: list[Condition], limit: int
    ) -> None:
        world.clear("part", "thing")
        world.insert("thing", [{**row, "owner": OWNERS[at % 3]} for at, row in enumerate((*rows, *rows))])
        world.insert("part", [{"thing": identity(at), "price": row["amount"]} for at, row in enumerate(rows)])
        order = tuple(Order(node(text), descending) for text, descending in keys)
        outputs = {str(place): one.node for place, one in enumerate(order)}
        plain = Select("thing", outputs, AnyOf(tuple(ways)), order, limit, policies=OPEN)
        apart = replace(plain, ways=tuple(ways))
        assert pages(world, apart, order) == pages(world, plain, order)
        counts = [count_select(world.connection, world.context, one) for one in (apart, plain)]
        assert counts[0] == counts[1]

    compare()
