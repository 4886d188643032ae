"""Companies with something to hide: one that many tests share, and a fresh one on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.databases import Database, sqlite_database
from tests.security.company import Company, found_company


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company on SQLite that tests leave as they found it."""
    company = found_company(sqlite_database(tmp_path_factory.mktemp("secrets")))
    yield company
    company.office.platform.close()


@pytest.fixture
def company(database: Database) -> Iterator[Company]:
    """A company of its own, on each kind of database."""
    founded = found_company(database)
    yield founded
    founded.office.platform.close()
