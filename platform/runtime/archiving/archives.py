"""The service of archives: `crm backup`, `crm backup verify`, `crm restore`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from objectry.plan import Blueprint
from objectry.runtime.archiving.manifest import Manifest
from objectry.runtime.archiving.restoring import Restoring
from objectry.runtime.archiving.saving import Saved, Saving
from objectry.runtime.clock import Clock
from objectry.runtime.deploying.deployments import ENGINE, Deployments, compiled
from objectry.runtime.files.contents import Contents
from objectry.runtime.sealing.keyring import KeyRing, NoKey
from objectry.runtime.store import Store

Tell = Callable[[str], None]


def silent(_said: str) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Archives:
    """Archives of one tenant."""

    store: Store
    clock: Clock
    deployments: Deployments
    contents: Contents | None
    ring: KeyRing

    def save(self, path: Path, tell: Tell = silent) -> Saved:
        """Write the whole tenant into a new file.  Raises DeploymentRefused, Busy and OSError."""
        self.deployments.current()  # tables that an older engine did not make are made now
        return Saving(self.store, self.contents, ENGINE, self._blueprint).run(path, self.clock.now(), tell)

    def check(self, path: Path, tell: Tell = silent) -> Manifest:
        """Read a file through and hold it against what it says of itself.  Raises DeploymentRefused and OSError."""
        return self._restoring.check(path, tell)

    def restore(self, path: Path, author: str, tell: Tell = silent) -> Manifest:
        """Put a tenant into this empty database.  Raises DeploymentRefused, Busy and OSError."""
        manifest = self._restoring.run(path, self.clock.now, author, tell)
        self.deployments.current()  # which makes the search index
        return manifest

    def rehearse(self, path: Path, tell: Tell = silent) -> Manifest:
        """Put the tables of a file into this empty database, its files only looked over; raises as restore."""
        return replace(self._restoring, contents=None, with_files=False).run(path, self.clock.now, "rehearsal", tell)

    def keys_missing(self, manifest: Manifest) -> tuple[str, ...]:
        """The keys without which its secrets stay locked here."""
        return tuple(key for key in manifest.keys if not self._opens(key))

    def _opens(self, key: str) -> bool:
        try:
            self.ring.opening(key)
        except NoKey:
            return False
        return True

    def _blueprint(self, revision: int) -> Blueprint:
        return self.deployments.at(revision).blueprint

    @property
    def _restoring(self) -> Restoring:
        return Restoring(self.store, self.contents, compiled)
