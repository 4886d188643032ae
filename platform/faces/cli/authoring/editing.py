"""`crm lsp`: the language server, which an editor starts and talks to over standard input and output."""

from importlib import import_module
from pathlib import Path

import click

from objectry.definitions import definitions_root
from objectry.faces.cli.authoring.schema_files import write_schemas
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.folder import PACKS, Workspace
from objectry.faces.editor import Answers, Project
from objectry.metadata import CORE, AppSource, Model, core_folder, head, lay, read_folder

SERVER = "objectry.faces.editor.protocol.server"
SCHEMAS = ".schemas"


@click.command()
def lsp() -> None:
    """Answer an editor: problems while typing, completion, help, definitions, renaming."""
    try:
        server = import_module(SERVER)
    except ModuleNotFoundError as error:
        if error.name not in {"pygls", "lsprotocol"}:
            raise
        raise Failure('the language server needs one package more: pip install "objectry[editor]"') from error
    server.make_server(begin).start_io()


def begin(root: Path) -> Answers:
    """Look after the workspace in a folder."""
    workspace = Workspace(root)

    def layers(own: AppSource) -> tuple[AppSource, ...]:
        return lay(own, (), workspace.available)

    def renew(model: Model) -> None:
        if (root / SCHEMAS).is_dir():
            write_schemas(model, root / SCHEMAS)

    return Answers(Project(lambda: read_folder(root), layers), root, app_folders(root), renew)


def app_folders(root: Path) -> dict[str, Path]:
    """Where the apps lie that a workspace can stand on, by their names."""
    packs = sorted(one for one in (root / PACKS).iterdir() if Workspace(one).exists) if (root / PACKS).is_dir() else []
    found = {head(read_folder(one)).name: one for one in (*packs, definitions_root())}
    return {CORE: core_folder(), **found}
