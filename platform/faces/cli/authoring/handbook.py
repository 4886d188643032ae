"""`crm docs build`: the manual of an app, for its people."""

from collections.abc import Mapping
from pathlib import Path

import click

from objectry.diagnostics import suggest
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.options import workspace_option
from objectry.faces.cli.problems import show
from objectry.faces.cli.terminal import say
from objectry.faces.cli.workspace import Workspace
from objectry.faces.manual import manual_pages
from objectry.faces.texts import languages
from objectry.metadata import load_stack
from objectry.runtime import compile_stack

MARK = "manual.css"  # a folder that holds it is a manual, and may be written anew


@click.group()
def docs() -> None:
    """The manual of an app: its objects, fields, rules and permissions, for the people who work with it."""


@docs.command()
@click.argument("folder", default="manual", type=click.Path(file_okay=False, path_type=Path))
@click.option("--language", "-l", "wanted", multiple=True, help="A language, such as zh-CN; all there are without it.")
@workspace_option
def build(folder: Path, wanted: tuple[str, ...], workspace: str) -> None:
    """Write the manual to FOLDER (`manual` when left out): HTML pages in each language, index.html first."""
    apps = Workspace(Path(workspace)).stack()
    blueprint, found = compile_stack(apps)
    if blueprint is None:
        show(found)
        raise Failure("the app has errors; the manual is not written")
    for one in wanted:
        if one not in languages(blueprint):
            raise Failure(f'there is no language "{one}"{suggest(one, languages(blueprint))}')
    write_pages(folder, manual_pages(load_stack(apps)[0], blueprint, wanted))
    say(f"{folder / 'index.html'}")


def write_pages(folder: Path, pages: Mapping[str, str]) -> None:
    """Put the pages into a new or empty folder, or in place of an older manual; raises Failure elsewhere."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise Failure(f"{folder} holds other files; name a new folder")
    for old in folder.glob("*/*.html"):
        old.unlink()
    for path, text in pages.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
