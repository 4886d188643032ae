"""`crm explain`: why somebody sees a record, or does not."""

import click

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.options import database_options, json_option
from objectry.faces.cli.people import find_user
from objectry.faces.cli.terminal import pairs, say, write_json
from objectry.faces.cli.workspace import open_platform
from objectry.runtime import OBJECT_RIGHTS, Rights, Source


@click.group()
def explain() -> None:
    """Why something is as it is."""


@explain.command()
@click.argument("username")
@click.argument("object_name", metavar="OBJECT")
@click.argument("record", required=False)
@database_options
@json_option
def access(
    workspace: str,
    database: str | None,
    schema: str | None,
    username: str,
    object_name: str,
    record: str | None,
    *,
    as_json: bool,
) -> None:
    """Why USERNAME may see and change OBJECT, and the RECORD with this id."""
    with open_platform(workspace, database, schema) as platform:
        actor = find_user(platform, username)
        call = platform.call(actor, Source.API)
        if object_name not in call.blueprint.objects:
            raise Failure(f"there is no object {object_name}")
        rights = Rights(call.blueprint, actor)
        decisions = {right: rights.may(object_name, right) for right in sorted(OBJECT_RIGHTS)}
        if record is not None:
            decisions["this record"] = platform.records.explain(call, object_name, record)
    if as_json:
        write_json({name: {"allowed": one.allowed, "reason": one.reason} for name, one in decisions.items()})
        return
    say(f"{username} on {object_name}:")
    pairs({name: f"{'yes' if one.allowed else 'no '}  {one.reason}" for name, one in decisions.items()})
