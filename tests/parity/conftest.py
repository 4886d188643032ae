"""The small world, on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.databases import Database, drop_schemas, postgres_database, sqlite_database
from tests.parity.world import World, opened


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """A database with the tables of the small world."""
    with opened(database) as made:
        yield made


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The same for all tests of a file, which leave rows of theirs behind."""
    if request.param == "sqlite":
        database = sqlite_database(tmp_path_factory.mktemp("shared"))
    else:
        database = postgres_database(request.getfixturevalue("postgres_url"))
    with opened(database) as made:
        yield made
    if database.is_postgres:
        drop_schemas(database)
