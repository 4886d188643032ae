"""`crm fmt`: the YAML files of a workspace in one look."""

from pathlib import Path

import click

from objectry.faces.cli.failures import PENDING
from objectry.faces.cli.folder import Workspace
from objectry.faces.cli.terminal import note, say
from objectry.metadata import formatted

SUFFIXES = (".yaml", ".yml")


@click.command()
@click.argument("path", default=".", type=click.Path(file_okay=False))
@click.option("--check", "check_only", is_flag=True, help="Write nothing; end with 2 where a file would change.")
def fmt(path: str, *, check_only: bool) -> int:
    """Bring the YAML files of the app in PATH into one look. Only spaces and empty lines change."""
    workspace = Workspace(Path(path))
    files = {name: text for name, text in workspace.read().texts.items() if name.endswith(SUFFIXES)}
    tidy = {name: formatted(text) for name, text in files.items()}
    broken = [name for name, text in tidy.items() if text is None]
    changed = {name: text for name, text in tidy.items() if text is not None and text != files[name]}
    for name, text in changed.items():
        if not check_only:
            (workspace.folder / name).write_text(text, encoding="utf-8", newline="\n")
        say(f"{'would change' if check_only else 'changed'}  {name}")
    for name in broken:
        note(f"left alone  {name}: it cannot be read; `crm validate` tells why", "yellow")
    if broken:
        return 1
    say(f"{len(changed)} of {len(files)} files {'would change' if check_only else 'changed'}")
    return PENDING if changed and check_only else 0
