"""Query arguments and the batch envelope: checked against their shape, every fault told, in the reader's words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from flask import Request
from marshmallow import Schema, ValidationError

from objectry.faces.rest.refusals import Complaint, Refusal, malformed, near, unfit
from objectry.faces.rest.schemas import MOST_PATHS, Envelope, Strict
from objectry.metadata import EMPTY
from objectry.runtime import Mode

EXPECTED: Mapping[str, str] = MappingProxyType(
    {
        "filter": "text",
        "view": "text",
        "sort": "names",
        "fields": "names",
        "q": "text",
        "after": "text",
        "expand": "names",
        "objects": "names",
        "kinds": "kinds",
    }
    | {"upsert": "text", "limit": "limit", "count": "count", "labels": "boolean"}
    | {"format": "format", "spreadsheet": "boolean"}
    | {"records": "records", "mode": "mode", "dry_run": "boolean"}
    | {"to": "id", "starts_at": "moment", "ends_at": "moment"}
    | {"user": "text", "with": "id", "access": "level", "expires_at": "moment"}
    | {"event": "text", "actor": "id", "record": "id", "since": "moment", "until": "moment"}
    | {"version": "version", "condition": "text", "then": "text"}
    | {"select": "outputs", "group_by": "outputs", "aggregates": "figures", "having": "text"}
    | {"values": "values", "owner": "id"}
    | {"calls": "calls", "name": "call_name", "method": "method", "path": "path", "if_match": "text", "body": "values"}
)
"""What each argument and key takes, as the last part of a text `api_expects_...`."""
REFUSED_HEADERS = ("If-Match", "If-None-Match", "If-Unmodified-Since")
"""Headers by which a caller makes an unsafe call safe.  Where one is not honoured it is refused, never ignored."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Many records of one call."""

    records: tuple[Mapping[str, object], ...]
    mode: Mode = Mode.ALL
    dry_run: bool = False


def read_arguments(request: Request, shape: Strict) -> Mapping[str, object]:
    """The query arguments by their names in the shape.  Raises Refusal 400 with every fault."""
    if not request.query_string and shape.of_nothing is not None:
        return shape.of_nothing
    given = request.args.to_dict()
    twice = [name for name in given if len(request.args.getlist(name)) > 1]
    faults = [Complaint("argument_twice", name, {"name": name}) for name in twice]
    return _shaped(shape, given, "argument_unknown", faults)


def read_body(body: Mapping[str, object], shape: Strict) -> Mapping[str, object]:
    """The keys of a body by their names in the shape.  Raises Refusal 400 with every fault."""
    return _shaped(shape, body, "key_unknown", [])


def read_batch(body: Mapping[str, object], shape: Envelope) -> Batch:
    """The records of a batch and how to treat them.  Raises Refusal 400."""
    found = _shaped(shape, body, "key_unknown", [])
    records = found["records"]
    if not isinstance(records, list):
        raise Refusal(400, "F701", unfit("records", "records"))
    wrong = [place for place, one in enumerate(records) if not isinstance(one, dict)]
    if wrong:
        raise Refusal(400, "F701", *(unfit("records", "records", place) for place in wrong[:100]))
    return Batch(tuple(records), Mode(str(found["mode"])), bool(found["dry_run"]))


def _shaped(shape: Schema, given: Mapping[str, object], unknown: str, faults: list[Complaint]) -> Mapping[str, object]:
    known = {field.data_key or name: field for name, field in shape.fields.items()}
    strange = [name for name in given if name not in known]
    faults += [Complaint(unknown, name, {"name": name, "hint": near(name, known)}) for name in strange]
    try:
        found = shape.load({name: value for name, value in given.items() if name in known})
    except ValidationError as wrong:
        faults.extend(_wrong(wrong.messages_dict, given))
        found = EMPTY
    if faults:
        raise Refusal(400, "F701", *faults)
    return dict(found)


def _wrong(messages: Mapping[str, object], given: Mapping[str, object]) -> Iterator[Complaint]:
    for name in messages:
        if name in given:
            yield unfit(name, EXPECTED[name])
        else:
            yield Complaint("key_missing", name, {"name": name})


def text_of(arguments: Mapping[str, object], name: str) -> str | None:
    """An argument as text; None where it is missing or blank."""
    value = arguments.get(name)
    return str(value) if value not in {None, ""} else None


def names_of(arguments: Mapping[str, object], key: str, most: int = MOST_PATHS) -> tuple[str, ...]:
    """An argument of names separated by commas.  Raises Refusal 400 for too many."""
    names = tuple(part for part in (text_of(arguments, key) or "").replace(" ", "").split(",") if part)
    if len(names) > most:
        raise Refusal(400, "F701", unfit(key.rstrip("_"), "names", limit=most))
    return names


def refuse_headers(request: Request, honoured: frozenset[str] = frozenset()) -> None:
    """Raises Refusal 400 for a header that would promise more than this address keeps."""
    for name in REFUSED_HEADERS:
        if name in request.headers and name not in honoured:
            raise malformed("header", name, name=name)
