"""`crm bin`: what is in the recycle bin, taking it back, and throwing away what has been in it for long."""

from datetime import timedelta

import click

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.people import find_user, seeding
from objectry.faces.cli.options import database_options, json_option
from objectry.faces.cli.terminal import note, say, table, write_json
from objectry.faces.cli.workspace import open_platform
from objectry.runtime import Binned, Source

DAYS = 30
HEADINGS = ("deleted at (UTC)", "object", "record", "name", "by")


@click.group("bin")
def bin_() -> None:
    """The recycle bin."""


@bin_.command("list")
@click.argument("objects", metavar="[OBJECT]...", nargs=-1)
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="How many, newest first.")
@click.option("--as", "username", help="Whose bin; an administrator's when left out.")
@database_options
@json_option
def list_(
    workspace: str,
    database: str | None,
    schema: str | None,
    objects: tuple[str, ...],
    limit: int,
    username: str | None,
    *,
    as_json: bool,
) -> None:
    """Show what somebody deleted, newest first; what went along with it comes back with it."""
    with open_platform(workspace, database, schema) as platform:
        call = platform.call(find_user(platform, username), Source.API)
        found = platform.records.bin(call, objects, limit).records
    if as_json:
        write_json([_document(one) for one in found])
        return
    table(HEADINGS, (_line(one) for one in found))
    if not found:
        note("nothing is in the recycle bin")


@bin_.command()
@click.argument("object_name", metavar="OBJECT")
@click.argument("ids", metavar="RECORD...", nargs=-1, required=True)
@click.option("--as", "username", help="Whose rights count, and in whose name; the platform's when left out.")
@database_options
def restore(
    workspace: str,
    database: str | None,
    schema: str | None,
    object_name: str,
    ids: tuple[str, ...],
    username: str | None,
) -> None:
    """Take records back, each with all that its deletion took along; all of them or none."""
    with open_platform(workspace, database, schema) as platform:
        known = platform.call(find_user(platform, username), Source.API, "command line") if username else None
        call = seeding(platform) if known is None else known
        outcome = platform.records.restore(call, object_name, ids)
    say(f"{len(outcome.records)} restored.", "green")


@bin_.command()
@click.option("--days", type=click.IntRange(0), default=DAYS, show_default=True, help="What was deleted so long ago.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@database_options
def purge(workspace: str, database: str | None, schema: str | None, days: int, *, yes: bool) -> None:
    """Throw away for good what was deleted long ago, with its history and shares."""
    with open_platform(workspace, database, schema) as platform:
        emptying = platform.deployments.emptying()
        before = emptying.now - timedelta(days=days)
        asked = f"Throw away for good what was deleted before {before:%Y-%m-%d %H:%M} UTC?"
        if not yes and not click.confirm(asked):
            raise Failure("nothing was thrown away")
        done = emptying.run(before, _tell)
    for name, count in sorted(done.items()):
        say(f"{name}: {count:,}")
    say(f"{sum(done.values()):,} records are gone for good.", "green")


def _line(one: Binned) -> tuple[str, ...]:
    return f"{one.at:%Y-%m-%d %H:%M:%S}", one.object, one.id, one.name or "", one.actor_name or one.actor


def _document(one: Binned) -> dict[str, object]:
    told: dict[str, object] = {"object": one.object, "id": one.id, "name": one.name, "deleted_at": one.at.isoformat()}
    return told | {"deleted_by": one.actor, "deleted_by_name": one.actor_name or None}


def _tell(count: int) -> None:
    """Progress, a line for each part."""
    note(f"{count:,} gone")
