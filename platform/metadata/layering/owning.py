"""Whose each field is, and what apps call differently than before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata.layering.layers import Tree
from objectry.metadata.model import App, Field, Object


def with_owners(objects: Mapping[str, Object], tree: Tree, apps: Sequence[App]) -> dict[str, Object]:
    """The same objects; fields that an app added to the object of another know it, and moved ones their old names."""
    moves = {(app.name, present): earlier for app in apps for earlier, present in app.moved.items()}
    return {name: _with_fields(_moved(one, moves), tree, moves) for name, one in objects.items()}


def _moved(one: Object, moves: Mapping[tuple[str, str], str]) -> Object:
    earlier = moves.get((one.app, one.name))
    if earlier is None:
        return one
    return replace(one, moved_from=(earlier,), renamed_from=(*one.renamed_from, earlier))


def _with_fields(one: Object, tree: Tree, moves: Mapping[tuple[str, str], str]) -> Object:
    fields = {
        name: _with_owner(one, field, tree.adder("object", one.name, "fields", _declared(field)) or "", moves)
        for name, field in one.fields.items()
    }
    return replace(one, fields=MappingProxyType(fields))


def _declared(field: Field) -> str:
    """The name that stands in a file: of a part, that of its compound."""
    return field.part_of[0] if field.part_of else field.name


def _with_owner(one: Object, field: Field, adder: str, moves: Mapping[tuple[str, str], str]) -> Field:
    earlier = moves.get((adder or one.app, f"{one.name}.{_declared(field)}"), "").rpartition(".")[2]
    earlier = f"{earlier}_{field.part_of[1]}" if earlier and field.part_of else earlier
    if not earlier:
        return replace(field, app=adder) if adder else field
    return replace(field, app=adder, moved_from=(earlier,), renamed_from=(*field.renamed_from, earlier))
