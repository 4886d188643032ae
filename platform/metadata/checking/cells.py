"""Cells of seed records that their fields would surely refuse, as far as a cell alone can tell.

The door looks at every value again; these are the slips that need no database to be seen, told before anything is
applied.  Never stricter than the door: what a normaliser may still tidy is left to it.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType

from objectry.metadata.model import Field, FieldType

NUMBER = re.compile(r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,3})?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII | re.IGNORECASE
)
HOUR = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?", re.ASCII)
SITE = re.compile(r"https?://\S+", re.IGNORECASE)
LARGEST = 2**63
Reading = Callable[[str, Field], object]
"""(text, field) -> what can be compared with limits; raises ValueError."""


def misfit(text: str, field: Field) -> str | None:
    """Why a written cell cannot be a value of the field, or None."""
    written = text.strip()
    if not written:
        return None
    try:
        value = READINGS[field.type](written, field) if field.type in READINGS else None
    except ValueError:
        return f'"{shown(text)}" is no {field.type}'
    if isinstance(value, Decimal | time) and beyond(value, field):
        return f'"{shown(text)}" is outside the limits of {field.name}'
    return misfitting_text(text, field)


def misfitting_text(text: str, field: Field) -> str | None:
    """Length and pattern, of a text that no normaliser changes first."""
    if field.normalize or field.picklist is not None or field.type is FieldType.RICH_TEXT:
        return None
    if field.max_length is not None and len(text) > field.max_length:
        return f'"{shown(text)}" is longer than the {field.max_length} characters of {field.name}'
    if field.pattern is not None and not re.fullmatch(field.pattern, text):
        return f'"{shown(text)}" does not match the pattern of {field.name}'
    return None


def shown(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"


def beyond(value: Decimal | time, field: Field) -> bool:
    low, high = field.minimum, field.maximum
    if isinstance(value, Decimal):
        return (isinstance(low, Decimal) and value < low) or (isinstance(high, Decimal) and value > high)
    return (isinstance(low, time) and value < low) or (isinstance(high, time) and value > high)


def whole(text: str, field: Field) -> Decimal:
    value = number(text, field)
    if value != value.to_integral_value() or not -LARGEST <= value < LARGEST:
        raise ValueError(text)
    return value


def number(text: str, field: Field) -> Decimal:
    """A number that fits before the point; behind it the door rounds."""
    if not NUMBER.fullmatch(text):
        raise ValueError(text)
    value = Decimal(text)
    if value and field.precision is not None and value.adjusted() > field.precision - (field.scale or 0):
        raise ValueError(text)
    scaled = value.scaleb(-2) if field.type is FieldType.PERCENT else value
    places = (field.scale or 0) + (2 if field.type is FieldType.PERCENT else 0)
    return round(scaled, places) if scaled.adjusted() < places + 40 and field.type is not FieldType.INTEGER else scaled


def truth(text: str, _field: Field) -> bool:
    if text not in {"true", "false"}:
        raise ValueError(text)
    return text == "true"


def day(text: str, _field: Field) -> date:
    if not DAY.fullmatch(text):
        raise ValueError(text)
    return date.fromisoformat(text)


def moment(text: str, _field: Field) -> datetime:
    if not MOMENT.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text.upper())


def hour(text: str, _field: Field) -> time:
    if not HOUR.fullmatch(text):
        raise ValueError(text)
    return time.fromisoformat(text.zfill(len(text) + (text.index(":") == 1)))


def mail(text: str, _field: Field) -> None:
    """What is surely no address: the door reads the others letter by letter."""
    name, sign, host = text.rpartition("@")
    if not (name and sign and host) or any(character.isspace() for character in text):
        raise ValueError(text)


def site(text: str, _field: Field) -> None:
    if not SITE.fullmatch(text):
        raise ValueError(text)


def dialled(text: str, _field: Field) -> None:
    if not any(character.isdigit() for character in text):
        raise ValueError(text)


READINGS: Mapping[FieldType, Reading] = MappingProxyType(
    {
        FieldType.INTEGER: whole,
        FieldType.DECIMAL: number,
        FieldType.CURRENCY: number,
        FieldType.PERCENT: number,
        FieldType.BOOLEAN: truth,
        FieldType.DATE: day,
        FieldType.DATETIME: moment,
        FieldType.TIME: hour,
        FieldType.EMAIL: mail,
        FieldType.URL: site,
        FieldType.PHONE: dialled,
    }
)
