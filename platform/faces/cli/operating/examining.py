"""`crm doctor` and `crm dump`: is the database what the model says, and what are its records."""

from pathlib import Path

import click

from objectry.faces.cli.options import database_options, files_option, json_option
from objectry.faces.cli.terminal import note, say, write_json
from objectry.faces.cli.workspace import open_platform, person
from objectry.runtime import Finding


@click.command()
@files_option
@database_options
@click.option("--repair", is_flag=True, help="Put right what can be made from the records: counters, managers.")
@json_option
def doctor(
    workspace: str, database: str | None, schema: str | None, files: Path | None, *, repair: bool, as_json: bool
) -> int:
    """Look for differences between the deployed model and the database, and at what both stand on: disk, clocks, keys,
    files, settings of the server. Changes nothing unless asked."""
    with open_platform(workspace, database, schema, files) as platform:
        mended = platform.deployments.put_right(person()) if repair else 0
        found = (*platform.deployments.examine(), *platform.surroundings.examine())
    if mended:
        note(f"{mended:,} put right")
    if as_json:
        write_json({"findings": [as_document(one) for one in found]})
    elif not found:
        say("Nothing found: the database is what the model says.", "green")
    else:
        for one in found:
            show(one)
    return 1 if found else 0


def as_document(found: Finding) -> dict[str, object]:
    """A finding for programs."""
    return {
        "code": found.code,
        "place": found.place,
        "text": found.text,
        "way_out": found.way_out,
        "count": found.count,
        "samples": list(found.samples),
    }


def show(found: Finding) -> None:
    """A finding for people: the place, the code and the sentence, then ids and the way out."""
    say(f"{found.place} {found.code} {found.text}")
    if found.samples:
        more = ", ..." if (found.count or 0) > len(found.samples) else ""
        say(f"    {', '.join(found.samples)}{more}", "dim")
    say(f"    {found.way_out}", "dim")


@click.command()
@database_options
def dump(workspace: str, database: str | None, schema: str | None) -> None:
    """Write every record as a line of text, the same for the same records on any database."""
    with open_platform(workspace, database, schema) as platform:
        for line in platform.deployments.dump():
            click.echo(line)
