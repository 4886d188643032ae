"""`crm upgrade` and stack.lock: layers below move when somebody says so, and never otherwise."""

import json

import pytest

from objectry.runtime import Query, Source, assemble
from tests.faces.cli.shell import Shell

CRM = """\
object: account
label: Account
fields:
  name: {type: text}
  fax: {type: text}
  size: {type: integer}
"""
NEWER = """\
object: account
label: Company
fields:
  name: {type: text}
  telefax: {type: text, renamed_from: [fax]}
  level: {type: text}
"""
OWN = """\
extend: account
fields:
  region: {type: text, after: name}
"""


def release(shell: Shell, version: str, account: str, name: str = "crm", more: str = "") -> None:
    """A version of a base app in the workspace's packs folder."""
    folder = f"packs__{name}-{version}"
    shell.write(
        **{f"{folder}__app": f"name: {name}\nversion: {version}\n{more}", f"{folder}__objects__account": account}
    )


@pytest.fixture
def based(shell: Shell) -> Shell:
    """A workspace that stands on crm 1.0, with a field of its own and two records, applied."""
    release(shell, "1.0", CRM)
    shell.write(app='name: shop\nversion: 1.0\nbase: {crm: "~1.0"}\n', objects__account=OWN)
    (shell.folder / "objects" / "bike.yaml").unlink()
    assert shell("upgrade").code == 0  # writes the lock
    assert shell("apply", "--yes").code == 0
    platform = assemble(shell.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    values = [{"name": "A", "fax": "1", "size": "7", "region": "east"}, {"name": "B", "fax": "2", "region": "west"}]
    platform.records.create(call, "account", values)
    platform.close()
    return shell


def accounts(shell: Shell, *fields: str) -> list[tuple[object, ...]]:
    platform = assemble(shell.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    page = platform.records.find(call, Query("account", fields=fields, sort=("name",)))
    platform.close()
    return [tuple(record.values[name] for name in fields) for record in page.records]


def test_the_lock_pins_every_layer_below(based: Shell) -> None:
    """With its version and the hash of its files; the own layer is not in it."""
    layers = json.loads((based.folder / "stack.lock").read_text())["layers"]
    assert list(layers) == ["core", "crm"]
    assert layers["crm"]["version"] == "1.0"
    assert len(layers["crm"]["hash"]) == 64


def test_apply_moves_the_own_layer_alone(based: Shell) -> None:
    """A newer release lies ready: plan and apply do not look at it."""
    release(based, "1.1", NEWER)
    based.write(objects__account=OWN + "  note: {type: text}\n")
    answer = based("apply", "--yes")
    assert answer.code == 0
    assert "add column account.note text" in answer.out
    assert "telefax" not in answer.out
    assert accounts(based, "fax") == [("1",), ("2",)]


def test_a_release_is_planned_apart_and_applied_with_consent(based: Shell) -> None:
    """Renamed, retired and new fields of the base; the own field, its place and all values stay."""
    release(based, "1.1", NEWER)
    answer = based("upgrade", "--plan")
    assert answer.code == 2
    assert answer.lines[0] == "crm 1.0 becomes 1.1"
    assert "rename column account.fax to account.telefax" in answer.out
    refused = based("upgrade", "--yes")
    assert refused.code == 1
    assert "say --allow-data-loss account.size" in refused.errors
    assert based("upgrade", "crm", "--yes", "--allow-data-loss", "account.size").code == 0
    assert accounts(based, "name", "telefax", "region") == [("A", "1", "east"), ("B", "2", "west")]
    assert json.loads((based.folder / "stack.lock").read_text())["layers"]["crm"]["version"] == "1.1"
    assert "upgrade: crm 1.0 becomes 1.1" in based("log").out
    assert based("plan").code == 0
    assert based("upgrade", "--plan").code == 0


def test_the_way_back_gives_everything_back(based: Shell) -> None:
    """Rollback after the upgrade: the old names, and the values of what had been retired."""
    before = accounts(based, "name", "fax", "size", "region")
    release(based, "1.1", NEWER)
    assert based("upgrade", "--yes", "--allow-data-loss", "account.size").code == 0
    assert based("rollback", "--yes", "--allow-data-loss", "account.level").code == 0
    assert accounts(based, "name", "fax", "size", "region") == before


def test_a_certain_version_is_taken(based: Shell) -> None:
    """--to names it; without, the newest that app.yaml allows."""
    release(based, "1.1", CRM + "  one: {type: text}\n")
    release(based, "1.2", CRM + "  two: {type: text}\n")
    release(based, "2.0", CRM + "  three: {type: text}\n")
    assert "crm 1.0 becomes 1.1" in based("upgrade", "crm", "--to", "1.1", "--plan").out
    assert "crm 1.0 becomes 1.2" in based("upgrade", "--plan").out
    answer = based("upgrade", "crm", "--to", "2.0", "--plan")
    assert (answer.code, "M223 crm ~1.0 is needed; the stack has 2.0" in answer.errors) == (1, True)
    assert "there is no crm 7 to take; there are: 1.0, 1.1, 1.2, 2.0" in based("upgrade", "crm", "--to", "7").errors


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["cmr"], 'error: "cmr" is no layer of this stack; did you mean "crm"?\n'),
        (["shop"], "error: shop is the app of this workspace: `crm apply` puts it in force\n"),
        (["--to", "1.0"], "error: --to goes with the name of an app\n"),
    ],
)
def test_what_cannot_be_upgraded_is_told(based: Shell, words: list[str], told: str) -> None:
    """A misspelt layer, the own one, and a version of nothing."""
    answer = based("upgrade", *words)
    assert (answer.code, answer.errors) == (1, told)


