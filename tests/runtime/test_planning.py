"""Plans on real databases: who breaks a demand, with ids, and who gains or loses sight of what."""

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from objectry.metadata import AppSource
from objectry.plan import Change
from objectry.runtime import Change as UserChange
from objectry.runtime import Consent, Platform, Query, Source, assemble
from objectry.runtime.deploying import audience
from objectry.runtime.deploying.estimating import FIXED, READ, slowness
from tests.databases import Database
from tests.runtime.shops import create, deploy, planned, shop, values


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema)
    yield made
    made.close()


def changes(platform: Platform, app: AppSource) -> Sequence[Change]:
    return planned(platform.deployments, app).changes.changes


def ids(platform: Platform, *rows: dict[str, object], thing: str = "deal") -> list[str]:
    return [record.id for record in create(platform, *rows, thing=thing).records if record is not None]


LINE = """
object: line
fields:
  deal: {type: lookup, to: deal, related_as: lines}
  amount: {type: currency}
"""
BASE = "amount: {type: currency}\nstage: {type: picklist, values: {open: {}, won: {}}}\ncountry: {type: text}"
DEMANDS = [
    ("amount: {type: currency, required: true}", "deal.amount becomes required", [2]),
    ("amount: {type: currency, required_if: stage = 'won'}", "deal.amount becomes required under a condition", [2]),
    ("amount: {type: currency, max: 10}", "deal.amount is at most 10", [1]),
    ("stage: {type: picklist, values: {open: {}}}", "deal.stage loses the choice won", [1, 2]),
    ('country: {type: text, pattern: "[A-Z]{2}"}', "deal.country has to match [A-Z]{2}", [1]),
    ("country: {type: email}", "deal.country has to be of the form of email", [0, 1]),
    ("country: {type: text, unique: true}", "deal.country becomes unique", []),
    ("", "COUNT(lines where lines.amount > 5) > 0", [0]),
    ("total: {type: currency, rollup: SUM(lines.amount), reveals: true}", "total > 5", [0]),
    ("double: {type: currency, formula: amount * 2}", "double > 50", [1]),
    ("vat: {type: text}", "country = 'DE' and ISBLANK(vat)", [0]),
    ("", "owner.name = 'nobody'", []),
]


@pytest.mark.parametrize(("field", "text", "broken"), DEMANDS, ids=[one[1] for one in DEMANDS])
def test_a_plan_names_who_breaks_a_demand(platform: Platform, field: str, text: str, broken: list[int]) -> None:
    """Requiredness, limits, choices, patterns, validations over children, roll-ups, formulas and new fields."""
    deploy(platform, shop(BASE, objects__line=LINE))
    made = ids(
        platform,
        {"name": "A", "amount": 5, "stage": "open", "country": "DE"},
        {"name": "B", "amount": 50, "stage": "won", "country": "nowhere"},
        {"name": "C", "stage": "won"},
    )
    ids(platform, {"deal": made[0], "amount": 7}, {"deal": made[1], "amount": 3}, thing="line")
    validation = "" if text.startswith("deal.") else f'validations: {{v: {{error_if: "{text}", message: no}}}}'
    kept = "\n".join(line for line in BASE.splitlines() if line.split(":")[0] != field.split(":")[0])
    found = {one.text: one for one in changes(platform, shop(f"{kept}\n{field}", more=validation, objects__line=LINE))}
    change = found["validation deal.v is added" if validation else text]
    assert (change.breaking, list(change.samples)) == (len(broken), [made[place] for place in broken])


def test_repeated_values_are_shown(platform: Platform) -> None:
    """All records of the first repeated values, so that somebody can choose."""
    deploy(platform, shop())
    made = ids(platform, {"name": "A", "code": "x"}, {"name": "B", "code": "x"}, {"name": "C", "code": "y"})
    unique = shop(objects__deal="object: deal\nfields:\n  code: {type: text, max_length: 40, unique: true}\n")
    (change,) = [one for one in changes(platform, unique) if one.text == "deal.code becomes unique"]
    assert (change.breaking, list(change.samples)) == (1, made[:2])


