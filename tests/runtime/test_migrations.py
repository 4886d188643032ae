"""Whatever stack follows whatever other, the database is what the new one says, and the records are still there."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from objectry.plan import ChangeClass
from objectry.runtime import Consent, Platform, Query, Source, assemble
from tests.databases import Database
from tests.runtime.shops import create, deploy, planned, shop, values

LINE = "object: line\nfields:\n  deal: {type: lookup, to: deal, related_as: lines}\n  amount: {type: currency}\n"
CHOICES = {
    "a": ["{type: text}", "{type: text, index: true}", "{type: integer}", "{type: decimal}", "{type: percent}",
          "{type: date}",           "{type: text, formula: name}"],
    "b": ["{type: boolean}", "{type: boolean, default: true}", "{type: picklist, values: {x: {}, y: {}}}"],
    "c": ["{type: lookup, to: user}", "{type: lookup, to: [user, deal]}", "{type: lookup, to: deal}",
          '{type: autonumber, format: "N-{000}"}'],
    "d": ["{type: currency, precision: 12}", "{type: currency, precision: 16, scale: 4}",
          "{type: currency, rollup: SUM(lines.amount), reveals: true}",
          "{type: currency, rollup: MAX(lines.amount), reveals: true}"],
}  # fmt: skip
STACKS = st.fixed_dictionaries({name: st.sampled_from([None, *kinds]) for name, kinds in CHOICES.items()})


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema)
    yield made
    made.close()


def yes_to_all(platform: Platform, fields: str) -> None:
    """Apply, with consent to every loss."""
    plan = planned(platform.deployments, shop(fields, objects__line=LINE))
    losses = frozenset(change.name for change in plan.changes.changes if change.kind is ChangeClass.DATA_LOSS)
    platform.deployments.apply(plan, Consent(losses, maintenance=True), "ann", "")


def total(platform: Platform) -> int:
    """How many deals there are; all their fields are read on the way."""
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    return platform.records.find(call, Query("deal", limit=200, count="exact")).total or 0


@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)  # each run builds on the last, so there is nothing to shrink
@given(st.lists(STACKS, min_size=2, max_size=4))
def test_any_stack_can_follow_any_other(platform: Platform, stacks: list[dict[str, str | None]]) -> None:
    """After each apply every field can be written and read, old records are all there, and nothing is left to plan."""
    if not platform.deployments.revision():
        yes_to_all(platform, "")
    before = total(platform)
    for number, stack in enumerate(stacks, start=1):
        fields = "\n".join(f"{name}: {kind}" for name, kind in stack.items() if kind)
        yes_to_all(platform, fields)
        assert planned(platform.deployments, shop(fields, objects__line=LINE)).changes.empty
        deal = create(platform, {"name": "N"}).records[0]
        assert deal is not None
        create(platform, {"deal": deal.id, "amount": 3}, thing="line")
        assert total(platform) == before + number
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        if stack["d"] and "rollup" in stack["d"]:
            assert platform.records.get(call, "deal", deal.id).values["d"] == Decimal(3)


def test_a_renamed_object_keeps_records_links_and_history(platform: Platform) -> None:
    """The table has another name; who pointed to it still does, figures and history go along."""
    total = "total: {type: currency, rollup: SUM(lines.amount), reveals: true}"
    deploy(platform, shop(total, objects__line=LINE))
    deal = create(platform, {"name": "A"}).records[0]
    assert deal is not None
    create(platform, {"deal": deal.id, "amount": 7}, thing="line")
    order = f"object: order\nrenamed_from: [deal]\nfields:\n  code: {{type: text, max_length: 40}}\n  {total}\n"
    line = LINE.replace("deal: {type: lookup, to: deal", "order: {type: lookup, renamed_from: [deal], to: order")
    app = shop(objects__order=order, objects__line=line)
    files = {name: text for name, text in app.files.items() if name != "objects/deal.yaml"}
    deploy(platform, type(app)(app.name, files))
    assert values(platform, "name", thing="order") == ["A"]
    assert values(platform, "order", thing="line") == [deal.id]
    create(platform, {"order": deal.id, "amount": 5}, thing="line")
    assert values(platform, "total", thing="order") == [Decimal(12)]
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    assert [entry.kind for entry in platform.records.history(call, "order", deal.id)] == ["create"]


def test_values_survive_every_widening(platform: Platform) -> None:
    """Integer, then decimals of more and more digits: the same number, exactly."""
    deploy(platform, shop("f: {type: integer}"))
    create(platform, {"name": "A", "f": 123456})
    for kind in ("{type: decimal, precision: 12, scale: 2}", "{type: decimal, precision: 18, scale: 6}",
                 "{type: currency, precision: 18, scale: 6}"):  # fmt: skip
        deploy(platform, shop(f"f: {kind}"))
        assert values(platform, "f") == [Decimal(123456)]


def test_narrowing_rounds_half_up(platform: Platform) -> None:
    """With consent, and the same on both databases."""
    deploy(platform, shop("f: {type: decimal, precision: 12, scale: 3}"))
    create(platform, {"name": "A", "f": "2.345"}, {"name": "B", "f": "-2.345"}, {"name": "C", "f": "2.344"})
    deploy(platform, shop("f: {type: decimal, precision: 12, scale: 2}"), Consent(frozenset({"deal.f"})))
    assert values(platform, "f") == [Decimal("2.35"), Decimal("-2.35"), Decimal("2.34")]


def test_text_becomes_a_choice_in_place(platform: Platform) -> None:
    """Values that are no choice stay, and the plan has counted them."""
    deploy(platform, shop("f: {type: text}"))
    create(platform, {"name": "A", "f": "x"}, {"name": "B", "f": "z"}, {"name": "C"})
    app = shop("f: {type: picklist, values: {x: {}, y: {}}}")
    broken = [
        one.breaking for one in planned(platform.deployments, app).changes.changes if "becomes a choice" in one.text
    ]
    deploy(platform, app)
    assert broken == [1]
    assert values(platform, "f") == ["x", "z", None]


OLD_ADDRESS = """
country: {type: text, max_length: 60}
city: {type: text, max_length: 60}
"""
NEW_ADDRESS = """
site: {type: address, parts: {country: {renamed_from: [country]}, city: {renamed_from: [city]}}}
"""


def test_loose_fields_become_an_address(platform: Platform) -> None:
    """Cities move under their new name; countries become codes, and what is no country stays in quarantine."""
    deploy(platform, shop(OLD_ADDRESS))
    rows = [{"country": "中国", "city": "杭州市"}, {"country": "Germany", "city": "Bonn"}, {"country": "Atlantis"}, {}]
    create(platform, *rows)
    changes = planned(platform.deployments, shop(NEW_ADDRESS)).changes
    (recoded,) = [change for change in changes.changes if change.kind is ChangeClass.DATA_LOSS]
    assert (recoded.name, recoded.rows, recoded.breaking) == ("deal.site_country", 3, 1)
    deploy(platform, shop(NEW_ADDRESS), Consent(frozenset({"deal.site_country"})))
    assert values(platform, "site_country") == ["CN", "DE", None, None]
    assert values(platform, "site_city") == ["杭州市", "Bonn", None, None]
