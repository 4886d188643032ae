"""Record types: the picklist that tells them apart, and what each says of fields."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import NOWHERE, Diagnostics, suggest
from objectry.metadata.building.fields import Values, fitting_default
from objectry.metadata.checking.places import key_place
from objectry.metadata.choices import RECORD_TYPE
from objectry.metadata.keys.field_keys import OWN_KEYS
from objectry.metadata.keys.shapes import BAD
from objectry.metadata.model import Field, FieldType, Picklist, PicklistValue, RecordType
from objectry.metadata.names import sentence
from objectry.metadata.reading.nodes import MapNode, Node

MAX_LENGTH = 255


def type_field(said: Mapping[str, Values], label: str) -> Field:
    """The picklist of the declared types; a record that says nothing is of the first."""
    values = {
        name: PicklistValue(name, one.get("label", sentence(name)), renamed_from=tuple(one.get("renamed_from", ())))
        for name, one in said.items()
    }
    return Field(
        RECORD_TYPE,
        FieldType.PICKLIST,
        label,
        required=True,
        default=next(iter(values)),
        max_length=MAX_LENGTH,
        picklist=Picklist(MappingProxyType(values)),
    )


def build_record_types(
    values: Values, node: MapNode, fields: Mapping[str, Field], problems: Diagnostics
) -> dict[str, RecordType]:
    """All record types of an object."""
    written = node.get("record_types")
    return {
        name: RecordType(
            name,
            said.get("label", sentence(name)),
            MappingProxyType(defaults(name, said.get("default", {}), node, fields, problems)),
            MappingProxyType(dict(said.get("values", {}))),
            written.key_span(name) if isinstance(written, MapNode) else NOWHERE,
            said.get("icon"),
        )
        for name, said in values.get("record_types", {}).items()
    }


def defaults(
    name: str, written: Mapping[str, Node], node: MapNode, fields: Mapping[str, Field], problems: Diagnostics
) -> dict[str, Any]:
    """Each value read as its own field reads a default."""
    found: dict[str, Any] = {}
    for field_name, value in written.items():
        place = key_place(node, "record_types", name, "default", field_name)
        field = fields.get(field_name)
        key = OWN_KEYS[field.type].get("default") if field and not field.computed else None
        if field is None:
            problems.error("M214", f'unknown field "{field_name}"{suggest(field_name, fields)}', place)
        elif key is None or field_name == RECORD_TYPE:
            problems.error("M218", f'"{field_name}" takes no default', place)
        elif (read := key.shape.read(value, problems)) is not BAD:
            found[field_name] = fitting_default(field, read, value.span, problems)
    return found
