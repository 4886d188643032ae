"""`crm verify`: what the platform keeps is held against what it was made from."""

import click

from objectry.faces.cli.operating.auditing import verify_audit
from objectry.faces.cli.options import database_options, json_option
from objectry.faces.cli.terminal import note, say, write_json
from objectry.faces.cli.workspace import open_platform
from objectry.faces.reasons import plain
from objectry.plan import Blueprint
from objectry.runtime import SearchVerified, Verified, WrongFigures


@click.group()
def verify() -> None:
    """Hold what is kept against what it was made from."""


verify.add_command(verify_audit)


@verify.command()
@click.option("--repair", is_flag=True, help="Compute anew what differs.")
@database_options
@json_option
def rollups(workspace: str, database: str | None, schema: str | None, *, repair: bool, as_json: bool) -> int:
    """Compute every stored roll-up from the records below, and tell which stored ones differ.

    Ends with 1 where some do, unless they were repaired.
    """
    with open_platform(workspace, database, schema) as platform:
        check = platform.deployments.rollups()
        found = check.repair(_tell) if repair else check.run()
    if as_json:
        write_json(as_document(found, check.blueprint))
    else:
        show(found, check.blueprint, repair=repair)
    return 1 if found.wrong and not repair else 0


@verify.command()
@click.option("--repair", is_flag=True, help="Make anew what differs.")
@database_options
@json_option
def search(workspace: str, database: str | None, schema: str | None, *, repair: bool, as_json: bool) -> int:
    """Hold the search index against the records, and tell which are kept with other words than they have.

    Ends with 1 where some are, unless they were repaired.
    """
    with open_platform(workspace, database, schema) as platform:
        check = platform.deployments.search_index()
        found = check.repair(_tell_made) if repair else check.run()
    if as_json:
        wrong = [{"object": one.object, "count": one.count, "samples": list(one.samples)} for one in found.wrong]
        write_json({"objects": list(found.objects), "differences": wrong, "repaired": found.repaired})
    else:
        show_entries(found, repair=repair)
    return 1 if found.wrong and not repair else 0


def show_entries(found: SearchVerified, *, repair: bool) -> None:
    """The answer for people: each object with a few ids, then what was done or can be."""
    for one in found.wrong:
        say(f"{one.object}: {one.count:,} records are found by other words than they have")
        say(f"    {', '.join(one.samples)}{', ...' if one.count > len(one.samples) else ''}", "dim")
    if repair:
        say(f"{found.repaired:,} entries made anew.", "bold green")
    elif found.wrong:
        say("`crm verify search --repair` makes them anew.", "dim")
    else:
        say(f"{len(found.objects)} objects are searched, each record by the words it has.", "green")


def as_document(found: Verified, blueprint: Blueprint) -> dict[str, object]:
    """The answer for programs."""
    wrong = [
        {
            "object": one.object,
            "field": one.field,
            "count": one.count,
            "samples": [
                {"id": id, "stored": stored, "computed": computed} for id, stored, computed in _pairs(one, blueprint)
            ],
        }
        for one in found.wrong
    ]
    return {"rollups": found.rollups, "differences": wrong, "repaired": found.repaired}


def show(found: Verified, blueprint: Blueprint, *, repair: bool) -> None:
    """The answer for people: each roll-up that differs with a few records, then what was done or can be."""
    for one in found.wrong:
        records = "1 record keeps" if one.count == 1 else f"{one.count:,} records keep"
        say(f"{one.place}: {records} another figure than the records below give")
        for id, stored, computed in _pairs(one, blueprint):
            say(f"    {id}  stored {_said(stored)}, computed {_said(computed)}", "dim")
        if one.count > len(one.samples):
            say("    ...", "dim")
    if repair and found.wrong:
        say(f"{found.repaired:,} figures computed anew.", "bold green")
    elif found.wrong:
        say("`crm verify rollups --repair` computes them anew.", "dim")
    else:
        say(f"{found.rollups} stored roll-ups, each as the records below give it.", "green")


def _pairs(one: WrongFigures, blueprint: Blueprint) -> list[tuple[str, object, object]]:
    percent = blueprint.objects[one.object].fields[one.field].type.percent
    return [(row.id, plain(row.old, percent=percent), plain(row.new, percent=percent)) for row in one.samples]


def _said(value: object) -> str:
    return "blank" if value is None else str(value)


def _tell_made(repaired: int) -> None:
    """Progress, a line for each part."""
    note(f"{repaired:,} made anew")


def _tell(repaired: int) -> None:
    """Progress, a line for each part."""
    note(f"{repaired:,} computed anew")
