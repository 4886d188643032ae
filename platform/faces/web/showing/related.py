"""Related lists: the records that point to this one."""

from dataclasses import dataclass

from objectry.faces.web import addresses
from objectry.faces.web.showing.cells import Cell, record_cell
from objectry.faces.web.showing.rows import Column, columns_of
from objectry.faces.web.visit import Visit
from objectry.plan import Child, ObjectPlan
from objectry.runtime import Query, Record

FIRST = 5


@dataclass(frozen=True, slots=True)
class RelatedRow:
    """One related record."""

    href: str
    cells: tuple[Cell, ...]


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


def undeclared(visit: Visit, plan: ObjectPlan) -> tuple[Child, ...]:
    """Children this person may read that no tab of the layout shows."""
    shown = {tab.related for tab in plan.layout.page.tabs.values()}
    return tuple(one for one in plan.children.values() if one.name not in shown and _open(visit, one))


def _open(visit: Visit, child: Child) -> bool:
    plan = visit.blueprint.objects[child.object]
    return not plan.object.core and visit.may(child.object, "read") and visit.reads(child.object, child.field)


def related_list(
    visit: Visit, plan: ObjectPlan, child: Child, record: Record, wanted: tuple[str, ...] = ()
) -> RelatedList:
    """The children of one record behind one lookup."""
    own = visit.blueprint.objects[child.object]
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
