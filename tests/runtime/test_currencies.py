"""Several currencies: amounts in their record's currency, compared and summed up in the organisation's."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

import pytest

from objectry.metadata import AppSource
from objectry.plan import ChangeClass
from objectry.runtime import (
    Change,
    Consent,
    Invalid,
    Outcome,
    Platform,
    Query,
    Record,
    SetClock,
    Source,
    Target,
    load_seeds,
)
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.store import open_store
from tests.databases import Database
from tests.runtime.shops import deploy, planned, shop
from tests.runtime.worlds import CHEAP, START

SEVERAL = "currency: CNY\ncurrencies: [CNY, USD, JPY]\ntimezone: Asia/Shanghai\n"
BUYER = """
object: buyer
fields:
  name: {type: text}
  credit: {type: currency}
  total: {type: currency, rollup: SUM(deals.amount)}
  large: {type: integer, rollup: COUNT(deals where deals.amount > 600)}
"""
PLAIN = """
buyer: {type: lookup, to: buyer, related_as: deals}
amount: {type: currency}
cost: {type: currency}
closes: {type: date}
margin: {type: currency, formula: amount - cost}
"""
CONVERTED = """dollars: {type: currency, formula: 'CONVERT(amount, "USD")'}
room: {type: currency, formula: 'CONVERT(buyer.credit, "CNY") - CONVERT(amount, "CNY")'}
"""
FIELDS = PLAIN + CONVERTED
RATES = (
    {"valid_from": "2026-01-01", "rate_usd": "7"},
    {"valid_from": "2026-11-20", "rate_usd": "7.2", "rate_jpy": "0.05"},
)


def company(settings: str = SEVERAL, more: str = "") -> AppSource:
    return shop(FIELDS, more, settings=settings, objects__buyer=BUYER)


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = Platform(open_store(database.url, database.schema), SetClock(START), Passwords(CHEAP))
    yield made
    made.close()


@pytest.fixture
def trading(platform: Platform) -> Platform:
    """A company with sheets of rates of two days."""
    deploy(platform, company())
    create(platform, "exchange_rate", *RATES)
    return platform


def create(platform: Platform, thing: str, *rows: Mapping[str, object]) -> list[Record]:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    made = platform.records.create(call, thing, rows).records
    return [one for one in made if one is not None]


def update(platform: Platform, thing: str, id: str, **values: object) -> Outcome:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    return platform.records.update(call, thing, [Change(id, values)])


def value(platform: Platform, thing: str, id: str, name: str) -> object:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    return platform.records.get(call, thing, id, (name,)).values[name]


def codes(platform: Platform, query: Query) -> list[object]:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    return [one.values["code"] for one in platform.records.find(call, query).records]


def test_amounts_keep_their_currency_and_have_a_value_in_the_organisations(trading: Platform) -> None:
    """The record names the currency, its day decides the rate; formulas of one record stay in its currency."""
    dollars, yuan, yen = create(
        trading,
        "deal",
        {"code": "usd", "amount": "100", "cost": "40", "currency": "USD"},
        {"code": "cny", "amount": "100"},
        {"code": "jpy", "amount": "1000", "currency": "JPY"},
    )
    found = [value(trading, "deal", one.id, "amount_corporate") for one in (dollars, yuan, yen)]
    assert found == [Decimal("720.00"), Decimal("100.00"), Decimal("50.00")]
    assert value(trading, "deal", yuan.id, "currency") == "CNY"
    assert value(trading, "deal", dollars.id, "margin") == Decimal("60.00")
    assert value(trading, "deal", yen.id, "dollars") == Decimal("6.94")
    call = trading.call(trading.identity.system_actor("seed"), Source.SEED)
    told = trading.records.get(call, "deal", dollars.id, ("amount", "margin", "amount_corporate")).labels
    assert told == {"amount": "USD", "margin": "USD"}


def test_lists_figures_and_rollups_compare_in_one_currency(trading: Platform) -> None:
    """Sorting, sums, groups and roll-ups take what amounts are worth, whatever their currency."""
    (buyer,) = create(trading, "buyer", {"name": "a", "credit": "1000", "currency": "USD"})
    rows = [("usd", "100", "USD"), ("cny", "500", "CNY"), ("jpy", "1000", "JPY")]
    made = create(trading, "deal", *({"code": c, "amount": a, "currency": m, "buyer": buyer.id} for c, a, m in rows))
    assert codes(trading, Query("deal", sort=("-amount",))) == ["usd", "cny", "jpy"]
    assert value(trading, "buyer", buyer.id, "total") == Decimal("1270.00")
    assert value(trading, "buyer", buyer.id, "large") == Decimal(1)
    assert value(trading, "deal", made[2].id, "room") == Decimal("7150.00")
    call = trading.call(trading.identity.system_actor("seed"), Source.SEED)
    (group,) = trading.records.group(call, "deal", [], {"sum": "SUM(amount)"})
    assert group.figures["sum"] == Decimal("1270.00")


def test_a_corrected_rate_counts_at_once(trading: Platform) -> None:
    """Values are worked out when they are read, so nothing has to be computed anew."""
    (deal,) = create(trading, "deal", {"code": "a", "amount": "100", "currency": "USD"})
    call = trading.call(trading.identity.system_actor("seed"), Source.SEED)
    (sheet,) = trading.records.find(call, Query("exchange_rate", filter="valid_from = DATE(2026, 11, 20)")).records
    update(trading, "exchange_rate", sheet.id, rate_usd="7.5")
    assert value(trading, "deal", deal.id, "amount_corporate") == Decimal("750.00")


def test_the_day_decides_the_rate(platform: Platform) -> None:
    """The object names the date that counts; when it moves, the rates move along."""
    deploy(platform, company(more="rate_date: closes\n"))
    create(platform, "exchange_rate", *RATES)
    (deal,) = create(platform, "deal", {"code": "a", "amount": "100", "currency": "USD", "closes": "2026-06-30"})
    assert value(platform, "deal", deal.id, "amount_corporate") == Decimal("700.00")
    update(platform, "deal", deal.id, closes="2026-12-01")
    assert value(platform, "deal", deal.id, "amount_corporate") == Decimal("720.00")


@pytest.mark.parametrize(("code", "closes"), [("USD", "2025-12-31"), ("JPY", "2026-06-30")])
def test_a_missing_rate_is_told_and_is_not_zero(platform: Platform, code: str, closes: str) -> None:
    """Neither before the first sheet nor with a gap in it can an amount be valued."""
    deploy(platform, company(more="rate_date: closes\n"))
    create(platform, "exchange_rate", *RATES)
    with pytest.raises(Invalid) as refused:
        create(platform, "deal", {"code": "a", "amount": "100", "currency": code, "closes": closes})
    (problem,) = refused.value.problems
    assert (problem.code, problem.field) == ("D590", "currency")
    assert f"no exchange rate for {code} on {closes}" in problem.message


def test_a_sheet_in_use_stays(trading: Platform) -> None:
    """Rates that records were made by cannot be deleted."""
    (deal,) = create(trading, "deal", {"code": "a", "amount": "100", "currency": "USD"})
    call = trading.call(trading.identity.system_actor("seed"), Source.SEED)
    sheet = str(value(trading, "deal", deal.id, "exchange_rates"))
    with pytest.raises(Invalid):
        trading.records.delete(call, "exchange_rate", [Target(sheet)])


def test_several_currencies_come_and_go(platform: Platform) -> None:
    """Turning them on gives every record the organisation's currency; turning them off keeps what there was."""
    single, several = (shop(PLAIN, settings=one, objects__buyer=BUYER) for one in ("currency: CNY\n", SEVERAL))
    deploy(platform, single)
    (deal,) = create(platform, "deal", {"code": "a", "amount": "100"})
    coming = planned(platform.deployments, several)
    assert any("deal.currency" in one.text and "CNY in all records" in one.text for one in coming.changes.changes)
    deploy(platform, several, Consent(maintenance=True))
    assert value(platform, "deal", deal.id, "currency") == "CNY"
    assert value(platform, "deal", deal.id, "amount_corporate") == Decimal("100.00")
    going = planned(platform.deployments, single)
    lost = {one.name for one in going.changes.changes if one.kind is ChangeClass.DATA_LOSS}
    assert {"deal.currency", "deal.exchange_rates", "exchange_rate"} <= lost
    deploy(platform, single, Consent(frozenset(lost), maintenance=True))
    assert value(platform, "deal", deal.id, "amount") == Decimal("100.00")


def test_rates_are_seeded_before_what_needs_them(platform: Platform) -> None:
    """The sheets of an app are there when its amounts come in."""
    app = company()
    files = {
        **app.files,
        "objects/deal.yaml": app.files["objects/deal.yaml"].replace("max_length: 40}", "max_length: 40, unique: true}"),
        "data/deal.csv": "code,amount,currency\na,100,USD\n",
        "data/exchange_rate.csv": "valid_from,rate_usd\n2026-01-01,7\n",
    }
    deploy(platform, AppSource(app.name, files))
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    assert [report.rejects for _, report in load_seeds(platform.records, call, lambda _: None)] == [[], []]
    assert codes(platform, Query("deal", filter="amount_corporate = 700")) == ["a"]
