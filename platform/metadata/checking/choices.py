"""Whether record types and dependent picklists name fields and choices there are."""

from collections.abc import Iterable

from objectry.diagnostics import Span, suggest
from objectry.metadata.checking.known import Known
from objectry.metadata.checking.places import key_place, locate
from objectry.metadata.choices import RECORD_TYPE, members
from objectry.metadata.model import Field, FieldType, Object, RecordType
from objectry.metadata.reading.nodes import MapNode


def check_choices(known: Known, one: Object, node: MapNode) -> None:
    """All record types and dependent picklists of an object."""
    for kind in one.record_types.values():
        check_record_type(known, one, kind, node)
    for field in one.fields.values():
        if field.depends_on is not None:
            check_dependence(known, one, field, node)


def check_record_type(known: Known, one: Object, kind: RecordType, node: MapNode) -> None:
    """It leaves choices that the fields have, and its new records begin with one of them."""
    for name, left in kind.values.items():
        place = ("record_types", kind.name, "values", name)
        field = known.field(one.name, name, key_place(node, *place))
        if field is None:
            continue
        if field.picklist is None or name == RECORD_TYPE:
            known.problems.error("M218", f'"{name}" has no choices to leave', key_place(node, *place))
            continue
        check_values(known, field, left, node, place)
        begins = kind.default.get(name, field.default)
        for value in members(begins):
            if value not in left and value in field.picklist.values:
                message = f'new records would begin with "{value}", which {kind.name} does not have; give it a default'
                known.problems.error("M220", message, key_place(node, *place))


def check_values(known: Known, field: Field, values: Iterable[str], node: MapNode, place: tuple[str, ...]) -> None:
    choices = field.picklist.values if field.picklist else {}
    for value in values:
        if value not in choices:
            message = f'"{value}" is no value of {field.name}{suggest(value, choices)}'
            known.problems.error("M217", message, locate(node, *place, item=value))


def check_dependence(known: Known, one: Object, field: Field, node: MapNode) -> None:
    """The deciding field is a picklist, its values are known, and nothing decides about itself."""
    span = locate(node, "fields", field.name, "depends_on")
    deciding = known.field(one.name, field.depends_on or "", span)
    if deciding is None:
        return
    if deciding.type is not FieldType.PICKLIST or deciding.picklist is None:
        known.problems.error("M218", f'"{deciding.name}" is no picklist, so no choices depend on it', span)
        return
    for value, choices in field.values_for.items():
        place = ("fields", field.name, "values_for", value)
        if value not in deciding.picklist.values:
            message = f'"{value}" is no value of {deciding.name}{suggest(value, deciding.picklist.values)}'
            known.problems.error("M217", message, key_place(node, *place))
        check_values(known, field, choices, node, place)
    check_circle(known, one, field, span)


def check_circle(known: Known, one: Object, field: Field, span: Span) -> None:
    chain = [field.name]
    above: Field | None = field
    while above is not None and above.depends_on is not None and above.depends_on not in chain:
        chain.append(above.depends_on)
        above = one.fields.get(above.depends_on)
    first = next(name for name in one.fields if name in chain)
    if above is not None and above.depends_on == field.name == first:
        circle = " -> ".join([*chain, field.name])
        known.problems.error("M236", f"choices depend on one another in a circle: {circle}", span)


def check_type_names(known: Known, owner: str, names: Iterable[str], node: MapNode, *place: str) -> None:
    """The names of an object's record types, as layouts and permissions write them."""
    one = known.model.objects.get(owner)
    for name in names if one else ():
        if one and name not in one.record_types:
            message = f'{owner} has no record type "{name}"{suggest(name, one.record_types)}'
            known.problems.error("M235", message, locate(node, *place, item=name))
