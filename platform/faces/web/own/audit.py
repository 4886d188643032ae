"""The audit log, to look through: who did what about rights, log-ins and deployments, newest first."""

import json
from dataclasses import dataclass

from flask import Response, request

from objectry.faces.web import addresses
from objectry.faces.web.pages import page
from objectry.faces.web.visit import Visit
from objectry.runtime import AuditEntry, AuditFilter, Event, NotFound

PAGE = 50
LONGEST_PLACE = 18


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event.  `href` leads to the record it concerns, where this person may see such records."""

    at: str
    event: str
    who: str
    about: str
    href: str
    detail: str


def show(visit: Visit) -> Response:
    """A page of the log, for those with the right `view_audit`; narrowed by event and by who did it."""
    event, name = request.args.get("event", ""), request.args.get("user", "").strip()
    who = visit.platform.identity.actor_called(name) if name else None
    nobody = bool(name) and who is None
    wanted = AuditFilter(event=event, actor=who.id if who else None, before=_place(), limit=PAGE)
    found, following = visit.platform.audit.page(visit.call, wanted)
    return page(
        visit,
        "setup_audit.html",
        "setup",
        rows=() if nobody else tuple(_row(visit, one) for one in found),
        events=tuple(one.value for one in Event),
        event=event,
        name=name,
        next="" if following is None or nobody else _address(event, name, str(following)),
        first=_address(event, name) if request.args.get("after") else "",
    )


def _place() -> int | None:
    """Where the page begins.  Raises NotFound for what is no place."""
    given = request.args.get("after", "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= LONGEST_PLACE):
        raise NotFound
    return int(given)


def _address(event: str, name: str, after: str = "") -> str:
    given = {"event": event, "user": name, "after": after}
    return addresses.with_query(addresses.AUDIT, **{key: value or None for key, value in given.items()})


def _row(visit: Visit, one: AuditEntry) -> EventRow:
    known = one.object in visit.blueprint.objects
    about = visit.texts.object(one.object) if known else one.object
    return EventRow(
        at=visit.formats.moment(one.at),
        event=one.event,
        who=one.actor_name or str(one.detail.get("author") or one.actor or "–"),
        about=" ".join(filter(None, (about, one.name))),
        href=addresses.record(one.object, one.record) if known and one.record and visit.may(one.object, "read") else "",
        detail=json.dumps(dict(one.detail), ensure_ascii=False) if one.detail else "",
    )
