"""`crm data export`: records out."""

from collections.abc import Iterable
from pathlib import Path

import click

from objectry.faces.cli.operating.people import find_user
from objectry.faces.cli.options import database_options
from objectry.faces.cli.workspace import open_platform
from objectry.faces.exports import export_lines
from objectry.runtime import Query

FORMATS = ("csv", "jsonl")


@click.command("export")
@click.argument("object_name", metavar="OBJECT")
@click.option("--view", help="A list view: its records.")
@click.option("--filter", "where", help="An expression: the records that fulfil it.")
@click.option("--fields", help="Paths between commas, such as name,account.name; all readable fields when left out.")
@click.option("--format", "form", type=click.Choice(FORMATS), default="csv", show_default=True, help="What is written.")
@click.option("--spreadsheet", is_flag=True, help="Begin a CSV file with the mark by which spreadsheets know UTF-8.")
@click.option("--as", "username", help="Whose rights count; an administrator's when left out.")
@click.option("--out", "-o", "target", type=click.Path(dir_okay=False, path_type=Path),
              help="The file; the standard output when left out.")  # fmt: skip
@database_options
def export(
    workspace: str,
    database: str | None,
    schema: str | None,
    object_name: str,
    view: str | None,
    where: str | None,
    fields: str | None,
    form: str,
    username: str | None,
    target: Path | None,
    *,
    spreadsheet: bool,
) -> None:
    """Write the records of OBJECT, in a form `crm data import` takes back."""
    paths = tuple(part for part in (fields or "").replace(" ", "").split(",") if part)
    query = Query(object_name, filter=where, view=view, fields=paths)
    with open_platform(workspace, database, schema) as platform:
        pieces = export_lines(platform, find_user(platform, username), query, form, spreadsheet=spreadsheet)
        write(pieces, target)


def write(pieces: Iterable[str], target: Path | None) -> None:
    """To the file or to the standard output, line ends as they are."""
    if target is None:
        for piece in pieces:
            click.echo(piece.encode(), nl=False)
        return
    with target.open("w", encoding="utf-8", newline="") as stream:
        for piece in pieces:
            stream.write(piece)
