"""Making and changing records through forms.  Nothing typed is lost, and only what was changed is sent."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, request

from objectry.faces.answers import Fault, faults
from objectry.faces.session import Notice
from objectry.faces.web import addresses
from objectry.faces.web.filling.conditions import described, live, state_of
from objectry.faces.web.filling.entries import Entries
from objectry.faces.web.filling.forms import (
    Choice,
    FormPage,
    Input,
    all_form_fields,
    changeable_fields,
    empty_input,
    form_fields,
    kind_label,
    new_input,
    outside_value,
    posted_input,
    sections,
    stored_input,
    with_faults,
)
from objectry.faces.web.filling.lookups import named_links, resolve, resolve_many
from objectry.faces.web.filling.uploads import take_files
from objectry.faces.web.pages import fragment, page, to, to_with
from objectry.faces.web.showing.cells import record_cell, record_name
from objectry.faces.web.visit import Visit
from objectry.metadata import EMPTY, RECORD_TYPE
from objectry.plan import ObjectPlan
from objectry.runtime import Change, Conflict, Invalid, NotAllowed, NotFound, Outcome, Problem, Record

Inputs = dict[str, Input]
OWNER = "owner"


def new(visit: Visit, object: str) -> Response:
    """The form for a new record; the address may fill in fields."""
    plan = plan_for(visit, object, "create")
    kind = _wanted_type(visit, plan)
    if kind is None:
        return _ask_type(visit, plan)
    names = form_fields(visit, plan, kind)
    given = {name: request.args[name] for name in names if name in request.args}
    inputs = {name: new_input(visit, plan, name, given, kind) for name in names}
    _name_lookups(visit, plan, inputs)
    if OWNER in inputs and not inputs[OWNER].text:
        me = visit.actor
        inputs[OWNER] = replace(inputs[OWNER], text=me.id, base=me.id, shown=me.name, known=me.name)
    return _show(visit, plan, inputs, back=request.args.get("back", ""), kind=kind)


def _wanted_type(visit: Visit, plan: ObjectPlan) -> str | None:
    """The record type the address asks for, or the only one there is for this person; None to ask for it."""
    if not plan.object.record_types:
        return ""
    offered = visit.rights.record_types(plan.name)
    if not offered:
        raise NotAllowed(f"nothing opens a record type of {plan.name}")
    wanted = request.args.get(RECORD_TYPE, "")
    if wanted in offered:
        return wanted
    return offered[0] if len(offered) == 1 else None


def _ask_type(visit: Visit, plan: ObjectPlan) -> Response:
    """The page that asks which record type it shall be."""
    given = {name: value for name, value in request.args.items() if name != RECORD_TYPE}
    types = tuple(
        Choice(
            addresses.creating(plan.name, **given, record_type=name), visit.texts.value(plan.name, RECORD_TYPE, name)
        )
        for name in visit.rights.record_types(plan.name)
    )
    title = visit.texts("new_title", object=visit.texts.object(plan.name))
    return page(visit, "types.html", plan.name, title=title, types=types, plan=plan)


def _type_of(plan: ObjectPlan, entries: Entries, record: Record | None = None) -> str:
    """The record type a posted form is about: the one it says, else the record's."""
    said = entries.text(RECORD_TYPE)
    stored = record.values.get(RECORD_TYPE) if record else None
    return said if said in plan.object.record_types else str(stored or "")


def create(visit: Visit, object: str) -> Response:
    """Save a new record, or show the form again with what is wrong."""
    plan = plan_for(visit, object, "create")
    entries = Entries(request.form)
    kind = _type_of(plan, entries)
    names = form_fields(visit, plan, kind)
    inputs = {name: posted_input(empty_input(visit, plan, name, kind), entries) for name in names}
    inputs, wrong = resolve_names(visit, plan, inputs, entries)
    if wrong:
        return _again(visit, plan, inputs, wrong, kind=kind)
    values = {name: outside_value(visit, one) for name, one in inputs.items() if one.text or one.base}
    if values.get(OWNER) == visit.actor.id:
        del values[OWNER]  # the door gives a new record to who makes it
    if kind:
        values[RECORD_TYPE] = kind
    try:
        outcome = visit.platform.records.create(visit.call, object, [values])
    except Invalid as error:
        return _again(visit, plan, inputs, faults(error.problems, visit.texts, object), kind=kind)
    return _done(visit, plan, outcome, "created")


