"""`POST /batch`: several calls in one transaction, all or none; later ones may refer to answers of earlier ones."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response, jsonify
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, MapAdapter, Rule
from werkzeug.test import EnvironBuilder
from werkzeug.wrappers import Response as AnyResponse

from objectry.faces.answers import Answer, Fault
from objectry.faces.rest.addresses import CONVERTERS, Route
from objectry.faces.rest.arguments import read_arguments, read_body, refuse_headers
from objectry.faces.rest.bodies import JSON, PartRequest, read_json
from objectry.faces.rest.outcomes import Note
from objectry.faces.rest.parts import Part, parts_of
from objectry.faces.rest.references import resolved, resolved_path, resolved_query
from objectry.faces.rest.refusals import Answered, Refusal
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.responses import refusal
from objectry.faces.rest.schemas import BatchBody, NoArguments
from objectry.runtime import Call, Conflict, Invalid, NotAllowed, NotFound, Records, VersionNeeded

PREFIX = "/api/v1"
BODY, NONE = BatchBody(), NoArguments()
REFUSALS = (Refusal, Answered, HTTPException, NotFound, NotAllowed, Invalid, Conflict, VersionNeeded)
"""What can be said of one call.  Anything else concerns the whole."""


@dataclass(frozen=True, slots=True)
class Result:
    """The answer to one call of a batch, and what is kept to tell it again; None of one that only read."""

    name: str
    status: int
    body: object
    headers: Mapping[str, str]
    note: Note | None = None

    def document(self) -> dict[str, object]:
        """The answer as a part of the answer to the batch."""
        return {"name": self.name, "status": self.status, **self.headers, "body": self.body}


@dataclass(frozen=True, slots=True)
class Batched:
    """The answers of a batch."""

    results: tuple[Result, ...]
    dry_run: bool = False

    def note(self) -> Note | None:
        """What each call did."""
        return None if self.dry_run else {"calls": [one.note for one in self.results]}

    def response(self, _asked: Asked) -> Response:
        """All answers in the order of the calls."""
        return jsonify(results=[one.document() for one in self.results], dry_run=self.dry_run)


class Batching:
    """Runs batches of calls to these addresses."""

    def __init__(self, routes: Sequence[Route]) -> None:
        open_to_parts = (route for route in routes if not route.alone)
        rules = [Rule(f"/api{route.rule}", endpoint=route, methods=[route.method]) for route in open_to_parts]
        self._addresses = Map(rules, merge_slashes=False, converters=CONVERTERS).bind("localhost")

    def batch(self, asked: Asked) -> Batched:
        """Every call, or none."""
        refuse_headers(asked.request)
        read_arguments(asked.request, NONE)
        body = read_body(read_json(asked.request), BODY)
        parts, dry_run = parts_of(body["calls"]), bool(body["dry_run"])

        def run(records: Records, call: Call) -> Batched:
            going = Going(asked.inside(records, call), self._addresses)
            return Batched(tuple(going.run(part) for part in parts), dry_run)

        if asked.joined:
            return run(asked.records, asked.call)
        return asked.platform.joint.together(asked.call, run, keep=not dry_run)

    def recall(self, asked: Asked, note: Note) -> Batched:
        """The answers again: of calls that wrote from their notes, of those that read by reading."""
        parts = parts_of(read_body(read_json(asked.request), BODY)["calls"])
        going = Going(asked, self._addresses)
        return Batched(tuple(going.recall(part, kept) for part, kept in zip(parts, note["calls"], strict=True)))


@dataclass(slots=True)
class Going:
    """A batch under way, with the answers so far."""

    asked: Asked
    addresses: MapAdapter
    known: dict[str, object] = field(default_factory=dict)

    def run(self, part: Part) -> Result:
        """Make one call.  Raises Answered where it is refused, with its name."""
        try:
            return self._remember(self._call(part))
        except REFUSALS as error:
            raise Answered(naming(self._refusal(error, part), part.name)) from error

    def recall(self, part: Part, note: Note | None) -> Result:
        """Tell one call again; one that read and may not any more is told as refused."""
        try:
            return self._remember(self._call(part, note))
        except REFUSALS as error:
            found = self._refusal(error, part)
            return self._remember(Result(part.name, found.status, found.document(), {}))

    def _refusal(self, error: Exception, part: Part) -> Answer:
        return refusal(error, self.asked.texts, self.asked.called(re.split("[/?]", part.path)[1]))

    def _call(self, part: Part, note: Note | None = None) -> Result:
        inside = replace(self.asked, request=request_of(part, self.known))
        route, place = self._matched(inside)
        if route.recall is None:
            return result_of(part.name, route.answer(inside, place))
        told = route.told(inside, place) if note is None else route.recall(inside, note)
        return result_of(part.name, told.response(inside), told.note())

    def _matched(self, inside: Asked) -> tuple[Route, dict[str, str]]:
        """The address and its place in it.  Raises NotFound and MethodNotAllowed."""
        route, place = self.addresses.match(inside.request.path, method=inside.request.method)
        if "object_name" in place:
            place = {**place, "object_name": inside.called(place["object_name"])}
        return route, dict(place)

    def _remember(self, result: Result) -> Result:
        self.known[result.name] = result.body
        return result


def request_of(part: Part, known: Mapping[str, object]) -> PartRequest:
    """The call as a request of its own.  Raises Refusal for references that lead nowhere."""
    path, _, query = part.path.partition("?")
    body = None if part.body is None else resolved(part.body, known)
    builder = EnvironBuilder(
        path=PREFIX + resolved_path(path, known),
        query_string=resolved_query(query, known),
        method=part.method,
        headers=[("If-Match", part.if_match)] if part.if_match is not None else [],
        content_type=JSON,
        data=b"" if body is None else b"{}",
    )
    request = PartRequest(builder.get_environ())
    request.parsed = body
    return request


def result_of(name: str, response: AnyResponse, note: Note | None = None) -> Result:
    """The answer of a view as a part of the answer to the batch."""
    body: Any = response.get_json() if response.get_data() else None
    headers = {name.lower(): response.headers[name] for name in ("ETag", "Location") if name in response.headers}
    return Result(name, response.status_code, body, headers, note)


def naming(answer: Answer, call: str) -> Answer:
    """The answer with the name of the call that was refused."""
    errors = answer.errors or (Fault(answer.code, answer.detail),)
    return replace(answer, errors=tuple(replace(one, call=call) for one in errors))
