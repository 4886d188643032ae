"""`Idempotency-Key`: a call that counts once, however often it is sent."""

import json
import re
from collections.abc import Callable
from hashlib import sha256

from flask import Request, Response

from objectry.faces.rest.bodies import JSON, parse_json
from objectry.faces.rest.outcomes import Note, Told
from objectry.faces.rest.refusals import malformed
from objectry.faces.rest.requests import Asked
from objectry.runtime import Call, Records, Ticket

HEADER, REPLAYED = "Idempotency-Key", "Idempotency-Replayed"
KEY = re.compile(r"[\x21-\x7e]{1,255}")
Act = Callable[[Asked], Told]


def answer_once(asked: Asked, act: Act, recall: Callable[[Asked, Note], Told]) -> Response:
    """The answer of `act`; where the request has a key that was used before, that of the first time, told anew.

    Raises Refusal 400 for what is no key, and what the joint raises.
    """
    ticket = ticket_of(asked)
    if ticket is None:
        return act(asked).response(asked)

    def first(records: Records, call: Call) -> tuple[Response, str | None]:
        inside = asked.inside(records, call)
        told = act(inside)
        note = told.note()
        return told.response(inside), None if note is None else json.dumps(note)

    def again(records: Records, call: Call, note: str) -> Response:
        inside = asked.inside(records, call)
        response = recall(inside, json.loads(note)).response(inside)
        response.headers[REPLAYED] = "true"
        return response

    return asked.platform.joint.once(asked.call, ticket, first, again)


def ticket_of(asked: Asked) -> Ticket | None:
    """By what the request is known again; None where it has no key."""
    key = asked.request.headers.get(HEADER)
    if key is None:
        return None
    if not KEY.fullmatch(key):
        raise malformed("idempotency_key", HEADER)
    return Ticket(_digest(asked.call.actor.id, asked.credential, key), fingerprint(asked.request))


def fingerprint(request: Request) -> str:
    """What is asked, as a digest: blanks and the order of keys make no difference."""
    arguments = sorted(request.args.items(multi=True))
    return _digest(request.method, request.path, _canonical(arguments), _canonical(_body(request)))


def _body(request: Request) -> object:
    """What stands in the body.  Raises Refusal 400 for what is none."""
    raw = request.get_data()
    return parse_json(raw) if raw and request.mimetype == JSON else raw.hex()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), default=str)


def _digest(*parts: str) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()
