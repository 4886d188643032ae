"""Whether the names inside objects lead somewhere."""

from objectry.diagnostics import Span
from objectry.metadata.checking.choices import check_choices
from objectry.metadata.checking.known import Known
from objectry.metadata.checking.places import locate, names_under
from objectry.metadata.model import OPAQUE_TYPES, Feature, Field, FieldType, Object
from objectry.metadata.reading.nodes import MapNode

NAMING = (
    FieldType.TEXT,
    FieldType.TEXTAREA,
    FieldType.EMAIL,
    FieldType.PHONE,
    FieldType.URL,
    FieldType.AUTONUMBER,
)


def check_objects(known: Known) -> None:
    """All objects."""
    for name, one in known.model.objects.items():
        if one.generated:
            continue  # made, not written
        node = known.tree.part("object")[name].node
        for field in one.fields.values():
            check_field(known, one, field, node)
        check_name_field(known, one, node)
        check_rate_date(known, one, node)
        check_features(known, one, node)
        check_quality(known, one, node)
        check_parent(known, one, node)
        check_parts(known, one, node)
        check_choices(known, one, node)


def check_field(known: Known, one: Object, field: Field, node: MapNode) -> None:
    if field.system:
        return
    for target in field.to:
        known.object(target, locate(node, "fields", field.name, "to", item=target))
    if field.picklist is not None and isinstance(field.default, str):
        known.tell_notice(one.name, field.name, field.default, span=locate(node, "fields", field.name, "default"))
    check_hierarchy(known, one, field, node)
    if field.filter is not None and len(field.to) > 1:
        span = locate(node, "fields", field.name, "filter")
        known.problems.error("M251", "a filter needs a lookup to one object: of several, none has all names", span)
    if field.administered and not one.core:
        span = locate(node, "fields", field.name, "administered")
        known.problems.error("M219", "administered belongs to objects of the platform's core", span)


def check_features(known: Known, one: Object, node: MapNode) -> None:
    """Activities are records of an object that says so; without one the feature does nothing."""
    written = node.get("features")
    if written is None or Feature.ACTIVITIES not in one.features:
        return
    served = (field.to_feature for other in known.model.objects.values() for field in other.fields.values())
    if Feature.ACTIVITIES not in served:
        message = (
            f"no lookup of the stack has to_feature: {Feature.ACTIVITIES}, so nothing can be related to its records"
        )
        known.problems.warn("M254", message, locate(node, "features", item=Feature.ACTIVITIES))


def check_quality(known: Known, one: Object, node: MapNode) -> None:
    """What makes a record complete are fields of its own."""
    for name in one.quality.complete if one.quality is not None else ():
        known.field(one.name, name, locate(node, "quality", "complete", item=name))


def check_rate_date(known: Known, one: Object, node: MapNode) -> None:
    """The day of the exchange rates is a date people may see."""
    if one.rate_date is None:
        return
    span = locate(node, "rate_date")
    field = known.field(one.name, one.rate_date, span)
    if field is not None and (field.type not in (FieldType.DATE, FieldType.DATETIME) or field.computed):
        known.problems.error("M218", f'"{field.name}" is no date people write; the day of the rates is one', span)


def check_hierarchy(known: Known, one: Object, field: Field, node: MapNode) -> None:
    """A tree is made by one lookup to the object itself."""
    if not field.hierarchy:
        return
    span = locate(node, "fields", field.name, "hierarchy")
    if field.to != (one.name,):
        known.problems.error("M250", f"a hierarchy is made by a lookup to {one.name} itself, alone", span)
    elif one.hierarchy != field.name:
        known.problems.error("M250", f'"{one.hierarchy}" makes a hierarchy of {one.name} already', span)


def check_name_field(known: Known, one: Object, node: MapNode) -> None:
    """Records are called by a text."""
    span = locate(node, "name_field")
    field = known.field(one.name, one.name_field, span)
    if field is not None and field.type not in NAMING:
        known.problems.error("M218", f'a record cannot be called by "{field.name}", a {field.type} field', span)


def check_parent(known: Known, one: Object, node: MapNode) -> None:
    """Control by parent needs a required lookup, and a record without an owner; a master brings both."""
    if one.sharing.parent is None or any(field.type is FieldType.MASTER_DETAIL for field in one.fields.values()):
        return
    span = locate(node, "sharing", "parent")
    field = known.field(one.name, one.sharing.parent, span)
    if one.owned:
        known.problems.error("M219", "sharing by a parent needs owned: false", span)
    if field is not None and (not field.refers or not field.required or len(field.to) != 1):
        known.problems.error("M218", f'"{field.name}" is not a required lookup to one object', span)


def check_parts(known: Known, one: Object, node: MapNode) -> None:
    """Validations, duplicate rules and indexes name fields of the object."""
    for validation in one.validations.values():
        if validation.at is not None:
            known.field(one.name, validation.at, locate(node, "validations", validation.name, "at"))
    for rule in one.duplicates.values():
        if not rule.match and not names_under(node, "duplicates", rule.name, "match"):
            span = locate(node, "duplicates", rule.name, "match")
            known.problems.error("M205", "the list of fields needs at least 1", span)
        for name in rule.match:
            span = locate(node, "duplicates", rule.name, "match", item=name)
            need_comparable(known, known.field(one.name, name, span), span)
    for index in one.indexes.values():
        for name in index.fields:
            span = locate(node, *written_index(node, index.name), item=name)
            field = known.field(one.name, name, span)
            if field is not None and field.computed:
                known.problems.error("M218", f'"{name}" is computed; an index needs stored fields', span)
            need_comparable(known, field, span)


def written_index(node: MapNode, name: str) -> tuple[str, ...]:
    """Where the fields of an index stand: under its name, or under its key `fields`."""
    indexes = node.get("indexes")
    long = isinstance(indexes, MapNode) and isinstance(indexes.get(name), MapNode)
    return ("indexes", name, "fields") if long else ("indexes", name)


def need_comparable(known: Known, field: Field | None, span: Span) -> None:
    """A field whose values can be compared with one another."""
    if field is not None and field.type in OPAQUE_TYPES:
        known.problems.error("M231", f'"{field.name}" is a {field.type} field, whose values are not compared', span)
