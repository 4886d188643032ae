"""Coercion of JSON documents: given as text or as objects and lists, kept as one canonical text.

A document is an object or a list: what is a text or a number alone has a field type of its own.
"""

import json
from decimal import Decimal
from json import JSONDecodeError
from typing import Any, NoReturn

from objectry.runtime.store import NoDocument, canonical, parsed
from objectry.runtime.values.unfit import Unfit

LONGEST = 1_000_000  # characters looked at; how many may be kept says the field
MOST_DIGITS = 400  # of a whole number: reading one of a million takes its time


def document(value: object) -> str | None:
    """The canonical text of a document.  Raises Unfit."""
    if isinstance(value, str) and not value.strip():
        return None
    try:
        return canonical(_whole_document(_read(value) if isinstance(value, str) else value))
    except NoDocument as wrong:
        raise Unfit(str(wrong)) from wrong


def _whole_document(value: object) -> object:
    if not isinstance(value, dict | list):
        raise NoDocument("a JSON object or list")
    return value


def pretty(text: str) -> str:
    """A canonical text as people read it."""
    return _pretty(parsed(text), "")


def _read(text: str) -> object:
    if len(text) > LONGEST:
        raise NoDocument(f"JSON of at most {LONGEST} characters")
    try:
        return json.loads(text, object_pairs_hook=_once, parse_float=Decimal, parse_int=_whole, parse_constant=_refused)
    except JSONDecodeError as wrong:
        place = {"row": str(wrong.lineno), "place": str(wrong.colno), "reason": wrong.msg}
        raise Unfit("JSON", "D560", place) from wrong
    except RecursionError as wrong:
        raise NoDocument("JSON that is nested less deep") from wrong


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Members whose names are all different."""
    found: dict[str, object] = {}
    for name, value in pairs:
        if name in found:
            raise Unfit("JSON", "D561", {"name": name})
        found[name] = value
    return found


def _whole(text: str) -> int:
    if len(text) > MOST_DIGITS:
        raise NoDocument("JSON whose numbers have fewer digits")
    return int(text)


def _refused(name: str) -> NoReturn:
    raise NoDocument(f"JSON, which knows no {name}")


def _pretty(value: Any, margin: str) -> str:
    inner = margin + "  "
    if isinstance(value, dict) and value:
        lines = [f"{inner}{canonical(name)}: {_pretty(one, inner)}" for name, one in value.items()]
        return "{\n" + ",\n".join(lines) + f"\n{margin}}}"
    if isinstance(value, list) and value:
        return "[\n" + ",\n".join(inner + _pretty(one, inner) for one in value) + f"\n{margin}]"
    return canonical(value)
