"""Dates and moments written in texts."""

import re
from datetime import UTC, date, datetime

BLANKS = " \t\n\r"
DAY = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})")
MOMENT = re.compile(r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})[ T]([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})([.][0-9]{1,6})?Z?")


def day_written(text: str) -> date | None:
    """The day written as 2026-01-31; None for anything else."""
    found = DAY.fullmatch(text.strip(BLANKS))
    if found is None:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def moment_written(text: str) -> datetime | None:
    """The moment written as 2026-01-31 09:30:00, in UTC; None for anything else."""
    found = MOMENT.fullmatch(text.strip(BLANKS))
    if found is None:
        return None
    year, month, day, hour, minute, second = (int(one) for one in found.groups()[:6])
    micros = int((found[7] or ".0")[1:].ljust(6, "0"))
    try:
        return datetime(year, month, day, hour, minute, second, micros, tzinfo=UTC)
    except ValueError:
        return None
