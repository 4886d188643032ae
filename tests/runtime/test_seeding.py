"""Seed records are part of an apply: told beforehand, brought in with it, and taken back with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.metadata import AppSource
from objectry.plan import Change
from objectry.runtime import Change as RecordChange
from objectry.runtime import Consent, DeploymentRefused, Platform, Query, Source, assemble
from tests.databases import Database
from tests.runtime.shops import core, create, deploy, planned, shop, values

UNIQUE = "unit: {type: text, unique: true}\nsize: {type: integer, max: 99}\nnote: {type: text}"
FIRST = "unit,name,size,note\nkg,Kilogram,1,a\nt,Ton,10,b\n"


@pytest.fixture
def either(database: Database) -> Iterator[Platform]:
    """An empty database, SQLite or PostgreSQL."""
    made = assemble(database.url, database.schema)
    yield made
    made.close()


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """An empty database."""
    made = assemble(f"sqlite:///{tmp_path / 'shop.db'}")
    yield made
    made.close()


def seeded(csv: str, fields: str = UNIQUE, **more: str) -> AppSource:
    """The shop with seed records of deals."""
    made = shop(fields, **more)
    return AppSource(made.name, {**made.files, "data/deal.csv": csv})


def told(platform: Platform, app: AppSource) -> list[str]:
    """What the plan says of data."""
    found: tuple[Change, ...] = planned(platform.deployments, app).changes.changes
    return [one.text for one in found if one.name.startswith(("data", "demo"))]


def test_records_come_in_with_the_tables_they_stand_in(either: Platform) -> None:
    """Objects, fields and records in one apply; a lookup finds its target by that one's key, whatever the order."""
    line = "object: line\nfields:\n  deal: {type: lookup, to: deal}\n  no: {type: text, unique: true}\n"
    app = seeded(FIRST, objects__line=line)
    app = AppSource(app.name, {**app.files, "data/line.yaml": "key: no\nrecords:\n  L1: {name: One, deal: t}\n"})
    assert told(either, app) == ["deal: 2 seed records come in", "line: 1 seed record comes in"]
    deploy(either, app)
    assert values(either, "unit") == ["kg", "t"]
    call = either.call(either.identity.system_actor("seed"), Source.SEED)
    lines = either.records.find(call, Query("line", fields=("deal.name",)))
    assert [one.values["deal.name"] for one in lines.records] == ["Ton"]


def test_one_faulty_record_takes_all_back(either: Platform) -> None:
    """Each is told with its line; no table, column, record or revision is left of the apply."""
    deploy(either, seeded(FIRST))
    worse = seeded(
        FIRST + "g,Gram,=99 + 1,\nmg,Milligram,=-7 * 100 + 900,\nug,Microgram,1,\n", UNIQUE + "\nextra: {type: text}"
    )
    with pytest.raises(DeploymentRefused) as refused:
        deploy(either, worse)
    assert [(one.code, str(one.span)) for one in refused.value.problems] == [
        ("P423", "data/deal.csv:4:1"),
        ("P423", "data/deal.csv:5:1"),
    ]
    assert either.deployments.revision() == 1
    assert "extra" not in either.current().blueprint.objects["deal"].fields
    assert values(either, "unit") == ["kg", "t"]
    assert either.deployments.examine() == ()


def test_only_what_the_files_change_is_written(platform: Platform) -> None:
    """People's words stay in cells the files leave alone, and no record is brought back by an unchanged line."""
    deploy(platform, seeded(FIRST))
    call = platform.call(platform.identity.system_actor("import"), Source.IMPORT)
    page = platform.records.find(call, Query("deal", sort=("created_at",)))
    platform.records.update(call, "deal", [RecordChange(page.records[0].id, {"note": "ours", "size": 5})])
    changed = seeded(FIRST.replace("kg,Kilogram,1,a", "kg,Kilo,2,a") + "g,Gram,1,\n")
    assert told(platform, changed) == ["deal: 1 seed record comes in and 1 is changed"]
    deploy(platform, changed)
    assert values(platform, "name") == ["Kilo", "Ton", "Gram"]
    assert values(platform, "size") == [2, 10, 1]
    assert values(platform, "note") == ["ours", "b", None]
    assert told(platform, changed) == []


def test_records_that_are_there_become_seeds(platform: Platform) -> None:
    """A record somebody has made by hand is found by its key; one that leaves the files stays."""
    deploy(platform, shop(UNIQUE))
    create(platform, {"unit": "kg", "name": "By hand"})
    assert told(platform, seeded(FIRST)) == ["deal: 1 seed record comes in and 1 is changed"]
    deploy(platform, seeded(FIRST))
    assert values(platform, "name") == ["Kilogram", "Ton"]
    assert told(platform, shop(UNIQUE)) == ["deal: 2 seed records are seeds no more, and stay"]


def test_a_rename_changes_no_seed(platform: Platform) -> None:
    """Neither that of a column nor that of the key."""
    deploy(platform, seeded(FIRST))
    renamed = UNIQUE.replace("unit: {", "sign: {renamed_from: [unit], ").replace(
        "note: {", "memo: {renamed_from: [note], "
    )
    assert told(platform, seeded(FIRST.replace("unit", "sign").replace("note", "memo"), renamed)) == []


def test_layers_lie_side_by_side(platform: Platform) -> None:
    """Each layer brings records of its own, and a later one says the last word on a cell of an earlier one."""
    below, own = seeded(FIRST), {"app.yaml": 'name: own\nversion: 1.0\nbase: {shop: "~1.0"}\n'}
    own["data/deal.yaml"] = "key: unit\nrecords:\n  t: {note: mine}\n  oz: {name: Ounce}\n"
    plan, found = platform.deployments.plan((core(), below, AppSource("own", own)))
    assert plan is not None, [str(one) for one in found]
    platform.deployments.apply(plan, Consent(), "ann", "")
    assert values(platform, "name") == ["Kilogram", "Ton", "Ounce"]
    assert values(platform, "note") == ["a", "mine", None]


def test_demo_records_wait_to_be_asked_for(platform: Platform) -> None:
    """They are no seeds: an apply tells of them and leaves them alone."""
    app = shop(UNIQUE)
    demo = AppSource(app.name, {**app.files, "demo/deal.csv": FIRST})
    deploy(platform, app)
    assert told(platform, demo) == ["demo records; `crm data seed` brings them in"]
    deploy(platform, demo)
    assert values(platform, "unit") == []


def test_a_way_back_takes_words_back_but_no_records(platform: Platform) -> None:
    """What the files said before is written again; a record that came in stays, as others may refer to it."""
    deploy(platform, seeded(FIRST))
    deploy(platform, seeded(FIRST.replace("Ton", "Tonne") + "g,Gram,1,\n"))
    plan, _ = platform.deployments.plan_rollback(1)
    assert plan is not None
    platform.deployments.apply(plan, Consent(), "ann", "")
    assert values(platform, "name") == ["Kilogram", "Ton", "Gram"]
