"""How each field type is typed in: the input that takes it, and the way between its text and its value."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from types import MappingProxyType

from objectry.faces.formats import Formats, time_of_day
from objectry.metadata import FieldType
from objectry.runtime import pretty

Reader = Callable[[str, Formats], object]
Writer = Callable[[object, Formats], str]


@dataclass(frozen=True, slots=True)
class Widget:
    """An input.  `kind` names the template's macro; `read` makes an outside value of typed text (text that makes no
    sense goes on as it is: the door says what is wrong with it); `write` is its inverse for inside values.  Several
    choices are lines of the text."""

    kind: str
    read: Reader
    write: Writer
    keyboard: str = ""  # inputmode, for the keyboard of a phone
    autocomplete: str = "off"


def _as_typed(text: str, _: Formats) -> object:
    return text


def _number(text: str, formats: Formats) -> object:
    found = formats.read_number(text)
    return text if found is None else found


def _percent(text: str, formats: Formats) -> object:
    return _number(text.strip().removesuffix("%").removesuffix("％"), formats)


def _moment(text: str, formats: Formats) -> object:
    found = formats.read_moment(text)
    return text if found is None else found


def _flag(text: str, _: Formats) -> object:
    return text == "true"


def _plain(value: object, _: Formats) -> str:
    return "" if value is None else str(value)


def _written_number(value: object, formats: Formats) -> str:
    return formats.written_number(value) if isinstance(value, Decimal) else _plain(value, formats)


def _written_percent(value: object, formats: Formats) -> str:
    return formats.written_number(value * 100) if isinstance(value, Decimal) else _plain(value, formats)


def _written_moment(value: object, formats: Formats) -> str:
    return formats.written_moment(value) if isinstance(value, datetime) else _plain(value, formats)


def _written_time(value: object, _: Formats) -> str:
    return time_of_day(value) if isinstance(value, time) else ""


def _written_document(value: object, _: Formats) -> str:
    return pretty(value) if isinstance(value, str) else ""


def _written_flag(value: object, _: Formats) -> str:
    return "true" if value is True else "false"


def _several(text: str, _: Formats) -> object:
    return text.split("\n")


def _written_several(value: object, formats: Formats) -> str:
    return "\n".join(value) if isinstance(value, tuple) else _plain(value, formats)


_TEXT = Widget("line", _as_typed, _plain)
_NUMBER = Widget("line", _number, _written_number, "decimal")

WIDGETS: Mapping[FieldType, Widget] = MappingProxyType(
    {
        FieldType.TEXT: _TEXT,
        FieldType.TEXTAREA: Widget("area", _as_typed, _plain),
        FieldType.SECRET: Widget("secret", _as_typed, _plain),
        FieldType.RICH_TEXT: Widget("rich", _as_typed, _plain),
        FieldType.INTEGER: Widget("line", _number, _written_number, "numeric"),
        FieldType.DECIMAL: _NUMBER,
        FieldType.CURRENCY: Widget("money", _number, _written_number, "decimal"),
        FieldType.PERCENT: Widget("percent", _percent, _written_percent, "decimal"),
        FieldType.BOOLEAN: Widget("flag", _flag, _written_flag),
        FieldType.DATE: Widget("date", _as_typed, _plain),
        FieldType.DATETIME: Widget("moment", _moment, _written_moment),
        FieldType.TIME: Widget("time", _as_typed, _written_time),
        FieldType.PICKLIST: Widget("choice", _as_typed, _plain),
        FieldType.MULTI_PICKLIST: Widget("choices", _several, _written_several),
        FieldType.EMAIL: Widget("email", _as_typed, _plain, "email"),
        FieldType.PHONE: Widget("phone", _as_typed, _plain, "tel"),
        FieldType.URL: Widget("url", _as_typed, _plain, "url"),
        FieldType.LOOKUP: Widget("lookup", _as_typed, _plain),
        FieldType.MASTER_DETAIL: Widget("lookup", _as_typed, _plain),
        FieldType.MANY_TO_MANY: Widget("links", _several, _written_several),
        FieldType.AUTONUMBER: _TEXT,
        FieldType.FILE: Widget("file", _as_typed, _plain),
        FieldType.IMAGE: Widget("image", _as_typed, _plain),
        FieldType.JSON: Widget("json", _as_typed, _written_document),
    }
)
