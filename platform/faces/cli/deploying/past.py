"""What was: the log of revisions, what one of them changed, and what is still kept of what left the model."""

from datetime import timedelta

import click

from objectry.faces.cli.deploying.life import agree
from objectry.faces.cli.options import database_options, json_option
from objectry.faces.cli.terminal import note, say, table, write_json
from objectry.faces.cli.workspace import open_platform, person
from objectry.runtime import Difference, Platform, Quarantined

COLOURS = {"+": "green", "-": "red", "@": "cyan"}


@click.command()
@click.argument("revision", required=False, type=int)
@database_options
@json_option
def log(revision: int | None, workspace: str, database: str | None, schema: str | None, *, as_json: bool) -> int:
    """Who put what in force, newest first; or what REVISION changed, in its files and by its changes."""
    with open_platform(workspace, database, schema) as platform:
        if revision is None:
            _show_log(platform, as_json=as_json)
        else:
            _show_difference(platform.deployments.difference(revision), as_json=as_json)
    return 0


def _show_log(platform: Platform, *, as_json: bool) -> None:
    entries = platform.deployments.log()
    if as_json:
        write_json(
            [
                {"revision": one.revision, "at": one.at.isoformat(), "author": one.author, "message": one.message}
                for one in entries
            ]
        )
        return
    table(
        ("revision", "at (UTC)", "by", "message"),
        ((str(one.revision), f"{one.at:%Y-%m-%d %H:%M}", one.author, one.message) for one in entries),
    )
    if not entries:
        note("nothing is deployed yet")


def _show_difference(found: Difference, *, as_json: bool) -> None:
    one = found.summary
    if as_json:
        write_json(
            {
                "revision": one.revision,
                "at": one.at.isoformat(),
                "author": one.author,
                "message": one.message,
                "files": [{"path": file.path, "verb": file.verb, "diff": list(file.lines)} for file in found.files],
                "changes": found.changes
                and [{"class": str(change.kind), "name": change.name, "text": change.text} for change in found.changes],
            }
        )
        return
    say(f"Revision {one.revision}, {one.at:%Y-%m-%d %H:%M} UTC, by {one.author}: {one.message}", "bold")
    for change in found.changes or ():
        say(f"  {change.kind:<9} {change.text}")
    if found.changes is None:
        note("this version of the platform cannot read one of the two stacks; here are their files")
    for file in found.files:
        say(f"{file.verb} {file.path}", "bold")
        for line in file.lines if file.verb == "changed" else ():
            say(line, COLOURS.get(line[:1], ""))


@click.command()
@click.argument("names", nargs=-1)
@database_options
@click.option("--days", type=click.IntRange(0), help="Purge what left so long ago (`purge_after` of settings.yaml).")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@json_option
def purge(
    names: tuple[str, ...],
    workspace: str,
    database: str | None,
    schema: str | None,
    days: int | None,
    *,
    yes: bool,
    as_json: bool,
) -> int:
    """Delete for good what left the model: what has been in quarantine for long enough, or just what NAMES say."""
    with open_platform(workspace, database, schema) as platform:
        kept = platform.deployments.expiries()
        over = None if days is None else platform.clock.now() - timedelta(days=days)
        due = [one.kept for one in kept if (one.due if over is None else one.kept.at <= over)]
        wanted = [one.kept for one in kept if one.kept.name in names] if names else due
        if not as_json:
            _show_kept(wanted, len(kept))
        if wanted and not yes:
            agree(f"Delete {len(wanted)} for good?")
        if wanted:
            platform.deployments.purge(wanted, person())
    if as_json:
        write_json({"purged": [one.name for one in wanted], "kept": len(kept) - len(wanted)})
    elif wanted:
        say(f"Purged {len(wanted)}; nothing brings them back but a backup.", "bold")
    return 0


def _show_kept(wanted: list[Quarantined], everything: int) -> None:
    if not wanted:
        say(f"Nothing to purge; {everything} in quarantine.")
        return
    table(
        ("name", "left with revision", "at (UTC)"),
        ((one.name, str(one.revision), f"{one.at:%Y-%m-%d %H:%M}") for one in wanted),
    )
