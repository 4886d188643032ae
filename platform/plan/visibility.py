"""When forms show a section or a field: conditions of layouts and fields, checked and put together."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata import Layout, Object
from objectry.plan.checking import Compilation
from objectry.plan.shapes import FieldPlan
from objectry.rules import BOOLEAN, Call, Node

Sections = Mapping[tuple[str, str], Node]


def compile_sections(thing: Object, work: Compilation) -> Sections:
    """The conditions of the sections of an object's forms."""
    scope = work.scope(thing.name)
    found = {
        (form.name, section.name): work.condition(section.visible_if, scope)
        for form in work.model.layouts[thing.name].forms.values()
        for section in form.sections.values()
    }
    return MappingProxyType({place: node for place, node in found.items() if node is not None})


def with_visibility(
    thing: Object, fields: Mapping[str, FieldPlan], layout: Layout, sections: Sections
) -> Mapping[str, FieldPlan]:
    """The fields, each knowing when any form may show it."""
    return MappingProxyType(
        {name: replace(plan, shown_if=_shown_if(thing, plan, layout, sections)) for name, plan in fields.items()}
    )


def _shown_if(thing: Object, plan: FieldPlan, layout: Layout, sections: Sections) -> Node | None:
    """Its own condition, and that one of the sections it stands in is shown where each of them has a condition."""
    places = list(_places(thing, plan, layout))
    conditions = [sections[place] for place in places if place in sections]
    parts = [plan.visible_if] if plan.visible_if is not None else []
    if conditions and len(conditions) == len(places):
        parts.append(_joined("or", list(dict.fromkeys(conditions))))
    return _joined("and", parts) if parts else None


def _places(thing: Object, plan: FieldPlan, layout: Layout) -> Iterator[tuple[str, str]]:
    whole = {name for name, one in thing.compounds.items() if plan.name in one.parts.values()}
    for form in layout.forms.values():
        for section in form.sections.values():
            if plan.name in section.fields or whole & set(section.fields):
                yield form.name, section.name


def _joined(operator: str, parts: list[Node]) -> Node:
    if len(parts) == 1:
        return parts[0]
    nullable = any(part.type.nullable for part in parts)
    return Call(operator, tuple(parts), BOOLEAN if nullable else BOOLEAN.required())
