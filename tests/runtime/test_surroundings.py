"""`crm doctor` looks at what a tenant stands on: disk, clocks, keys, files, settings of the server."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from objectry.runtime import Finding, Platform, new_key
from objectry.runtime.sealing.keyring import VARIABLE, KeyRing
from objectry.runtime.store import Health
from tests.databases import Database, contents_of, sqlite_database
from tests.faces.office import NOW
from tests.runtime.archiving.tenant import KEY, furnish, opened
from tests.runtime.shops import deploy, shop


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tenant")


@pytest.fixture(scope="module")
def platform(folder: Path) -> Iterator[Platform]:
    """A tenant with files and secrets."""
    made = opened(sqlite_database(folder))
    furnish(made)
    yield made
    made.close()


def codes(platform: Platform) -> list[str]:
    return [one.code for one in platform.surroundings.examine()]


def the_one(platform: Platform) -> Finding:
    (found,) = platform.surroundings.examine()
    return found


def test_all_is_well(platform: Platform) -> None:
    """Nothing is said."""
    assert codes(platform) == []


def test_little_room_is_told(platform: Platform) -> None:
    """For each disk that has little."""
    with patch("objectry.runtime.deploying.surroundings.free_at", return_value=123_000_000):
        assert codes(platform) == ["P464", "P464"]
        assert "123 MB left on the disk of the database" in platform.surroundings.examine()[0].text


def test_files_that_are_gone_and_contents_that_are_nobodys(platform: Platform, folder: Path) -> None:
    """Both are counted and named; a content of today may be on its way still."""
    contents = contents_of(sqlite_database(folder))
    gone = next(path for path in contents.folder.glob("??/*"))
    stray = contents.path("ab" * 16)
    stray.parent.mkdir(parents=True, exist_ok=True)
    gone.rename(folder / "aside")
    stray.touch()
    fresh, old = (NOW.timestamp(), (NOW - timedelta(days=2)).timestamp())
    os.utime(stray, (fresh, fresh))
    assert (the_one(platform).code, the_one(platform).samples) == ("P468", (gone.name,))
    (folder / "aside").rename(gone)
    os.utime(stray, (old, old))
    assert (the_one(platform).code, the_one(platform).samples) == ("P469", (stray.name,))
    stray.unlink()


def test_a_key_that_is_missing_is_named(platform: Platform) -> None:
    """By its id, which tells nothing of it."""
    others = KeyRing(environment={VARIABLE: new_key()})
    known = KeyRing(environment={VARIABLE: KEY}).sealing().id
    (found,) = replace(platform.surroundings, ring=others).examine()
    assert (found.code, known in found.text) == ("P476", True)


@pytest.mark.postgres
def test_a_server_that_may_lose_writes_is_told(postgres: Database) -> None:
    """The server of the tests is set up to be quick and not to last; and its clock is not that of the test."""
    platform = opened(postgres)
    deploy(platform, shop())
    found = {one.place: one.code for one in platform.surroundings.examine()}
    assert found.get("clock") == "P465"
    assert set(found.values()) <= {"P464", "P465", "P466"}
    platform.close()


def test_what_a_server_says_of_itself_is_judged(platform: Platform) -> None:
    """Settings that lose writes, too few connections, another time; one that is right is not spoken of."""
    bad = Health(NOW + timedelta(seconds=9), ("fsync",), 20)
    with patch.object(platform.surroundings.store, "health", return_value=bad):
        assert codes(platform) == ["P465", "P466", "P467"]
    good = Health(NOW + timedelta(seconds=1), (), 97)
    with patch.object(platform.surroundings.store, "health", return_value=good):
        assert codes(platform) == []
