"""The small world, on each kind of database."""

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.parity.world import World, opened


@pytest.fixture
def world(database: Database) -> Iterator[World]:
    """A database with the tables of the small world."""
    with opened(database) as made:
        yield made
