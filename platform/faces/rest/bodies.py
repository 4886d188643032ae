"""Reading request bodies: JSON without surprises.

Numbers stay exact (Decimal), a key may stand once, NaN does not exist, and a body that nests too deep is refused
before it can hurt.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn

from flask import Request

from objectry.faces.rest.refusals import Complaint, Refusal, malformed

DEEPEST = 32
LONGEST_NUMBER = 200
JSON = "application/json"


class PartRequest(Request):
    """A request that came as a part of another, with which its body was read."""

    parsed: object = None


def read_json(request: Request) -> dict[str, object]:
    """The body as an object.

    Raises Refusal: 415 for another content type, 400 for what is not one JSON object.
    """
    if request.mimetype != JSON:
        raise Refusal(415, "F708", Complaint("media", None, {"media": JSON}))
    document = request.parsed if isinstance(request, PartRequest) else parse_json(request.get_data())
    if not isinstance(document, dict):
        raise malformed("object")
    return document


def parse_json(raw: bytes) -> object:
    """What stands in the bytes.  Raises Refusal 400."""
    try:
        document = _parse(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise malformed("utf8") from None
    except RecursionError:
        raise malformed("deep", limit=DEEPEST) from None
    except json.JSONDecodeError as fault:
        raise malformed("json", line=fault.lineno, column=fault.colno, what=fault.msg) from None
    if _depth(document) > DEEPEST:
        raise malformed("deep", limit=DEEPEST)
    return document


def _parse(text: str) -> object:
    return json.loads(
        text, parse_int=_whole, parse_float=_exact, parse_constant=_refuse_constant, object_pairs_hook=_once
    )


def _whole(text: str) -> int:
    _measure(text)
    return int(text)


def _exact(text: str) -> Decimal:
    _measure(text)
    return Decimal(text)


def _measure(text: str) -> None:
    """No number anybody means has so many digits, nor so many in its exponent; long ones cost time to read."""
    exponent = text.lower().partition("e")[2]
    if len(text) > LONGEST_NUMBER or len(exponent) > 6:
        raise malformed("number")


def _refuse_constant(text: str) -> NoReturn:
    raise malformed("constant", name=text)


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise malformed("twice", key, name=key)
            seen.add(key)
    return found


def _depth(value: object) -> int:
    """How deep the document nests, found without recursion."""
    level, deepest = [value], 0
    while level:
        deepest += 1
        level = [inner for outer in level for inner in _inside(outer)]
    return deepest


def _inside(value: object) -> Mapping[str, object] | list[object] | tuple[()]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else ()
