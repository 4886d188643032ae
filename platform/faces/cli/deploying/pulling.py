"""`crm pull`: what is deployed of the workspace's own layer, written back to its files.

Files are stored as they were applied, so that comments and order come back as well.  Nothing that has been written here
is lost: a file that has changed on both sides is brought together component by component, and where both have changed
one, what is here stays, and the deployed file is put beside it.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import click

from objectry.diagnostics import suggest
from objectry.faces.cli.deploying.footing import BESIDE, footing
from objectry.faces.cli.deploying.locking import write_lock
from objectry.faces.cli.deploying.threeway import Meeting, bring_together, meet
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.options import database_options, json_option
from objectry.faces.cli.terminal import note, say, write_json
from objectry.faces.cli.workspace import Workspace, open_platform
from objectry.metadata import CORE, named
from objectry.runtime import Deployments

WAY_OUT = (
    "Bring each conflict together in the file itself (what is deployed stands in the file beside it, "
    f"`NAME{BESIDE}`), delete the one beside it, and `crm apply`."
)
CLASHES: Mapping[str, str] = MappingProxyType(
    {
        "": "changed here and there",
        "here": "removed here, changed there",
        "there": "changed here, removed there",
    }
)


@click.command()
@click.option("--app", "layer", help="The layer to take, in a folder that has no app.yaml yet.")
@database_options
@json_option
def pull(workspace: str, database: str | None, schema: str | None, layer: str | None, *, as_json: bool) -> int:
    """Write the deployed layer of this workspace back to its files. Ends with 1 where both sides have changed."""
    own = Workspace(Path(workspace))
    with open_platform(workspace, database, schema) as platform:
        deployments = platform.deployments
        there = deployed_files(own, layer, deployments)
        ground = footing(own, database, schema)
        base = ground.base
        here = dict(own.read().files) if own.exists else {}
        met = meet(base.files if base else None, here, there)
        if met.conflicts:
            met = bring_together(met, ground.earlier(deployments), here)
        carry_out(met, own.folder)
        ground.remember(deployments)
        write_lock(own, deployments.apps())
        revision = deployments.revision()
    if as_json:
        write_json(as_document(met, revision))
    else:
        tell(met, revision)
    return 1 if met.conflicts else 0


def deployed_files(own: Workspace, layer: str | None, deployments: Deployments) -> dict[str, str]:
    """The files of the layer; raises Failure where there is no such layer."""
    apps = {app.name: app for app in deployments.apps() if app.name != CORE}
    if own.exists and layer is not None:
        raise Failure("--app is for a folder without an app.yaml; this one has its own")
    name = named(own.read()).name if own.exists else layer
    if name is None:
        raise Failure(f"{own.folder} has no app.yaml; say which layer to take: --app {' or '.join(apps) or 'NAME'}")
    if name not in apps:
        raise Failure(f'"{name}" is not deployed{suggest(name, apps)}')
    return dict(apps[name].files)


def carry_out(met: Meeting, folder: Path) -> None:
    """Write, and take away what is gone there."""
    for name, text in {**met.take, **met.joined}.items():
        write(folder / name, text)
    for name in met.drop:
        (folder / name).unlink()
    for name, theirs in met.conflicts.items():
        if theirs is not None:
            write(folder / f"{name}{BESIDE}", theirs)


def write(path: Path, text: str) -> None:
    """The very characters, line ends and all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8", errors="surrogateescape"))


def tell(met: Meeting, revision: int) -> None:
    """What was done, file by file, and component by component where both sides have changed one."""
    for name in met.take:
        say(f"  taken     {name}", "green")
    for name in met.drop:
        say(f"  removed   {name}", "green")
    for name in met.kept:
        say(f"  kept      {name} (changed here)")
    for name in met.joined:
        say(f"  joined    {name} (other parts of it have changed here and there)", "green")
    for name, theirs in met.conflicts.items():
        beside = f"the deployed one is in {name}{BESIDE}" if theirs is not None else "the deployed layer has none"
        for where, words in clashing(name, met):
            note(f"  conflict  {where}: {words}; {beside}", "bold yellow")
    if met.conflicts:
        note(WAY_OUT)
    say(f"The workspace stands on revision {revision}.", "bold green")


def clashing(name: str, met: Meeting) -> Iterator[tuple[str, str]]:
    """Where both sides have changed the same: `objects/bike.yaml:6 fields.size`, and what they have done."""
    for clash in met.clashes.get(name, ()):
        yield f"{name}:{clash.line} {clash.name or 'as a whole'}", CLASHES[clash.gone]
    if name not in met.clashes:
        yield name, CLASHES[""]


def as_document(met: Meeting, revision: int) -> dict[str, object]:
    """The same for programs."""
    return {
        "revision": revision,
        "taken": sorted(met.take),
        "removed": list(met.drop),
        "kept": list(met.kept),
        "joined": sorted(met.joined),
        "conflicts": {name: f"{name}{BESIDE}" if text is not None else None for name, text in met.conflicts.items()},
        "components": {
            name: [{"component": one.name, "line": one.line, "gone": one.gone or None} for one in clashes]
            for name, clashes in met.clashes.items()
        },
    }
