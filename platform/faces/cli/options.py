"""Options that many commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """`--json`: the result as one JSON document."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")(command)


def workspace_option(command: Command) -> Command:
    """`--workspace`: the folder with app.yaml."""
    return click.option(
        "--workspace",
        "-w",
        default=".",
        show_default="the current folder",
        type=click.Path(file_okay=False),
        help="The folder with app.yaml.",
    )(command)


def database_options(command: Command) -> Command:
    """`--workspace`, `--database` and `--schema`: which tenant."""
    with_schema = click.option(
        "--schema",
        envvar="DATABASE_SCHEMA",
        help="The schema of the tenant, on PostgreSQL (DATABASE_SCHEMA; objectry when left out).",
    )(command)
    with_database = click.option(
        "--database",
        envvar="DATABASE_URL",
        help="Address of the database (DATABASE_URL; var/objectry.db in the workspace when left out).",
    )(with_schema)
    return workspace_option(with_database)
