"""Whose each field is, and what apps call differently than before."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TypeVar

from objectry.metadata.layering.layers import Tree
from objectry.metadata.model import App, Field, Object, PermissionSet, PicklistValue, Role

CHOICE = 3  # names lead to a choice: its object, its field, and itself
Holder = TypeVar("Holder", Role, PermissionSet)
Named = TypeVar("Named", Role, PermissionSet, PicklistValue)


def with_owners(objects: Mapping[str, Object], tree: Tree, apps: Sequence[App]) -> dict[str, Object]:
    """The same objects; fields that an app added to the object of another know it, and moved ones their old names."""
    moves = {(app.name, present): earlier for app in apps for earlier, present in app.moved.items()}
    return {name: _with_choices(_with_fields(_moved(one, moves), tree, moves), apps) for name, one in objects.items()}


def with_moves(kind: str, declared: Mapping[str, Holder], apps: Sequence[App]) -> dict[str, Holder]:
    """Roles or permission sets, which know their names before they moved: `role:rep: role:my_rep`."""
    moves = {present: earlier for app in apps for earlier, present in app.moved.items()}
    earlier = {name: moves.get(f"{kind}:{name}", "").removeprefix(f"{kind}:") for name in declared}
    return {name: _once_called(one, earlier[name]) if earlier[name] else one for name, one in declared.items()}


def _once_called(one: Named, earlier: str) -> Named:
    return replace(one, moved_from=(earlier,), renamed_from=(*one.renamed_from, earlier))


def _with_choices(one: Object, apps: Sequence[App]) -> Object:
    """What moved among the choices of its fields: `account.level.vip: account.level.my_vip`."""
    fields = dict(one.fields)
    for earlier, present in (pair for app in apps for pair in app.moved.items()):
        was, now = earlier.split(".", 2), present.split(".", 2)
        field = (
            fields.get(now[1]) if len(was) == len(now) == CHOICE and was[:2] == now[:2] == [one.name, now[1]] else None
        )
        if field is not None and field.picklist is not None and now[2] in field.picklist.values:
            values = {**field.picklist.values, now[2]: _once_called(field.picklist.values[now[2]], was[2])}
            fields[now[1]] = replace(field, picklist=replace(field.picklist, values=MappingProxyType(values)))
    return replace(one, fields=MappingProxyType(fields))


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
