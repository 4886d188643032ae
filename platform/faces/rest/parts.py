"""The calls of a batch as they are sent, checked against their shape before any of them is made."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from objectry.faces.rest.arguments import read_body
from objectry.faces.rest.refusals import Complaint, Refusal, unfit
from objectry.faces.rest.schemas import CallBody
from objectry.runtime import MOST_RECORDS

MOST_CALLS = 100
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,39}", re.ASCII)
CALL = CallBody()


@dataclass(frozen=True, slots=True)
class Part:
    """One call of a batch: its name (its place from 0, where none is given) and what a request of its own would be."""

    name: str
    method: str
    path: str
    body: object = None
    if_match: str | None = None


def parts_of(calls: object) -> tuple[Part, ...]:
    """The calls in their order.  Raises Refusal 400 with every fault, each with the call it concerns."""
    if not isinstance(calls, list) or not 1 <= len(calls) <= MOST_CALLS:
        raise Refusal(400, "F701", unfit("calls", "calls", limit=MOST_CALLS))
    found: list[Part] = []
    faults: list[Complaint] = []
    for place, one in enumerate(calls):
        try:
            found.append(_part(str(place), one))
        except Refusal as wrong:
            faults += (replace(fault, call=str(place)) for fault in wrong.complaints)
    faults += _twice(found)
    if sum(map(_weight, found)) > MOST_RECORDS:
        faults.append(Complaint("batch_records", "calls", {"limit": MOST_RECORDS}))
    if faults:
        raise Refusal(400, "F701", *faults)
    return tuple(found)


def _part(place: str, one: object) -> Part:
    if not isinstance(one, dict):
        raise Refusal(400, "F701", unfit("calls", "calls", limit=MOST_CALLS))
    given = read_body(one, CALL)
    name, path = str(given.get("name", place)), str(given["path"])
    if "name" in given and not NAME.fullmatch(name):
        raise Refusal(400, "F701", unfit("name", "call_name"))
    if not path.startswith("/"):
        raise Refusal(400, "F701", unfit("path", "path"))
    if_match = given.get("if_match")
    return Part(name, str(given["method"]), path, given.get("body"), None if if_match is None else str(if_match))


def _twice(parts: Sequence[Part]) -> Iterator[Complaint]:
    seen: set[str] = set()
    for part in parts:
        if part.name in seen:
            yield Complaint("call_twice", "name", {"name": part.name}, call=part.name)
        seen.add(part.name)


def _weight(part: Part) -> int:
    """How many records a call may write."""
    records = part.body.get("records") if isinstance(part.body, dict) else None
    return len(records) if isinstance(records, list) else 1
