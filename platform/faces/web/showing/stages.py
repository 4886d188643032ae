"""The stage bar, and moving a record to another state: from the bar, and from the kanban board."""

from dataclasses import dataclass, replace

from flask import Response, request

from objectry.faces.answers import faults
from objectry.faces.session import Notice
from objectry.faces.web import addresses
from objectry.faces.web.filling.editing import changed_values, read_fields, resolve_names, warnings
from objectry.faces.web.filling.entries import Entries
from objectry.faces.web.filling.forms import (
    FormPage,
    FormSection,
    Input,
    all_form_fields,
    posted_input,
    stored_input,
    with_faults,
)
from objectry.faces.web.pages import page, to_with
from objectry.faces.web.showing.cells import cell, record_name
from objectry.faces.web.visit import Visit
from objectry.metadata import RECORD_TYPE, FieldType, Picklist, choices_of_type
from objectry.plan import ObjectPlan
from objectry.runtime import Change, Invalid, NotFound, Outcome, Record

BOARD_HEADER = "X-Board"  # the kanban board's script moves a card and draws the board again itself


@dataclass(frozen=True, slots=True)
class Stage:
    """One state of the bar.  `open` says whether the record may go there from here."""

    value: str
    label: str
    tone: str
    current: bool
    passed: bool
    open: bool
    href: str


def stages(visit: Visit, plan: ObjectPlan, record: Record) -> tuple[Stage, ...]:
    """The bar, if the layout has one and this person may see it."""
    name = plan.layout.page.path
    if name is None or name not in record.values:
        return ()
    picklist = plan.fields[name].field.picklist
    if picklist is None:
        return ()
    now = str(record.values[name] or "")
    left = choices_of_type(plan.object, name, record.values.get(RECORD_TYPE))
    order = [value for value in picklist.values if left is None or value in left or value == now]
    place = order.index(now) if now in order else -1
    may = visit.may(plan.name, "update") and visit.edits(plan.name, plan.fields[name].field)
    return tuple(
        Stage(
            value=value,
            label=visit.texts.value(plan.name, name, value),
            tone=picklist.values[value].color or "gray",
            current=index == place,
            passed=index < place,
            open=may and index != place and can_move(picklist, now, value),
            href=addresses.moving(plan.name, record.id),
        )
        for index, value in enumerate(order)
    )


def can_move(picklist: Picklist, old: str, new: str) -> bool:
    """Whether the declared transitions allow it; a state they do not name is free."""
    return old not in picklist.transitions or new in picklist.transitions[old]


def move(visit: Visit, object: str, id: str) -> Response:
    """Put a record into another state; a refusal says why and asks for what is missing."""
    plan = visit.plan(object)
    name, value = request.form.get("field", ""), request.form.get("value", "")
    if name not in plan.fields or plan.fields[name].field.type is not FieldType.PICKLIST:
        raise NotFound
    entries = Entries(request.form)
    record = visit.platform.records.get(visit.call, object, id, (*read_fields(visit, plan), *_own(visit, plan, name)))
    typed = {
        one: posted_input(stored_input(visit, plan, one, record), entries)
        for one in all_form_fields(visit, plan)
        if entries.has(one) and one != name
    }
    typed, wrong = resolve_names(visit, plan, typed, entries)
    if wrong:
        return _refused(visit, plan, record, with_faults(typed, wrong))
    try:
        values = {**changed_values(visit, typed), name: value or None}
        outcome = visit.platform.records.update(visit.call, object, [Change(id, values, entries.version or 0)])
    except Invalid as error:
        found = faults(error.problems, visit.texts, object)
        missing = {
            fault.field: stored_input(visit, plan, fault.field, record)
            for fault in found
            if fault.field and fault.field in all_form_fields(visit, plan) and fault.field != name
        }
        return _refused(visit, plan, record, with_faults({**missing, **typed}, found))
    return _moved(visit, plan, id, value, outcome)


def _own(visit: Visit, plan: ObjectPlan, name: str) -> tuple[str, ...]:
    return (name,) if visit.reads(plan.name, name) else ()


def _moved(visit: Visit, plan: ObjectPlan, id: str, value: str, outcome: Outcome) -> Response:
    if request.headers.get(BOARD_HEADER):
        return Response(status=204)
    label = visit.texts.value(plan.name, request.form["field"], value)
    said = Notice(visit.texts("said_moved", object=visit.texts.object(plan.name), stage=label))
    where = addresses.inside(request.form.get("back"), addresses.record(plan.name, id))
    return to_with(visit, where, said, *warnings(visit, plan, outcome.warnings))


def _refused(
    visit: Visit, plan: ObjectPlan, record: Record, marked: tuple[dict[str, Input], tuple[str, ...]]
) -> Response:
    inputs, others = marked
    shown = tuple(replace(one, required=one.required or bool(one.errors)) for one in inputs.values())
    name, value = request.form["field"], request.form.get("value", "")
    target = cell(visit, plan.name, plan.fields[name], value) if value else None
    title = visit.texts("move_title", name=record_name(visit, record), stage=target.text if target else "")
    form = FormPage(
        object=plan.name,
        title=title,
        sections=(FormSection("", 1, shown),) if shown else (),
        problems=others,
        version=Entries(request.form).version,
        id=record.id,
        back=request.form.get("back", ""),
        hidden={"field": name, "value": value},
    )
    return page(visit, "move.html", plan.name, 422, form=form, plan=plan)
