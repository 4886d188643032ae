"""Formulas and roll-ups are read as any field: filtered, sorted, grouped, exported, over lookups and one another."""

from decimal import Decimal

import pytest

from objectry.runtime.calls import Query
from tests.runtime.worlds import FILES, Pour, World, ids

SHOP = """
object: shop
label: Shop
fields:
  name: {type: text, label: Name}
  sold: {type: decimal, label: Sold, scale: 2, rollup: SUM(sales.amount), reveals: true}
  netted: {type: decimal, label: Netted, scale: 3, rollup: SUM(sales.net), reveals: true}
  mean: {type: decimal, label: Mean, scale: 2, rollup: AVG(sales.worth), reveals: true}
  level: {type: text, label: Level, formula: 'IF(sold >= 10, "big", "small")'}
"""
SALE = """
object: sale
label: Sale
fields:
  name: {type: text, label: Name}
  shop: {type: lookup, label: Shop, to: shop, related_as: sales}
  amount: {type: decimal, label: Amount, precision: 10, scale: 2}
  share: {type: percent, label: Share}
  net: {type: decimal, label: Net, scale: 3, formula: amount * (1 - share)}
  worth: {type: decimal, label: Worth, scale: 3, formula: net / 3}
  of_shop: {type: text, label: Of shop, formula: shop.level}
  above: {type: decimal, label: Above, scale: 3, formula: net - shop.netted / 2}
"""
SHOPS = ("a", "b", "c")
SALES = [(0, "4.10", 10), (0, "5.90", 0), (1, "3.33", 50), (1, None, 20), (None, "8", 25), (1, "0.05", 1)]


@pytest.fixture
def trade(poured: Pour) -> World:
    """Three shops, one of them without sales; a sale without a shop, one without an amount."""
    world = poured({**FILES, "objects/shop.yaml": SHOP, "objects/sale.yaml": SALE})
    shops = ids(world.create("root", "shop", *({"name": name} for name in SHOPS)))
    sales = [
        {"name": str(at), "shop": None if shop is None else shops[shop], "amount": amount, "share": share}
        for at, (shop, amount, share) in enumerate(SALES)
    ]
    world.create("root", "sale", *sales)
    return world


def found(world: World, thing: str, field: str, **query: object) -> list[tuple[object, object]]:
    """Name and value of each record."""
    asked = Query(thing, fields=("name", field), **query)  # type: ignore[arg-type]
    records = world.platform.records.find(world.call("root"), asked).records
    return [(record.values["name"], record.values[field]) for record in records]


COMPUTED: list[tuple[str, str, dict[str, str | None], str, str]] = [
    ("sale", "net", {"0": "3.69", "1": "5.9", "2": "1.665", "3": "0", "4": "6", "5": "0.05"}, "net > 3.68", "014"),
    ("sale", "worth", {"0": "1.23", "1": "1.967", "2": "0.555", "3": "0", "4": "2", "5": "0.017"},
     "worth >= 1.967", "14"),
    ("sale", "of_shop", {"0": "big", "1": "big", "2": "small", "3": "small", "4": None, "5": "small"},
     'of_shop <> "big"', "2345"),
    ("sale", "above", {"0": "-1.105", "1": "1.105", "2": "0.808", "3": "-0.858", "4": "6", "5": "-0.808"},
     "above < 0", "035"),
    ("shop", "sold", {"a": "10", "b": "3.38", "c": "0"}, "sold > 3", "ab"),
    ("shop", "netted", {"a": "9.59", "b": "1.715", "c": "0"}, "netted = 1.715", "b"),
    ("shop", "mean", {"a": "1.6", "b": "0.19", "c": None}, "mean < 1", "b"),
    ("shop", "level", {"a": "big", "b": "small", "c": "small"}, 'level = "small"', "bc"),
]  # fmt: skip


def test_computed_fields_are_read_as_any_other(trade: World) -> None:
    """The value, the records a filter finds, the order both ways, the groups, and what an export holds."""
    records, call = trade.platform.records, trade.call("root")
    for thing, field, written, condition, hits in COMPUTED:
        values = {name: said(value) for name, value in written.items()}
        assert dict(found(trade, thing, field)) == values, field
        assert {name for name, _ in found(trade, thing, field, filter=condition)} == set(hits), condition
        rising = [value for _, value in found(trade, thing, field, sort=(field,))]
        assert rising == sorted(values.values(), key=nulls_first), field
        assert [value for _, value in found(trade, thing, field, sort=(f"-{field}",))] == rising[::-1], field
        groups = {one.key[0]: one.figures["many"] for one in records.group(call, thing, (field,), {"many": "COUNT"})}
        assert groups == {value: list(values.values()).count(value) for value in values.values()}, field
        exported = [one for page in records.export(call, Query(thing, fields=("name", field))) for one in page.records]
        assert {one.values["name"]: one.values[field] for one in exported} == values, field


def said(value: str | None) -> object:
    return Decimal(value) if value is not None and value.lstrip("-").replace(".", "").isdigit() else value


def nulls_first(value: object) -> tuple[bool, object]:
    return value is not None, value