def edit(visit: Visit, object: str, id: str) -> Response:
    """The form that edits a record."""
    plan = plan_for(visit, object, "update")
    record = visit.platform.records.get(visit.call, object, id, read_fields(visit, plan))
    kind = record.values.get(RECORD_TYPE)
    inputs = {name: stored_input(visit, plan, name, record) for name in changeable_fields(visit, plan, kind)}
    return _show(visit, plan, inputs, record, back=request.args.get("back", ""), kind=kind)


def save(visit: Visit, object: str, id: str) -> Response:
    """Save what was changed in a record, or show the form again with what is wrong or contested."""
    plan = plan_for(visit, object, "update")
    entries = Entries(request.form)
    record = visit.platform.records.get(visit.call, object, id, read_fields(visit, plan))
    kind = _type_of(plan, entries, record)
    names = [name for name in changeable_fields(visit, plan, kind) if entries.has(name)]
    inputs = {name: posted_input(empty_input(visit, plan, name, kind), entries) for name in names}
    inputs, wrong = resolve_names(visit, plan, inputs, entries)
    values = {name: outside_value(visit, one) for name, one in inputs.items() if one.text != one.base}
    if wrong:
        return _again(visit, plan, inputs, wrong, record, entries.version, kind)
    if not values:
        return to(_after(object, id))
    try:
        outcome = visit.platform.records.update(visit.call, object, [Change(id, values, entries.version or 0)])
    except Invalid as error:
        found = faults(error.problems, visit.texts, object)
        return _again(visit, plan, inputs, found, record, entries.version, kind)
    except Conflict:
        return _contested(visit, plan, inputs, id)
    return _done(visit, plan, outcome, "saved", id)


def show_again(visit: Visit, object: str, id: str = "") -> Response:
    """A form whose token has expired, with all that was typed: sending it once more saves.  Nothing is written."""
    plan = plan_for(visit, object, "update" if id else "create")
    entries = Entries(request.form)
    record = visit.platform.records.get(visit.call, object, id, read_fields(visit, plan)) if id else None
    kind = _type_of(plan, entries, record)
    names = form_fields(visit, plan, kind)
    inputs = {name: posted_input(empty_input(visit, plan, name, kind), entries) for name in names}
    shown = {name: one for name, one in inputs.items() if entries.has(name) or not id}
    message, back = visit.texts("form_expired"), request.form.get("back", "")
    return _show(visit, plan, shown, record, (message,), entries.version, back, status=403, kind=kind)


def answer(visit: Visit, object: str, id: str = "") -> Response:
    """What a form's conditions make of what stands in it.  Nothing is written."""
    plan = plan_for(visit, object, "update" if id else "create")
    entries = Entries(request.form)
    record = visit.platform.records.get(visit.call, object, id, read_fields(visit, plan)) if id else None
    kind = _type_of(plan, entries, record)
    names = [name for name in form_fields(visit, plan, kind) if entries.has(name)]
    typed = {name: posted_input(empty_input(visit, plan, name, kind), entries) for name in names}
    values = {name: outside_value(visit, one) for name, one in typed.items()} | ({RECORD_TYPE: kind} if kind else {})
    state = described(visit, plan, state_of(visit, plan, values, id), id, kind)
    return fragment(visit, "form_state.html", state=state)


def plan_for(visit: Visit, object: str, right: str) -> ObjectPlan:
    """The object, where this person may do that with it.  Raises NotAllowed."""
    plan = visit.plan(object)
    decision = visit.rights.may(object, right)
    if not decision.allowed:
        raise NotAllowed(decision.reason)
    return plan


def read_fields(visit: Visit, plan: ObjectPlan) -> tuple[str, ...]:
    """What a form needs of a record: its inputs, its name, and who changed it last."""
    wanted = (*all_form_fields(visit, plan), plan.object.name_field, RECORD_TYPE, "updated_by", "updated_at")
    return visit.readable(plan.name, tuple(dict.fromkeys(name for name in wanted if name in plan.fields)))


def resolve_names(visit: Visit, plan: ObjectPlan, inputs: Inputs, entries: Entries) -> tuple[Inputs, list[Fault]]:
    """Inputs in which lookups typed as names and files have become ids, and what could not become one."""
    found, wrong = take_files(visit, plan, inputs)
    for name, one in inputs.items():
        if one.widget.kind not in {"lookup", "links"} or not entries.retyped(name):
            continue
        if one.widget.kind == "links":
            found[name], faults_here = resolve_many(visit, plan, one, entries)
            wrong.extend(faults_here)
            continue
        id, fault = resolve(visit, plan, one, entries)
        if fault:
            wrong.append(fault)
        else:
            found[name] = replace(one, text=id, known=one.shown)
    return found, wrong


