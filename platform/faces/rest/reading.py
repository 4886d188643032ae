"""Reading: lists, records, their children, history and reasons, and the describing documents."""

from flask import Response, jsonify

from objectry.faces.rest.arguments import names_of, read_arguments, text_of
from objectry.faces.rest.describe import describe_object, describe_objects
from objectry.faces.rest.expanding import expand, wanted_of
from objectry.faces.rest.refusals import Complaint, Refusal
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import (
    BinArguments,
    ListArguments,
    NoArguments,
    RecordArguments,
    SearchArguments,
    TimelineArguments,
)
from objectry.runtime import NotFound, Query

MOST_KEYS = 5
LIST, ONE, NONE, SEARCH = ListArguments(), RecordArguments(), NoArguments(), SearchArguments()
BIN = BinArguments()
TIMELINE = TimelineArguments()


def objects(asked: Asked) -> Response:
    """The objects the caller may use."""
    read_arguments(asked.request, NONE)
    return jsonify(objects=describe_objects(asked.blueprint, asked.rights, asked.texts))


def one_object(asked: Asked, object_name: str) -> Response:
    """One object, with the fields and rights the caller has."""
    read_arguments(asked.request, NONE)
    return jsonify(describe_object(asked.blueprint, asked.rights, asked.texts, object_name))


def page(asked: Asked, object_name: str, related: tuple[str, str] | None = None) -> Response:
    """A page of records."""
    arguments = read_arguments(asked.request, LIST)
    query = Query(
        object=object_name,
        filter=text_of(arguments, "filter"),
        view=text_of(arguments, "view"),
        sort=names_of(arguments, "sort", MOST_KEYS),
        fields=names_of(arguments, "fields_"),
        search=text_of(arguments, "q"),
        limit=int(str(arguments["limit"])),
        after=text_of(arguments, "after"),
        count=str(arguments["count"]),
        related=related,
    )
    wanted = wanted_of(names_of(arguments, "expand"))
    found = asked.records.find(asked.call, query)
    document = asked.codec.page(found, labels=bool(arguments["labels"]), whole=not query.fields)
    expand(asked, object_name, found.records, document["records"], wanted)
    return jsonify(document)


def children(asked: Asked, object_name: str, id: str, name: str) -> Response:
    """A page of the children of one record."""
    asked.records.get(asked.call, object_name, id, ("id",))
    child = asked.blueprint.objects[object_name].children.get(name)
    if child is None or not asked.rights.reads(child.object, child.field):
        raise NotFound("there is no such list")
    return page(asked, child.object, (child.field, id))


def record(asked: Asked, object_name: str, id: str) -> Response:
    """One record.  Its tag is its version."""
    arguments = read_arguments(asked.request, ONE)
    wanted = names_of(arguments, "fields_")
    beside = wanted_of(names_of(arguments, "expand"))
    found = asked.records.get(asked.call, object_name, id, wanted)
    document = asked.codec.record(found, labels=bool(arguments["labels"]), whole=not wanted)
    expand(asked, object_name, (found,), (document,), beside)
    response = jsonify(document)
    response.set_etag(str(found.version))
    return response


def search(asked: Asked) -> Response:
    """Records of all objects, or of some, by words."""
    arguments = read_arguments(asked.request, SEARCH)
    words, most = text_of(arguments, "q"), int(str(arguments["limit"]))
    if words is None:
        raise Refusal(400, "F701", Complaint("key_missing", "q", {"name": "q"}))
    objects = tuple(map(asked.called, names_of(arguments, "objects")))
    found = asked.records.search(asked.call, words, objects, most + 1)
    results = [{"object": one.object, "id": one.id, "name": one.name} for one in found[:most]]
    return jsonify(results=results, more=len(found) > most)


def timeline(asked: Asked, object_name: str, id: str) -> Response:
    """All that happened to a record and belongs to it, newest first."""
    arguments = read_arguments(asked.request, TIMELINE)
    kinds, after = names_of(arguments, "kinds"), text_of(arguments, "after")
    found = asked.records.timeline(asked.call, object_name, id, kinds, after, int(str(arguments["limit"])))
    moments = [asked.codec.moment(object_name, one) for one in found.moments]
    return jsonify(timeline=moments, kinds=found.kinds, next=found.next)


def deleted(asked: Asked, object_name: str) -> Response:
    """What the caller may see of the recycle bin, newest first."""
    arguments = read_arguments(asked.request, BIN)
    page = asked.records.bin(asked.call, (object_name,), int(str(arguments["limit"])), text_of(arguments, "after"))
    found = [
        {
            "id": one.id,
            "name": one.name,
            "deleted_at": one.at.isoformat(),
            "deleted_by": one.actor,
            "deleted_by_name": one.actor_name or None,
        }
        for one in page.records
    ]
    return jsonify(records=found, next=page.next)


def history(asked: Asked, object_name: str, id: str) -> Response:
    """Who changed what, newest first."""
    read_arguments(asked.request, NONE)
    entries = asked.records.history(asked.call, object_name, id)
    return jsonify(history=[asked.codec.entry(object_name, entry) for entry in entries])
