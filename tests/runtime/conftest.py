"""A company per test, on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.runtime.worlds import World, build


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """The small company, on SQLite and on PostgreSQL."""
    made = build(database)
    yield made
    made.platform.close()


@pytest.fixture
def sqlite_world(sqlite: Database) -> Iterator[World]:
    """The same where the kind of database makes no difference."""
    made = build(sqlite)
    yield made
    made.platform.close()