def changed_values(visit: Visit, inputs: Mapping[str, Input]) -> dict[str, object]:
    """The outside values of inputs whose text is not what was stored."""
    return {name: outside_value(visit, one) for name, one in inputs.items() if one.text != one.base}


def _name_lookups(visit: Visit, plan: ObjectPlan, inputs: Inputs) -> None:
    """Give the name to lookups the address filled in; an id that leads nowhere is dropped."""
    for name, one in inputs.items():
        if one.widget.kind == "lookup" and one.text:
            name_of, target = _first_named(visit, plan.fields[name].field.to, one.text)
            named = replace(one, shown=name_of, known=name_of, target=target)
            inputs[name] = named if name_of else replace(one, text="", base="")


def _first_named(visit: Visit, targets: tuple[str, ...], id: str) -> tuple[str, str]:
    """The name of the record, and its object; blank where she sees none."""
    for target in targets:
        name_field = visit.blueprint.objects[target].object.name_field
        try:
            return record_name(visit, visit.platform.records.get(visit.call, target, id, (name_field,))), target
        except (NotFound, NotAllowed, Invalid):
            continue
    return "", ""


def _again(
    visit: Visit,
    plan: ObjectPlan,
    inputs: Inputs,
    found: list[Fault] | tuple[Fault, ...],
    record: Record | None = None,
    version: int | None = None,
    kind: object = None,
) -> Response:
    marked, others = with_faults(inputs, found)
    return _show(visit, plan, marked, record, others, version, request.form.get("back", ""), status=422, kind=kind)


def _contested(visit: Visit, plan: ObjectPlan, inputs: Inputs, id: str) -> Response:
    """The form again after somebody else was faster: her changes and ours side by side where they meet."""
    record = visit.platform.records.get(visit.call, plan.name, id, read_fields(visit, plan))
    merged = {name: merge(visit, plan, one, record) for name, one in inputs.items()}
    message = visit.texts("conflict", who=record.labels.get("updated_by", "?"), name=record_name(visit, record))
    kind, back = record.values.get(RECORD_TYPE), request.form.get("back", "")
    return _show(visit, plan, merged, record, (message,), record.version, back, status=409, kind=kind)


def merge(visit: Visit, plan: ObjectPlan, mine: Input, record: Record) -> Input:
    """One input after a conflict: theirs if I had not touched it, mine if they had not, else both to choose from."""
    theirs = stored_input(visit, plan, mine.name, record)
    if mine.text in {mine.base, theirs.text}:
        return theirs
    if theirs.text == mine.base:
        return replace(mine, base=theirs.text)
    shown = record_cell(visit, record, mine.name).text or visit.texts("blank")
    return replace(mine, base=theirs.text, theirs=shown)


def _show(
    visit: Visit,
    plan: ObjectPlan,
    inputs: Inputs,
    record: Record | None = None,
    problems: tuple[str, ...] = (),
    version: int | None = None,
    back: str = "",
    status: int = 200,
    kind: object = None,
) -> Response:
    label = kind_label(visit, plan, kind)
    title = (
        visit.texts("edit_title", name=record_name(visit, record)) if record else visit.texts("new_title", object=label)
    )
    form = FormPage(
        object=plan.name,
        title=title,
        sections=sections(visit, plan, {name: named_links(visit, plan, one) for name, one in inputs.items()}, kind),
        problems=problems,
        version=(version or record.version) if record else None,
        id=record.id if record else "",
        back=back,
        hidden={RECORD_TYPE: str(kind)} if kind and not record and RECORD_TYPE not in inputs else EMPTY,
    )
    values = {name: outside_value(visit, one) for name, one in inputs.items()} | ({RECORD_TYPE: kind} if kind else {})
    return page(visit, "form.html", plan.name, status, form=live(visit, plan, form, values, kind), plan=plan)


def _after(object: str, id: str) -> str:
    return addresses.inside(request.form.get("back"), addresses.record(object, id))


def _done(visit: Visit, plan: ObjectPlan, outcome: Outcome, word: str, id: str = "") -> Response:
    """On to the record, saying what happened; out of sight, on to the list."""
    record = outcome.records[0]
    where = _after(plan.name, id or (record.id if record else ""))
    if record is None or not record.values:
        where = addresses.listing(plan.name)
    said = Notice(visit.texts(f"said_{word}", object=visit.texts.object(plan.name)))
    return to_with(visit, where, said, *warnings(visit, plan, outcome.warnings))


def warnings(visit: Visit, plan: ObjectPlan, found: tuple[Problem, ...]) -> tuple[Notice, ...]:
    """What the door found doubtful, though it saved."""
    return tuple(Notice(one.message, "warn") for one in faults(found, visit.texts, plan.name))
