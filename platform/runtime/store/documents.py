"""The canonical text of a JSON document: the same whoever wrote it and whichever database keeps it.

Names are sorted, nothing stands between the parts, and numbers have their shortest plain form.
"""

import json
from decimal import Decimal
from typing import Any

DEEPEST = 32
MOST_DIGITS = 400  # of a number written out: more than any double has
FEWER_DIGITS = "JSON whose numbers have fewer digits"


class NoDocument(ValueError):
    """The value cannot stand in a document.  The message says what could."""


def parsed(text: str) -> Any:
    """The document of a text, its numbers exact."""
    return json.loads(text, parse_float=Decimal)


def canonical(value: object, room: int = DEEPEST) -> str:
    """The text of a value with `room` levels left.  Raises NoDocument."""
    if not isinstance(value, dict | list):
        return scalar(value)
    if not room:
        raise NoDocument(f"JSON nested at most {DEEPEST} deep")
    if isinstance(value, list):
        return f"[{','.join(canonical(one, room - 1) for one in value)}]"
    if not all(isinstance(name, str) for name in value):
        raise NoDocument("a JSON object, whose names are texts")
    return "{" + ",".join(f"{scalar(name)}:{canonical(value[name], room - 1)}" for name in sorted(value)) + "}"


def scalar(value: object) -> str:
    """The text of what is neither object nor list.  Raises NoDocument."""
    if isinstance(value, float | Decimal):
        return _number(Decimal(str(value)))
    if isinstance(value, str):
        _check_storable(value)
    elif not isinstance(value, int | None):
        raise NoDocument("JSON")
    return json.dumps(value, ensure_ascii=False)


def _number(value: Decimal) -> str:
    """Plain digits: 1.50 is 1.5, 1e3 is 1000."""
    if not value.is_finite():
        raise NoDocument("JSON, which knows no NaN and no Infinity")
    if abs(value.adjusted()) + len(value.as_tuple().digits) > MOST_DIGITS:
        raise NoDocument(FEWER_DIGITS)
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text


def _check_storable(text: str) -> None:
    if not is_storable(text):
        raise NoDocument("JSON that can be stored")


def is_storable(text: str) -> bool:
    """Whether both databases can keep the text."""
    return "\x00" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