def test_a_lookup_becomes_a_master_and_a_lookup_again(platform: Platform) -> None:
    """Records without a parent are counted, with sample ids, and stay; owners go, and come back with the lookup."""
    detail = LINE.replace("deal: {type: lookup", "deal: {type: master_detail")
    deploy(platform, shop(objects__line=LINE))
    (parent,) = ids(platform, {"name": "A"})
    _, *orphans = ids(platform, {"deal": parent, "amount": 1}, {"amount": 2}, {"amount": 3}, thing="line")
    found = {one.text: one for one in changes(platform, shop(objects__line=detail))}
    assert found["line.deal: lookup deal becomes master_detail deal"].kind == "safe"
    demand = found["line.deal becomes required"]
    assert (demand.kind, demand.breaking, list(demand.samples)) == ("stricter", 2, orphans)
    assert found["line: sharing private becomes by deal"].kind == "access"
    assert [one.name for one in found.values() if one.kind == "data_loss"] == ["line.owner"]
    deploy(platform, shop(objects__line=detail), Consent(frozenset({"line.owner"})))
    assert values(platform, "deal", "line") == [parent, None, None]
    assert [(one.code, one.count) for one in platform.deployments.examine()] == [("P457", 2)]
    back = {one.text: one for one in changes(platform, shop(objects__line=LINE))}
    assert back["line.deal: master_detail deal becomes lookup deal"].kind == "safe"
    assert back["column line.owner comes back from quarantine with 3 values"].kind == "safe"
    deploy(platform, shop(objects__line=LINE))
    assert values(platform, "deal", "line") == [parent, None, None]
    assert None not in values(platform, "owner", "line")


def test_a_loss_counts_the_values(platform: Platform) -> None:
    """Records without a value lose none; at most five ids are shown."""
    deploy(platform, shop("amount: {type: currency}"))
    made = ids(platform, {"name": "none"}, *({"name": "A", "amount": number} for number in range(7)))
    change = changes(platform, shop())[0]
    assert (change.kind, change.rows, list(change.samples)) == ("data_loss", 7, made[1:6])


ROLES = """
permission_sets:
  sell: {{objects: {{deal: {{create: true, read: true, update: true{more}}}}}, fields: {{{fields}}}}}
  look: {{objects: {{deal: {{read: true}}}}}}
roles:
  rep: {{sets: [sell]}}
  guest: {{sets: [look]}}
{rules}
"""


def company(sharing: str, more: str = "", fields: str = "", rules: str = "", name: str = "amount") -> AppSource:
    roles = ROLES.format(more=more, fields=fields, rules=rules)
    renamed = "renamed_from: [amount], " if name != "amount" else ""
    return shop(f"{name}: {{{renamed}type: currency}}", more=f"sharing: {sharing}", permissions__roles=roles)


def staff(platform: Platform) -> None:
    """Two reps with one and three deals, a guest, and somebody who has left."""
    deploy(platform, company("{base: private}"))
    rep, other, _, _ = ids(
        platform,
        {"name": "Rep", "username": "rep", "role": "rep"},
        {"name": "Other", "username": "other", "role": "rep"},
        {"name": "Guest", "username": "guest", "role": "guest"},
        {"name": "Gone", "username": "gone", "role": "guest", "active": False},
        thing="user",
    )
    ids(platform, {"name": "A", "owner": rep, "amount": 5})
    ids(platform, *({"name": name, "owner": other, "amount": 50} for name in "BCD"))


