"""`crm upgrade`: other versions of the layers below, planned apart from the workspace's own."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from objectry.diagnostics import Diagnostic, suggest
from objectry.faces.cli.deploying.footing import footing
from objectry.faces.cli.deploying.life import MESSAGE, agree, waits
from objectry.faces.cli.deploying.locking import write_lock
from objectry.faces.cli.deploying.showing import plan_as_json, show_plan
from objectry.faces.cli.failures import PENDING, Failure
from objectry.faces.cli.options import consent_options, database_options, json_option, language_option, packs_option
from objectry.faces.cli.problems import report
from objectry.faces.cli.terminal import note, say, write_json
from objectry.faces.cli.workspace import Workspace, open_platform, person
from objectry.metadata import CORE, AppSource, find_takeovers, head, named, upgraded
from objectry.plan import check_stack
from objectry.runtime import Consent, DeploymentRefused, Deployments, Planned
from objectry.wording import chosen, plan_phrasebook


@click.command()
@click.argument("app", required=False)
@click.option("--to", "version", help="The version of APP; the newest that fits app.yaml when left out.")
@click.option("--plan", "plan_only", is_flag=True, help="Show what would change, and change nothing.")
@database_options
@packs_option
@consent_options
@MESSAGE
@language_option
@json_option
def upgrade(
    app: str | None,
    version: str | None,
    workspace: str,
    database: str | None,
    schema: str | None,
    packs: Path | None,
    allowed: tuple[str, ...],
    granted: tuple[str, ...],
    message: str,
    language: str | None,
    *,
    plan_only: bool,
    maintenance: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Move to another version of APP (a base app or a pack; all of them when left out). The own layer stays."""
    own = Workspace(Path(workspace), packs)
    with open_platform(workspace, database, schema) as platform:
        deployments = platform.deployments
        deployed = deployments.apps()
        stack = wanted_stack(own, deployed, app, version)
        if not deployed:
            return pin_only(own, stack, as_json=as_json)
        planned = plan_upgrade(deployments, deployed, stack, as_json=as_json, language=language)
        if planned is None:
            return 1
        spoken = chosen(language, os.environ)
        book = plan_phrasebook(spoken)
        if not as_json:
            for line in moves(deployed, stack):
                say(book.say(line), "bold")
            show_plan(planned, spoken)
        if plan_only:
            return tell(planned, as_json=as_json)
        if not (yes or as_json or planned.done):
            agree("Upgrade?", spoken)
        consent = Consent(frozenset(allowed), maintenance, frozenset(granted))
        why = message or f"upgrade: {', '.join(moves(deployed, stack)) or 'nothing'}"
        revision = deployments.apply(planned, consent, person(), why, waits).revision
        write_lock(own, deployments.apps())
        footing(own, database, schema).remember(deployments)
    if as_json:
        write_json({**plan_as_json(planned), "revision": revision})
    elif not planned.done:
        say(book.say(f"Revision {revision} is in force."), "bold green")
    return 0


def wanted_stack(
    own: Workspace, deployed: Sequence[AppSource], app: str | None, version: str | None
) -> tuple[AppSource, ...]:
    """The stack with the layers that are to be moved as they will be; raises Failure and DeploymentRefused."""
    layer = named(own.read()).name
    stack = deployed or own.stack()
    below = [one.name for one in stack if one.name not in {layer, CORE}]
    if app == layer:
        raise Failure(f"{app} is the app of this workspace: `crm apply` puts it in force")
    if app is not None and app not in {*below, CORE}:
        raise Failure(f'"{app}" is no layer of this stack{suggest(app, below)}')
    if version is not None and app is None:
        raise Failure("--to goes with the name of an app")
    available = own.available() if version is None else one_version(own, app or "", version)
    return upgraded(stack, below if app is None else [app], available)


def one_version(own: Workspace, app: str, version: str) -> Mapping[str, AppSource]:
    """The available apps with this one in this version."""
    known = {head(one).version: named(one) for one in own.candidates() if head(one).name == app}
    if version not in known:
        there = f"; there are: {', '.join(known)}" if known else ""
        raise DeploymentRefused((Diagnostic("P434", f"there is no {app} {version} to take{there}"),))
    return {**own.available(), app: known[version]}


def plan_upgrade(
    deployments: Deployments,
    deployed: Sequence[AppSource],
    stack: Sequence[AppSource],
    *,
    as_json: bool,
    language: str | None = None,
) -> Planned | None:
    """The plan, with all that does not fit the layers above told; None where something stands in the way."""
    planned, found = deployments.plan(stack)
    found.extend(find_takeovers(deployed, stack))
    if found.errors or (len(found) and not as_json):
        report(found, json=as_json, language=language)
    return None if found.errors else planned


def moves(deployed: Sequence[AppSource], stack: Sequence[AppSource]) -> Iterator[str]:
    """`crm 1.0 becomes 1.1` for each layer that changes."""
    before = {one.name: one for one in deployed}
    for one in stack:
        was, becomes = before.get(one.name), head(one).version
        if was is None:
            yield f"{one.name} {becomes} comes in"
        elif dict(was.files) != dict(one.files):
            version = head(was).version
            yield f"{one.name} {version} becomes {becomes}" if version != becomes else f"{one.name} {version} changes"


def pin_only(own: Workspace, stack: Sequence[AppSource], *, as_json: bool) -> int:
    """Nothing is deployed yet: what the workspace stands on is pinned, if it fits."""
    _, found = check_stack(stack, 1)
    if found.errors:
        report(found, json=as_json)
        return 1
    write_lock(own, stack)
    note("nothing is deployed yet; stack.lock pins what `crm apply` will take")
    return 0


def tell(planned: Planned, *, as_json: bool) -> int:
    """What would change, for programs; whether something would."""
    if as_json:
        write_json(plan_as_json(planned))
    return 0 if planned.done else PENDING
