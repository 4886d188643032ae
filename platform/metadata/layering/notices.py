"""Names that those who use them should hear something about: deprecated ones, names of old, and names that moved."""

from collections.abc import Iterator, Mapping, Sequence

from objectry.metadata.layering.layers import Tree
from objectry.metadata.model import App, Field, Notice, Object

Found = tuple[tuple[str, ...], Notice]


def find_notices(objects: Mapping[str, Object], tree: Tree, apps: Sequence[App]) -> Iterator[Found]:
    """By (object), (object, field) or (object, field, choice), what to tell."""
    for one in objects.values():
        yield from _of_object(one)
        for field in one.fields.values():
            yield from _of_field(one, field)
    for app, (_, node) in zip(apps, tree.apps, strict=True):
        files = node.document.file.rpartition("app.")[0] if node is not None else ""
        for earlier, present in app.moved.items():
            yield from _of_move(objects, app, files, earlier, present)


def _of_object(one: Object) -> Iterator[Found]:
    if one.deprecated is not None:
        yield (one.name,), Notice(f"{one.name} is deprecated: {one.deprecated}")


def _of_field(one: Object, field: Field) -> Iterator[Found]:
    name = f"{one.name}.{field.name}"
    for earlier in field.renamed_from:
        if earlier not in one.fields:
            yield (one.name, earlier.lower()), Notice(f"{one.name}.{earlier} is called {name} now")
    if field.deprecated is not None:
        yield (one.name, field.name), Notice(f"{name} is deprecated: {field.deprecated}")
    for value in field.picklist.values.values() if field.picklist is not None else ():
        if value.deprecated is not None:
            text = f'"{value.name}" of {name} is deprecated: {value.deprecated}'
            yield (one.name, field.name, value.name), Notice(text)


def _of_move(objects: Mapping[str, Object], app: App, files: str, earlier: str, present: str) -> Iterator[Found]:
    """A name that a layer below has taken: in the files of the app that had it, it may still be meant the old way."""
    owner, _, name = earlier.partition(".")
    one = objects.get(owner)
    taken = one is not None and (not name or name in one.fields)
    if one is not None and taken:
        whose = (one.fields[name].app if name else "") or one.app
        text = f"{earlier} is {whose}'s; what {app.name} called so is {present} now"
        yield ((owner, name) if name else (owner,)), Notice(text, files)
