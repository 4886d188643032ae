"""`crm init`: the folder of a new customer app on top of the standard CRM."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import click

from objectry.faces.cli.authoring.schema_files import write_schemas
from objectry.faces.cli.deploying.locking import write_lock
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.folder import Workspace
from objectry.faces.cli.shipped import shipped_apps
from objectry.faces.cli.terminal import say
from objectry.metadata import load_stack
from objectry.runtime import head

FOLDERS = ("objects", "layouts", "flows", "permissions", "translations", "data", "demo", "scenarios")
GLOBS: Mapping[str, tuple[str, ...]] = {
    "app": ("app",),
    "settings": ("settings",),
    "object": ("objects/*", "!objects/value_lists"),
    "value_lists": ("objects/value_lists",),
    "layout": ("layouts/*",),
    "permissions": ("permissions/*",),
    "flows": ("flows/*",),
    "translation": ("translations/*",),
    "data": ("data/*", "demo/*"),
    "scenario": ("scenarios/*",),
}
"""The files of each kind, without what their names end with."""
SUGGESTIONS = {"other": True, "comments": False, "strings": True}
EXTENSIONS = {"recommendations": ["redhat.vscode-yaml"]}
APP = """\
# A customer's own app: it adds to the standard CRM and never edits it.
name: {name}
label: {label}
version: 0.1.0
base: {{{base}: "~{version}"}}
"""
SETTINGS = """\
# The organisation's choices.
currency: USD
timezone: UTC
default_language: en
week_start: monday
fiscal_year_start: 1
"""
OBJECT = """\
# Five lines make an object: a table, a form, a list and a REST endpoint. Change it, then `crm plan` and `crm apply`.
object: project
label: Project
fields:
  budget: {type: currency, label: Budget}
  account: {type: lookup, to: account}
"""
PERMISSIONS = """\
# Who may do what with the objects of this app. Grants only add; nothing is open that no set names.
permission_sets:
  projects:
    label: Projects
    objects:
      project: all
roles:
  project_lead: {label: Project lead, sets: [everyone, sales, projects]}
"""
SCENARIO = """\
# What should stay true, whoever changes the rules. `crm scenarios` plays it in a tenant that is thrown away.
scenario: a project lead keeps projects
actor: {role: project_lead, as: ann}
when:
  - create: project
    as: bridge
    values: {name: Bridge, budget: 1000}
then:
  - record: bridge
    values: {budget: 1000, owner: ann}
  - may: [read, update, delete]
    record: bridge
"""
README = """\
# {label}

A customer app on Objectry. `app.yaml` names the base it stands on; the folders hold what is added to it.

    crm validate        check everything, all problems at once
    crm scenarios       play the scenarios: what should be true, is it?
    crm plan            what applying would change
    crm apply           put it in force
    crm user add ann --role admin
    crm serve           the web application and the REST API
    crm show account    an object as it stands, with the layer of each line

To add a field to an object of the base, write `objects/account.yaml`:

    extend: account
    fields:
      loyalty: {{type: picklist, values: {{gold: {{}}, silver: {{}}}}}}

`objects/project.yaml` is a first object of your own. `crm schema export .schemas` renews what the editor knows.
"""
IGNORED = "var/\n.schemas/\n.objectry/\n"
NAME = re.compile(r"[^a-z0-9]+")


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def init(folder: Path) -> None:
    """Make a new customer app in FOLDER, on top of the standard CRM."""
    if folder.is_dir() and any(folder.iterdir()):
        raise Failure(f"{folder} is not empty")
    label = folder.resolve().name
    base = head(next(iter(shipped_apps().values())))
    files = {
        "app.yaml": APP.format(
            name=app_name(label),
            label=json.dumps(label, ensure_ascii=False),
            base=base.name,
            version=minor(base.version),
        ),
        "settings.yaml": SETTINGS,
        "README.md": README.format(label=label),
        "objects/project.yaml": OBJECT,
        "permissions/projects.yaml": PERMISSIONS,
        "scenarios/projects.yaml": SCENARIO,
        ".gitignore": IGNORED,
        ".vscode/settings.json": editor_settings(),
        ".vscode/extensions.json": json.dumps(EXTENSIONS, indent=2) + "\n",
    }
    for name in FOLDERS:
        (folder / name).mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    model, _ = load_stack(Workspace(folder).stack())
    write_schemas(model, folder / ".schemas")
    write_lock(Workspace(folder), Workspace(folder).stack())
    say(f"{folder} is ready: `cd {folder}`, then `crm apply`, `crm user add NAME --role admin` and `crm serve`.")


def app_name(label: str) -> str:
    """An API name made of the folder's name."""
    name = NAME.sub("_", label.lower()).strip("_")[:40].strip("_")
    return name if name and name[0].isalpha() else f"app_{name}".rstrip("_")[:40]


def minor(version: str) -> str:
    """`0.1` of `0.1.7`: later patches fit too."""
    return ".".join(version.split(".")[:2])


def editor_settings() -> str:
    """Settings by which VS Code checks and completes the files while people type.

    The catalogue of schemas is left out: it takes an app.yaml for a file of somebody else's cloud.
    """
    schemas = {
        f".schemas/{kind}.json": [f"{glob}.{ending}" for glob in globs for ending in ("yaml", "yml")]
        for kind, globs in GLOBS.items()
    }
    settings = {
        "yaml.schemas": schemas,
        "yaml.schemaStore.enable": False,
        "yaml.validate": True,
        "yaml.completion": True,
        "yaml.hover": True,
        "yaml.format.enable": True,
        "[yaml]": {"editor.tabSize": 2, "editor.insertSpaces": True, "editor.quickSuggestions": SUGGESTIONS},
    }
    return json.dumps(settings, indent=2) + "\n"
