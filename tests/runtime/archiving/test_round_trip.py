"""A tenant goes into an archive and comes back as it was, on either database."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.runtime import DeploymentRefused, Platform, Source
from tests.databases import Database, contents_of, sqlite_database
from tests.faces.office import PASSWORD
from tests.runtime.archiving.tenant import FIELDS, LINE, OLD, digests, number_of_the_next, opened
from tests.runtime.shops import create, deploy, shop


@pytest.fixture
def restored(database: Database, archive: Path) -> Iterator[Platform]:
    """The tenant again, in another database of each kind."""
    platform = opened(database)
    platform.archives.restore(archive, "ann")
    yield platform
    platform.close()


def test_everything_is_as_it_was_and_life_goes_on(
    source: Platform, restored: Platform, archive: Path, tmp_path: Path
) -> None:
    """Records, people, history, deployments, quarantine, counters and files: the same digests, the same dump.

    People log in, numbers go on, secrets are sealed still, history and audit go on, what is in quarantine comes back.
    """
    saved = restored.archives.save(tmp_path / "again.zip")
    assert digests(tmp_path / "again.zip") == digests(archive)
    assert list(restored.deployments.dump()) == list(source.deployments.dump())
    assert restored.deployments.examine() == ()
    assert (saved.left_out, saved.manifest.lost, len(saved.manifest.files)) == ((), (), 3)
    assert restored.deployments.log() == source.deployments.log()
    audit = restored.audit.verify(None, lambda _: None)
    assert (audit.broken, audit.unsealed) == (None, 0)
    assert restored.identity.log_in("ann", PASSWORD).actor.name == "Ann 安"
    assert number_of_the_next(restored) == "D-007"
    deal = next(line for line in restored.deployments.dump() if '"name":"full"' in line)
    assert "sealed1." in deal
    assert "canary" not in deal
    call = restored.call(restored.identity.system_actor("seed"), Source.SEED)
    assert len(restored.records.history(call, "deal", deal.partition('"id":"')[2][:36])) == 1
    deploy(restored, shop(FIELDS, objects__line=LINE, objects__old=OLD))
    lines = list(restored.deployments.dump())
    assert sum('"gone":"' in line for line in lines) == 5
    assert any('"worth":"12.345"' in line for line in lines)
    assert restored.deployments.examine() == ()
    audit = restored.audit.verify(None, lambda _: None)
    assert (audit.broken, audit.unsealed) == (None, 0)
    assert audit.sound > 5


def test_a_database_with_something_in_it_is_refused(source: Platform, archive: Path) -> None:
    """With what is in it, and where to go; it stays as it is."""
    before = list(source.deployments.dump())
    with pytest.raises(DeploymentRefused, match="revision 2 is deployed in it: name a new file"):
        source.archives.restore(archive, "ann")
    assert list(source.deployments.dump()) == before


@pytest.mark.postgres
def test_both_ways_round(archive: Path, postgres: Database, tmp_path: Path) -> None:
    """SQLite to PostgreSQL to SQLite: the third archive has the digests of the first."""
    on_postgres, back = opened(postgres), opened(sqlite_database(tmp_path))
    on_postgres.archives.restore(archive, "ann")
    on_postgres.archives.save(tmp_path / "second.zip")
    back.archives.restore(tmp_path / "second.zip", "ann")
    back.archives.save(tmp_path / "third.zip")
    assert digests(tmp_path / "third.zip") == digests(archive)
    on_postgres.close()
    back.close()


def test_a_backup_is_of_one_moment(database: Database, tmp_path: Path) -> None:
    """What others write while it is made is in none of its tables."""
    platform = opened(database)
    deploy(platform, shop())
    create(platform, {"name": "before"})
    told: list[str] = []

    def meanwhile(said: str) -> None:
        if not told:
            create(platform, {"name": "after"})
        told.append(said)

    manifest = platform.archives.save(tmp_path / "one.zip", meanwhile).manifest
    rows = {table.name: table.rows for table in manifest.tables}
    assert (rows["deal"], rows["_history"]) == (1, 1)
    assert sum(line.startswith("deal ") for line in platform.deployments.dump()) == 2
    platform.close()


def test_files_that_were_lost_before_are_told(source: Platform, home: Path, tmp_path: Path) -> None:
    """The backup is made all the same, and names them."""
    source.deployments.revision()
    shutil.copytree(home, tmp_path, dirs_exist_ok=True)
    platform = opened(sqlite_database(tmp_path))
    content = next(path for path in contents_of(sqlite_database(tmp_path)).folder.glob("??/*"))
    content.unlink()
    saved = platform.archives.save(tmp_path / "lost.zip")
    assert saved.manifest.lost == (content.name,)
    platform.close()
