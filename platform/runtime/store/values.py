"""Inside values as JSON and back, so that nothing is lost: a number stays exact, a date stays a date.

Text, truth values and null are themselves; the others are lists of a mark and a text, or the texts of a set.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType

from objectry.rules import Value

Written = str | bool | list[str] | None

READERS: Mapping[str, Callable[..., Value]] = MappingProxyType(
    {
        "n": Decimal,
        "d": date.fromisoformat,
        "t": datetime.fromisoformat,
        "c": time.fromisoformat,
        "s": lambda *texts: texts,
    }
)


def written(value: Value) -> Written:
    """A value as JSON knows it."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return ["c", value.isoformat()]
    return ["s", *value] if isinstance(value, tuple) else ["n", str(value)]


def read(value: Written) -> Value:
    """The value of what `written` wrote."""
    if isinstance(value, list):
        mark, *texts = value
        return READERS[mark](*texts)
    return value


def write_changes(changes: Mapping[str, tuple[Value, Value]]) -> str:
    """Changes of a record, field to (old, new), as text."""
    pairs = {field: [written(old), written(new)] for field, (old, new) in changes.items()}
    return json.dumps(pairs, ensure_ascii=False, separators=(",", ":"))


def read_changes(text: str) -> Mapping[str, tuple[Value, Value]]:
    """The changes `write_changes` wrote."""
    pairs: dict[str, list[Written]] = json.loads(text)
    return {field: (read(old), read(new)) for field, (old, new) in pairs.items()}
