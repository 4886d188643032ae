"""Notifications: what the rules told this person."""

from dataclasses import dataclass

from flask import Response, request

from objectry.faces.web import addresses
from objectry.faces.web.pages import page, to
from objectry.faces.web.shell import NOTIFICATION, UNREAD
from objectry.faces.web.showing.cells import Cell, record_cell
from objectry.faces.web.visit import Visit
from objectry.runtime import Change, Query, Record

SHOWN, MOST = 50, 200
MINE = "recipient = $user"


@dataclass(frozen=True, slots=True)
class Message:
    """One notification."""

    id: str
    text: str
    when: Cell
    read: bool
    linked: bool


def show(visit: Visit) -> Response:
    """The newest notifications."""
    visit.plan(NOTIFICATION)
    query = Query(NOTIFICATION, filter=MINE, sort=("-created_at",), limit=SHOWN)
    found = visit.platform.records.find(visit.call, query).records
    return page(visit, "notifications.html", "notifications", messages=tuple(_message(visit, one) for one in found))


def _message(visit: Visit, record: Record) -> Message:
    values = record.values
    return Message(
        id=record.id,
        text=str(values.get("message") or ""),
        when=record_cell(visit, record, "created_at"),
        read=values.get("read") is True,
        linked=bool(values.get("link_object") and values.get("link_id")),
    )


def open_one(visit: Visit, id: str) -> Response:
    """Mark one as read and go where it leads."""
    record = visit.platform.records.get(visit.call, NOTIFICATION, id)
    _mark(visit, (record,))
    object, target = record.values.get("link_object"), record.values.get("link_id")
    return to(addresses.record(str(object), str(target)) if object and target else addresses.NOTIFICATIONS)


def read_all(visit: Visit) -> Response:
    """Mark all as read."""
    query = Query(NOTIFICATION, filter=UNREAD, fields=("id",), limit=MOST)
    _mark(visit, visit.platform.records.find(visit.call, query).records)
    return to(addresses.inside(request.form.get("back"), addresses.NOTIFICATIONS))


def _mark(visit: Visit, records: tuple[Record, ...]) -> None:
    changes = [Change(one.id, {"read": True}) for one in records if one.values.get("read") is not True]
    if changes:
        visit.platform.records.update(visit.call, NOTIFICATION, changes)
