"""The sample CRM for tests of the web face: deployed once, copied for each test.  Their conftests import these."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import Database, sqlite_database
from tests.faces.office import Office, new_office, open_office

Template = tuple[Path, dict[str, str]]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Template:
    """A database with the sample deployed and people hired, and the people's ids."""
    folder = tmp_path_factory.mktemp("office")
    office = new_office(sqlite_database(folder))
    office.platform.close()
    return folder, office.people


@pytest.fixture
def office(template: Template, tmp_path: Path) -> Iterator[Office]:
    folder, people = template
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    database: Database = sqlite_database(tmp_path)
    opened = open_office(database, people)
    yield opened
    opened.platform.close()
