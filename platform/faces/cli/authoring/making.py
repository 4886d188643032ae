"""`crm new`: the first lines of an object, a field, a layout, a rule or a role, valid at once."""

from dataclasses import replace
from pathlib import Path

import click

from objectry.diagnostics import Diagnostics, suggest
from objectry.faces.cli.authoring.scaffolds import (
    field_value,
    layout_text,
    needs,
    quoted,
    role_values,
    rule_value,
    scenario_text,
)
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.folder import Workspace
from objectry.faces.cli.options import workspace_option
from objectry.faces.cli.problems import show
from objectry.faces.cli.terminal import say
from objectry.metadata import (
    AppSource,
    CannotAddError,
    CompoundType,
    FieldType,
    Model,
    Object,
    add_entry,
    head,
    load_stack,
)
from objectry.plan import check_stack

KINDS = [str(kind) for kind in (*FieldType, *CompoundType)]
LABEL = click.option("--label", help="What people read; made of the name when left out.")


@click.group()
def new() -> None:
    """The first lines of something new in the workspace, valid at once."""


@new.command("object")
@click.argument("name")
@LABEL
@workspace_option
def object_(name: str, label: str | None, workspace: str) -> None:
    """An object NAME with a name of its own: a table, a form, a list and a REST endpoint."""
    own = Workspace(Path(workspace))
    said = f"label: {quoted(label)}\n" if label else ""
    text = f"object: {name}\n{said}fields:\n  name: {{type: text, required: true}}\n"
    put(own, f"objects/{name}.yaml", text, fresh=True)


@new.command("field")
@click.argument("name", metavar="OBJECT.NAME")
@click.option("--type", "kind", type=click.Choice(KINDS), default="text", show_default=True)
@LABEL
@click.option("--to", help="The object a lookup points to.")
@click.option("--values", help="The choices of a picklist: small,medium,large.")
@workspace_option
def field(name: str, kind: str, label: str | None, to: str | None, values: str | None, workspace: str) -> None:
    """A field NAME on OBJECT, behind the others of the object's file; on an object of the base, too."""
    own = Workspace(Path(workspace))
    thing, _, added = name.partition(".")
    if not added:
        raise Failure(f"write object.field, not {name}")
    known = existing(own, thing)
    path = f"objects/{thing}.yaml"
    text = own.read().files.get(path) or f"extend: {known}\n"
    put(own, path, entered(path, text, ("fields",), added, field_value(kind, label, to, values)))


@new.command("layout")
@click.argument("name", metavar="OBJECT")
@workspace_option
def layout(name: str, workspace: str) -> None:
    """Forms and lists for OBJECT, to be changed; an extension where a layer below has them."""
    own = Workspace(Path(workspace))
    existing(own, name)
    model = model_of(own)
    put(own, f"layouts/{name}.yaml", layout_text(model.objects[name], model.layouts[name], prefix(own)), fresh=True)


@new.command("rule")
@click.argument("name", metavar="OBJECT.NAME")
@click.option("--when", default="created", show_default=True, help="The event.")
@LABEL
@workspace_option
def rule(name: str, when: str, label: str | None, workspace: str) -> None:
    """A rule NAME for OBJECT in flows/OBJECT.yaml, to be filled."""
    own = Workspace(Path(workspace))
    thing, _, added = name.partition(".")
    if not added:
        raise Failure(f"write object.rule, not {name}")
    existing(own, thing)
    path = f"flows/{thing}.yaml"
    text = own.read().files.get(path) or f"object: {thing}\n"
    put(own, path, entered(path, text, ("rules",), added, rule_value(model_of(own).objects[thing], when, label)))


@new.command("role")
@click.argument("name")
@LABEL
@workspace_option
def role(name: str, label: str | None, workspace: str) -> None:
    """A role NAME with a permission set of the same name for the objects of this app."""
    own = Workspace(Path(workspace))
    model, app = model_of(own), head(own.read()).name
    mine = [one.name for one in model.objects.values() if one.app == app]
    path = f"permissions/{name}.yaml"
    text = own.read().files.get(path, "")
    for section, value in role_values(name, label, mine, model).items():
        text = entered(path, text, (section,), name, value)
    put(own, path, text)


@new.command("scenario")
@click.argument("name")
@click.option("--object", "thing", help="The object it is about; the first of the app when left out.")
@workspace_option
def scenario(name: str, thing: str | None, workspace: str) -> None:
    """A scenario NAME in scenarios/NAME.yaml that passes, to be changed; `crm scenarios NAME` plays it."""
    own = Workspace(Path(workspace))
    model = model_of(own)
    if thing is not None:
        existing(own, thing)
    about = model.objects[thing] if thing is not None else first_object(model, head(own.read()).name)
    put(own, f"scenarios/{name}.yaml", scenario_text(about, model.objects), fresh=True)


def first_object(model: Model, app: str) -> Object:
    """The first object of the app that a scenario can begin with, else of the layers below."""
    known = [one for one in model.objects.values() if not one.core and not one.generated]
    if not known:
        raise Failure("there is no object a scenario could be about; `crm new object NAME` makes one")
    return min(known, key=lambda one: (one.app != app, len(needs(one))))


def with_file(source: AppSource, path: str, text: str) -> AppSource:
    """The app with a file more, or another text in it."""
    if path.startswith("scenarios/"):
        return replace(source, scenarios={**source.scenarios, path: text})
    return replace(source, files={**source.files, path: text})


def existing(own: Workspace, name: str) -> str:
    """The object of this name; raises Failure with a suggestion."""
    objects = model_of(own).objects
    if name not in objects:
        raise Failure(f'there is no object "{name}"{suggest(name, objects)}')
    return name


def model_of(own: Workspace) -> Model:
    """What the workspace and the layers below declare now."""
    return load_stack(own.stack())[0]


def prefix(own: Workspace) -> str:
    """What stands before the names a pack adds."""
    namespace = head(own.read()).namespace
    return f"{namespace}__" if namespace else ""


def entered(path: str, text: str, place: tuple[str, ...], name: str, value: str) -> str:
    """The text with one entry more; raises Failure where there is no place for it."""
    try:
        return add_entry(text, place, name, value)
    except CannotAddError as error:
        raise Failure(f"{path}: {error}") from error


def put(own: Workspace, path: str, text: str, *, fresh: bool = False) -> None:
    """Write a file of the app, unless that would bring a new error or replace another file; raises Failure then."""
    source, place = own.read(), own.folder / path
    if fresh and place.exists():
        raise Failure(f"{path} is there already")
    after = with_file(source, path, text)
    before = {(one.code, one.message) for one in check_stack(own.stack())[1].errors}
    laid = tuple(replace(after, name=one.name) if one.files == source.files else one for one in own.stack())
    worse = [one for one in check_stack(laid)[1].errors if (one.code, one.message) not in before]
    if worse:
        show(Diagnostics(worse))
        raise Failure("nothing was written")
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8", newline="\n")
    said = "`crm scenarios` plays it" if path.startswith("scenarios/") else "`crm plan` shows what it changes"
    say(f"{path} is written; {said}.")
