"""Options that many commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from objectry.wording import LANGUAGES

Command = TypeVar("Command", bound=Callable[..., Any])


def json_option(command: Command) -> Command:
    """`--json`: the result as one JSON document."""
    return click.option("--json", "as_json", is_flag=True, help="Write JSON, for programs.")(command)


class Language(click.Choice[str]):
    """A language, written as people write it: `zh`, `zh_CN` and `zh-CN` are one."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name of the language we have."""
        written = value.replace("_", "-").lower()
        whole = next((one for one in LANGUAGES if one.lower().split("-")[0] == written), written)
        return super().convert(whole, param, ctx)


def language_option(command: Command) -> Command:
    """`--language`: in which one problems are told."""
    return click.option(
        "--language",
        type=Language(LANGUAGES, case_sensitive=False),
        help="The language of what is told (OBJECTRY_LANGUAGE, else that of the terminal; English in JSON and SARIF).",
    )(command)


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


def packs_option(command: Command) -> Command:
    """`--packs`: where packs lie."""
    return click.option(
        "--packs",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder with packs; `packs` in the workspace when left out.",
    )(command)


def consent_options(command: Command) -> Command:
    """`--allow-data-loss`, `--consent`, `--maintenance` and `--yes`: what the person agrees to."""
    for option in (
        click.option("--yes", "-y", is_flag=True, help="Do not ask."),
        click.option("--maintenance", is_flag=True, help="Agree to changes that rewrite many records."),
        click.option(
            "--consent", "granted", multiple=True, metavar="NAME", help="Agree to this grant of a pack, as in the plan."
        ),
        click.option(
            "--allow-data-loss",
            "allowed",
            multiple=True,
            metavar="NAME",
            help="Agree to this loss, named as in the plan.",
        ),
    ):
        command = option(command)
    return command


def files_option(command: Command) -> Command:
    """`--files`: where the contents of files lie."""
    return click.option(
        "--files",
        type=click.Path(file_okay=False, path_type=Path),
        help="The folder for files (OBJECTRY_FILES; beside a SQLite database, else var/files).",
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
