"""The record page: its name, state and next step first; details, related lists and history below."""

from dataclasses import dataclass

from flask import Response, request

from objectry.faces.claiming import claim, may_claim
from objectry.faces.session import Notice
from objectry.faces.web import addresses
from objectry.faces.web.filling.conditions import shown_form
from objectry.faces.web.filling.forms import all_form_fields, kind_label
from objectry.faces.web.own.people import USER
from objectry.faces.web.pages import page, to_with
from objectry.faces.web.showing.cells import Cell, record_cell, record_name
from objectry.faces.web.showing.completeness import Completeness, completeness, expected
from objectry.faces.web.showing.composer import Composer, Following, composer, following
from objectry.faces.web.showing.related import RelatedList, related_list, undeclared
from objectry.faces.web.showing.rows import path_label
from objectry.faces.web.showing.stages import Stage, stages
from objectry.faces.web.showing.tags import TAGS, TagBar, tag_bar
from objectry.faces.web.showing.timeline import AFTER, KINDS, Story, story
from objectry.faces.web.visit import Visit
from objectry.metadata import RECORD_TYPE, Feature, Field, FieldType, Form, Tab
from objectry.plan import ObjectPlan
from objectry.runtime import Record

LATEST, PAGE = 6, 30
WIDE = frozenset({FieldType.TEXTAREA, FieldType.RICH_TEXT, FieldType.JSON})
HISTORY, RELATED, DETAILS = "history", "related", "details"


@dataclass(frozen=True, slots=True)
class Fact:
    """A field of the record page: label, value, and whether it needs the whole row."""

    name: str
    label: str
    cell: Cell
    help: str = ""
    wide: bool = False


@dataclass(frozen=True, slots=True)
class FactSection:
    """A titled group of facts."""

    label: str
    columns: int
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class TabLink:
    """One tab of the page; tabs are links, so they work without JavaScript and can be sent to a colleague."""

    name: str
    label: str
    href: str
    active: bool


@dataclass(frozen=True, slots=True)
class TabBody:
    """What the chosen tab holds: one of these is filled."""

    sections: tuple[FactSection, ...] = ()
    lists: tuple[RelatedList, ...] = ()
    story: Story | None = None


@dataclass(frozen=True, slots=True)
class RecordPage:
    """The whole page."""

    record: Record
    name: str
    icon: str
    label: str
    highlights: tuple[Fact, ...]
    stages: tuple[Stage, ...]
    tabs: tuple[TabLink, ...]
    body: TabBody
    aside: Story | None = None
    composer: Composer | None = None
    following: Following | None = None
    tags: TagBar | None = None
    completeness: Completeness | None = None
    timeline: str = ""
    timeline_label: str = ""
    aside_label: str = ""
    path: str = ""
    path_label: str = ""
    edit: str = ""
    claim: str = ""
    delete: str = ""
    password: str = ""


def show_again(visit: Visit, object: str, id: str, fault: str, status: int) -> Response:
    """The page with a comment that could not be kept, as it was typed, and why."""
    return show(visit, object, id, request.form.get("text", ""), fault, status)


def show(visit: Visit, object: str, id: str, typed: str = "", fault: str = "", status: int = 200) -> Response:
    """A record's page."""
    plan = visit.plan(object)
    tabs = tabs_of(visit, plan)
    chosen = request.args.get("tab", "")
    active = chosen if chosen in tabs else next(iter(tabs))
    record = visit.platform.records.get(visit.call, object, id, _fields(visit, plan, tabs[active]))
    shown = RecordPage(
        record=record,
        name=record_name(visit, record),
        icon=plan.object.icon,
        label=kind_label(visit, plan, record.values.get(RECORD_TYPE)),
        highlights=facts(visit, plan, record, plan.layout.page.highlights),
        stages=stages(visit, plan, record),
        tabs=tuple(
            TabLink(name, _tab_label(visit, plan, tab), addresses.record(object, id, tab=name), name == active)
            for name, tab in tabs.items()
        ),
        body=_body(visit, plan, tabs[active], record),
        aside=None if tabs[active].timeline else story(visit, plan, id, _telling(tabs), LATEST),
        composer=composer(visit, plan, id, addresses.record(object, id, tab=active), typed, fault),
        following=following(visit, plan, id),
        tags=tag_bar(visit, plan, record),
        completeness=completeness(visit, plan, record),
        timeline=addresses.record(object, id, tab=_telling(tabs)),
        timeline_label=_timeline_label(visit, plan),
        aside_label=visit.texts("tab_timeline" if _tells_more(plan) else "recent_changes"),
        path=plan.layout.page.path or "",
        path_label=path_label(visit, plan, plan.layout.page.path or plan.object.name_field),
        edit=addresses.editing(object, id) if visit.may(object, "update") and all_form_fields(visit, plan) else "",
        claim=addresses.claiming(object, id) if may_claim(visit.rights, record) else "",
        delete=addresses.deleting(object, id) if visit.may(object, "delete") else "",
        password=f"/users/{id}/password" if object == USER and visit.rights.system("manage_users").allowed else "",
    )
    return page(visit, "record.html", object, status, it=shown)


def take(visit: Visit, object: str, id: str) -> Response:
    """Take a record out of a queue, and go on with it."""
    claim(visit.platform.records, visit.call, visit.rights, object, id)
    said = visit.texts("said_taken", object=visit.texts.object(object))
    return to_with(visit, addresses.record(object, id), Notice(said))


def _telling(tabs: dict[str, Tab]) -> str:
    """The tab of the timeline."""
    return next(name for name, tab in tabs.items() if tab.timeline)


