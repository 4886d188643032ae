"""The JSON Schemas of all kinds, for editors: flat draft-07, made from the same table of keys that reading uses."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.metadata.keys.compound_keys import COMPOUNDS
from objectry.metadata.keys.containers import DIRECTIVES, with_directives
from objectry.metadata.keys.field_keys import type_schema
from objectry.metadata.keys.kinds import KINDS
from objectry.metadata.keys.shapes import Names, Schema
from objectry.metadata.model import FieldType, Model

DRAFT = "http://json-schema.org/draft-07/schema#"
DEFINING = {"object": "object", "layout": "layout"}  # kinds whose file either defines or extends


def export_schemas(model: Model | None) -> Mapping[str, Schema]:
    """By kind, and by field type as `field.<type>`, the schema of a file.  With a model, its names become choices."""
    names = live_names(model) if model is not None else {}
    schemas: dict[str, Schema] = {}
    for kind, shape in KINDS.items():
        schemas[kind] = titled(kind, extendable(kind, shape.schema(names)))
    for field_type in FieldType:
        schemas[f"field.{field_type}"] = titled(f"{field_type} field", type_schema(field_type, names))
    for compound, record in COMPOUNDS.items():
        schemas[f"field.{compound}"] = titled(f"{compound} field", with_directives(record.schema(names)))
    return MappingProxyType(schemas)


def titled(title: str, schema: Schema) -> Schema:
    return {"$schema": DRAFT, "title": f"Objectry {title}", **schema}


def extendable(kind: str, schema: Schema) -> Schema:
    """A file of this kind defines, or extends what another app defines."""
    if kind not in DEFINING:
        return schema
    extra = {
        "extend": {"type": "string", "description": DIRECTIVES["extend"]},
        "disabled": {"type": "boolean", "description": DIRECTIVES["disabled"]},
    }
    drawn = {**schema, "properties": {**schema["properties"], **extra}}
    del drawn["required"]
    return {**drawn, "anyOf": [{"required": [DEFINING[kind]]}, {"required": ["extend"]}]}


def live_names(model: Model) -> Names:
    """The names a stack declares, by kind."""
    return MappingProxyType(
        {
            "object": tuple(model.objects),
            "field": tuple(sorted({name for one in model.objects.values() for name in one.fields})),
            "role": tuple(model.roles),
            "permission_set": tuple(model.permission_sets),
        }
    )
