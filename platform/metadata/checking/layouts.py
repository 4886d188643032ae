"""Whether the names inside layouts lead somewhere."""

from objectry.diagnostics import Span, suggest
from objectry.metadata.checking.choices import check_type_names
from objectry.metadata.checking.known import Known
from objectry.metadata.checking.objects import need_comparable
from objectry.metadata.checking.places import locate, locate_items, names_under
from objectry.metadata.keys.field_keys import NUMERIC
from objectry.metadata.keys.kinds import TAB
from objectry.metadata.model import FieldType, Form, Layout, Tab, View
from objectry.metadata.reading.nodes import MapNode


def check_layouts(known: Known) -> None:
    """All layouts that files declare; generated ones are right by construction."""
    for name, declared in known.tree.part("layout").items():
        known.reader = name
        if known.object(name, declared.span) and name in known.model.layouts:
            layout = known.model.layouts[name]
            check_forms(known, layout, declared.node)
            check_page(known, layout, declared.node)
            for view in layout.views.values():
                check_view(known, layout, view, declared.node)
            if "search" in declared.node.entries:
                check_comparable(known, layout.object, layout.search, declared.node, "search", "fields")
    known.reader = ""


def check_fields(known: Known, owner: str, paths: tuple[str, ...], node: MapNode, *place: str) -> None:
    """Every path leads to a field."""
    placed = locate_items(node, *place)
    for path in paths:
        known.path(owner, path, placed(path))


def check_comparable(known: Known, owner: str, paths: tuple[str, ...], node: MapNode, *place: str) -> None:
    """Every path leads to a field that can be sorted and searched; a sign before it only turns the order."""
    for path in paths:
        span = locate(node, *place, item=path)
        need_comparable(known, known.path(owner, path.removeprefix("-"), span), span)


def check_shown(known: Known, owner: str, paths: tuple[str, ...], node: MapNode, *place: str) -> None:
    """Every path leads to something to show: a field, or a field of several parts."""
    placed = locate_items(node, *place)
    for path in paths:
        known.shown(owner, path, placed(path))


def check_forms(known: Known, layout: Layout, node: MapNode) -> None:
    """A form's fields exist, each once."""
    one = known.model.objects[layout.object]
    compounds = {name: tuple(compound.parts.values()) for name, compound in one.compounds.items()}
    written = names_under(node, "forms")
    for form in (one for name, one in layout.forms.items() if name in written):
        check_form_for(known, layout, form, node)
        seen: set[str] = set()
        for section in form.sections.values():
            place = locate_items(node, "forms", form.name, "sections", section.name, "fields")
            for name in section.fields:
                span = place(name)
                if not compounds.get(name):
                    known.field(layout.object, name, span)
                for each in (name, *compounds.get(name, ())):
                    if each in seen:
                        known.problems.error("M209", f'"{each}" stands in this form already', span)
                    seen.add(each)


def check_form_for(known: Known, layout: Layout, form: Form, node: MapNode) -> None:
    """A form is for record types and roles there are."""
    place = ("forms", form.name, "for")
    check_type_names(known, layout.object, form.record_types, node, *place, "record_types")
    roles = known.tree.part("role")
    for name in form.roles:
        if name not in roles:
            span = locate(node, *place, "roles", item=name)
            known.problems.error("M215", f'unknown role "{name}"{suggest(name, roles)}', span)


def check_page(known: Known, layout: Layout, node: MapNode) -> None:
    page = layout.page
    if page.path is not None:
        need(known, layout.object, page.path, (FieldType.PICKLIST,), locate(node, "page", "path"))
    if "highlights" in names_under(node, "page"):
        check_shown(known, layout.object, page.highlights, node, "page", "highlights")
    for tab in page.tabs.values():
        if tab.name in names_under(node, "page", "tabs"):
            check_tab(known, layout, tab, node)


def check_tab(known: Known, layout: Layout, tab: Tab, node: MapNode) -> None:
    """A tab shows one thing, and that exists."""
    span = locate(node, "page", "tabs", tab.name)
    shown = {"form": tab.form is not None, "related": tab.related is not None, "timeline": tab.timeline}
    written = names_under(node, "page", "tabs", tab.name)
    unread = any(key not in TAB.keys or not shown.get(key, True) for key in written)
    if sum(shown.values()) != 1 and not unread:
        known.problems.error("M219", "a tab has one of form, related and timeline", span)
    if tab.form is not None and tab.form not in layout.forms:
        hint = suggest(tab.form, layout.forms)
        place = locate(node, "page", "tabs", tab.name, "form")
        known.problems.error("M216", f'unknown form "{tab.form}" of {layout.object}{hint}', place)
    if tab.related is not None:
        check_related(known, layout, tab, node)


def check_related(known: Known, layout: Layout, tab: Tab, node: MapNode) -> None:
    place = ("page", "tabs", tab.name)
    child = known.children.get((layout.object, tab.related or ""))
    if child is None:
        names = [name for target, name in known.children if target == layout.object]
        hint = suggest(tab.related or "", names) or (f"; there are: {', '.join(names)}" if names else "")
        message = f'{layout.object} has no related list "{tab.related}"{hint}'
        known.problems.error("M216", message, locate(node, *place, "related"))
        return
    check_shown(known, child, tab.columns, node, *place, "columns")


def check_view(known: Known, layout: Layout, view: View, node: MapNode) -> None:
    place = ("views", view.name)
    if view.name not in names_under(node, "views"):
        return  # generated
    check_shown(known, layout.object, view.columns, node, *place, "columns")
    check_comparable(known, layout.object, view.sort, node, *place, "sort")
    check_shown(known, layout.object, view.card, node, *place, "card")
    if view.by is not None:
        need(known, layout.object, view.by, (FieldType.PICKLIST,), locate(node, *place, "by"))
    if view.date is not None:
        need(known, layout.object, view.date, (FieldType.DATE, FieldType.DATETIME), locate(node, *place, "date"))
    if view.sum is not None:
        need(known, layout.object, view.sum, NUMERIC, locate(node, *place, "sum"))


def need(known: Known, owner: str, name: str, kinds: tuple[FieldType, ...], span: Span) -> None:
    """A field of the object itself, of one of these types."""
    field = known.field(owner, name, span)
    if field is not None and field.type not in kinds:
        expected = " or ".join(kinds)
        known.problems.error("M218", f'"{name}" is a {field.type} field; {expected} is needed here', span)
