"""Defaults as they were when a component was first deployed.

A default of the platform is resolved once, when an object or field comes into being.  A later platform may have others
for what is new; what is there keeps its own.  A key that somebody writes is no default, and is not kept here.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import Diagnostics
from objectry.metadata.layering.layers import stack
from objectry.metadata.model import Field, FieldType, Object
from objectry.metadata.reading.app_files import AppSource
from objectry.metadata.reading.nodes import MapNode, Node

Values = Mapping[str, Any]
NONE: Values = MappingProxyType({})
SIZES = ("max_length", "precision", "scale")


def pins_of(apps: Sequence[AppSource], objects: Mapping[str, Object]) -> dict[str, Any]:
    """By object, the defaults that were resolved for it; plain JSON, kept with what is deployed."""
    tree = stack(apps, Diagnostics())
    declared = tree.part("object")
    return {name: _of_object(one, declared[name].node) for name, one in objects.items() if name in declared}


def _of_object(one: Object, node: MapNode) -> dict[str, Any]:
    sharing = {"base": one.sharing.base, "hierarchy": one.sharing.hierarchy}
    written = node.get("fields")
    nodes = {name: entry.value for name, entry in written.entries.items()} if isinstance(written, MapNode) else {}
    return {
        **_without({"owned": one.owned, "features": list(one.features)}, node),
        "sharing": _without(sharing, node.get("sharing")),
        "fields": {name: _of_field(field, nodes[name]) for name, field in one.fields.items() if name in nodes},
    }


def _of_field(field: Field, node: Node) -> dict[str, Any]:
    sizes = {key: size for key in SIZES if (size := getattr(field, key)) is not None}
    links = {"on_delete": str(field.on_delete)} if field.to else {}
    return {
        "type": str(field.type),
        "required": field.required,
        **_without({"history": field.history, **sizes, **links}, node),
    }


def _without(resolved: Values, node: Node | None) -> dict[str, Any]:
    """What nobody has written."""
    said: Iterable[str] = node.entries if isinstance(node, MapNode) else ()
    return {key: value for key, value in resolved.items() if key not in said}


def with_pins(name: str, said: Values, pins: Values) -> Values:
    """What is said of an object, with what was resolved before wherever nothing is said."""
    kept = _found(name, said, pins)
    if not kept:
        return said
    own = {key: kept[key] for key in ("owned",) if key in kept and _is_detail(said) is _is_detail(kept)}
    if "features" in kept:
        own["features"] = tuple(kept["features"])
    fields = {field: _with_field(field, one, kept["fields"]) for field, one in said.get("fields", {}).items()}
    return {**own, **said, "sharing": {**kept["sharing"], **said.get("sharing", {})}, "fields": fields}


def _is_detail(said: Values) -> bool:
    """Whether the records belong to a master: whether somebody owns them goes by that."""
    return any(str(one["type"]) == FieldType.MASTER_DETAIL for one in said.get("fields", {}).values())


def _with_field(name: str, said: Values, pins: Values) -> Values:
    kept = _found(name, said, pins)
    computed = "formula" in said or "rollup" in said
    if not kept or computed or kept["type"] != str(said["type"]):
        return said
    left_out = {"type", "required"}
    if kept["required"] is not bool(said.get("required", kept["required"])):
        left_out.add("on_delete")  # goes by whether a value is required
    return {**{key: value for key, value in kept.items() if key not in left_out}, **said}


def _found(name: str, said: Values, pins: Values) -> Values:
    """What was resolved under this name, or under one it was renamed from."""
    names = (name, *said.get("renamed_from", ()))
    found: Values = next((pins[one] for one in names if one in pins), NONE)
    return found
