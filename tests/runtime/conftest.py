"""A company per test, on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.moulds import Moulds
from tests.runtime.worlds import FILES, Pour, World, pouring


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def poured(request: pytest.FixtureRequest, moulds: Moulds, tmp_path: Path) -> Iterator[Pour]:
    """A way to a company of one's own from files, on SQLite and on PostgreSQL."""
    with pouring(moulds, request.param, tmp_path) as pour:
        yield pour


@pytest.fixture
def world(poured: Pour) -> World:
    """The small company."""
    return poured(FILES)


@pytest.fixture
def sqlite_world(moulds: Moulds, tmp_path: Path) -> Iterator[World]:
    """The same where the kind of database makes no difference."""
    with pouring(moulds, "sqlite", tmp_path) as pour:
        yield pour(FILES)
