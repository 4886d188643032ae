"""A backup has the values of fields of each type, and gives them back on the other database."""

from pathlib import Path

import pytest

from objectry.metadata import FieldType
from objectry.runtime import Platform
from objectry.runtime.store import open_store
from tests.databases import Database, contents_of, sqlite_database
from tests.field_types.office import keep
from tests.field_types.samples import SAMPLES
from tests.runtime.archiving.tenant import digests


@pytest.mark.postgres
def test_every_type_survives_the_way_there_and_back(postgres: Database, tmp_path: Path) -> None:
    """SQLite to PostgreSQL to SQLite: the dump and every digest are the same, and the two samples are in it."""
    (tmp_path / "back").mkdir()
    keeping = keep(sqlite_database(tmp_path))
    first = keeping.office.platform
    for type in FieldType:
        for value in (SAMPLES[type].first, SAMPLES[type].second):
            keeping.make(type, str(value), value)
    first.archives.save(tmp_path / "1.zip")
    second = Platform(open_store(postgres.url, postgres.schema), first.clock, contents=contents_of(postgres))
    second.archives.restore(tmp_path / "1.zip", "ann")
    second.archives.save(tmp_path / "2.zip")
    back = sqlite_database(tmp_path / "back")
    third = Platform(open_store(back.url), first.clock, contents=contents_of(back))
    third.archives.restore(tmp_path / "2.zip", "ann")
    third.archives.save(tmp_path / "3.zip")
    assert digests(tmp_path / "1.zip") == digests(tmp_path / "2.zip") == digests(tmp_path / "3.zip")
    assert list(first.deployments.dump()) == list(second.deployments.dump()) == list(third.deployments.dump())
    assert first.archives.check(tmp_path / "1.zip").records > 2 * len(FieldType)
    for platform in (first, second, third):
        platform.close()