def _timeline_label(visit: Visit, plan: ObjectPlan) -> str:
    """What the timeline is called: of an object that tells nothing but changes, its history."""
    return visit.texts("tab_timeline" if _tells_more(plan) else "tab_history")


def _tells_more(plan: ObjectPlan) -> bool:
    return not {Feature.COMMENTS, Feature.ACTIVITIES}.isdisjoint(plan.object.features)


def tabs_of(visit: Visit, plan: ObjectPlan) -> dict[str, Tab]:
    """The layout's tabs this person can use, then those every record has: other related lists, history."""
    found = {name: tab for name, tab in plan.layout.page.tabs.items() if _usable(visit, plan, tab)}
    if not any(tab.form for tab in found.values()):
        found = {DETAILS: Tab(DETAILS, visit.texts("tab_details"), form=next(iter(plan.layout.forms))), **found}
    if undeclared(visit, plan):
        found.setdefault(RELATED, Tab(RELATED, visit.texts("tab_related")))
    if not any(tab.timeline for tab in found.values()):
        found.setdefault(HISTORY, Tab(HISTORY, _timeline_label(visit, plan), timeline=True))
    return found


def _usable(visit: Visit, plan: ObjectPlan, tab: Tab) -> bool:
    if tab.related:
        child = plan.children.get(tab.related)
        return child is not None and visit.may(child.object, "read")
    return tab.timeline or tab.form in plan.layout.forms


def _tab_label(visit: Visit, plan: ObjectPlan, tab: Tab) -> str:
    return visit.texts.part(plan.name, "tabs", tab.name, tab.label) if tab.name in plan.layout.page.tabs else tab.label


def _form(visit: Visit, plan: ObjectPlan, tab: Tab, kind: object) -> Form | None:
    """The form of a tab; in place of `default` the one for records of this type and people of her role."""
    if tab.form == "default":
        return plan.layout.form_for(kind, visit.actor.role)
    return plan.layout.forms.get(tab.form) if tab.form else None


def _fields(visit: Visit, plan: ObjectPlan, tab: Tab) -> tuple[str, ...]:
    """What the page asks the door for: no more than it shows."""
    layout = plan.layout.page
    forms = [_form(visit, plan, tab, kind) for kind in (None, *plan.object.record_types)] if tab.form else []
    shown = [name for form in forms if form for section in form.sections.values() for name in section.fields]
    kind = [RECORD_TYPE] if plan.object.record_types else []
    tags = [TAGS] if Feature.TAGS in plan.object.features else []
    queued = ["owner"] if visit.rights.queues(plan.name) else []
    always = [
        plan.object.name_field,
        *kind,
        *tags,
        *queued,
        *expected(visit, plan),
        *layout.highlights,
        *([layout.path] if layout.path else []),
    ]
    system = [name for name in ("created_by", "created_at", "updated_by", "updated_at") if name in plan.fields]
    return visit.readable(plan.name, tuple(dict.fromkeys([*always, *shown, *(system if forms else [])])))


def _body(visit: Visit, plan: ObjectPlan, tab: Tab, record: Record) -> TabBody:
    form = _form(visit, plan, tab, record.values.get(RECORD_TYPE))
    if form:
        form = shown_form(visit, plan, form, record.id)
        return TabBody(sections=(*_sections(visit, plan, form, record), *_system(visit, plan, record)))
    if tab.related:
        return TabBody(lists=(related_list(visit, plan, plan.children[tab.related], record, tab.columns),))
    if tab.timeline:
        kind, after = request.args.get(KINDS, ""), request.args.get(AFTER, "")
        return TabBody(story=story(visit, plan, record.id, tab.name, PAGE, kind, after))
    return TabBody(lists=tuple(related_list(visit, plan, one, record) for one in undeclared(visit, plan)))


def _sections(visit: Visit, plan: ObjectPlan, form: Form, record: Record) -> tuple[FactSection, ...]:
    found = []
    for section in form.sections.values():
        own = facts(visit, plan, record, section.fields)
        if own:
            label = visit.texts.part(plan.name, "sections", section.name, section.label)
            found.append(FactSection(label, section.columns, own))
    return tuple(found)


def _system(visit: Visit, plan: ObjectPlan, record: Record) -> tuple[FactSection, ...]:
    """Who made and changed the record, at the foot of its details."""
    shown = {fact for form in plan.layout.forms.values() for one in form.sections.values() for fact in one.fields}
    names = tuple(
        name
        for name in ("created_by", "created_at", "updated_by", "updated_at")
        if name in plan.fields and name not in shown
    )
    own = facts(visit, plan, record, names)
    return (FactSection(visit.texts("section_system"), 2, own),) if own else ()


def facts(visit: Visit, plan: ObjectPlan, record: Record, paths: tuple[str, ...]) -> tuple[Fact, ...]:
    """The paths of a record this person may read, with labels and values."""
    return tuple(
        _fact(visit, plan, record, path) for path in paths if path in record.values or visit.compound(plan.name, path)
    )


def _fact(visit: Visit, plan: ObjectPlan, record: Record, path: str) -> Fact:
    found = visit.path(plan.name, path)
    own: Field | None = found[1].field if found else None
    shown = record_cell(visit, record, path)
    if path == plan.object.name_field:  # on its own page a name leads nowhere
        shown = Cell(shown.text, "text")
    compound = visit.compound(plan.name, path)
    explained = (visit.texts.help(found[0].name, own) or "") if found and own else ""
    if compound is not None:
        explained = visit.texts.compound_help(compound[0].name, compound[1]) or ""
    return Fact(
        path,
        path_label(visit, plan, path),
        shown,
        explained,
        compound is not None or (own is not None and own.type in WIDE),
    )
