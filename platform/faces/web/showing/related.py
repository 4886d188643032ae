"""Related lists: the records that point to this one."""

from dataclasses import dataclass, replace

from objectry.faces.web import addresses
from objectry.faces.web.showing.cells import Cell, record_cell
from objectry.faces.web.showing.rows import Column, columns_of
from objectry.faces.web.visit import Visit
from objectry.metadata import Feature
from objectry.plan import Child, ObjectPlan
from objectry.runtime import Query, Record, in_words

FIRST = 5
MOST_FILES = 50
ATTACHED = ("name", "created_by", "created_at")


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """One related record."""

    href: str
    cells: tuple[Cell, ...]
    remove: str = ""


@dataclass(frozen=True, slots=True)
class RelatedList:
    """The first few, how many there are, and the ways on."""

    name: str
    label: str
    icon: str
    count: str
    columns: tuple[Column, ...]
    rows: tuple[RelatedRow, ...]
    all: str
    add: str
    attach: str = ""  # where files are sent to, for the list of a record's attachments
    back: str = ""
    hint: str = ""


def undeclared(visit: Visit, plan: ObjectPlan) -> tuple[Child, ...]:
    """Children this person may read that no tab of the layout shows."""
    shown = {tab.related for tab in plan.layout.page.tabs.values()}
    return tuple(one for one in plan.children.values() if one.name not in shown and _open(visit, one))


def _open(visit: Visit, child: Child) -> bool:
    plan = visit.blueprint.objects[child.object]
    told = plan.object.holder(Feature.COMMENTS, Feature.FOLLOW) is not None  # in the timeline and the head of the page
    if plan.object.core or told:
        return False
    return visit.may(child.object, "read") and visit.reads(child.object, child.field)


def related_list(
    visit: Visit, plan: ObjectPlan, child: Child, record: Record, wanted: tuple[str, ...] = ()
) -> RelatedList:
    """The children of one record behind one lookup."""
    own = visit.blueprint.objects[child.object]
    if own.object.holder(Feature.ATTACHMENTS) == plan.name:
        return attachments(visit, plan, child, record)
    paths = visit.readable(child.object, wanted or _columns(own, child))
    query = Query(
        child.object,
        fields=tuple(dict.fromkeys((own.object.name_field, *paths))),
        related=(child.field, record.id),
        limit=FIRST,
        count="capped",
        sort=("-created_at",),
    )
    found = visit.platform.records.find(visit.call, query)
    here = addresses.record(plan.name, record.id, tab=_tab_of(plan, child))
    can_add = visit.may(child.object, "create") and visit.rights.level(child.object, child.field) == "edit"
    return RelatedList(
        name=child.name,
        label=visit.texts.part(plan.name, "children", child.name, visit.texts.plural(child.object)),
        icon=own.object.icon,
        count=f"{found.total or 0}{'+' if found.capped else ''}",
        columns=columns_of(visit, own, paths),
        rows=tuple(
            RelatedRow(addresses.record(child.object, one.id), tuple(record_cell(visit, one, path) for path in paths))
            for one in found.records
        ),
        all=addresses.listing(child.object, related=child.field, of=record.id),
        add=addresses.creating(child.object, **{child.field: record.id, "back": here}) if can_add else "",
    )


def _tab_of(plan: ObjectPlan, child: Child) -> str:
    return next((tab.name for tab in plan.layout.page.tabs.values() if tab.related == child.name), "related")


def _columns(own: ObjectPlan, child: Child) -> tuple[str, ...]:
    """The first columns of the child's first list, without the lookup that leads back here."""
    views = [view for view in own.views.values() if view.columns]
    columns = views[0].columns if views else (own.object.name_field,)
    return tuple(path for path in columns if path != child.field)[:5]


def attachments(visit: Visit, plan: ObjectPlan, child: Child, record: Record) -> RelatedList:
    """The files attached to a record, newest first: each leads to its content, and may be removed."""
    own = visit.blueprint.objects[child.object]
    query = Query(
        child.object, fields=("file", *ATTACHED), related=(child.field, record.id), limit=MOST_FILES, count="capped",
        sort=("-created_at",),
    )  # fmt: skip
    found = visit.platform.records.find(visit.call, query)
    here = addresses.record(plan.name, record.id, tab=_tab_of(plan, child))
    may_remove = visit.may(child.object, "delete")
    return RelatedList(
        name=child.name,
        label=visit.texts.plural(child.object),
        icon=own.object.icon,
        count=f"{found.total or 0}{'+' if found.capped else ''}",
        columns=columns_of(visit, own, ATTACHED),
        rows=tuple(
            RelatedRow(
                addresses.file(str(one.values["file"])),
                tuple(_attached(visit, one, path) for path in ATTACHED),
                addresses.deleting(child.object, one.id, back=here) if may_remove else "",
            )
            for one in found.records
        ),
        all=addresses.listing(child.object, related=child.field, of=record.id),
        add="",
        attach=addresses.attaching(plan.name, record.id) if visit.may(child.object, "create") else "",
        back=here,
        hint=visit.texts("file_hint", limit=in_words(own.fields["file"].field.max_size or 0)),
    )


def _attached(visit: Visit, one: Record, path: str) -> Cell:
    """A value of an attachment; beside its name stands how large it is."""
    found = record_cell(visit, one, path)
    facts = one.files.get("file")
    return replace(found, text=f"{found.text} ({in_words(facts.size)})") if facts and path == "name" else found
