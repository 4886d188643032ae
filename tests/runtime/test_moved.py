"""A base takes a name that the layer above has used: on real databases, with values, in one step and back."""

from collections.abc import Iterator

import pytest

from objectry.metadata import AppSource
from objectry.runtime import Consent, Platform, Query, Source, assemble
from tests.databases import Database
from tests.runtime.shops import core

DEAL = "object: deal\nfields:\n  name: {type: text}\n"
OWN = "name: own\nversion: 1.0\nbase: {crm: '1'}\n"
LEVEL = "{type: text, unique: true}"


def stacked(base: dict[str, str], own: dict[str, str]) -> tuple[AppSource, ...]:
    crm = AppSource("crm", {"app.yaml": "name: crm\nversion: 1.0\n", "objects/deal.yaml": DEAL, **base})
    return core(), crm, AppSource("own", {"app.yaml": OWN, **own})


BEFORE = stacked(
    {},
    {
        "objects/deal.yaml": f"extend: deal\nfields: {{level: {LEVEL}}}\n",
        "objects/project.yaml": "object: project\nfields: {deal: {type: lookup, to: deal}}\n",
    },
)
AFTER = stacked(
    {
        "objects/deal.yaml": f"{DEAL}  level: {LEVEL}\n",
        "objects/project.yaml": "object: project\nfields: {deal: {type: lookup, to: deal}}\n",
    },
    {
        "app.yaml": OWN + "moved: {deal.level: deal.tier, project: venture}\n",
        "objects/deal.yaml": f"extend: deal\nfields: {{tier: {LEVEL}}}\n",
        "objects/venture.yaml": "object: venture\nfields: {deal: {type: lookup, to: deal, related_as: ventures}}\n",
    },
)


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema)
    yield made
    made.close()


def put(platform: Platform, apps: tuple[AppSource, ...]) -> None:
    plan, found = platform.deployments.plan(apps)
    assert plan is not None, [*found]
    platform.deployments.apply(plan, Consent(maintenance=True), "ann", "")


def rows(platform: Platform, thing: str, *fields: str) -> list[tuple[object, ...]]:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    found = platform.records.find(call, Query(thing, fields=fields, sort=("name",))).records
    return [tuple(record.values[name] for name in fields) for record in found]


def create(platform: Platform, thing: str, values: dict[str, str | None]) -> str:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    (record,) = platform.records.create(call, thing, [values]).records
    assert record is not None
    return record.id


def test_values_go_along_and_the_name_begins_anew(platform: Platform) -> None:
    """The field and the object of the layer above keep their values under new names; the base's are empty and work."""
    put(platform, BEFORE)
    deal = create(platform, "deal", {"name": "A", "level": "high"})
    create(platform, "project", {"name": "P", "deal": deal})
    put(platform, AFTER)
    assert rows(platform, "deal", "name", "tier", "level") == [("A", "high", None)]
    assert rows(platform, "venture", "name", "deal") == [("P", deal)]
    assert rows(platform, "project", "name") == []
    create(platform, "deal", {"name": "B", "level": "high", "tier": "low"})
    assert rows(platform, "deal", "name", "tier", "level") == [("A", "high", None), ("B", "low", "high")]
    plan, _ = platform.deployments.plan(AFTER)
    assert plan is not None
    assert plan.changes.empty
