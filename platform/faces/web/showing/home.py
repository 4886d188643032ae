"""Home: what waits for this person, her pipeline, and where she was last.  Generated from views, for any object."""

from dataclasses import dataclass, replace
from decimal import Decimal

from flask import Response

from objectry.faces.web import addresses
from objectry.faces.web.expressions import quoted
from objectry.faces.web.pages import page
from objectry.faces.web.shell import navigation
from objectry.faces.web.showing.cells import Cell, cell, record_cell, record_name
from objectry.faces.web.showing.kanban import sum_text
from objectry.faces.web.showing.lists import all_view, view_columns
from objectry.faces.web.showing.rows import Column, Row, columns_of, row_of
from objectry.faces.web.visit import Visit
from objectry.metadata import FieldType
from objectry.plan import ObjectPlan, ViewPlan
from objectry.runtime import Query, Record

MINE = "mine"
FIRST, RECENT, COLUMNS = 5, 8, 4


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first records of a view named `mine`."""

    object: str
    label: str
    icon: str
    count: str
    href: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One state of a pipeline.  `tenths` is its share of the largest, for the bar."""

    label: str
    tone: str
    count: int
    sum: str
    href: str
    tenths: int


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A kanban view in figures."""

    label: str
    href: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Recent:
    """A record touched lately."""

    name: str
    label: str
    icon: str
    href: str
    when: Cell


def show(visit: Visit) -> Response:
    """The first page of the day."""
    objects = navigation(visit)
    hour = visit.formats.local(visit.call.now).hour
    greeting = "greeting_morning" if hour < 12 else "greeting_afternoon" if hour < 18 else "greeting_evening"
    return page(
        visit,
        "home.html",
        "home",
        greeting=visit.texts(greeting, name=visit.actor.name),
        waiting=tuple(one for one in (_waiting(visit, plan) for plan in objects if MINE in plan.views) if one.rows),
        pipelines=tuple(pipeline for plan in objects for pipeline in _pipelines(visit, plan)),
        recent=_recent(visit, objects),
    )


def _waiting(visit: Visit, plan: ObjectPlan) -> Waiting:
    view = plan.views[MINE]
    paths = view_columns(visit, plan, view)[:COLUMNS]
    query = Query(plan.name, view=MINE, fields=paths, limit=FIRST, count="capped")
    found = visit.platform.records.find(visit.call, query)
    return Waiting(
        object=plan.name,
        label=visit.texts.part(plan.name, "views", MINE, view.label),
        icon=plan.object.icon,
        count=f"{found.total or 0}{'+' if found.capped else ''}",
        href=addresses.listing(plan.name, view=MINE),
        columns=columns_of(visit, plan, paths),
        rows=tuple(row_of(visit, one, paths) for one in found.records),
    )


def _pipelines(visit: Visit, plan: ObjectPlan) -> tuple[Pipeline, ...]:
    views = [view for view in plan.views.values() if view.type == "kanban" and view.by and view.sum]
    return tuple(_pipeline(visit, plan, view) for view in views if _readable(visit, plan, view))


def _readable(visit: Visit, plan: ObjectPlan, view: ViewPlan) -> bool:
    return visit.reads(plan.name, view.by or "") and visit.reads(plan.name, view.sum or "")


def _pipeline(visit: Visit, plan: ObjectPlan, view: ViewPlan) -> Pipeline:
    by, summed = view.by or "", view.sum or ""
    groups = visit.platform.records.group(
        visit.call, plan.name, [by], {"count": "COUNT", "sum": f"SUM({summed})"}, view=view.name
    )
    figures = {str(one.key[0] or ""): (int(str(one.figures["count"])), _amount(one.figures["sum"])) for one in groups}
    largest = max((amount for _, amount in figures.values()), default=Decimal(0)) or Decimal(1)
    picklist = plan.fields[by].field.picklist
    money = plan.fields[summed].field.type is FieldType.CURRENCY
    steps = []
    for value in picklist.values if picklist else ():
        count, amount = figures.get(value, (0, Decimal(0)))
        shown = cell(visit, plan.name, plan.fields[by], value)
        where = addresses.listing(plan.name, view=all_view(plan), where=f"{by} = {quoted(value)}")
        step = Step(shown.text, shown.tone, count, sum_text(visit, amount, money=money), where, 0)
        steps.append(replace(step, tenths=_tenths(amount, largest)))
    view_label = visit.texts.part(plan.name, "views", view.name, view.label)
    label = visit.texts("path_label", way=visit.texts.plural(plan.name), field=view_label)
    return Pipeline(label, addresses.listing(plan.name, view=view.name), tuple(steps))


def _amount(value: object) -> Decimal:
    return Decimal(str(value)) if value is not None else Decimal(0)


def _tenths(amount: Decimal, largest: Decimal) -> int:
    return 0 if amount <= 0 else max(1, int(amount * 10 / largest))


def _recent(visit: Visit, objects: tuple[ObjectPlan, ...]) -> tuple[Recent, ...]:
    found: list[Record] = []
    for plan in objects:
        fields = visit.readable(plan.name, (plan.object.name_field, "updated_at"))
        if "updated_at" in fields and visit.reads(plan.name, "updated_by"):
            query = Query(plan.name, filter="updated_by = $user", fields=fields, sort=("-updated_at",), limit=RECENT)
            found.extend(visit.platform.records.find(visit.call, query).records)
    found.sort(key=lambda one: str(one.values["updated_at"]), reverse=True)
    return tuple(_shown(visit, one) for one in found[:RECENT])


def _shown(visit: Visit, record: Record) -> Recent:
    plain = visit.blueprint.objects[record.object].object
    return Recent(
        name=record_name(visit, record),
        label=visit.texts.object(record.object),
        icon=plain.icon,
        href=addresses.record(record.object, record.id),
        when=record_cell(visit, record, "updated_at"),
    )
