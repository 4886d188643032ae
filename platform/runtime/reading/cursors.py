"""Cursors of lists: where a page ended, signed and bound to the actor, the query and the revision.

A cursor carries the clock of its first page, so that a list by today's date does not shift while somebody pages.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

from objectry.rules import Value
from objectry.runtime.calls import Bound, Call

READERS: Mapping[str, Callable[[str], Value]] = MappingProxyType(
    {"n": Decimal, "d": date.fromisoformat, "t": datetime.fromisoformat, "c": time.fromisoformat, "s": str}
)
MAC_BYTES = 16


@dataclass(frozen=True, slots=True)
class Cursor:
    """The sort values of the last record of a page, its id last, and the clock of the list."""

    values: tuple[Value, ...]
    now: datetime


def write_cursor(cursor: Cursor, key: bytes, call: Call, bound: Bound) -> str:
    """The cursor as text for outside."""
    payload = json.dumps([cursor.now.isoformat(), *(_written(one) for one in cursor.values)]).encode()
    return _encode(_mac(payload, key, call, bound) + payload)


def read_cursor(text: str, key: bytes, call: Call, bound: Bound) -> Cursor | None:
    """The cursor of `text`; None where it is not one this service gave for this actor, query and revision."""
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        mac, payload = raw[:MAC_BYTES], raw[MAC_BYTES:]
        if not hmac.compare_digest(mac, _mac(payload, key, call, bound)):
            return None
        now, *values = json.loads(payload)
        return Cursor(tuple(_read(one) for one in values), datetime.fromisoformat(now))
    except (ValueError, binascii.Error, InvalidOperation, TypeError):
        return None


def _mac(payload: bytes, key: bytes, call: Call, bound: Bound) -> bytes:
    context = json.dumps([call.actor.id, str(call.revision), *bound]).encode()
    return hmac.new(key, context + b"\x00" + payload, hashlib.sha256).digest()[:MAC_BYTES]


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _written(value: Value) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, datetime):
        return ["t", value.isoformat()]
    if isinstance(value, date):
        return ["d", value.isoformat()]
    if isinstance(value, time):
        return ["c", value.isoformat()]
    return ["n", str(value)] if isinstance(value, Decimal) else ["s", value]


def _read(value: object) -> Value:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Sequence) and len(value) == 2:
        return READERS[str(value[0])](str(value[1]))
    raise ValueError("not a value of a cursor")
