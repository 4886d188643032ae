"""Coercion of dates, datetimes and times of day.

Dates are ISO (2026-11-22).  Datetimes are ISO, kept in UTC; one without an offset is read in the actor's time zone,
as people type it.  An hour that a clock change skips moves forward.  Times are ISO (09:30, 09:30:15) and have no
zone.
"""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from objectry.runtime.values.unfit import Unfit

TIME = re.compile(r"\d{1,2}:\d{2}(:\d{2}(\.\d{1,6})?)?", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATETIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:?\d{2})?", re.ASCII | re.IGNORECASE
)


def day(value: object) -> date | None:
    """A calendar day."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        written = value.strip()
        if not written:
            return None
        if DATE.fullmatch(written):
            try:
                return date.fromisoformat(written)
            except ValueError:
                pass
    raise Unfit("a date (YYYY-MM-DD)")


def moment(value: object, timezone: str) -> datetime | None:
    """A moment in UTC."""
    if isinstance(value, str):
        written = value.strip()
        if not written:
            return None
        if DATETIME.fullmatch(written):
            return _in_utc(_read(written), timezone)
    elif isinstance(value, datetime):
        return _in_utc(value, timezone)
    raise Unfit("a date and time (YYYY-MM-DDThh:mm)")


def time_of_day(value: object) -> time | None:
    """A time of day.  Half past nine may be written 9:30, as people and spreadsheets do."""
    if isinstance(value, time) and value.tzinfo is None:
        return value
    if isinstance(value, str):
        written = value.strip()
        if not written:
            return None
        if TIME.fullmatch(written):
            try:
                return time.fromisoformat(written.zfill(len(written) + (written.index(":") == 1)))
            except ValueError:
                pass
    raise Unfit("a time (hh:mm)")


def zone(name: str) -> ZoneInfo:
    """The time zone of that name, or UTC where there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def _read(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written.upper())
    except ValueError as wrong:
        raise Unfit("a date and time (YYYY-MM-DDThh:mm)") from wrong


def _in_utc(value: datetime, timezone: str) -> datetime:
    try:
        aware = value if value.tzinfo else value.replace(tzinfo=zone(timezone), fold=0)
        return aware.astimezone(UTC)
    except (OverflowError, ValueError) as wrong:
        raise Unfit("a date and time (YYYY-MM-DDThh:mm)") from wrong
