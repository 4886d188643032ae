"""Figures over child records: live ones only, exact whatever their size, and no more than the reader may see."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa

from objectry.plan import Rollup
from objectry.rules import Node, Value
from objectry.runtime.conditions import Condition, Everyone, Fulfils, Nobody, OwnedBy, Through
from objectry.runtime.store.emitter import Emitter, aggregate_of
from objectry.runtime.store.groups import Figure, group_select
from objectry.runtime.store.reading import Reading, facts
from objectry.runtime.store.select import Select
from tests.parity.answers import differing
from tests.parity.world import ANN, BOB, NOW, OPEN, World, blueprint, identity, node

MOST = Decimal("9999999999999999.99")


@pytest.fixture
def family(world: World) -> World:
    """A family of its own for each test."""
    return settled(world)


@pytest.fixture(scope="module")
def seen(shared: World) -> World:
    """A family that tests only look at."""
    return settled(shared)


def settled(world: World) -> World:
    """Thing 0 (Ann's) has parts 10, 20 (a gift), one without a price and a deleted one; thing 1 (Bob's) has none."""
    world.insert("thing", [{"name": "full", "owner": ANN, "amount": Decimal(15)}, {"name": "empty", "owner": BOB}])
    world.insert(
        "part",
        [
            {"thing": identity(0), "price": Decimal(10), "quantity": Decimal(1), "name": "a"},
            {"thing": identity(0), "price": Decimal(20), "quantity": Decimal(2), "gift": True, "name": "b"},
            {"thing": identity(0), "quantity": Decimal(4), "name": "c"},
            {"thing": identity(0), "price": Decimal(1000), "deleted_at": NOW, "name": "d"},
            {"price": Decimal(7)},
        ],
    )
    return world


def answers(world: World, text: str, **policies: Condition) -> list[Value]:
    return [row["0"] for row in world.values(node(text), policies={**OPEN, **policies})]


FIGURES = [
    ("COUNT(parts)", [3, 0]),
    ("COUNT(parts.price)", [2, 0]),
    ("SUM(parts.price)", [30, 0]),
    ("MIN(parts.price)", [10, None]),
    ("MAX(parts.price)", [20, None]),
    ("AVG(parts.price)", [15, None]),
    ("SUM(parts.price where parts.gift)", [20, 0]),
    ("SUM(parts.price where not parts.gift)", [10, 0]),
    ("SUM(parts.price where parts.price > amount)", [20, 0]),
    ("SUM(parts.price where parts.thing.name = name)", [30, 0]),
    ('COUNT(parts where UPPER(parts.name) in ("A", "C"))', [2, 0]),
    ("SUM(parts.price * parts.quantity)", [50, 0]),
    ("SUM(parts.price / parts.quantity)", [20, 0]),
    ("MAX(parts.price / parts.quantity)", [10, None]),
    ("MIN(parts.price / parts.quantity)", [10, None]),
    ("AVG(parts.price / parts.quantity)", [10, None]),
    ("SUM(parts.price) / COUNT(parts)", [10, None]),
    ("SUM(parts.price) > 29", [True, False]),
]


@pytest.mark.parametrize(("text", "expected"), FIGURES, ids=[text for text, _ in FIGURES])
def test_a_figure_counts_live_children(seen: World, text: str, expected: list[Value]) -> None:
    """COUNT and SUM over nothing are 0, the others null; nulls and deleted children do not count."""
    assert answers(seen, text) == expected


def test_a_figure_over_dates(family: World) -> None:
    """MAX of dates is a date."""
    found = answers(family, "MAX(parts.thing.opened)")
    assert found == [None, None]


def test_a_sum_never_overflows(world: World) -> None:
    """The sum of numbers of 18 digits is exact beyond 64 bits, and may be compared there."""
    world.insert("thing", [{"owner": ANN, "amount": MOST}])
    world.insert("part", [{"thing": identity(0), "price": MOST}] * 1000)
    assert answers(world, "SUM(parts.price)") == [MOST * 1000]
    assert answers(world, "SUM(parts.price) > amount") == [True]
    assert answers(world, "AVG(parts.price)") == [MOST]


def test_a_sum_is_exact_in_cents(world: World) -> None:
    """A thousand times 0.1 is 100, which doubles do not say."""
    world.insert("thing", [{"owner": ANN}])
    world.insert("part", [{"thing": identity(0), "price": Decimal("0.10")}] * 1000)
    assert answers(world, "SUM(parts.price) = 100") == [True]


def test_a_figure_counts_only_what_the_reader_may_see(family: World) -> None:
    """An ad-hoc figure is narrowed by the policy of the children; a closed object counts as empty."""
    assert answers(family, "SUM(parts.price)", part=Nobody()) == [0, 0]
    assert answers(family, "SUM(parts.price)", part=Through("thing", "thing", OwnedBy(BOB))) == [0, 0]
    assert answers(family, "COUNT(parts)", part=Fulfils(node("price > 10", "part"))) == [1, 0]
    rows = family.select(Select("thing", {"0": node("SUM(parts.price)")}))
    assert [row["0"] for row in rows] == [0, 0]


def test_a_declared_roll_up_counts_for_all(family: World) -> None:
    """A roll-up field computed on reading has one value for all readers."""
    assert answers(family, "worth", part=Nobody(), thing=OwnedBy(ANN)) == [45, 0]


def test_a_figure_through_a_path(family: World) -> None:
    """A roll-up field may be read through a lookup."""
    family.insert("thing", [{"parent": identity(0), "owner": ANN}], start=2)
    assert answers(family, "parent.worth")[-1] == 45


def rollup(field: str) -> Rollup:
    found = blueprint().objects["thing"].fields[field].rollup
    assert found is not None
    return found


def test_a_stored_roll_up_can_be_computed(family: World) -> None:
    """The figure a stored roll-up stands for is emitted in the units of its column."""
    reading = Reading(family.context, facts(family.connection))
    tree: Node = aggregate_of(rollup("total"))
    emitter = Emitter(reading, "thing")
    statement = sa.select(emitter.output(tree)).select_from(emitter.frame.source).order_by(emitter.frame.base.c.id)
    reading.prepare(family.connection)
    assert [row[0] for row in family.connection.execute(statement)] == [30, 0]


def test_groups(family: World) -> None:
    """Figures by key, nulls first; a group of nothing but nulls has a sum of 0 and no least value."""
    price, quantity = node("price", "part"), node("quantity", "part")
    figures = {"n": Figure("COUNT"), "sum": Figure("SUM", price), "least": Figure("MIN", price)}
    figures["mean"] = Figure("AVG", quantity)
    found = group_select(family.connection, family.context, "part", [node("gift", "part")], figures, Everyone(), OPEN)
    assert found == [
        ((False,), {"n": 3, "sum": 17, "least": 7, "mean": Decimal("2.5")}),
        ((True,), {"n": 1, "sum": 20, "least": 20, "mean": 2}),
    ]


def test_groups_by_what_is_computed(family: World) -> None:
    """Keys may be any expression, with literals in it, through paths, narrowed by the policy."""
    keys = [node("thing.name", "part"), node("price / 3 > 5", "part")]
    figures = {"n": Figure("COUNT")}
    found = group_select(family.connection, family.context, "part", keys, figures, Everyone(), OPEN)
    assert found == [
        ((None, False), {"n": 1}),
        (("full", None), {"n": 1}),
        (("full", False), {"n": 1}),
        (("full", True), {"n": 1}),
    ]
    closed = group_select(family.connection, family.context, "part", keys[:1], figures, Everyone(), {})
    assert closed == [((None,), {"n": 4})]


KEYS: dict[str, Value] = {
    "name": "full",
    "amount": Decimal(15),
    "count": Decimal(-3),
    "share": Decimal("0.2"),
    "active": True,
    "opened": date(2026, 1, 31),
    "seen_at": NOW,
    "stage": "won",
    "owner": ANN,
    "opened + 1": date(2026, 2, 1),
    "amount / 8": Decimal("1.875"),
    "UPPER(name)": "FULL",
}


def test_groups_by_every_kind_of_key(world: World) -> None:
    """A key arrives as a value of the language, whatever it is, and the least and greatest of it do too."""
    world.insert("thing", [{name: value for name, value in KEYS.items() if name.isidentifier()}] * 2)
    for text, value in KEYS.items():
        tree = node(text)
        figures = {"n": Figure("COUNT", tree), "least": Figure("MIN", tree), "most": Figure("MAX", tree)}
        found = group_select(world.connection, world.context, "thing", [tree], figures, Everyone(), OPEN)
        assert found == [((value,), {"n": 2, "least": value, "most": value})], text


def test_a_group_over_all(family: World) -> None:
    """Without a key there is one row, also over nothing."""
    figures = {"n": Figure("COUNT"), "sum": Figure("SUM", node("price", "part"))}
    for where, expected in ((Everyone(), {"n": 4, "sum": 37}), (Nobody(), {"n": 0, "sum": 0})):
        found = group_select(family.connection, family.context, "part", [], figures, where, OPEN)
        assert found == [((), expected)]


def test_groups_by_wide_numbers_are_sorted(family: World) -> None:
    """Keys beyond 64 bits are grouped and sorted as numbers."""
    keys = [node("price * price * price * price * price * price * price", "part")]
    found = group_select(family.connection, family.context, "part", keys, {"n": Figure("COUNT")}, Everyone(), OPEN)
    assert [key for (key,), _ in found] == [None, 7**7, 10**7, 20**7]


SUMS = [
    "SUM(parts.price) > 1000",
    "SUM(parts.price) >= 0.00001",
    "0 = SUM(parts.price)",
    "5 < SUM(parts.quantity)",
    "SUM(parts.price) <> amount",
    "SUM(parts.price) < 99999999999999999999999999",
    "SUM(parts.quantity * parts.price) <= 0.1",
    "SUM(parts.price) > 1 / 3",
    "not (SUM(parts.price) > amount)",
]


@pytest.mark.parametrize("text", SUMS)
def test_sums_compare_alike_whatever_their_size(world: World, text: str) -> None:
    """Sums of nothing, of little and of more than 64 bits hold, against small and large numbers and blanks."""
    most = Decimal("9999999999999999.99")
    world.insert("thing", [{"amount": one} for one in (None, Decimal(0), Decimal("1000.5"), most, -most)])
    prices: list[tuple[int, str | Decimal]] = [
        (0, "1"),
        (0, "-1"),
        (1, "0.01"),
        (2, "1000"),
        (2, "0.5"),
        *[(3, most)] * 12,
        *[(4, -most)] * 12,
    ]
    of: dict[str, Value] = {"quantity": Decimal(2), "gift": False}
    world.insert("part", [{"thing": identity(at), "price": Decimal(price), **of} for at, price in prices])
    assert differing(world, node(text)) == []
