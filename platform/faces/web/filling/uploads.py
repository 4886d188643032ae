"""Files sent with a form: each is taken in at once, and stays taken in when the form comes back for another reason."""

from collections.abc import Mapping
from dataclasses import replace

from flask import Response, request

from objectry.faces.answers import Fault, faults
from objectry.faces.session import Notice
from objectry.faces.web import addresses
from objectry.faces.web.filling.forms import FILE_KINDS, Input
from objectry.faces.web.pages import to, to_with
from objectry.faces.web.visit import Visit
from objectry.metadata import Feature, companion_name
from objectry.plan import ObjectPlan
from objectry.runtime import Invalid

UPLOAD, REMOVE = "upload.", "remove."


def take_files(visit: Visit, plan: ObjectPlan, inputs: Mapping[str, Input]) -> tuple[dict[str, Input], list[Fault]]:
    """The inputs in which sent files have become their ids, and why some could not be taken."""
    found: dict[str, Input] = dict(inputs)
    wrong: list[Fault] = []
    for name, one in inputs.items():
        if one.widget.kind not in FILE_KINDS:
            continue
        try:
            found[name] = _taken(visit, plan, one)
        except Invalid as error:
            wrong += [replace(fault, field=name) for fault in faults(error.problems, visit.texts, plan.name)]
    return found, wrong


def _taken(visit: Visit, plan: ObjectPlan, one: Input) -> Input:
    named = replace(one, shown=one.known)  # the name travels with the id, there is no box to type it in
    sent = request.files.get(UPLOAD + one.name)
    if sent is not None and sent.filename:
        kept = visit.platform.files.upload(visit.call, sent.filename, sent.stream, plan.fields[one.name].field)
        return replace(named, text=kept.id, shown=kept.name, known=kept.name)
    return replace(named, text="", shown="") if request.form.get(REMOVE + one.name) else named


def attach(visit: Visit, object: str, id: str) -> Response:
    """Attach the files of a form to a record, and go back to where they are listed, saying what could not be taken."""
    sent = [(one.filename, one.stream) for one in request.files.getlist("file") if one.filename]
    back = addresses.inside(request.form.get("back"), addresses.record(object, id))
    if not sent:
        return to(back)
    try:
        outcome = visit.platform.files.attach(visit.call, object, id, sent)
    except Invalid as error:
        wrong = faults(error.problems, visit.texts, companion_name(Feature.ATTACHMENTS, object))
        return to_with(visit, back, *(Notice(one.message, "warn") for one in wrong))
    return to_with(visit, back, Notice(visit.texts.count("said_attached", len(outcome.records))))
