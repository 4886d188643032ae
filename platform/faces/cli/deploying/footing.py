"""What a workspace remembers of each database it is applied to: what was deployed there when the two last met."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from types import MappingProxyType

from objectry.faces.cli.deploying.conforming import faults_in
from objectry.faces.cli.deploying.threeway import digest
from objectry.faces.cli.folder import Workspace
from objectry.faces.cli.workspace import database_of
from objectry.metadata import EMPTY, named
from objectry.runtime import Deployments, refused_by

BESIDE = ".deployed"  # behind the name of a file that is in conflict; not a file of the app
PLACE = Path(".objectry") / "base.json"
PASSWORD = re.compile(r"(://[^:/@]*):[^@]*@")


SCHEMA: Mapping[str, object] = MappingProxyType(
    {
        "type": "object",
        "required": ["databases"],
        "properties": {
            "databases": {
                "type": "object",
                "additionalProperties": {
                    "type": "object",
                    "required": ["revision", "files"],
                    "properties": {
                        "revision": {"type": "integer"},
                        "files": {"type": "object", "additionalProperties": {"type": "string"}},
                    },
                },
            }
        },
    }
)


@dataclass(frozen=True, slots=True)
class Base:
    """A revision, and the digests of the own layer's files in it."""

    revision: int
    files: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Footing:
    """A workspace and the database it is applied to; `address` names that without its password."""

    workspace: Workspace
    address: str

    @property
    def base(self) -> Base | None:
        """What was deployed when the two last met; None: they never have."""
        return self._known().get(self.address)

    def remember(self, deployments: Deployments) -> None:
        """The two have met: what is deployed now is what the files here are a change of."""
        apps = deployments.apps()
        own = named(self.workspace.read()).name
        files = next((app.files for app in apps if app.name == own), {})
        met = Base(deployments.revision(), {name: digest(text) for name, text in sorted(files.items())})
        known = {address: asdict(base) for address, base in {**self._known(), self.address: met}.items()}
        path = self.workspace.folder / PLACE
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps({"databases": known}, indent=1) + "\n", encoding="utf-8")

    def earlier(self, deployments: Deployments) -> Mapping[str, str]:
        """The texts of the own layer when the two last met; nothing where the database does not know them any more."""
        base, own = self.base, named(self.workspace.read()).name
        apps = () if base is None or base.revision > deployments.revision() else deployments.apps(base.revision)
        files = next((app.files for app in apps if app.name == own), EMPTY)
        known = EMPTY if base is None else base.files
        return {name: text for name, text in files.items() if known.get(name) == digest(text)}

    def stands_on(self, deployments: Deployments) -> bool:
        """Whether the own layer is deployed just as when the two last met, or no longer deployed at all."""
        base, own = self.base, named(self.workspace.read()).name
        deployed = next((app.files for app in deployments.apps() if app.name == own), None)
        if base is None:
            return False
        return deployed is None or {name: digest(text) for name, text in deployed.items()} == base.files

    def refuse_other_base(self, deployments: Deployments) -> None:
        """Raises DeploymentRefused where somebody else has deployed the same layer since the two last met.

        The same while a file that `crm pull` has put beside another is still there.
        """
        for left in sorted(self.workspace.folder.glob(f"*/*{BESIDE}")):
            name = left.relative_to(self.workspace.folder).as_posix()
            told = f"{name} has not been brought together with {name.removesuffix(BESIDE)}; do so, and delete it"
            raise refused_by("P433", told)
        base = self.base
        if base is not None and not self.stands_on(deployments):
            own = named(self.workspace.read()).name
            message = f"{own} has another state deployed (revision {deployments.revision()}) since this workspace"
            raise refused_by("P433", f"{message} met it at revision {base.revision}; `crm pull` brings both together")

    def _known(self) -> dict[str, Base]:
        """The databases met; a file that somebody has spoilt counts as none."""
        try:
            found = json.loads((self.workspace.folder / PLACE).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        if faults_in(found, SCHEMA):
            return {}
        return {address: Base(one["revision"], one["files"]) for address, one in found["databases"].items()}


def footing(workspace: Workspace, database: str | None, schema: str | None) -> Footing:
    """The footing of a workspace on this database."""
    address = PASSWORD.sub(r"\1@", database_of(str(workspace.folder), database))
    return Footing(workspace, f"{address} {schema}" if schema else address)
