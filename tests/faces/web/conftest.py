"""The sample CRM for the tests of the pages."""

from collections.abc import Iterator

import pytest

from tests.databases import Database
from tests.faces.office import Browser, Office, open_office


@pytest.fixture
def office(sqlite: Database) -> Iterator[Office]:
    opened = open_office(sqlite)
    yield opened
    opened.platform.close()


@pytest.fixture
def rob(office: Office) -> Browser:
    """A sales rep at his browser."""
    return office.browser("rob")


@pytest.fixture
def mia(office: Office) -> Browser:
    """His manager at hers."""
    return office.browser("mia")
