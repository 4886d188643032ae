"""The audit log over the API, for those with the right `view_audit`."""

from datetime import datetime

from flask import Response, jsonify

from objectry.faces.rest.arguments import read_arguments, text_of
from objectry.faces.rest.codec import moment
from objectry.faces.rest.refusals import Refusal, unfit
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import AuditArguments
from objectry.runtime import AuditEntry, AuditFilter, identifier

ARGUMENTS = AuditArguments()
LONGEST_PLACE = 18


def events(asked: Asked) -> Response:
    """Who did what about rights, log-ins and deployments, newest first."""
    arguments = read_arguments(asked.request, ARGUMENTS)
    wanted = AuditFilter(
        event=text_of(arguments, "event") or "",
        actor=_id(text_of(arguments, "actor")),
        record=_id(text_of(arguments, "record")) or "",
        since=_moment(arguments.get("since")),
        until=_moment(arguments.get("until")),
        before=_place(text_of(arguments, "after")),
        limit=int(str(arguments["limit"])),
    )
    found, following = asked.platform.audit.page(asked.call, wanted)
    return jsonify(events=[_document(one) for one in found], next=None if following is None else str(following))


def _moment(given: object) -> datetime | None:
    return given if isinstance(given, datetime) else None


def _id(given: str | None) -> str | None:
    """An id as it is stored.  Raises Refusal for what is none."""
    found = identifier(given) if given else None
    if given and found is None:
        raise Refusal(400, "F701", unfit("record", "id"))
    return found


def _place(cursor: str | None) -> int | None:
    if cursor is None:
        return None
    if not (cursor.isascii() and cursor.isdecimal() and len(cursor) <= LONGEST_PLACE):
        raise Refusal(400, "F701", unfit("after", "text"))
    return int(cursor)


def _document(one: AuditEntry) -> dict[str, object]:
    return {
        "id": str(one.id),
        "number": one.number,
        "at": moment(one.at),
        "event": one.event,
        "actor": one.actor,
        "actor_name": one.actor_name or None,
        "cause": one.cause,
        "object": one.object or None,
        "record": one.record or None,
        "name": one.name or None,
        "detail": dict(one.detail),
    }
