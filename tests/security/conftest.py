"""Companies with something to hide: one that many tests share, and a fresh one on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import no_connection_left
from tests.moulds import Moulds
from tests.security.company import Company, copied_company


@pytest.fixture(scope="session")
def shared(moulds: Moulds, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company on SQLite that tests leave as they found it."""
    company = copied_company(moulds, "sqlite", tmp_path_factory.mktemp("secrets"))
    yield company
    company.office.platform.close()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def company(request: pytest.FixtureRequest, moulds: Moulds, tmp_path: Path) -> Iterator[Company]:
    """A company of its own, on each kind of database."""
    copied = copied_company(moulds, request.param, tmp_path)
    with no_connection_left():
        yield copied
    copied.office.platform.close()
    moulds.drop(copied.database)
