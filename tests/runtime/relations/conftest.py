"""A workshop per test, on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.runtime.relations.workshop import FILES
from tests.runtime.worlds import World, build


@pytest.fixture
def workshop(database: Database) -> Iterator[World]:
    """The workshop with its people, on SQLite and on PostgreSQL."""
    made = build(database, FILES)
    yield made
    made.platform.close()
