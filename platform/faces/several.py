"""Paths through lookups of several objects, as faces follow them: what is shown at their ends.

The door has read the value already; here the same words (`rules/paths.py` decides what they mean) are followed for
the field whose manner of showing fits.
"""

from dataclasses import replace
from types import MappingProxyType

from objectry.metadata import Field, FieldType, Picklist, PicklistValue
from objectry.plan import Blueprint, FieldPlan

OBJECT, NAME = "object", "name"


def is_several(field: Field) -> bool:
    """Whether it is a lookup that leads to one of several objects."""
    return field.refers and len(field.to) > 1


def object_choice(blueprint: Blueprint, plan: FieldPlan) -> FieldPlan:
    """`related_to.object`: a choice among the objects the lookup may lead to."""
    values = {name: PicklistValue(name, blueprint.objects[name].object.label) for name in plan.field.to}
    picklist = Picklist(MappingProxyType(values))
    return replace(plan, field=replace(plan.field, type=FieldType.PICKLIST, picklist=picklist))


def is_object_choice(field: Field) -> bool:
    """Whether the choice is one among objects."""
    return field.type is FieldType.PICKLIST and bool(field.to)


def narrowed(plan: FieldPlan, target: str) -> FieldPlan:
    """`related_to.account`: the lookup, as far as it leads to that object."""
    return replace(plan, field=replace(plan.field, to=(target,)))


def spelled(blueprint: Blueprint, target: str, rest: str) -> str:
    """The rest of a path as the target spells it: its `name` is what its records are called by."""
    first, dot, further = rest.partition(".")
    plan = blueprint.objects[target]
    return rest if first.casefold() != NAME or NAME in plan.fields else f"{plan.object.name_field}{dot}{further}"
