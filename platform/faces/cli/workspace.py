"""The tenant's database, which lies in the workspace unless another is named."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from objectry.faces.cli.folder import Workspace as Workspace
from objectry.runtime import Platform, assemble

FILES = "OBJECTRY_FILES"
OWN = Path("var") / "files"
DATABASE = Path("var") / "objectry.db"


@contextmanager
def open_platform(
    workspace: str, database: str | None, schema: str | None, files: Path | None = None
) -> Iterator[Platform]:
    """The platform on the database that was asked for, else on the workspace's own file; closed in the end."""
    platform = assemble(database_of(workspace, database), schema, files=files_of(workspace, database, files))
    try:
        yield platform
    finally:
        platform.close()


def database_of(workspace: str, database: str | None) -> str:
    """The address asked for, else that of the workspace's own file."""
    return database or own_database(Path(workspace))


def files_of(workspace: str, database: str | None, given: Path | None = None) -> Path | None:
    """The folder for files: the one given, else OBJECTRY_FILES; of a PostgreSQL database one in the workspace.

    None leaves them beside a SQLite database.
    """
    named = given or (Path(os.environ[FILES]) if os.environ.get(FILES) else None)
    return named or (None if database_of(workspace, database).startswith("sqlite") else Path(workspace).resolve() / OWN)


def own_database(folder: Path) -> str:
    """The address of the file a workspace keeps its data in; its folder is made."""
    path = folder / DATABASE
    path.parent.mkdir(parents=True, exist_ok=True)
    return f"sqlite:///{path.resolve()}"


def person() -> str:
    """Who sits at the keyboard, for the log of deployments."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
