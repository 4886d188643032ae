"""The life of metadata: plan, apply, rollback."""

import os
import sys
from pathlib import Path

import click

from objectry.faces.cli.deploying.footing import footing
from objectry.faces.cli.deploying.locking import lock_problems
from objectry.faces.cli.deploying.plan_file import read_plan, write_plan
from objectry.faces.cli.deploying.showing import ENGLISH, plan_as_json, show_plan
from objectry.faces.cli.failures import PENDING
from objectry.faces.cli.options import (
    consent_options,
    database_options,
    json_option,
    language_option,
    packs_option,
)
from objectry.faces.cli.problems import report
from objectry.faces.cli.terminal import note, say, write_json
from objectry.faces.cli.workspace import Workspace, open_platform, person
from objectry.runtime import Consent, Deployments, Holder, Planned
from objectry.wording import chosen, plan_phrasebook

MESSAGE = click.option("--message", "-m", default="", help="Why, for the log.")


@click.command()
@click.option(
    "--out", "-o", "target", type=click.Path(dir_okay=False, path_type=Path), help="Write the plan to a file."
)
@database_options
@click.option(
    "--all",
    "every",
    is_flag=True,
    help="Show every change in a line of its own, and up to 100 of the records each concerns.",
)
@packs_option
@language_option
@json_option
def plan(
    workspace: str,
    database: str | None,
    schema: str | None,
    target: Path | None,
    packs: Path | None,
    language: str | None,
    *,
    every: bool,
    as_json: bool,
) -> int:
    """Show what applying the workspace would change. Ends with 2 when something would."""
    with open_platform(workspace, database, schema) as platform:
        own = Workspace(Path(workspace), packs)
        planned = plan_workspace(own, platform.deployments, as_json=as_json, language=language)
    if planned is None:
        return 1
    if target is not None:
        write_plan(planned, target)
    if as_json:
        write_json(plan_as_json(planned))
    else:
        show_plan(planned, chosen(language, os.environ), every=every)
    return 0 if planned.done else PENDING


def plan_workspace(
    workspace: Workspace, deployments: Deployments, *, as_json: bool = False, language: str | None = None
) -> Planned | None:
    """The plan for a workspace on what is deployed; None where something stands in the way, which is told."""
    deployed = deployments.apps()
    apps = workspace.stack(deployed)
    planned, found = deployments.plan(apps)
    found.extend(lock_problems(workspace, apps, deployed))
    if found.errors or (len(found) and not as_json):
        report(found, json=as_json, language=language)
    return None if found.errors else planned


@click.command()
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@database_options
@packs_option
@consent_options
@MESSAGE
@language_option
@json_option
def apply(
    file: Path | None,
    workspace: str,
    database: str | None,
    schema: str | None,
    packs: Path | None,
    allowed: tuple[str, ...],
    granted: tuple[str, ...],
    message: str,
    language: str | None,
    *,
    maintenance: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Put the workspace in force, or exactly the plan in FILE. All of it, or nothing."""
    own = Workspace(Path(workspace), packs)
    ground = footing(own, database, schema)
    with open_platform(workspace, database, schema) as platform:
        deployments = platform.deployments
        if file is None:
            ground.refuse_other_base(deployments)
        planned = (
            read_plan(file, deployments)
            if file
            else plan_workspace(own, deployments, as_json=as_json, language=language)
        )
        if planned is None:
            return 1
        spoken = chosen(language, os.environ)
        if not as_json:
            show_plan(planned, spoken)
        if not (yes or as_json or file is not None or planned.done):
            agree("Apply this?", spoken)
        consent = Consent(frozenset(allowed), maintenance, frozenset(granted))
        deployed = deployments.apply(planned, consent, person(), message, waits)
        if own.exists:
            ground.remember(deployments)
    if as_json:
        write_json({**plan_as_json(planned), "revision": deployed.revision})
    elif not planned.done:
        say(plan_phrasebook(spoken).say(f"Revision {deployed.revision} is in force."), "bold green")
    return 0


def waits(holder: Holder) -> None:
    """Say for whom we wait."""
    note(f"waiting for {holder}")


def agree(question: str, language: str = ENGLISH) -> None:
    """Ask on a terminal.  In a script nobody can answer; there losses still have to be named one by one."""
    if sys.stdin.isatty():
        click.confirm(plan_phrasebook(language).say(question), abort=True)


@click.command()
@click.argument("revision", required=False, type=int)
@database_options
@consent_options
@language_option
def rollback(
    revision: int | None,
    workspace: str,
    database: str | None,
    schema: str | None,
    allowed: tuple[str, ...],
    granted: tuple[str, ...],
    language: str | None,
    *,
    maintenance: bool,
    yes: bool,
) -> int:
    """Return to the stack of REVISION (the one before, when left out). Values in quarantine come back."""
    own = Workspace(Path(workspace))
    ground = footing(own, database, schema)
    with open_platform(workspace, database, schema) as platform:
        deployments = platform.deployments
        at_home = own.exists and ground.stands_on(deployments)
        wanted = deployments.revision() - 1 if revision is None else revision
        planned, found = deployments.plan_rollback(wanted)
        if planned is None:
            report(found, json=False, language=language)
            return 1
        spoken = chosen(language, os.environ)
        show_plan(planned, spoken)
        if not yes:
            agree(f"Return to revision {wanted}?", spoken)
        consent = Consent(frozenset(allowed), maintenance, frozenset(granted))
        deployed = deployments.apply(planned, consent, person(), f"return to revision {wanted}", waits)
        if at_home:  # what the files here say more is then a change of what is in force, and `crm apply` takes it
            ground.remember(deployments)
    done = f"Revision {deployed.revision} is in force: the stack of revision {wanted}."
    say(plan_phrasebook(spoken).say(done), "bold green")
    return 0
