"""`crm verify rollups` on real databases: every wrong figure is found, and put right from the lowest level up."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random

import pytest
import sqlalchemy as sa

from objectry.runtime.calls import Change, Query, Target
from objectry.runtime.deploying.verifying import Verified
from objectry.runtime.errors import NotFound
from tests.runtime.test_concurrency import again, together
from tests.runtime.worlds import FILES, Pour, World, ids

SHOP = """
object: shop
label: Shop
fields:
  name: {type: text, label: Name}
  chain: {type: lookup, label: Chain, to: chain, related_as: shops}
  sold: {type: decimal, label: Sold, scale: 2, rollup: SUM(sales.amount where sales.kind <> "gift"), reveals: true}
  mean: {type: decimal, label: Mean, scale: 3, rollup: AVG(sales.amount), reveals: true}
  share: {type: percent, label: Share, rollup: MAX(sales.share), reveals: true}
  first: {type: date, label: First, rollup: MIN(sales.day), reveals: true}
  many: {type: integer, label: Many, rollup: COUNT(sales), reveals: true}
"""
CHAIN = """
object: chain
label: Chain
fields:
  name: {type: text, label: Name}
  alliance: {type: lookup, label: Group, to: chain, related_as: members}
  total: {type: decimal, label: Total, precision: 14, scale: 2, rollup: SUM(shops.sold), reveals: true}
  best: {type: decimal, label: Best, scale: 3, rollup: MAX(shops.mean where shops.many > 1), reveals: true}
  below: {type: decimal, label: Below, precision: 16, scale: 2, rollup: SUM(members.total), reveals: true}
"""
SALE = """
object: sale
label: Sale
fields:
  name: {type: text, label: Name}
  shop: {type: lookup, label: Shop, to: shop, related_as: sales, on_delete: set_null}
  amount: {type: decimal, label: Amount, precision: 10, scale: 2}
  share: {type: percent, label: Share}
  day: {type: date, label: Day}
  kind: {type: text, label: Kind}
"""
KINDS: Sequence[Mapping[str, str]] = ({}, {"kind": "cash"}, {}, {"kind": "gift"})
TRADE = {**FILES, "objects/shop.yaml": SHOP, "objects/chain.yaml": CHAIN, "objects/sale.yaml": SALE}


@pytest.fixture
def trade(poured: Pour) -> World:
    """Two chains in an alliance, three shops, a few sales."""
    world = poured(TRADE)
    (alliance,) = ids(world.create("root", "chain", {"name": "all"}))
    chains = ids(world.create("root", "chain", *({"name": name, "alliance": alliance} for name in "ab")))
    shops = ids(world.create("root", "shop", *({"name": str(n), "chain": chains[n % 2]} for n in range(3))))
    sales = [
        {
            "name": str(n),
            "shop": shops[n % 3],
            "amount": f"{n}.35",
            "share": n,
            "day": f"2026-01-0{n + 1}",
            **KINDS[n % 4],
        }
        for n in range(8)
    ]
    world.create("root", "sale", *sales)
    return world


def plant(world: World, *statements: str) -> None:
    """Write past the door."""
    store = world.platform._store
    with store._writer.begin() as connection:
        if store._postgres:
            connection.exec_driver_sql(f'SET LOCAL search_path TO "{store.schema}"')
        for statement in statements:
            connection.execute(sa.text(statement))


def verified(world: World) -> Verified:
    return world.platform.deployments.rollups().run()


def wrong(world: World) -> dict[str, int]:
    return {one.place: one.count for one in verified(world).wrong}


STORED = 12  # with those of the company
PLANTED: list[tuple[str, dict[str, int]]] = [
    ("UPDATE shop SET sold = sold + 1", {"shop.sold": 3}),
    ("UPDATE shop SET mean = NULL WHERE name = '1'", {"shop.mean": 1}),
    ("UPDATE shop SET first = '1999-01-01', share = 1 WHERE name <> '2'", {"shop.first": 2, "shop.share": 2}),
    ("UPDATE shop SET many = many - 1 WHERE name = '0'", {"shop.many": 1}),
    ("UPDATE chain SET below = 5 WHERE name = 'a'", {"chain.below": 1}),
    ("DELETE FROM sale WHERE name = '7'",
     {"shop.mean": 1, "shop.share": 1, "shop.many": 1, "chain.best": 1}),
    ("UPDATE sale SET shop = NULL",
     {"shop.sold": 3, "shop.mean": 3, "shop.share": 3, "shop.first": 3, "shop.many": 3,
      "chain.total": 2, "chain.best": 2, "chain.below": 1}),
]  # fmt: skip


def test_every_planted_figure_is_found_and_put_right(trade: World) -> None:
    """On the field where it was planted and nowhere else; repaired, nothing differs, and no version has moved."""
    assert (wrong(trade), verified(trade).rollups) == ({}, STORED)
    for statement, expected in PLANTED:
        plant(trade, statement)
        assert wrong(trade) == expected, statement
        heard: list[int] = []
        found = trade.platform.deployments.rollups().repair(heard.append)
        assert {one.place: one.count for one in found.wrong} == expected
        assert found.repaired == heard[-1] == sum(expected.values())
        assert wrong(trade) == {}
    shops = trade.platform.records.find(trade.call("root"), Query("shop", fields=("name",))).records
    assert {record.version for record in shops} == {1}


def test_both_figures_are_told(trade: World) -> None:
    """Five records at most, each with what is kept and what the records below give."""
    plant(trade, "UPDATE shop SET many = 7")
    (found,) = verified(trade).wrong
    assert [(one.old, one.new) for one in found.samples] == [(7, 3), (7, 3), (7, 2)]
    assert len({one.id for one in found.samples}) == found.count == 3


def test_figures_stay_true_while_parents_change_and_children_come_and_go(trade: World) -> None:
    """Eight threads write sales, hang shops below other chains and chains below other alliances: nothing differs."""
    records = trade.platform.records
    chains, shops, sales = (found(trade, name) for name in ("chain", "shop", "sale"))
    alliance, *members = chains

    def work(number: int) -> None:
        random, call = Random(number), trade.call("root")
        sale = {"shop": random.choice(shops), "amount": number, "share": number, "day": f"2027-02-{number + 1:02}"}
        changes: list[tuple[str, Change]] = [
            ("shop", Change(random.choice(shops), {"chain": random.choice(members)})),
            ("sale", Change(random.choice(sales), {"shop": random.choice(shops)})),
            ("chain", Change(members[number % 2], {"alliance": random.choice([alliance, None])})),
        ]
        moves: list[Callable[[], object]] = [
            lambda: records.create(call, "sale", [sale, sale]),
            lambda: records.delete(call, "sale", [Target(sales[number])]),
            *(partial(records.update, call, object, [change]) for object, change in changes),
        ]
        random.shuffle(moves)
        for move in moves:
            again(move)

    problems = [answer for answer in together(work, 8) if answer is not None]
    assert [one for one in problems if not isinstance(one, NotFound)] == []  # somebody else has deleted the sale
    assert wrong(trade) == {}


def found(world: World, object: str) -> list[str]:
    """The ids of all records, oldest first."""
    query = Query(object, sort=("created_at", "name"), fields=("name",))
    return [record.id for record in world.platform.records.find(world.call("root"), query).records]
