"""Reading request bodies: JSON without surprises, shaped by marshmallow.

Numbers stay exact (Decimal), a key may stand once, NaN does not exist, and a body that nests too deep is refused
before it can hurt.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import NoReturn

from flask import Request
from marshmallow import Schema, ValidationError

from objectry.faces.rest.refusals import Refusal

DEEPEST = 32
JSON = "application/json"


def read_json(request: Request) -> Mapping[str, object]:
    """The body as an object.

    Raises Refusal: 415 for another content type, 400 for what is not one JSON object.
    """
    if request.mimetype != JSON:
        raise Refusal(415, "F708", f"send {JSON}")
    try:
        text = request.get_data().decode("utf-8")
        document = json.loads(text, parse_float=_exact, parse_constant=_refuse_constant, object_pairs_hook=_once)
    except UnicodeDecodeError:
        raise Refusal(400, "F701", "the body is not UTF-8") from None
    except RecursionError:
        raise Refusal(400, "F701", "the body nests too deep") from None
    except json.JSONDecodeError as fault:
        raise Refusal(400, "F701", f"line {fault.lineno} column {fault.colno}: {fault.msg}") from None
    except ValueError as fault:
        raise Refusal(400, "F701", str(fault)) from None
    if not isinstance(document, dict) or _depth(document) > DEEPEST:
        raise Refusal(400, "F701", f"the body must be one JSON object, nested at most {DEEPEST} deep")
    return document


def shaped(schema: Schema, document: Mapping[str, object]) -> Mapping[str, object]:
    """The document after a marshmallow schema.

    Raises Refusal 400 with a fault for each wrong or unknown key.
    """
    try:
        return dict(schema.load(document))
    except ValidationError as wrong:
        raise Refusal(400, "F701", faults=_flat(wrong.normalized_messages())) from None


def _flat(messages: Mapping[object, object], path: str = "") -> tuple[tuple[str, str], ...]:
    found: list[tuple[str, str]] = []
    for key, value in messages.items():
        here = f"{path}.{key}" if path else str(key)
        if isinstance(value, Mapping):
            found.extend(_flat(value, here))
        else:
            sentences = value if isinstance(value, list) else [value]
            found.extend((here, str(sentence)) for sentence in sentences)
    return tuple(found)


def _exact(text: str) -> Decimal:
    return Decimal(text)


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a JSON number")


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f'the key "{key}" stands twice')
        found[key] = value
    return found


def _depth(value: object) -> int:
    """How deep the document nests, found without recursion."""
    level, deepest = [value], 0
    while level:
        deepest += 1
        level = [inner for outer in level for inner in _inside(outer)]
    return deepest


def _inside(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return list(value) if isinstance(value, list) else []
