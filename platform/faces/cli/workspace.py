"""The workspace (the folder with app.yaml) and the tenant's database."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from objectry.faces.cli.failures import Failure
from objectry.metadata import AppSource, read_folder
from objectry.runtime import Platform, assemble

APP_FILES = ("app.yaml", "app.yml", "app.json")
DATABASE = Path("var") / "objectry.db"


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with an app of its own."""

    folder: Path

    @property
    def exists(self) -> bool:
        """Whether the folder holds an app."""
        return any((self.folder / name).is_file() for name in APP_FILES)

    def read(self) -> AppSource:
        """The app as it lies in the files now; raises Failure when there is none."""
        if not self.exists:
            raise Failure(f"{self.folder} has no app.yaml; `crm init DIR` makes a new app")
        return read_folder(self.folder)


@contextmanager
def open_platform(workspace: str, database: str | None, schema: str | None) -> Iterator[Platform]:
    """The platform on the database that was asked for, else on the workspace's own file; closed in the end."""
    platform = assemble(database_of(workspace, database), schema)
    try:
        yield platform
    finally:
        platform.close()


def database_of(workspace: str, database: str | None) -> str:
    """The address asked for, else that of the workspace's own file."""
    return database or own_database(Path(workspace))


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
