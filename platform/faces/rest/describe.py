"""What there is, for programs: objects, fields and rights, cut to what the caller may see."""

from objectry.faces.texts import Texts
from objectry.plan import Blueprint, FieldPlan
from objectry.runtime import NotFound, Rights

RIGHTS = ("create", "read", "update", "delete", "transfer", "export", "import")


def describe_objects(blueprint: Blueprint, rights: Rights, texts: Texts) -> list[dict[str, object]]:
    """Every object the caller may read, in a line each."""
    return [
        {"name": name, "label": texts.object(name), "plural": texts.plural(name)}
        for name in blueprint.objects
        if rights.may(name, "read").allowed
    ]


def describe_object(blueprint: Blueprint, rights: Rights, texts: Texts, name: str) -> dict[str, object]:
    """One object whole.

    Raises NotFound for an object the caller may not read, as for one that does not exist.
    """
    plan = blueprint.objects.get(name)
    if plan is None or not rights.may(name, "read").allowed:
        raise NotFound
    readable = rights.readable(name)
    return {
        "name": name,
        "label": texts.object(name),
        "plural": texts.plural(name),
        "name_field": plan.object.name_field,
        "rights": [right for right in RIGHTS if rights.may(name, right).allowed],
        "fields": [_field(plan.fields[field], name, rights, texts) for field in readable],
        "views": [
            {"name": view.name, "label": texts.part(name, "views", view.name, view.label), "type": view.type}
            for view in plan.views.values()
        ],
        "related": [
            {"name": child.name, "object": child.object, "field": child.field}
            for child in plan.children.values()
            if rights.may(child.object, "read").allowed and child.field in rights.readable(child.object)
        ],
    }


def _field(field: FieldPlan, object_name: str, rights: Rights, texts: Texts) -> dict[str, object]:
    plain = field.field
    facts: dict[str, object] = {
        "name": plain.name,
        "label": texts.field(object_name, plain.name),
        "type": plain.type.value,
        "required": plain.required,
        "editable": rights.level(object_name, plain.name) == "edit",
        "computed": plain.computed,
        "unique": plain.unique,
    }
    optional: dict[str, object] = {
        "help": texts.help(object_name, plain),
        "max_length": plain.max_length,
        "precision": plain.precision,
        "scale": plain.scale,
        "to": list(plain.to) or None,
        "values": _values(field, object_name, texts),
        "transitions": _transitions(field),
    }
    return facts | {key: fact for key, fact in optional.items() if fact is not None}


def _values(field: FieldPlan, object_name: str, texts: Texts) -> list[dict[str, object]] | None:
    picklist = field.field.picklist
    if picklist is None:
        return None
    return [
        {"value": value.name, "label": texts.value(object_name, field.name, value.name), "color": value.color}
        for value in picklist.values.values()
    ]


def _transitions(field: FieldPlan) -> dict[str, list[str]] | None:
    picklist = field.field.picklist
    if picklist is None or not picklist.transitions:
        return None
    return {state: list(moves) for state, moves in picklist.transitions.items()}
