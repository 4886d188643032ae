"""Offices of the API's tests: a fresh one on each database, and one on SQLite that many tests share."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.databases import no_connection_left, sqlite_database
from tests.faces.fixtures import Template, template
from tests.faces.office import Office, copied_office, open_office, sample
from tests.faces.rest.program import Program, program
from tests.moulds import Moulds

__all__ = ["template"]

VAULT = """
object: vault
label: Vault
plural: Vaults
fields:
  name: {type: text, label: Name, required: true}
  deal: {type: lookup, label: Deal, to: deal, related_as: vaults}
"""
KEY = """
  vault: {type: lookup, label: Vault, to: vault, related_as: kept}
  buyer: {type: lookup, label: Buyer, to: contact, related_as: bought, filter: account = $record.account}
  elder: {type: lookup, label: Elder, to: contact, related_as: elder_of, filter: born < $record.close_date}
  part_of: {type: lookup, label: Part of, to: deal, related_as: parts, hierarchy: true}
"""


def copied(template: Template, folder: Path) -> Office:
    """A company of its own that begins like the template."""
    shutil.copytree(template[0], folder, dirs_exist_ok=True)
    return open_office(sqlite_database(folder), template[1])


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, moulds: Moulds, tmp_path: Path) -> Iterator[Office]:
    """A company of its own, on each kind of database."""
    opened, database = copied_office(moulds, request.param, tmp_path)
    with no_connection_left():
        yield opened
    opened.platform.close()
    moulds.drop(database)


@pytest.fixture
def lone(template: Template, tmp_path: Path) -> Iterator[Office]:
    """A company of its own on SQLite, for tests where the kind of database makes no difference."""
    opened = copied(template, tmp_path)
    yield opened
    opened.platform.close()


@pytest.fixture(scope="session")
def shared(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """A company many tests share: they make records of their own and change nobody else's."""
    opened = copied(template, tmp_path_factory.mktemp("shared"))
    yield opened
    opened.platform.close()


@pytest.fixture(scope="session")
def vaulted(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The same with a vault: an object only the administrator knows, and a field of deals that leads to it."""
    opened = copied(template, tmp_path_factory.mktemp("vaulted"))
    plain = sample()
    deal = plain.files["objects/deal.yaml"].replace("validations:\n", f"{KEY}validations:\n")
    files = {**plain.files, "objects/deal.yaml": deal, "objects/vault.yaml": VAULT}
    planned, found = opened.platform.deployments.plan([core_app(), AppSource(plain.name, files)])
    assert planned is not None, [str(one) for one in found]
    opened.platform.deployments.apply(planned, Consent(), "test", "a vault")
    yield opened
    opened.platform.close()


@pytest.fixture(scope="session")
def root(shared: Office) -> Program:
    """A program of the administrator."""
    return program(shared, "root")


@pytest.fixture(scope="session")
def rob(shared: Office) -> Program:
    """A program of a sales rep."""
    return program(shared, "rob")
