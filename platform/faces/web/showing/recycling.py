"""The recycle bin: what somebody deleted, and taking it back."""

from dataclasses import dataclass

from flask import Response, request

from objectry.faces.session import Notice
from objectry.faces.web import addresses
from objectry.faces.web.pages import page, to_with
from objectry.faces.web.visit import Visit
from objectry.runtime import Binned

SHOWN = 50


@dataclass(frozen=True, slots=True)
class Lying:
    """One deleted record; `restore` is where it is taken back, blank for those who may not."""

    name: str
    object: str
    icon: str
    when: str
    who: str
    restore: str


def show(visit: Visit) -> Response:
    """A page of the bin, newest first."""
    found = visit.platform.records.bin(visit.call, most=SHOWN, after=request.args.get("after") or None)
    rows = tuple(_row(visit, one) for one in found.records)
    following = addresses.with_query(addresses.BIN, after=found.next) if found.next is not None else ""
    return page(visit, "bin.html", "bin", rows=rows, following=following)


def _row(visit: Visit, one: Binned) -> Lying:
    plan = visit.blueprint.objects[one.object]
    return Lying(
        name=one.name or "…",
        object=visit.texts.object(one.object),
        icon=plan.object.icon,
        when=visit.formats.moment(one.at),
        who=one.actor_name,
        restore=addresses.restoring(one.object, one.id) if visit.may(one.object, "delete") else "",
    )


def restore(visit: Visit, object: str, id: str) -> Response:
    """Take a record back, and go to it."""
    visit.platform.records.restore(visit.call, object, (id,))
    said = visit.texts("said_restored", object=visit.texts.object(object))
    return to_with(visit, addresses.record(object, id), Notice(said))
