"""Layouts: what files declare, and what is generated where they are silent."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from objectry.diagnostics import NOWHERE, Diagnostics
from objectry.metadata.building.fields import LONG, Values
from objectry.metadata.choices import RECORD_TYPE
from objectry.metadata.keys.kinds import LAYOUT
from objectry.metadata.keys.shapes import BAD
from objectry.metadata.layering.layers import Declared
from objectry.metadata.model import Feature, Field, FieldType, Form, Layout, Object, Page, Section, Tab, View
from objectry.metadata.names import sentence
from objectry.metadata.reading.nodes import MapNode

SEARCHED = (FieldType.EMAIL, FieldType.PHONE, FieldType.AUTONUMBER)
LATER: Mapping[FieldType, int] = MappingProxyType(
    {
        FieldType.CURRENCY: 1,
        FieldType.INTEGER: 2,
        FieldType.DECIMAL: 2,
        FieldType.PERCENT: 2,
        FieldType.BOOLEAN: 3,
    }
)
"""Types of which columns come after all others: figures say less of what a record is than whom and what it is about."""
Labels = Mapping[str, str]
Children = Mapping[str, tuple[tuple[str, str], ...]]  # target -> (related_as, label)


def build_layouts(
    declared: Mapping[str, Declared], objects: Mapping[str, Object], labels: Mapping[str, Labels], problems: Diagnostics
) -> dict[str, Layout]:
    """A layout for every object.  `labels` holds, by app, the words for what is generated."""
    children = children_of(objects.values())
    layouts: dict[str, Layout] = {}
    for name, one in objects.items():
        found = declared.get(name)
        values = LAYOUT.read(found.node, problems) if found else {}
        node = found.node if found and values is not BAD else None
        words = labels.get(one.app, {})
        layouts[name] = build_layout(one, {} if values is BAD else values, node, words, children.get(name, ()))
    for name, found in declared.items():
        if name not in objects:
            LAYOUT.read(found.node, problems)
    return layouts


def children_of(objects: Iterable[Object]) -> Children:
    """By target, the lists of child records it has."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in objects:
        if one.holder(Feature.COMMENTS, Feature.FOLLOW) is not None:
            continue  # comments stand in the timeline, and who follows is nobody's list
        for field in one.fields.values():
            for target in field.to if field.related_as else ():
                found.setdefault(target, []).append((field.related_as or "", one.plural))
    return {target: tuple(children) for target, children in found.items()}


def build_layout(
    one: Object, values: Values, node: MapNode | None, words: Labels, children: tuple[tuple[str, str], ...]
) -> Layout:
    """What is declared, completed."""
    forms = {name: build_form(name, said) for name, said in values.get("forms", {}).items()}
    if "default" not in forms:
        forms["default"] = default_form(one, words)
    views = build_views(one, values, node) or {"all": default_view(one, words)}
    return Layout(
        object=one.name,
        forms=MappingProxyType(forms),
        page=build_page(one, values.get("page", {}), words, children),
        views=MappingProxyType(views),
        search=values["search"]["fields"] if "search" in values else default_search(one),
        span=node.span if node else NOWHERE,
    )


def build_form(name: str, said: Values) -> Form:
    sections = {
        key: Section(
            key,
            inner.get("label", sentence(key)),
            inner["fields"],
            int(inner.get("columns", 2)),
            inner.get("visible_if"),
        )
        for key, inner in said["sections"].items()
    }
    meant = said.get("for", {})
    return Form(name, MappingProxyType(sections), meant.get("record_types", ()), meant.get("roles", ()))


def default_form(one: Object, words: Labels) -> Form:
    """Every field of the object's own, and its owner."""
    own = (field for field in one.fields.values() if not (field.system or field.name == RECORD_TYPE))
    fields = grouped(own)
    fields += ("owner",) if one.owned else ()
    label = words.get("generated.details", "Details")
    return Form("default", MappingProxyType({"details": Section("details", label, fields)}))


def grouped(fields: Iterable[Field]) -> tuple[str, ...]:
    """The names of fields, the parts of a compound as that one compound."""
    return tuple(dict.fromkeys(field.part_of[0] if field.part_of else field.name for field in fields))


def short_fields(one: Object) -> list[Field]:
    """The fields that fit into a column, the name left out."""
    return [
        field
        for field in one.fields.values()
        if not field.system
        and field.type not in LONG
        and field.name not in (one.name_field, RECORD_TYPE)
        and not field.sensitive
    ]


def default_columns(one: Object) -> tuple[str, ...]:
    """The name and the five fields that best tell records apart, with the owner where there is one."""
    telling = sorted(short_fields(one), key=lambda field: LATER.get(field.type, 0))
    return (one.name_field, *grouped(telling)[:5], *(("owner",) if one.owned else ()))


def default_view(one: Object, words: Labels) -> View:
    label = words.get("generated.all", "All {plural}").replace("{plural}", one.plural)
    return View("all", label, columns=default_columns(one), sort=(one.name_field,))


def default_search(one: Object) -> tuple[str, ...]:
    more = (field.name for field in one.fields.values() if field.type in SEARCHED and not field.sensitive)
    return tuple(dict.fromkeys((one.name_field, *more)))[:4]


def build_views(one: Object, values: Values, node: MapNode | None) -> dict[str, View]:
    written = node.get("views") if node else None
    return {
        name: View(
            name=name,
            label=said.get("label", sentence(name)),
            type=said.get("type", "table"),
            where=said.get("where"),
            columns=said.get("columns", default_columns(one) if said.get("type", "table") == "table" else ()),
            sort=said.get("sort", ()),
            by=said.get("by"),
            sum=said.get("sum"),
            card=said.get("card", ()),
            date=said.get("date"),
            span=written.key_span(name) if isinstance(written, MapNode) else NOWHERE,
        )
        for name, said in values.get("views", {}).items()
    }


def build_page(one: Object, said: Values, words: Labels, children: tuple[tuple[str, str], ...]) -> Page:
    """The record page; its tabs are generated when none are declared."""
    tabs = {name: build_tab(name, inner) for name, inner in said.get("tabs", {}).items()}
    highlights = grouped(short_fields(one))[:4]
    return Page(
        highlights=said.get("highlights", highlights),
        path=said.get("path"),
        tabs=MappingProxyType(tabs or default_tabs(one, words, children)),
    )


def build_tab(name: str, said: Values) -> Tab:
    return Tab(
        name=name,
        label=said.get("label", sentence(name)),
        form=said.get("form"),
        related=said.get("related"),
        columns=said.get("columns", ()),
        timeline=said.get("timeline", False),
    )


def default_tabs(one: Object, words: Labels, children: tuple[tuple[str, str], ...]) -> dict[str, Tab]:
    """The form, each list of child records, and what happened."""
    tabs = {"details": Tab("details", words.get("generated.details", "Details"), form="default")}
    for related, label in children:
        if related not in tabs:
            tabs[related] = Tab(related, label, related=related)
    if "history" in one.features:
        label = words.get(timeline_word(one), "History")
        tabs.setdefault("timeline", Tab("timeline", label, timeline=True))
    return tabs


def timeline_word(one: Object) -> str:
    """Under which key stands what the timeline is called: the history, where it holds nothing but changes."""
    more = Feature.COMMENTS in one.features or Feature.ACTIVITIES in one.features
    return "generated.story" if more else "generated.timeline"
