"""Indexes that are unique over several fields: told at the fields, over live records, and counted by the plan."""

from collections.abc import Iterator, Mapping

import pytest

from objectry.runtime import Change, Consent, DeploymentRefused, Invalid, Mode, Platform, Source, Target, assemble
from tests.databases import Database
from tests.runtime.shops import create, deploy, planned, shop

FIELDS = "shelf: {type: text}\nday: {type: date}"
PLAIN = shop(FIELDS, "indexes: {place: [shelf, day]}\n")
UNIQUE = shop(FIELDS, "indexes: {place: {fields: [shelf, day], unique: true}}\n")
ONE = {"name": "one", "shelf": "A", "day": "2026-01-01"}


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema)
    yield made
    made.close()


def write(platform: Platform, *rows: Mapping[str, object], mode: Mode = Mode.ALL) -> list[object]:
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    return list(platform.records.create(call, "deal", list(rows), mode).records)


def faults(error: Invalid) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in error.problems]


def test_the_same_values_together_are_refused_at_each_field(platform: Platform) -> None:
    """Against stored records and within a batch; one value alike is no matter, nor is a blank one."""
    deploy(platform, UNIQUE)
    create(platform, ONE, {**ONE, "shelf": "B"}, {**ONE, "day": None}, {**ONE, "day": None})
    for rows in ([ONE], [{**ONE, "shelf": "C"}, {**ONE, "shelf": "C"}]):
        with pytest.raises(Invalid) as refused:
            write(platform, *rows)
        assert faults(refused.value) == [("D563", "shelf"), ("D563", "day")]
        assert "another record has these values already (Shelf, Day)" in refused.value.problems[0].message
    made = write(platform, ONE, {**ONE, "shelf": "D"}, mode=Mode.PARTIAL)
    assert [one is not None for one in made] == [False, True]


def test_records_in_the_bin_do_not_count(platform: Platform) -> None:
    """What is deleted gives its values free; a change towards them is looked at as a new record is."""
    deploy(platform, UNIQUE)
    first, second = create(platform, ONE, {**ONE, "shelf": "B"}).records
    assert first is not None
    assert second is not None
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    with pytest.raises(Invalid) as refused:
        platform.records.update(call, "deal", [Change(second.id, {"shelf": "A"})])
    assert {code for code, _ in faults(refused.value)} == {"D563"}
    platform.records.delete(call, "deal", [Target(first.id)])
    platform.records.update(call, "deal", [Change(second.id, {"shelf": "A"})])


def test_the_plan_counts_the_records_that_repeat(platform: Platform) -> None:
    """How many stand in the way is told, and nothing is applied until none does."""
    deploy(platform, PLAIN)
    made = create(platform, ONE, ONE, ONE, {**ONE, "shelf": "B"}).records
    plan = planned(platform.deployments, UNIQUE)
    (change,) = [one for one in plan.changes.changes if one.duplicates]
    assert (change.text, change.breaking) == ("deal.place: shelf and day become unique together", 2)
    with pytest.raises(DeploymentRefused) as refused:
        platform.deployments.apply(plan, Consent(), "ann", "")
    assert "P412" in str(refused.value)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.delete(call, "deal", [Target(one.id) for one in made[:2] if one is not None])
    deploy(platform, UNIQUE)
    with pytest.raises(Invalid):
        write(platform, ONE)
