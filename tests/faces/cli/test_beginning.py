"""`crm init`: a new customer app that works at once, and what editors know of it."""

import json
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft7Validator

from objectry.faces.cli.authoring.beginning import app_name, minor
from tests.faces.cli.shell import Shell


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    """A fresh workspace, applied on the standard CRM."""
    made = Shell(tmp_path_factory.mktemp("work") / "acme")
    assert made("init", str(made.folder)).code == 0
    assert made.here("apply", "--yes").code == 0
    return made


def test_a_new_app_is_fine(begun: Shell) -> None:
    """What init writes validates, plans to nothing once applied, and stands on the standard CRM."""
    assert begun("validate", str(begun.folder)).code == 0
    assert begun.here("plan").code == 0
    assert "objectry_crm" in (begun.folder / "app.yaml").read_text()


def test_the_first_object_is_there(begun: Shell) -> None:
    """The five-line object of the new app, beside those of the standard CRM."""
    assert begun.here("show", "project").code == 0
    assert begun.here("show", "opportunity").code == 0


def test_folders_invite(begun: Shell) -> None:
    """Every kind of file has its folder; data and schemas stay out of version control."""
    assert {path.name for path in begun.folder.iterdir() if path.is_dir()} >= {
        "objects", "layouts", "flows", "permissions", "translations", "data", "demo", ".vscode", ".schemas"
    }  # fmt: skip
    assert "var/" in (begun.folder / ".gitignore").read_text()


def test_the_readme_extends_the_base(begun: Shell) -> None:
    """The example of the README works as it stands."""
    (begun.folder / "objects" / "account.yaml").write_text(
        "extend: account\nfields:\n  loyalty: {type: picklist, values: {gold: {}, silver: {}}}\n"
    )
    answer = begun.here("plan")
    assert "add column account.loyalty picklist" in answer.out
    assert begun.here("apply", "--yes").code == 0


def test_editors_find_a_schema_for_every_kind(begun: Shell) -> None:
    """.vscode/settings.json maps schemas that exist to the files of the folders."""
    settings = json.loads((begun.folder / ".vscode" / "settings.json").read_text())
    globs = settings["yaml.schemas"]
    assert globs[".schemas/flows.json"] == ["flows/*.yaml", "flows/*.yml"]
    assert "!objects/value_lists.yaml" in globs[".schemas/object.json"]
    assert "objects/value_lists.yaml" in globs[".schemas/value_lists.json"]
    assert settings["yaml.schemaStore.enable"] is False  # its catalogue calls app.yaml something else
    for schema in settings["yaml.schemas"]:
        assert json.loads((begun.folder / schema).read_text())["$schema"].startswith("http://json-schema.org/draft-07")


def test_editors_claim_nothing_in_a_new_app(begun: Shell) -> None:
    """Every file that init has written is right by the schemas it has written."""
    settings = json.loads((begun.folder / ".vscode" / "settings.json").read_text())
    checked = set()
    for schema, globs in settings["yaml.schemas"].items():
        validator = Draft7Validator(json.loads((begun.folder / schema).read_text()))
        for file in (file for glob in globs if glob[0] != "!" for file in begun.folder.glob(glob)):
            assert not [one.message for one in validator.iter_errors(yaml.safe_load(file.read_text()))], file
            checked.add(file.name)
    assert checked >= {"app.yaml", "settings.yaml", "project.yaml", "projects.yaml"}


def test_an_existing_folder_is_left_alone(begun: Shell) -> None:
    """init never writes over anything."""
    answer = begun("init", str(begun.folder))
    assert (answer.code, answer.errors) == (1, f"error: {begun.folder} is not empty\n")


@pytest.mark.parametrize(
    ("folder", "name"),
    [("acme", "acme"), ("Acme GmbH & Co", "acme_gmbh_co"), ("2026", "app_2026"), ("客户", "app"), ("a" * 60, "a" * 40)],
)
def test_the_app_is_named_after_the_folder(folder: str, name: str) -> None:
    """Whatever the folder is called, the API name is a legal one."""
    assert app_name(folder) == name


def test_any_folder_name_gives_a_valid_app(tmp_path: Path) -> None:
    """Quotes and colons in the folder's name do not break the YAML."""
    shell = Shell(tmp_path / 'it\'s: "new"')
    assert shell("init", str(shell.folder)).code == 0
    assert shell("validate", str(shell.folder)).code == 0


def test_later_patches_of_the_base_fit() -> None:
    """The base is named by its minor version."""
    assert minor("0.1.7") == "0.1"
