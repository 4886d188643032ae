"""`crm data`: records in, and out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from objectry.diagnostics import Diagnostics
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.exporting import export
from objectry.faces.cli.operating.people import find_user, seeding
from objectry.faces.cli.options import database_options, json_option
from objectry.faces.cli.problems import show
from objectry.faces.cli.progress import counting
from objectry.faces.cli.terminal import note, say, write_json
from objectry.faces.cli.workspace import open_platform
from objectry.metadata import ImportMap, read_import_map
from objectry.runtime import (
    Actor,
    Attachments,
    BadMap,
    Event,
    Platform,
    Report,
    Rights,
    Source,
    Unreadable,
    load_seeds,
    map_of,
    plan_import,
    read_columns,
    read_rows,
    run_import,
    write_rejects,
)

IMPORTING = "import"
ACTIONS = ("created", "updated", "unchanged")
MAPS = ("*.yaml", "*.yml", "*.json")


@dataclass(frozen=True, slots=True)
class Work:
    """One file to bring in by one map, and where its rejected rows go."""

    source: Path
    mapping: ImportMap
    rejects: Path


@click.group()
def data() -> None:
    """Records in and out."""


data.add_command(export)


@data.command("import")
@click.argument("file", type=click.Path(exists=True, path_type=Path))
@click.option("--map", "map_path", type=click.Path(exists=True, path_type=Path),
              help="The map, or a folder of maps, which run in the order of their names. Without one the head of FILE "
              "names fields, as in a file of `crm data export`.")  # fmt: skip
@click.option("--object", "object_name", help="Without a map: the object; the file's name when left out.")
@click.option("--key", help="Without a map: the field that tells known records; the id, else the first unique field.")
@click.option("--as", "username", help="Whose rights count; the platform's own importer when left out.")
@click.option("--rejects", type=click.Path(dir_okay=False, path_type=Path),
              help="Where rows that cannot be taken go; x.rejects.csv in this folder for x.csv.")  # fmt: skip
@json_option
@database_options
def import_(
    workspace: str,
    database: str | None,
    schema: str | None,
    file: Path,
    map_path: Path | None,
    object_name: str | None,
    key: str | None,
    username: str | None,
    rejects: Path | None,
    *,
    as_json: bool,
) -> None:
    """Bring the rows of FILE in by a map. FILE may be a folder, where the maps name their files."""
    works = [work_of(file, path) for path in maps_in(map_path)] if map_path else []
    if rejects and len(works) > 1:
        raise Failure("--rejects is for one map; each map of a folder has a file of its own")
    with open_platform(workspace, database, schema) as platform:
        actor = find_user(platform, username) if username else platform.identity.system_actor(IMPORTING)
        works = works or [unmapped(platform, actor, file, object_name, key)]
        works = works if rejects is None else [replace(works[0], rejects=rejects)]
        done = [(work, bring_in(platform, actor, work)) for work in works]
    if as_json:
        write_json([{"file": work.source.name, **figures(report)} for work, report in done])
    if any(report.rejects for _, report in done):
        raise SystemExit(1)


@data.command()
@database_options
def seed(workspace: str, database: str | None, schema: str | None) -> None:
    """Bring in the seed records of the deployed apps (their data folders)."""
    with open_platform(workspace, database, schema) as platform, counting("seeds") as tell:
        results = load_seeds(platform.records, seeding(platform), tell)
    for one, report in results:
        say(f"{one.object}: {summary(report)}")
        for reject in report.rejects:
            note(f"  row {reject.number}: {reject.reason}", "yellow")
    if any(report.rejects for _, report in results):
        raise SystemExit(1)


def maps_in(path: Path) -> Sequence[Path]:
    """The map, or those of a folder."""
    if path.is_file():
        return (path,)
    found = sorted(one for pattern in MAPS for one in path.glob(pattern))
    if not found:
        raise Failure(f"there is no map in {path}")
    return found


def work_of(file: Path, map_path: Path) -> Work:
    """Which file goes by this map; raises Failure with what is wrong in the map."""
    mapping, problems = read_import_map(map_path.read_text(encoding="utf-8", errors="surrogateescape"), str(map_path))
    if mapping is None:
        show(problems)
        raise Failure(f"{map_path} cannot be used")
    if file.is_file():
        return Work(file, mapping, Path(f"{file.stem}.rejects.csv"))
    if mapping.file is None:
        raise Failure(f"{map_path} needs the key `file`, as {file} is a folder")
    return Work(file / mapping.file, mapping, Path(f"{map_path.stem}.rejects.csv"))


def unmapped(platform: Platform, actor: Actor, file: Path, object_name: str | None, key: str | None) -> Work:
    """The work on a file whose head names fields; raises Failure with the columns that name none."""
    if not file.is_file():
        raise Failure(f"{file} is a folder, which needs a folder of maps: --map")
    blueprint, name = platform.current().blueprint, object_name or file.stem
    rights, plan = Rights(blueprint, actor), blueprint.objects.get(name)
    try:
        mapping = map_of(name, read_columns(file, ",", "utf-8"), rights, plan, key)
    except BadMap as error:
        show(Diagnostics(error.problems))
        raise Failure("nothing was imported") from error
    except Unreadable as error:
        raise Failure(str(error)) from error
    return Work(file, mapping, Path(f"{file.stem}.rejects.csv"))


def bring_in(platform: Platform, actor: Actor, work: Work) -> Report:
    """One file through the door, with its rejects written."""
    mapping = work.mapping
    history = mapping.mode == "history"
    source = Source.HISTORY_IMPORT if history else Source.IMPORT
    call = platform.call(actor, source, f"import {work.source.name}")
    try:
        columns = read_columns(work.source, mapping.delimiter, mapping.encoding)
        plan = plan_import(mapping, columns, call.blueprint)
        rows = read_rows(work.source, mapping.delimiter, mapping.encoding, exported=mapping.exported)
        with counting(work.source.name) as tell:
            beside = Attachments(platform.files, call, work.source.resolve().parent)
            report = run_import(platform.records, call, plan, rows, tell, beside)
        done = {f"{name} {action}": count for (name, action), count in sorted(report.done.items())}
        detail = {"file": work.source.name, "rows": report.rows, "rejected": len(report.rejects), "done": done}
        platform.audit.note(call, Event.IMPORTED, (mapping.object, ""), detail)
        tell_result(work, report)
    except BadMap as error:
        show(Diagnostics(error.problems))
        raise Failure("nothing was imported") from error
    except Unreadable as error:
        raise Failure(str(error)) from error
    return report


def tell_result(work: Work, report: Report) -> None:
    """The counts, and where the rejected rows are."""
    note(f"{work.source.name}: {summary(report)}", "")
    if report.rejects:
        mapping = work.mapping
        write_rejects(work.rejects, work.source, mapping.delimiter, mapping.encoding, report.rejects)
        first = report.rejects[0]
        note(f"  row {first.number}: {first.reason}", "yellow")
        note(f"  {len(report.rejects)} rejected rows with their reasons are in {work.rejects}", "yellow")


def summary(report: Report) -> str:
    """Counts in a line."""
    return ", ".join([f"{report.rows} rows", *counts(report)])


def counts(report: Report) -> Iterator[str]:
    """What was done to each object, and what was not taken."""
    for name in report.objects():
        done = [f"{report.done[name, action]} {action}" for action in ACTIONS if report.done[name, action]]
        yield f"{name} {' '.join(done)}"
    if report.repeated:
        yield f"{report.repeated} repeated"
    if report.rejects:
        yield f"{len(report.rejects)} rejected"


def figures(report: Report) -> dict[str, object]:
    """The same for programs."""
    return {
        "rows": report.rows,
        "repeated": report.repeated,
        "objects": {name: {action: report.done[name, action] for action in ACTIONS} for name in report.objects()},
        "rejects": [{"row": one.number, "reason": one.reason} for one in report.rejects],
    }
