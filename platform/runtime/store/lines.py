"""A row of any table as a line of text and back: the same line for the same row on both databases.

A line is a JSON array, a value for each column in the order of the table's.  Numbers are texts, so that none loses a
digit; moments, days and times of day are in ISO's form.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.columns import Choices, Clock, Day, Document, Flag, Id, Integer, Moment, Number, Words
from objectry.runtime.store.dialect import UUID
from objectry.runtime.store.documents import NoDocument, canonical, is_storable, parsed

Turn = Callable[[Any], Any]


class BadLine(Exception):
    """A line that holds no row of its table; the message says why."""


def _text(value: Any) -> str:
    if not isinstance(value, str) or not is_storable(value):
        raise BadLine("a text is expected")
    return value


def _id(value: Any) -> str:
    if not isinstance(value, str) or not UUID.fullmatch(value):
        raise BadLine("an id is expected")
    return value


def _decimal(value: Any) -> Decimal:
    try:
        found = Decimal(_text(value))
    except InvalidOperation:
        raise BadLine("a number is expected") from None
    if not found.is_finite():
        raise BadLine("a number is expected")
    return found


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise BadLine("a whole number is expected")
    return value


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise BadLine("true or false is expected")
    return value


def _moment(value: Any) -> datetime:
    found = datetime.fromisoformat(_text(value))
    if found.tzinfo is None:
        raise BadLine("a moment with its offset is expected")
    return found


def _choices(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise BadLine("a list of texts is expected")
    return tuple(map(_text, value))


def _document(value: Any) -> str:
    try:
        return canonical(parsed(_text(value)))
    except NoDocument:
        raise BadLine("a document is expected") from None


def _number(value: Decimal) -> str:
    """The shortest plain form, with all digits there are."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _said(value: date | datetime | time) -> str:
    return value.isoformat()


def _same(value: Any) -> Any:
    return value


KINDS: Mapping[type, tuple[Turn, Turn]] = MappingProxyType(
    {
        Id: (_same, _id),
        Words: (_same, _text),
        Number: (_number, _decimal),
        Integer: (_number, _decimal),
        sa.BigInteger: (_same, _whole),
        Flag: (_same, _flag),
        Day: (_said, lambda value: date.fromisoformat(_text(value))),
        Clock: (_said, lambda value: time.fromisoformat(_text(value))),
        Moment: (_said, _moment),
        Choices: (list, _choices),
        Document: (_same, _document),
    }
)
"""How a value of each type of column is written and read."""


def writer(columns: Sequence[sa.Column[Any]]) -> Callable[[Sequence[Any]], str]:
    """What makes a line of a row's values, which stand in the order of the columns."""
    turns = [KINDS[type(column.type)][0] for column in columns]

    def write(row: Sequence[Any]) -> str:
        values = [None if value is None else turn(value) for turn, value in zip(turns, row, strict=True)]
        return json.dumps(values, ensure_ascii=False, separators=(",", ":"))

    return write


def reader(columns: Sequence[sa.Column[Any]]) -> Callable[[str], dict[str, Any]]:
    """What makes a row, by column, of a line.  It raises BadLine."""
    turns = [(str(column.name), KINDS[type(column.type)][1]) for column in columns]

    def read(line: str) -> dict[str, Any]:
        try:
            values = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise BadLine(f"it is no JSON: {error}") from None
        if not isinstance(values, list) or len(values) != len(turns):
            raise BadLine(f"{len(turns)} values are expected")
        return {name: _read(name, turn, value) for (name, turn), value in zip(turns, values, strict=True)}

    return read


def _read(name: str, turn: Turn, value: Any) -> Any:
    try:
        return None if value is None else turn(value)
    except (BadLine, ValueError, OverflowError) as error:
        raise BadLine(f"{name}: {error}") from None