def test_a_name_the_release_takes_over_stops_the_upgrade(based: Shell) -> None:
    """The way out works: the own field gives way, its values go along, and then the release fits."""
    release(based, "1.1", CRM + "  region: {type: text}\n")
    answer = based("upgrade", "--yes")
    assert answer.code == 1
    assert 'objects/account.yaml:3:3 error M271 crm has "region" among its fields now' in answer.errors
    assert "write moved: {account.region: account.my_region} in app.yaml" in answer.errors
    app = 'name: shop\nversion: 1.0\nbase: {crm: "~1.0"}\nmoved: {account.region: account.my_region}\n'
    based.write(app=app, objects__account=OWN.replace("region", "my_region"))
    assert "rename column account.region to account.my_region" in based("apply", "--yes").out
    assert based("upgrade", "--yes").code == 0
    assert accounts(based, "my_region", "region") == [("east", None), ("west", None)]


def test_a_base_that_changed_is_named(based: Shell) -> None:
    """Somebody has edited the pinned release: validate says which, and with what command to go on."""
    release(based, "1.0", CRM + "  other: {type: text}\n")
    answer = based("validate")
    assert answer.code == 1
    assert "stack.lock:8:1 error M275 crm 1.0 (" in answer.errors
    assert "`crm upgrade crm` shows what it changes and takes it in" in answer.errors
    assert based("plan").code == 0  # what is deployed is what the lock pins
    (based.folder / "stack.lock").write_text("{}")
    assert "M276 stack.lock cannot be read" in based("plan").errors
    assert based("upgrade", "--yes").code == 0
    assert based("validate").code == 0


def test_a_workspace_without_a_lock_is_free(based: Shell) -> None:
    """Nothing is pinned, nothing is told."""
    (based.folder / "stack.lock").unlink()
    release(based, "1.0", CRM + "  other: {type: text}\n")
    assert based("validate").code == 0


def test_what_is_deployed_differs_from_the_lock(based: Shell) -> None:
    """Another workspace has upgraded the database: this one hears both ways to go on."""
    lock = (based.folder / "stack.lock").read_text()
    release(based, "1.1", NEWER)
    assert based("upgrade", "--yes", "--allow-data-loss", "account.size").code == 0
    (based.folder / "stack.lock").write_text(lock)
    answer = based("plan")
    assert answer.code == 1
    assert "the deployed crm 1.1 (" in answer.errors
    assert "`crm pull` takes it in, `crm upgrade crm` moves the database" in answer.errors


def test_init_pins_what_it_stands_on(shell: Shell) -> None:
    """A new workspace has its lock from the first day."""
    fresh = Shell(shell.folder.parent / "acme")
    assert shell("init", str(fresh.folder)).code == 0
    layers = json.loads((fresh.folder / "stack.lock").read_text())["layers"]
    assert list(layers) == ["core", "objectry_crm"]
    assert fresh.here("plan").code == 2
