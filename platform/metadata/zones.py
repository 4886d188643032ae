"""The time zones there are, by their IANA names."""

from functools import cache
from zoneinfo import available_timezones


@cache
def zone_names() -> frozenset[str]:
    """Every name there is.  Read from the disk once: looking through all files takes longer than a small model."""
    return frozenset(available_timezones())
