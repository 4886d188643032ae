"""Reasons: why a rule fired for a record or did not, what would be, and what a draft would do.  Nothing is written."""

from flask import Response, jsonify

from objectry.faces.reasons import explained_document, rehearsed_document
from objectry.faces.rest.arguments import read_arguments, read_body, refuse_headers, text_of
from objectry.faces.rest.bodies import read_json
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import DraftBody, NoArguments, ReasonArguments

REASON, DRAFT, NONE = ReasonArguments(), DraftBody(), NoArguments()


def why(asked: Asked, object_name: str, id: str, name: str) -> Response:
    """Why a rule, validation, formula or condition came out as it did, at the last save or an earlier one."""
    version = read_arguments(asked.request, REASON).get("version")
    known = int(str(version)) if version is not None else None
    return jsonify(explained_document(asked.records.why(asked.call, object_name, id, name, version=known)))


def why_if(asked: Asked, object_name: str, id: str, name: str) -> Response:
    """How it would come out if the record had these values."""
    read_arguments(asked.request, NONE)
    refuse_headers(asked.request)
    return jsonify(explained_document(asked.records.why(asked.call, object_name, id, name, read_json(asked.request))))


def rehearse(asked: Asked, object_name: str) -> Response:
    """What a draft of a rule or validation would have done to the records the caller sees."""
    read_arguments(asked.request, NONE)
    refuse_headers(asked.request)
    body = read_body(read_json(asked.request), DRAFT)
    found = asked.records.rehearse(asked.call, object_name, str(body["condition"]), text_of(body, "then"))
    return jsonify(rehearsed_document(found))
