"""What has left the model goes for good after so many days: told beforehand, and only what was told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from objectry.metadata import AppSource
from objectry.runtime import Consent, Platform, SetClock, assemble
from tests.databases import Database
from tests.runtime.shops import create, deploy, planned, shop, values

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
FULL = shop("note: {type: text}\nsize: {type: text}", objects__line="object: line\n")
LEAN = shop("size: {type: text}")
ALL = Consent(frozenset({"deal.note", "deal.size", "line"}))


@pytest.fixture
def clock() -> SetClock:
    """A clock to move."""
    return SetClock(NOW)


@pytest.fixture
def platform(tmp_path: Path, clock: SetClock) -> Iterator[Platform]:
    """An empty database."""
    made = assemble(f"sqlite:///{tmp_path / 'shop.db'}", None, clock)
    yield made
    made.close()


def lost(platform: Platform) -> None:
    """A column and a table go to quarantine."""
    deploy(platform, FULL)
    create(platform, {"name": "A", "note": "kept", "size": "L"})
    deploy(platform, LEAN, ALL)


def more(app: AppSource, number: int) -> AppSource:
    """The same app with one more field, so that there is something to apply."""
    deal = app.files["objects/deal.yaml"] + f"  extra{number}: {{type: text}}\n"
    return AppSource(app.name, {**app.files, "objects/deal.yaml": deal})


def kept(platform: Platform) -> list[str]:
    return sorted(one.name for one in platform.deployments.quarantined())


def test_an_apply_purges_what_is_due(database: Database, clock: SetClock) -> None:
    """Not a day before, and nothing is left of it: no column, no table, no note."""
    platform = assemble(database.url, database.schema, clock)
    lost(platform)
    clock.advance(timedelta(days=29))
    early = planned(platform.deployments, more(LEAN, 1))
    assert [(one.kept.name, one.due) for one in early.quarantine] == [("line", False), ("deal.note", False)]
    deploy(platform, more(LEAN, 1))
    assert kept(platform) == ["deal.note", "line"]
    clock.advance(timedelta(days=1))
    deploy(platform, more(more(LEAN, 1), 2))
    assert kept(platform) == []
    assert platform.deployments.examine() == ()
    platform.close()


def test_only_what_was_told_is_purged(platform: Platform, clock: SetClock) -> None:
    """A plan that was made the day before purges nothing, however late it is applied."""
    lost(platform)
    plan = planned(platform.deployments, more(LEAN, 1))
    clock.advance(timedelta(days=90))
    platform.deployments.apply(plan, Consent(), "ann", "")
    assert kept(platform) == ["deal.note", "line"]


def test_what_comes_back_is_not_purged(platform: Platform, clock: SetClock) -> None:
    """Declared again on the very day: the values are there."""
    lost(platform)
    clock.advance(timedelta(days=90))
    plan = planned(platform.deployments, FULL)
    assert plan.quarantine == ()
    platform.deployments.apply(plan, Consent(), "ann", "")
    assert values(platform, "note") == ["kept"]


def test_the_organisation_says_how_long(platform: Platform, clock: SetClock) -> None:
    """`purge_after` of settings.yaml, in the files that are being applied."""
    lost(platform)
    clock.advance(timedelta(days=3))
    hasty = AppSource(LEAN.name, {**LEAN.files, "settings.yaml": "purge_after: 2\n"})
    assert all(one.due for one in planned(platform.deployments, hasty).quarantine)
    deploy(platform, hasty)
    assert kept(platform) == []


def test_a_table_of_the_same_name_goes_its_own_way(platform: Platform, clock: SetClock) -> None:
    """Purging the old one leaves the new one and its records alone."""
    lost(platform)
    clock.advance(timedelta(days=1))
    deploy(platform, shop("size: {type: text}", objects__line="object: line\nfields:\n  code: {type: integer}\n"))
    create(platform, {"name": "new"}, thing="line")
    clock.advance(timedelta(days=40))
    deploy(platform, more(LEAN, 1), ALL)
    assert kept(platform) == ["line"]
