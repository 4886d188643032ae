"""`crm show NAME`: a definition as it is after all layers, with the file and line each part comes from."""

import json
from collections.abc import Iterator
from pathlib import Path

import click

from objectry.diagnostics import Span, suggest
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.options import json_option, workspace_option
from objectry.faces.cli.terminal import say, write_json
from objectry.faces.cli.workspace import Workspace
from objectry.metadata import AppSource, Field, Model, Object, load_stack
from objectry.plan import plain

Line = tuple[int, str, Span]  # depth, text, and where it comes from
WIDTH = 76


@click.command()
@click.argument("name")
@workspace_option
@json_option
def show(name: str, workspace: str, *, as_json: bool) -> None:
    """Show NAME (an object, `object.field`, a role, a permission set or a rule) as it is after all layers."""
    apps = Workspace(Path(workspace)).stack()
    model, _ = load_stack(apps)
    found = find(name, model)
    if as_json:
        write_json(plain(found))
        return
    for depth, text, span in lines(found):
        place = origin(span, apps)
        say(f"{'  ' * depth + text:<{WIDTH}}  # {place}" if place else "  " * depth + text)


def find(name: str, model: Model) -> object:
    """What is called so; raises Failure with a suggestion where nothing is."""
    thing, _, field = name.partition(".")
    if field and thing in model.objects and field in model.objects[thing].fields:
        return model.objects[thing].fields[field]
    for kind in (model.objects, model.roles, model.permission_sets, model.rules):
        if name in kind:
            return kind[name]
    known = [*model.objects, *model.roles, *model.permission_sets, *model.rules]
    known += [f"{one.name}.{field}" for one in model.objects.values() for field in one.fields]
    raise Failure(f'there is nothing called "{name}"{suggest(name, known)}')


def lines(found: object) -> Iterator[Line]:
    """The definition line by line; of an object each field on one."""
    if isinstance(found, Object):
        yield 0, f"object: {found.name}", found.span
        yield from parts(found, found.span, leave_out={"name", "fields"})
        yield 0, "fields:", found.span
        for field in found.fields.values():
            yield 1, f"{field.name}: {flow(field)}", field.span
    elif isinstance(found, Field):
        yield 0, f"{found.name}:", found.span
        yield from parts(found, found.span, leave_out={"name"}, depth=1)
    else:
        yield from parts(found, getattr(found, "span", Span("")), leave_out=set())


def parts(found: object, span: Span, leave_out: set[str], depth: int = 0) -> Iterator[Line]:
    """What is said of it, key by key."""
    said = plain(found)
    if isinstance(said, dict):
        for key, value in said.items():
            if key not in leave_out:
                yield depth, f"{key}: {json.dumps(value, ensure_ascii=False)}", span


def flow(field: Field) -> str:
    """A field on one line, as YAML reads it too."""
    said = plain(field)
    return json.dumps({key: value for key, value in said.items() if key != "name"}, ensure_ascii=False)  # type: ignore[union-attr]


def origin(span: Span, apps: tuple[AppSource, ...]) -> str:
    """`objectry_crm objects/account.yaml:12`; files of the workspace's own app stand there as they are."""
    if not span.file or not span.line:
        return ""
    layer, _, rest = span.file.partition("/")
    names = {app.name for app in apps[:-1]}
    return f"{layer} {rest}:{span.line}" if layer in names else f"{apps[-1].name} {span.file}:{span.line}"