SEEN = [
    (company("{base: read}"), ["1 user with role guest gains sight of 4 records of deal",
                               "2 users with role rep gain sight of 1 to 3 records of deal"]),
    (company("{base: private}", more=", view_all: true"),
     ["2 users with role rep gain sight of 1 to 3 records of deal"]),
    (company("{base: private}", rules="sharing_rules:\n  deal:\n    x: {when: worth > 9, to: 'role:guest'}",
             name="worth"),
     ["1 user with role guest gains sight of 3 records of deal"]),
    (company("{base: private}", fields="deal.amount: none"), ["2 users with role rep lose sight of deal.amount"]),
    (company("{base: private}", rules="settings: {}"), []),
]  # fmt: skip


@pytest.mark.parametrize(("app", "lines"), SEEN[:4], ids=["base", "view_all", "rule", "field"])
def test_a_plan_tells_who_gains_and_loses(platform: Platform, app: AppSource, lines: list[str]) -> None:
    """People by role, and of how many records; deactivated users count for nothing."""
    staff(platform)
    told = [one.text for one in changes(platform, app) if one.kind == "access"]
    assert [line for line in told if "user" in line and "role" in line] == lines
    deploy(platform, app, Consent())
    back = changes(platform, company("{base: private}"))
    assert [line.replace("gain", "lose") if "gain" in line else line.replace("lose", "gain") for line in lines] == [
        one.text for one in back if one.users is not None
    ]


AUDIT = "  audit: {objects: {deal: {read: true, view_all: true}}}\nroles:\n"


def audited(app: AppSource) -> AppSource:
    """The company with a permission set that no role has."""
    path = "permissions/roles.yaml"
    return AppSource(app.name, {**app.files, path: app.files[path].replace("roles:\n", AUDIT, 1)})


def test_sets_of_ones_own_and_managers_count(platform: Platform) -> None:
    """Who loses sight with a set granted to her alone, or as the manager of an owner, is told with how many records."""
    staff(platform)
    deploy(platform, audited(company("{base: private, hierarchy: true}")))
    users = dict(zip(values(platform, "username", "user"), platform_ids(platform, "user"), strict=True))
    create(platform, {"user": users["guest"], "permission_set": "audit"}, thing="user_permission")
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.update(call, "user", [UserChange(users["rep"], {"manager": users["other"]})])
    told = [
        one.text for one in changes(platform, company("{base: private, hierarchy: false}")) if one.users is not None
    ]
    assert "1 user with role guest + audit loses sight of 4 records of deal" in told
    assert [one for one in told if "2 users with role rep lose sight of 0 to 1 records of deal" in one]


def platform_ids(platform: Platform, thing: str) -> list[str]:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    return [one.id for one in platform.records.find(call, Query(thing, sort=("created_at",))).records]


def test_counting_who_gains_stops_in_time(platform: Platform, monkeypatch: pytest.MonkeyPatch) -> None:
    """After the time allowed the plan says how far it has come."""
    staff(platform)
    monkeypatch.setattr(audience, "SECONDS", -1.0)
    told = [one.text for one in changes(platform, company("{base: read}"))]
    assert "counting who gains and loses took too long: 0 of 2 roles were counted" in told


def test_a_plan_estimates_how_long_others_wait(platform: Platform) -> None:
    """From the records of each table that is worked on; a new column costs nothing but the transaction."""
    deploy(platform, shop())
    create(platform, *({"name": "A"} for _ in range(400)))
    assert planned(platform.deployments, shop("a: {type: text}")).changes.seconds == FIXED
    numbered = planned(platform.deployments, shop('n: {type: autonumber, format: "{0}"}')).changes.seconds
    assert numbered == round(FIXED + 400 / 12_000, 2)


def test_a_slow_database_takes_longer() -> None:
    """How fast records are read is measured: at four times as long for each, others wait four times as long."""
    survey: Any = SimpleNamespace(values=lambda *_: iter([("1", "1")] * 100), read=lambda *_: None)
    ticks = iter([0.0, 4 * 100 / READ])
    assert slowness(survey, "deal", lambda: next(ticks)) == pytest.approx(4)
    empty: Any = SimpleNamespace(values=lambda *_: iter(()), read=lambda *_: None)
    assert slowness(empty, "deal", lambda: 0.0) == 1
