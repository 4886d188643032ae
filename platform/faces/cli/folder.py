"""The workspace: the folder with app.yaml."""

from dataclasses import dataclass
from pathlib import Path

from objectry.faces.cli.failures import Failure
from objectry.metadata import AppSource, read_folder

APP_FILES = ("app.yaml", "app.yml", "app.json")


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
