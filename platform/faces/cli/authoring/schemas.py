"""What other tools read: JSON Schemas for editors, the OpenAPI document, and the front-end files."""

from pathlib import Path

import click

from objectry import assets as front_end
from objectry.faces.cli.authoring.schema_files import write_schemas
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.people import find_user
from objectry.faces.cli.options import database_options
from objectry.faces.cli.terminal import say, write_json
from objectry.faces.cli.workspace import Workspace, open_platform
from objectry.faces.openapi import openapi as openapi_of
from objectry.metadata import core_app, load_stack


@click.group()
def schema() -> None:
    """JSON Schemas of the files, for editors."""


@schema.command()
@click.argument("folder", default=".schemas", type=click.Path(file_okay=False, path_type=Path))
@click.option("--workspace", "-w", default=".", type=click.Path(file_okay=False), help="The folder with app.yaml.")
def export(folder: Path, workspace: str) -> None:
    """Write the schemas to FOLDER, with the names of the workspace's objects and fields as choices."""
    own = Workspace(Path(workspace))
    apps = own.stack() if own.exists else (core_app(),)
    count = write_schemas(load_stack(apps)[0], folder)
    say(f"{count} schemas in {folder}")


@click.command()
@database_options
@click.option("--user", "username", help="For this user's rights; an administrator's when left out.")
def openapi(workspace: str, database: str | None, schema: str | None, username: str | None) -> None:
    """Write the OpenAPI 3.1 document of what is deployed."""
    with open_platform(workspace, database, schema) as platform:
        write_json(openapi_of(platform, find_user(platform, username)))


@click.command()
def assets() -> None:
    """Fetch the front-end files the pages use."""
    try:
        fresh = front_end.fetch()
    except front_end.FetchError as error:
        raise Failure(str(error)) from error
    say("fetched" if fresh else "up to date")
