"""Changing one field of all records marked in a list: another owner, another state, another date.

Each record is changed by itself: those that cannot be are shown with the reason, and the form stays for another try.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Response, request

from objectry.faces.answers import faults
from objectry.faces.session import Notice
from objectry.faces.web import addresses
from objectry.faces.web.filling.editing import plan_for, resolve_names, warnings
from objectry.faces.web.filling.entries import Entries
from objectry.faces.web.filling.forms import (
    FILE_KINDS,
    Choice,
    FormPage,
    Input,
    all_form_fields,
    empty_input,
    outside_value,
    posted_input,
    with_faults,
)
from objectry.faces.web.filling.marked import marked_records, named_records, targets
from objectry.faces.web.pages import page, to, to_with
from objectry.faces.web.showing.cells import record_name
from objectry.faces.web.visit import Visit
from objectry.metadata import RECORD_TYPE
from objectry.plan import ObjectPlan
from objectry.runtime import Change, Mode, Outcome, Record, Target

WHICH = "which.field"  # no field of an object has a dot in its name
OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Marked:
    """One record on the page, with what stood in the way of its change."""

    id: str
    version: int
    name: str
    href: str
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangePage:
    """The page that asks for a field and its new value.  `done` tells how many records have it already."""

    title: str
    action: str
    back: str
    records: tuple[Marked, ...]
    fields: tuple[Choice, ...]
    input: Input | None = None
    done: str = ""


def change_many(visit: Visit, object: str) -> Response:
    """Ask which field of the marked records changes to what; with the answer in the form, change it."""
    plan = plan_for(visit, object, "update")
    fields = changeable_at_once(visit, plan)
    which = request.form.get(WHICH, "")
    chosen = empty_input(visit, plan, which) if which in fields else None
    if chosen is not None and request.form.get("confirmed"):
        return _change(visit, plan, chosen)
    records = marked_records(visit, plan)
    if not records or not fields:
        return to(_back(plan))
    return _show(visit, plan, _all_marked(visit, records), chosen)


def changeable_at_once(visit: Visit, plan: ObjectPlan) -> tuple[str, ...]:
    """The fields many records may share a value of: what this person fills in, the owner first; no files."""
    names = (OWNER, *all_form_fields(visit, plan))
    return tuple(name for name in dict.fromkeys(names) if name in plan.fields and _fits(visit, plan, name))


def _fits(visit: Visit, plan: ObjectPlan, name: str) -> bool:
    field = plan.fields[name].field
    shared = not field.unique and field.reparentable and name != RECORD_TYPE
    return shared and visit.edits(plan.name, field) and empty_input(visit, plan, name).widget.kind not in FILE_KINDS


def _change(visit: Visit, plan: ObjectPlan, bare: Input) -> Response:
    wanted = targets()
    inputs = {bare.name: posted_input(bare, Entries(request.form))}
    inputs, wrong = resolve_names(visit, plan, inputs, Entries(request.form))
    if wrong:
        inputs, _ = with_faults(inputs, wrong)
        marked = _all_marked(visit, marked_records(visit, plan))
        return _show(visit, plan, marked, inputs[bare.name], status=422)
    value = outside_value(visit, inputs[bare.name])
    changes = [Change(one.id, {bare.name: value}, one.version) for one in wanted]
    outcome = visit.platform.records.update(visit.call, plan.name, changes, Mode.PARTIAL)
    left = _left(visit, plan, wanted, outcome)
    done = len(wanted) - len(left)
    said = visit.texts.count("said_changed", done, object=visit.texts.object(plan.name))
    if left:
        return _show(visit, plan, left, inputs[bare.name], done=said if done else "", status=422)
    return to_with(visit, _back(plan), Notice(said), *warnings(visit, plan, outcome.warnings))


def _left(visit: Visit, plan: ObjectPlan, wanted: Sequence[Target], outcome: Outcome) -> tuple[Marked, ...]:
    """The records that could not be changed, as they are now, each with the reasons."""
    reasons: dict[str, list[str]] = {}
    for problem, fault in zip(outcome.problems, faults(outcome.problems, visit.texts, plan.name), strict=True):
        reasons.setdefault(wanted[problem.record or 0].id, []).append(fault.message)
    seen = {one.id: one for one in named_records(visit, plan, reasons)}
    gone = visit.texts("not_visible")
    shown = ((id, _marked(visit, seen[id]) if id in seen else Marked(id, 0, gone, "")) for id in reasons)
    return tuple(replace(one, problems=tuple(dict.fromkeys(reasons[id]))) for id, one in shown)


def _all_marked(visit: Visit, records: Sequence[Record]) -> tuple[Marked, ...]:
    """The records as they were shown: a version the form carries already stays, so that nobody's change is lost."""
    carried = {one.id: one.version or 0 for one in targets()}
    return tuple(replace(_marked(visit, one), version=carried.get(one.id, one.version)) for one in records)


def _marked(visit: Visit, record: Record) -> Marked:
    return Marked(record.id, record.version, record_name(visit, record), addresses.record(record.object, record.id))


def _back(plan: ObjectPlan) -> str:
    return addresses.inside(request.form.get("back"), addresses.listing(plan.name))


def _show(
    visit: Visit, plan: ObjectPlan, records: tuple[Marked, ...], chosen: Input | None, done: str = "", status: int = 200
) -> Response:
    names = changeable_at_once(visit, plan)
    asked = ChangePage(
        title=visit.texts.count("change_many", len(records), objects=visit.texts.plural(plan.name)),
        action=addresses.changing(plan.name),
        back=_back(plan),
        records=records,
        fields=tuple(Choice(name, visit.texts.field(plan.name, name)) for name in names),
        input=chosen,
        done=done,
    )
    form = FormPage(plan.name, asked.title, ())  # what the boxes of lookups need to know of their form
    return page(visit, "change.html", plan.name, status, ask=asked, form=form)
