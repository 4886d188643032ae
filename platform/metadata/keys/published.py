"""The JSON Schemas of all kinds, for editors: flat draft-07, made from the same table of keys that reading uses."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.metadata.keys.compound_keys import COMPOUNDS
from objectry.metadata.keys.containers import DIRECTIVES, with_directives
from objectry.metadata.keys.field_keys import type_schema
from objectry.metadata.keys.kinds import KINDS
from objectry.metadata.keys.live_names import live_names
from objectry.metadata.keys.shapes import Names, Schema, Text
from objectry.metadata.model import FieldType, Model

DRAFT = "http://json-schema.org/draft-07/schema#"
TYPED: Schema = {"anyOf": [{"required": [key]} for key in ("type", "extend", "disabled")]}
"""What a field says where it is declared: a file that extends may leave the type to the one below."""
DEFINING = {"object": "object", "layout": "layout"}  # kinds whose file either defines or extends


def export_schemas(model: Model | None) -> Mapping[str, Schema]:
    """By kind, and by field type as `field.<type>`, the schema of a file.  With a model, its names become choices."""
    names = live_names(model) if model is not None else {}
    schemas = {kind: schema_of(kind, names) for kind in KINDS}
    for field_type in FieldType:
        schemas[f"field.{field_type}"] = titled(f"{field_type} field", type_schema(field_type, names))
    for compound, record in COMPOUNDS.items():
        schemas[f"field.{compound}"] = titled(f"{compound} field", with_directives(record.schema(names)))
    return MappingProxyType(schemas)


def schema_of(kind: str, names: Names) -> Schema:
    """The schema of one kind of file."""
    return titled(kind, extendable(kind, KINDS[kind].schema(names), names))


def titled(title: str, schema: Schema) -> Schema:
    return {"$schema": DRAFT, "title": f"Objectry {title}", **schema}


def extendable(kind: str, schema: Schema, names: Names) -> Schema:
    """A file of this kind defines, or extends what another app defines.

    The file of value lists lies among those of objects, and not every editor can tell it from them by its name.
    """
    if kind not in DEFINING:
        return schema
    extra = {
        "extend": {**Text("object").schema(names), "description": DIRECTIVES["extend"]},
        "disabled": {"type": "boolean", "description": DIRECTIVES["disabled"]},
    }
    drawn = {**schema, "properties": {**schema["properties"], **extra}}
    del drawn["required"]
    ways = [{"required": [DEFINING[kind]]}, {"required": ["extend"]}]
    if kind == "object":
        drawn["if"] = {"required": ["object"]}
        drawn["then"] = {"properties": {"fields": {**schema["properties"]["fields"], "additionalProperties": TYPED}}}
        drawn["properties"]["value_lists"] = KINDS["value_lists"].schema(names)["properties"]["value_lists"]
        drawn["dependencies"] = {"value_lists": {"propertyNames": {"const": "value_lists"}}}
        ways.append({"required": ["value_lists"]})
    return {**drawn, "anyOf": ways}
