"""`crm secrets`: the keys that seal secrets."""

import click

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.options import database_options
from objectry.faces.cli.terminal import note, say
from objectry.faces.cli.workspace import open_platform
from objectry.runtime import NoKey, Rotated, new_key


@click.group()
def secrets() -> None:
    """The keys that seal fields of type secret."""


@secrets.command()
def key() -> None:
    """Make a key, to be put first in OBJECTRY_SECRET_KEYS."""
    click.echo(new_key())


@secrets.command()
@click.option("--new-key", "fresh", is_flag=True, help="Make a new key in the file beside the database first.")
@database_options
def rotate(workspace: str, database: str | None, schema: str | None, *, fresh: bool) -> int:
    """Seal every secret anew with the first key; then the other keys may go."""
    with open_platform(workspace, database, schema) as platform:
        try:
            if fresh:
                note(f"New key {platform.vault.ring.add().id}.")
            found = platform.rotate(_tell)
        except NoKey as wrong:
            raise Failure(str(wrong)) from wrong
    say(f"{found.renewed} secrets sealed anew, {found.current} were already.", "bold green")
    if found.locked:
        note(f"{found.locked} cannot be opened with these keys and stay as they are.", "bold red")
    return 1 if found.locked else 0


def _tell(found: Rotated) -> None:
    """Progress, a line for each thousand."""
    if found.renewed and found.renewed % 1_000 == 0:
        note(f"{found.renewed} sealed anew")
