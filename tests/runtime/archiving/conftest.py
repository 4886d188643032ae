"""A tenant and its archive, for all tests of the folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.runtime import Platform
from tests.databases import sqlite_database
from tests.runtime.archiving.tenant import furnish, opened


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the tenant lies that goes into an archive."""
    return tmp_path_factory.mktemp("source")


@pytest.fixture(scope="session")
def source(home: Path) -> Iterator[Platform]:
    """The tenant, on SQLite; tests only read it."""
    platform = opened(sqlite_database(home))
    furnish(platform)
    yield platform
    platform.close()


@pytest.fixture(scope="session")
def archive(source: Platform, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its archive."""
    path = tmp_path_factory.mktemp("archive") / "tenant.zip"
    source.archives.save(path)
    return path
