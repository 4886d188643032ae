"""The workspace: the folder with app.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.shipped import shipped_apps
from objectry.metadata import AppSource, head, lay, newest, read_folder, standing_on

PACKS = "packs"
APP_FILES = ("app.yaml", "app.yml", "app.json")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder with an app of its own."""

    folder: Path
    packs: Path | None = None

    @property
    def exists(self) -> bool:
        """Whether the folder holds an app."""
        return any((self.folder / name).is_file() for name in APP_FILES)

    def read(self) -> AppSource:
        """The app as it lies in the files now; raises Failure when there is none."""
        if not self.exists:
            raise Failure(f"{self.folder} has no app.yaml; `crm init DIR` makes a new app")
        return read_folder(self.folder)

    def stack(self, deployed: Sequence[AppSource] = ()) -> tuple[AppSource, ...]:
        """The layers it stands on, as they are deployed, else as they are available, and itself."""
        return lay(self.read(), deployed, self.available)

    def available(self) -> Mapping[str, AppSource]:
        """The apps it can stand on: those that come with the platform, and the packs of a folder, `packs` in its own.

        Of several versions the newest that fits what the app's own file says.
        """
        return newest(self.candidates(), standing_on(head(self.read())) if self.exists else {})

    def candidates(self) -> tuple[AppSource, ...]:
        """All of them, in every version there is."""
        folder = self.packs or self.folder / PACKS
        if self.packs is not None and not folder.is_dir():
            raise Failure(f"there is no folder {folder}")
        found = sorted(folder.iterdir()) if folder.is_dir() else ()
        packs = (Workspace(one) for one in found if one.is_dir())
        return (*shipped_apps().values(), *(one.read() for one in packs if one.exists))
