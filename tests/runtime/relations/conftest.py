"""A workshop per test, on each kind of database."""

import pytest

from tests.runtime.relations.workshop import FILES
from tests.runtime.worlds import Pour, World


@pytest.fixture
def workshop(poured: Pour) -> World:
    """The workshop with its people, on SQLite and on PostgreSQL."""
    return poured(FILES)
