"""`crm pack`: packs come into the deployed stack, and leave it."""

import os
from collections.abc import Sequence
from pathlib import Path

import click

from objectry.diagnostics import suggest
from objectry.faces.cli.deploying.footing import footing
from objectry.faces.cli.deploying.life import agree, waits
from objectry.faces.cli.deploying.locking import write_lock
from objectry.faces.cli.deploying.showing import show_plan
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.options import consent_options, database_options, json_option, packs_option
from objectry.faces.cli.problems import report
from objectry.faces.cli.terminal import note, say, table, write_json
from objectry.faces.cli.workspace import Workspace, open_platform, person
from objectry.metadata import CORE, AppSource, CannotAddError, add_entry, head, installed, named, without_app
from objectry.plan import ChangeClass
from objectry.runtime import Consent, Deployments, Planned
from objectry.wording import chosen, plan_phrasebook


@click.group()
def pack() -> None:
    """Packs: apps of partners, between the base and the organisation's own."""


@pack.command("list")
@database_options
@packs_option
@json_option
def list_(workspace: str, database: str | None, schema: str | None, packs: Path | None, *, as_json: bool) -> None:
    """The layers of the deployed stack, and the apps that could be in it, with their versions."""
    own = Workspace(Path(workspace), packs)
    with open_platform(workspace, database, schema) as platform:
        deployed = {one.name: head(one).version for one in platform.deployments.apps()}
    there = {name: head(one).version for name, one in own.available().items()}
    names = [*deployed, *(name for name in there if name not in deployed)]
    if as_json:
        write_json([{"name": name, "deployed": deployed.get(name), "available": there.get(name)} for name in names])
    else:
        table(("app", "deployed", "available"), ((name, deployed.get(name, ""), there.get(name, "")) for name in names))


@pack.command()
@click.argument("name")
@database_options
@packs_option
@consent_options
def install(
    name: str,
    workspace: str,
    database: str | None,
    schema: str | None,
    packs: Path | None,
    allowed: tuple[str, ...],
    granted: tuple[str, ...],
    *,
    maintenance: bool,
    yes: bool,
) -> int:
    """Put the pack NAME, and what it stands on, into the deployed stack below the organisation's own app."""
    own = Workspace(Path(workspace), packs)
    available = own.available()
    with open_platform(workspace, database, schema) as platform:
        deployments = platform.deployments
        deployed = deployments.apps()
        check_install(name, deployed, list(available))
        stack = installed(deployed, name, available, named(own.read()).name)
        consent = Consent(frozenset(allowed), maintenance, frozenset(granted))
        if not carried_out(deployments, stack, consent, f"install {name}", yes=yes):
            return 1
        write_lock(own, deployments.apps())
        footing(own, database, schema).remember(deployments)
    enter(own, name, head(available[name]).version)
    return 0


@pack.command()
@click.argument("name")
@click.option("--keep-data", is_flag=True, help="Agree that all values of the pack go to quarantine.")
@database_options
@consent_options
def uninstall(
    name: str,
    workspace: str,
    database: str | None,
    schema: str | None,
    allowed: tuple[str, ...],
    granted: tuple[str, ...],
    *,
    keep_data: bool,
    maintenance: bool,
    yes: bool,
) -> int:
    """Take the pack NAME out of the deployed stack. Values go to quarantine; `crm rollback` brings them back."""
    own = Workspace(Path(workspace))
    with open_platform(workspace, database, schema) as platform:
        deployments = platform.deployments
        deployed = deployments.apps()
        names = [one.name for one in deployed if one.name not in {CORE, named(own.read()).name}]
        if name not in names:
            raise Failure(f'"{name}" is no layer that can be taken out{suggest(name, names)}')
        consent = Consent(frozenset(allowed), maintenance, frozenset(granted))
        stack = without_app(deployed, name)
        if not carried_out(deployments, stack, consent, f"uninstall {name}", yes=yes, keep=keep_data):
            return 1
        write_lock(own, deployments.apps())
        footing(own, database, schema).remember(deployments)
    return 0


def check_install(name: str, deployed: Sequence[AppSource], available: Sequence[str]) -> None:
    """Raises Failure where the pack is there, or nowhere, or there is nothing it could lie in."""
    if not deployed:
        raise Failure(f"nothing is deployed yet; name {name} under packs: in app.yaml, and `crm apply`")
    if name in {one.name for one in deployed}:
        raise Failure(f"{name} is installed; `crm upgrade {name}` moves it to another version")
    if name not in available:
        raise Failure(f'there is no pack "{name}"{suggest(name, available)}')


def carried_out(
    deployments: Deployments,
    stack: Sequence[AppSource],
    consent: Consent,
    why: str,
    *,
    yes: bool,
    keep: bool = False,
) -> bool:
    """Plan, show, ask, apply; False where something stands in the way, which is told."""
    planned, found = deployments.plan(stack)
    if len(found):
        report(found, json=False)
    if planned is None:
        return False
    spoken = chosen(None, os.environ)
    show_plan(planned, spoken)
    if not yes:
        agree(f"{why.capitalize()}?", spoken)
    revision = deployments.apply(planned, with_losses(consent, planned) if keep else consent, person(), why, waits)
    say(plan_phrasebook(spoken).say(f"Revision {revision.revision} is in force."), "bold green")
    return True


def with_losses(consent: Consent, planned: Planned) -> Consent:
    """The same consent, and to everything that goes to quarantine."""
    lost = {one.name for one in planned.changes.changes if one.kind is ChangeClass.DATA_LOSS}
    return Consent(consent.losses | lost, consent.maintenance, consent.grants)


def enter(own: Workspace, name: str, version: str) -> None:
    """Name the pack in app.yaml, so that the next apply stands on it."""
    path = own.folder / "app.yaml"
    try:
        text = add_entry(path.read_text(encoding="utf-8"), ("packs",), name, f'"~{version}"')
    except (CannotAddError, OSError):
        note(f'app.yaml should name it: packs: {{{name}: "~{version}"}}')
        return
    path.write_text(text, encoding="utf-8", newline="\n")
    say(f"app.yaml names {name} now.")
