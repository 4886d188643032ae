"""Deleting, after saying what it means: one record, or those marked in a list."""

from dataclasses import dataclass

from flask import Response, abort, request

from objectry.faces.session import Notice
from objectry.faces.web import addresses
from objectry.faces.web.filling.editing import plan_for
from objectry.faces.web.filling.marked import marked_records, targets
from objectry.faces.web.pages import page, to, to_with
from objectry.faces.web.showing.cells import record_name
from objectry.faces.web.visit import Visit
from objectry.metadata import OnDelete
from objectry.plan import ObjectPlan
from objectry.runtime import Record


@dataclass(frozen=True, slots=True)
class Question:
    """What the page asks.  `targets` pairs ids with versions; `consequences` say what else happens."""

    title: str
    names: tuple[str, ...]
    consequences: tuple[str, ...]
    targets: tuple[tuple[str, int], ...]
    action: str
    back: str


def ask(visit: Visit, object: str, id: str) -> Response:
    """Ask whether one record is to be deleted."""
    plan = plan_for(visit, object, "delete")
    record = visit.platform.records.get(visit.call, object, id, (plan.object.name_field,))
    title = visit.texts("delete_one", name=record_name(visit, record), object=visit.texts.object(object))
    back = addresses.inside(request.args.get("back"), addresses.record(object, id))
    return _ask(visit, plan, (record,), title, addresses.deleting(object, id), back)


def ask_many(visit: Visit, object: str) -> Response:
    """Ask whether the marked records are to be deleted; with the answer in the form, delete them."""
    plan = plan_for(visit, object, "delete")
    if request.form.get("confirmed"):
        return _delete(visit, plan, addresses.listing(object))
    back = addresses.inside(request.form.get("back"), addresses.listing(object))
    records = marked_records(visit, plan)
    if not records:
        return to(back)
    title = visit.texts.count("delete_many", len(records), objects=visit.texts.plural(object))
    return _ask(visit, plan, records, title, addresses.listing(object) + "/delete", back)


def delete(visit: Visit, object: str, id: str) -> Response:
    """Delete one record."""
    plan = plan_for(visit, object, "delete")
    if request.form.getlist("id") != [id]:
        abort(400)
    return _delete(visit, plan, addresses.listing(object))


def _ask(visit: Visit, plan: ObjectPlan, records: tuple[Record, ...], title: str, action: str, back: str) -> Response:
    question = Question(
        title=title,
        names=tuple(record_name(visit, one) for one in records) if len(records) > 1 else (),
        consequences=_consequences(visit, plan),
        targets=tuple((one.id, one.version) for one in records),
        action=action,
        back=back,
    )
    return page(visit, "delete.html", plan.name, ask=question)


def _consequences(visit: Visit, plan: ObjectPlan) -> tuple[str, ...]:
    """What happens to records that point here, as the lookups declare it."""
    keys = {OnDelete.CASCADE: "delete_cascade", OnDelete.RESTRICT: "delete_restrict"}
    return tuple(
        visit.texts(keys[child.on_delete], objects=visit.texts.plural(child.object))
        for child in plan.children.values()
        if child.on_delete in keys and visit.may(child.object, "read")
    )


def _delete(visit: Visit, plan: ObjectPlan, where: str) -> Response:
    doomed = targets()
    visit.platform.records.delete(visit.call, plan.name, doomed)
    said = visit.texts.count("said_deleted", len(doomed), object=visit.texts.object(plan.name))
    back = addresses.inside(request.form.get("back"), where)
    gone = any(target.id in back for target in doomed)
    return to_with(visit, where if gone else back, Notice(said))
