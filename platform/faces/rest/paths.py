"""Where a path of an answer ends, so that its values are written as their type asks.

The door has resolved the path already, rights and all; here the same names are followed once more for their types.
Names count in any case, and by their aliases, as they do there.
"""

from dataclasses import dataclass

from objectry.faces.several import OBJECT, is_several, spelled
from objectry.metadata import Compound, FieldType
from objectry.plan import Blueprint, FieldPlan, ObjectPlan


@dataclass(frozen=True, slots=True)
class End:
    """A path's last field, or the attribute of its picklist, and how its values are typed."""

    object: str
    field: str
    type: FieldType


def end_of(blueprint: Blueprint, object_name: str, path: str) -> End | None:
    """Where the path ends; None where it leads nowhere."""
    first, _, rest = path.partition(".")
    plan = blueprint.objects[object_name]
    step = named(plan, first)
    if step is None:
        return _part(plan, first, rest)
    if not rest:
        return End(plan.name, step.name, step.field.type)
    last = "." not in rest
    if last and step.field.picklist is not None:
        return _attribute(plan, step, rest)
    if last and rest.casefold() == "id":
        return End(plan.name, step.name, FieldType.LOOKUP)
    if is_several(step.field):
        return _one_of_several(blueprint, plan, step, rest)
    return end_of(blueprint, step.field.to[0], rest) if step.field.to else None


def _part(plan: ObjectPlan, name: str, part: str) -> End | None:
    compound = compound_named(plan, name)
    found = compound.parts.get(part.casefold()) if compound else None
    return End(plan.name, found, plan.fields[found].field.type) if found else None


def _one_of_several(blueprint: Blueprint, plan: ObjectPlan, step: FieldPlan, rest: str) -> End | None:
    name, _, further = rest.partition(".")
    if rest.casefold() == OBJECT:
        return End(plan.name, step.name, FieldType.PICKLIST)
    if name.casefold() in step.field.to:
        return end_of(blueprint, name.casefold(), further or "id")
    ends = [end for one in step.field.to if (end := end_of(blueprint, one, spelled(blueprint, one, rest)))]
    return ends[0] if len({end.type for end in ends}) == 1 else None


def compound_of(blueprint: Blueprint, object_name: str, path: str) -> tuple[str, str] | None:
    """For the value of a part, the path of its compound and the part: `billing_city` and `billing.city` alike."""
    plan = blueprint.objects[object_name]
    *hops, last = path.split(".")
    if not hops:
        field = plan.fields.get(last)
        return field.field.part_of if field is not None else None
    for place, hop in enumerate(hops):
        step = named(plan, hop)
        if step is None:
            inside = place == len(hops) - 1 and compound_named(plan, hop) is not None
            return (".".join(hops), last) if inside else None
        if len(step.field.to) != 1:
            return None
        plan = blueprint.objects[step.field.to[0]]
    return None


def compound_named(plan: ObjectPlan, written: str) -> Compound | None:
    """The field of several parts of that name, alias, or name of old."""
    name = written.casefold()
    for one in plan.object.compounds.values():
        if name in {spelled.casefold() for spelled in (one.name, *one.aliases, *one.renamed_from)}:
            return one
    return None


def named(plan: ObjectPlan, written: str) -> FieldPlan | None:
    """The field of that name, alias, or name of old."""
    if written in plan.fields:
        return plan.fields[written]
    name = written.casefold()
    for spellings in (_name, _aliases, _renamed):
        for field in plan.fields.values():
            if name in spellings(field):
                return field
    return None


def _name(field: FieldPlan) -> tuple[str, ...]:
    return (field.name.casefold(),)


def _aliases(field: FieldPlan) -> tuple[str, ...]:
    return tuple(one.casefold() for one in field.field.aliases)


def _renamed(field: FieldPlan) -> tuple[str, ...]:
    return tuple(one.casefold() for one in field.field.renamed_from)


def _attribute(plan: ObjectPlan, field: FieldPlan, name: str) -> End | None:
    attributes = field.field.picklist.attributes if field.field.picklist else {}
    for known, kind in attributes.items():
        if known.casefold() == name.casefold():
            return End(plan.name, field.name, kind)
    return None
