"""People at their browsers."""

import pytest

from tests.faces.fixtures import office, template
from tests.faces.office import Browser, Office

__all__ = ["office", "template"]


@pytest.fixture
def rob(office: Office) -> Browser:
    """A sales rep at his browser."""
    return office.browser("rob")


@pytest.fixture
def mia(office: Office) -> Browser:
    """His manager at hers."""
    return office.browser("mia")
