"""An office for all tests of a file, on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.databases import drop_schemas, postgres_database, sqlite_database
from tests.field_types.office import Keeping, keep


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def keeping(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keeping]:
    """Every type in one office; each test works with the records of its own type's object."""
    if request.param == "sqlite":
        database = sqlite_database(tmp_path_factory.mktemp("kept"))
    else:
        database = postgres_database(request.getfixturevalue("postgres_url"))
    opened = keep(database)
    yield opened
    opened.office.platform.close()
    if database.is_postgres:
        drop_schemas(database)
