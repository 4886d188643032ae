"""The routes of `/api/v1`.  Each reads its arguments, makes one call of the door, and writes the answer."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import wraps

from flask import Blueprint, Response, jsonify, request, url_for

from objectry.faces import answers
from objectry.faces.rest.bodies import read_json, shaped
from objectry.faces.rest.describe import describe_object, describe_objects
from objectry.faces.rest.documents import openapi_document
from objectry.faces.rest.refusals import Refusal
from objectry.faces.rest.requests import Asked, Entrance, version_asked
from objectry.faces.rest.schemas import Batch, ListArguments, RecordArguments
from objectry.runtime import (
    Change,
    Conflict,
    DoorError,
    Invalid,
    Mode,
    NotFound,
    Outcome,
    Platform,
    Problem,
    Query,
    Target,
)

View = Callable[..., Response]
PREFIX = "/api/v1"


def rest_api(platform: Platform) -> Blueprint:
    """The blueprint of routes over one platform."""
    api = Blueprint("rest", __name__, url_prefix=PREFIX)
    door = _Routes(Entrance(platform))
    for rule, methods, view in (
        ("/meta", ["GET"], door.objects),
        ("/meta/<object_name>", ["GET"], door.object),
        ("/openapi.json", ["GET"], door.openapi),
        ("/<object_name>", ["GET"], door.list),
        ("/<object_name>", ["POST"], door.create),
        ("/<object_name>", ["PATCH"], door.update_many),
        ("/<object_name>", ["DELETE"], door.delete_many),
        ("/<object_name>/by/<field>/<path:value>", ["PUT"], door.upsert),
        ("/<object_name>/<id>", ["GET"], door.read),
        ("/<object_name>/<id>", ["PATCH"], door.update),
        ("/<object_name>/<id>", ["DELETE"], door.delete),
        ("/<object_name>/<id>/history", ["GET"], door.history),
        ("/<object_name>/<id>/access", ["GET"], door.access),
        ("/<object_name>/<id>/related/<name>", ["GET"], door.related),
    ):
        api.add_url_rule(rule, f"{view.__name__}_{methods[0].lower()}", door.guarded(view), methods=methods)
    return api


class _Routes:
    def __init__(self, entrance: Entrance) -> None:
        self._entrance = entrance

    def guarded(self, view: Callable[..., Response]) -> View:
        """The view with its caller admitted, and every refusal in the one error shape."""

        @wraps(view)
        def run(**place: str) -> Response:
            try:
                return view(self._entrance.admit(request), **place)
            except Refusal as refusal:
                return _refused(refusal.answer(self._entrance.texts(request)))
            except DoorError as error:
                texts = self._entrance.texts(request)
                return _refused(answers.answer(error, texts, place.get("object_name")))

        return run

    def objects(self, asked: Asked) -> Response:
        """The objects the caller may read."""
        return jsonify(objects=describe_objects(asked.blueprint, asked.rights, asked.texts))

    def object(self, asked: Asked, object_name: str) -> Response:
        """One object, with the fields and rights the caller has."""
        return jsonify(describe_object(asked.blueprint, asked.rights, asked.texts, object_name))

    def openapi(self, asked: Asked) -> Response:
        """The API description, cut to the caller."""
        return jsonify(openapi_document(asked.blueprint, asked.rights))

    def list(self, asked: Asked, object_name: str, related: tuple[str, str] | None = None) -> Response:
        """A page of records."""
        arguments = shaped(ListArguments(), request.args.to_dict())
        query = Query(
            object=object_name,
            filter=_text(arguments, "filter"),
            view=_text(arguments, "view"),
            sort=_names(arguments, "sort"),
            fields=_names(arguments, "fields_"),
            search=_text(arguments, "q"),
            limit=int(str(arguments["limit"])),
            after=_text(arguments, "after"),
            count=str(arguments["count"]),
            related=related,
        )
        page = asked.platform.records.find(asked.call, query)
        return jsonify(asked.codec.page(page, labels=bool(arguments["labels"])))

    def related(self, asked: Asked, object_name: str, id: str, name: str) -> Response:
        """A page of the children of one record."""
        asked.platform.records.get(asked.call, object_name, id, ("id",))
        child = asked.blueprint.objects[object_name].children.get(name)
        if child is None or not asked.rights.may(child.object, "read").allowed:
            raise NotFound
        return self.list(asked, child.object, (child.field, id))

    def read(self, asked: Asked, object_name: str, id: str) -> Response:
        """One record."""
        arguments = shaped(RecordArguments(), request.args.to_dict())
        record = asked.platform.records.get(asked.call, object_name, id, _names(arguments, "fields_"))
        response = jsonify(asked.codec.record(record, labels=bool(arguments["labels"])))
        response.set_etag(str(record.version))
        return response

    def create(self, asked: Asked, object_name: str) -> Response:
        """One record, or many in the batch envelope; with `?upsert=field` known ones are updated."""
        body = read_json(request)
        if "records" not in body or not isinstance(body["records"], list):
            return self._create_one(asked, object_name, body)
        batch = shaped(Batch(), body)
        key = request.args.get("upsert")
        records = asked.platform.records
        values, mode, dry_run = batch["records"], Mode(str(batch["mode"])), bool(batch["dry_run"])
        assert isinstance(values, list)
        if key is not None:
            outcome = records.upsert(asked.call, object_name, key, values, mode=mode, dry_run=dry_run)
        else:
            outcome = records.create(asked.call, object_name, values, mode=mode, dry_run=dry_run)
        return self._many(asked, object_name, outcome)

    def _create_one(self, asked: Asked, object_name: str, body: Mapping[str, object]) -> Response:
        outcome = asked.platform.records.create(asked.call, object_name, [body])
        return self._one(asked, object_name, outcome, created=True)

    def upsert(self, asked: Asked, object_name: str, field: str, value: str) -> Response:
        """The record that has `value` in `field`, updated, or a new one."""
        body = {**read_json(request), field: value}
        outcome = asked.platform.records.upsert(asked.call, object_name, field, [body])
        return self._one(asked, object_name, outcome, created=outcome.actions == ("created",))

    def update(self, asked: Asked, object_name: str, id: str) -> Response:
        """The named fields of one record."""
        body = dict(read_json(request))
        header = version_asked(request)
        change = Change(id, body, header if header is not None else _version(body.pop("version", None)))
        try:
            outcome = asked.platform.records.update(asked.call, object_name, [change])
        except Conflict as stale:
            raise _stale(stale, header) from None
        return self._one(asked, object_name, outcome)

    def update_many(self, asked: Asked, object_name: str) -> Response:
        """Many records, each with its id."""
        batch = shaped(Batch(), read_json(request))
        values = batch["records"]
        assert isinstance(values, list)
        changes = [_change(one, place) for place, one in enumerate(values)]
        mode, dry_run = Mode(str(batch["mode"])), bool(batch["dry_run"])
        outcome = asked.platform.records.update(asked.call, object_name, changes, mode=mode, dry_run=dry_run)
        return self._many(asked, object_name, outcome)

    def delete(self, asked: Asked, object_name: str, id: str) -> Response:
        """One record, into the recycle bin."""
        header = version_asked(request)
        try:
            asked.platform.records.delete(asked.call, object_name, [Target(id, header)])
        except Conflict as stale:
            raise _stale(stale, header) from None
        return Response(status=204)

    def delete_many(self, asked: Asked, object_name: str) -> Response:
        """Many records, each named by its id."""
        batch = shaped(Batch(), read_json(request))
        values = batch["records"]
        assert isinstance(values, list)
        changes = [_change(one, place) for place, one in enumerate(values)]
        targets = [Target(change.id, change.version) for change in changes]
        mode, dry_run = Mode(str(batch["mode"])), bool(batch["dry_run"])
        outcome = asked.platform.records.delete(asked.call, object_name, targets, mode=mode, dry_run=dry_run)
        return self._many(asked, object_name, outcome)

    def history(self, asked: Asked, object_name: str, id: str) -> Response:
        """Who changed what, newest first."""
        entries = asked.platform.records.history(asked.call, object_name, id)
        return jsonify(history=[asked.codec.entry(object_name, entry) for entry in entries])

    def access(self, asked: Asked, object_name: str, id: str) -> Response:
        """Why the caller may see the record."""
        decision = asked.platform.records.explain(asked.call, object_name, id)
        return jsonify(allowed=decision.allowed, reason=decision.reason)

    def _one(self, asked: Asked, object_name: str, outcome: Outcome, *, created: bool = False) -> Response:
        if outcome.problems:
            raise Invalid(outcome.problems)
        record = outcome.records[0]
        assert record is not None
        document = asked.codec.record(record)
        if outcome.warnings:
            document["warnings"] = [_fault(asked, object_name, one) for one in outcome.warnings]
        response = jsonify(document)
        response.set_etag(str(record.version))
        if created:
            response.status_code = 201
            response.headers["Location"] = url_for("rest.read_get", object_name=object_name, id=record.id)
        return response

    def _many(self, asked: Asked, object_name: str, outcome: Outcome) -> Response:
        return jsonify(asked.codec.outcome(outcome, lambda problem: _fault(asked, object_name, problem)))


def _fault(asked: Asked, object_name: str, problem: Problem) -> Mapping[str, object]:
    return asdict(answers.faults((problem,), asked.texts, object_name)[0])


def _refused(refusal: answers.Answer) -> Response:
    response = jsonify(refusal.document())
    response.status_code = refusal.status
    response.mimetype = answers.MEDIA_TYPE
    response.headers.update(refusal.headers)
    return response


def _stale(conflict: Conflict, header: int | None) -> Exception:
    """A failed If-Match answers 412, a stale `version` in the body 409 (RUNTIME section 8)."""
    return Refusal(412, "F706", str(conflict)) if header is not None else conflict


def _change(one: Mapping[str, object], place: int) -> Change:
    values = dict(one)
    id, version = values.pop("id", None), values.pop("version", None)
    if not isinstance(id, str):
        raise Refusal(400, "F701", faults=((f"records.{place}.id", "each record names its id"),))
    return Change(id, values, _version(version))


def _version(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise Refusal(400, "F701", faults=(("version", "a whole number"),))


def _text(arguments: Mapping[str, object], name: str) -> str | None:
    value = arguments.get(name)
    return str(value) if value not in (None, "") else None


def _names(arguments: Mapping[str, object], name: str) -> tuple[str, ...]:
    return tuple(part for part in (_text(arguments, name) or "").replace(" ", "").split(",") if part)
