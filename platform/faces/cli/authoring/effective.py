"""`crm show NAME`: a definition as it is after all layers, with the layer, file and line of each part."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from objectry.diagnostics import NOWHERE, Span, suggest
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.options import database_options, json_option, packs_option
from objectry.faces.cli.terminal import say, write_json
from objectry.faces.cli.workspace import Workspace, open_platform
from objectry.metadata import (
    AppSource,
    Component,
    Field,
    Model,
    Object,
    Said,
    component_names,
    find_components,
    load_stack,
)
from objectry.plan import plain

WIDTH = 76
SHOWN_APART = frozenset({"name", "fields", "picklist", "app"})


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the answer; without a place it is a default that nobody has written."""

    depth: int
    text: str
    places: tuple[str, ...]

    def __str__(self) -> str:
        where = ", ".join(self.places) or "default"
        return f"{'  ' * self.depth + self.text:<{WIDTH}}  # {where}"


@click.command()
@click.argument("name")
@click.option("--deployed", is_flag=True, help="What is deployed in the database, not what the files say.")
@database_options
@packs_option
@json_option
def show(
    name: str,
    workspace: str,
    database: str | None,
    schema: str | None,
    packs: Path | None,
    *,
    deployed: bool,
    as_json: bool,
) -> None:
    """Show NAME as it is after all layers: an object, a field, a choice, a layout or a part of it, a role, a set, a
    rule, a translation.
    """
    apps = stack(Workspace(Path(workspace), packs), database, schema, deployed=deployed)
    model, _ = load_stack(apps)
    found = [*find_components(apps, name), *unwritten(name, model)]
    if not found:
        raise Failure(f'there is nothing called "{name}"{suggest(name, [*component_names(apps), *fields_of(model)])}')
    if as_json:
        write_json([as_document(one, model, apps) for one in found])
        return
    for one in found:
        for line in lines(one, model, apps):
            say(str(line))


def stack(own: Workspace, database: str | None, schema: str | None, *, deployed: bool) -> tuple[AppSource, ...]:
    """The layers to show; raises Failure where nothing is deployed."""
    if not deployed:
        return own.stack()
    with open_platform(str(own.folder), database, schema) as platform:
        apps = platform.deployments.apps()
    if not apps:
        raise Failure("nothing is deployed in this database yet")
    return apps


def fields_of(model: Model) -> Iterator[str]:
    """Every field as object.field, those that no file declares too."""
    return (f"{one.name}.{field}" for one in model.objects.values() for field in one.fields)


def unwritten(name: str, model: Model) -> Iterator[Component]:
    """A field every record has, or a name that was added: nobody has written it, and still it is there."""
    thing, _, field = name.partition(".")
    known = model.objects[thing].fields.get(field) if thing in model.objects else None
    if known is not None and not known.span.file:
        yield Component("object", name, NOWHERE, ())


def definition(one: Component, model: Model) -> Object | Field | None:
    """The object or field in the model, where the component is one."""
    thing, _, field = one.name.removeprefix("object:").partition(".")
    if one.kind != "object" or thing not in model.objects:
        return None
    return model.objects[thing].fields.get(field) if field else model.objects[thing]


def lines(one: Component, model: Model, apps: Sequence[AppSource]) -> Iterator[Line]:
    """The name, what is written, and what nobody has written."""
    known = definition(one, model)
    yield Line(0, f"{one.kind}: {one.name}", places([one.span], apps))
    fields = known.fields if isinstance(known, Object) else {}
    said = [line for line in one.lines if not (fields and line.path[0] == "fields")]
    yield from (written(line, apps) for line in said if line.path not in {("object",), ("layout",)})
    yield from defaults(known, {line.path[0] for line in one.lines if line.path})
    if fields:
        yield Line(1, "fields:", places([line.span for line in one.lines if line.path == ("fields",)], apps))
    for field in fields.values():
        spans = [line.span for line in one.lines if line.path[:2] == ("fields", field.name)]
        yield Line(2, f"{field.name}: {flow(field)}", places(spans, apps))


def written(line: Said, apps: Sequence[AppSource]) -> Line:
    """A line as it stands in some file."""
    key = line.path[-1] if line.path else ""
    value = "" if line.value is None else line.value.strip()
    first, *more = value.split("\n")
    text = f"{f'{key}: ' if key else ''}{first}{' ...' if more else ''}".strip()
    return Line(max(1, len(line.path)), text, places([line.span], apps))


def defaults(known: Object | Field | None, said: set[str]) -> Iterator[Line]:
    """What counts although no file says so."""
    facts = plain(known) if known is not None else {}
    for key, value in facts.items() if isinstance(facts, dict) else ():
        if key not in said | SHOWN_APART:
            yield Line(1, f"{key}: {json.dumps(value, ensure_ascii=False)}", ())


def flow(field: Field) -> str:
    """A field on one line, as YAML reads it too."""
    said = plain(field)
    assert isinstance(said, dict)
    return json.dumps({key: value for key, value in said.items() if key != "name"}, ensure_ascii=False)


def places(spans: Sequence[Span], apps: Sequence[AppSource]) -> tuple[str, ...]:
    """`objectry_crm objects/account.yaml:12`: the first line of each file, the lowest layer first."""
    first: dict[str, Span] = {}
    for span in sorted(one for one in spans if one.file and one.line):
        first.setdefault(span.file, span)
    order = [app.name for app in apps]
    found = sorted((origin(span, apps) for span in first.values()), key=lambda place: order.index(place[0]))
    return tuple(f"{layer} {place}" for layer, place in found)


def origin(span: Span, apps: Sequence[AppSource]) -> tuple[str, str]:
    """The layer of a place, and the place in it; files of the topmost layer stand there as they are."""
    layer, _, rest = span.file.partition("/")
    if layer in {app.name for app in apps[:-1]}:
        return layer, f"{rest}:{span.line}"
    return apps[-1].name, f"{span.file}:{span.line}"


def as_document(one: Component, model: Model, apps: Sequence[AppSource]) -> dict[str, object]:
    """The same for programs: what is written with its places, and of objects and fields the definition in force."""
    known = definition(one, model)
    return {
        "kind": one.kind,
        "name": one.name,
        "lines": [
            {"path": list(line.path), "value": line.value, "layer": layer, "file": file, "line": line.span.line}
            for line in one.lines
            for layer, place in [origin(line.span, apps)]
            for file in [place.rpartition(":")[0]]
        ],
        **({"definition": plain(known)} if known is not None else {}),
    }
