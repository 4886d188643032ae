"""`crm backup` and `crm restore`: a whole tenant into one file, and back into an empty database of either kind."""

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from objectry.faces.cli.options import database_options, files_option, json_option
from objectry.faces.cli.terminal import note, say, write_json
from objectry.faces.cli.workspace import open_platform, person
from objectry.runtime import Manifest

FILE = click.Path(dir_okay=False, path_type=Path)
MAKE = "create"


class Backing(click.Group):
    """A group whose first word may be the file itself: `crm backup crm.zip` is `crm backup create crm.zip`."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command; a word that names none is a file."""
        return super().get_command(ctx, cmd_name) or super().get_command(ctx, MAKE)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command, `create` where none is named."""
        return super().resolve_command(ctx, args if args and args[0] in self.commands else [MAKE, *args])

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Options of `create` may come before the file."""
        beginning = args[0] if args else "--help"
        named = beginning in self.commands or beginning in ctx.help_option_names
        return super().parse_args(ctx, args if named else [MAKE, *args])


@click.group(cls=Backing)
def backup() -> None:
    """Write the whole tenant into one file: `crm backup FILE`. `crm backup verify FILE` looks one over."""


@backup.command(MAKE)
@click.argument("path", metavar="FILE", type=FILE)
@files_option
@database_options
@json_option
def create(
    path: Path, workspace: str, database: str | None, schema: str | None, files: Path | None, *, as_json: bool
) -> int:
    """Write records, people, deployments, history, files and settings into FILE, of one moment, while others work.

    Secrets stay sealed: their keys are not in FILE.  Ends with 1 where something was lost before and is not in it.
    """
    with open_platform(workspace, database, schema, files) as platform:
        saved = platform.archives.save(path, note)
    if as_json:
        write_json(as_document(saved.manifest) | {"left_out": list(saved.left_out)})
    else:
        say(f"{path}: {told(saved.manifest)}", "bold green")
    tell_keys(saved.manifest.keys)
    for name in saved.left_out:
        note(f"left out: {name}, which belongs to nothing that is deployed (`crm doctor`)", "bold red")
    for key in saved.manifest.lost:
        note(f"lost before: the content {key} of a file is not in the folder for files", "bold red")
    return 1 if saved.manifest.lost or saved.left_out else 0


@backup.command()
@click.argument("path", metavar="FILE", type=FILE)
@click.option("--quick", is_flag=True, help="Hold it against its checksums only.")
@json_option
def verify(path: Path, *, quick: bool, as_json: bool) -> None:
    """Read FILE through, put its tables into a throw-away SQLite database, and read them back."""
    with TemporaryDirectory() as folder, open_platform(folder, f"sqlite:///{folder}/verify.db", None) as platform:
        look = platform.archives.check if quick else platform.archives.rehearse
        manifest = look(path, note)
    if as_json:
        write_json(as_document(manifest))
    else:
        say(f"{path} is whole: {told(manifest)}", "bold green")
    tell_keys(manifest.keys)


@click.command()
@click.argument("path", metavar="FILE", type=FILE)
@files_option
@database_options
@json_option
def restore(
    path: Path, workspace: str, database: str | None, schema: str | None, files: Path | None, *, as_json: bool
) -> None:
    """Put a backup into an empty database, SQLite or PostgreSQL, whichever it came from: all of it, or nothing.

    Everybody has to log in again.  FILE is as mighty as an administrator: take only one that you trust.
    """
    with open_platform(workspace, database, schema, files) as platform:
        manifest = platform.archives.restore(path, person(), note)
        lacking = platform.archives.keys_missing(manifest)
    if as_json:
        write_json(as_document(manifest) | {"keys_missing": list(lacking)})
    else:
        say(f"Restored: {told(manifest)}", "bold green")
    if lacking:
        note(f"Secrets stay locked until OBJECTRY_SECRET_KEYS has the keys {', '.join(lacking)}.", "bold red")


def told(manifest: Manifest) -> str:
    """What is in an archive, in a line."""
    files = f"{len(manifest.files):,} files, " if manifest.files else ""
    return f"revision {manifest.revision}, {manifest.records:,} records, {files}{manifest.made_at:%Y-%m-%d %H:%M} UTC"


def tell_keys(keys: tuple[str, ...]) -> None:
    """Which keys have to be kept beside the file."""
    if keys:
        note(f"Its secrets are sealed. Keep the keys {', '.join(keys)} too, in another place (OBJECTRY_SECRET_KEYS).")


def as_document(manifest: Manifest) -> dict[str, object]:
    """The answer for programs."""
    return {
        "engine": manifest.engine,
        "made_at": manifest.made_at.isoformat(),
        "revision": manifest.revision,
        "database": manifest.database,
        "tables": {table.name: {"rows": table.rows, "sha256": table.sha256} for table in manifest.tables},
        "files": len(manifest.files),
        "keys": list(manifest.keys),
        "lost": list(manifest.lost),
    }
