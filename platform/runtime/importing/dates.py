"""Reading dates of a stated form.

A form is written with YYYY, MM, DD, hh, mm and ss, such as `MM/DD/YYYY hh:mm`.  Digits may lack a leading zero.
"""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

_PARTS = {"YYYY": r"(?P<year>\d{4})", "MM": r"(?P<month>\d{1,2})", "DD": r"(?P<day>\d{1,2})"} | {
    "hh": r"(?P<hour>\d{1,2})",
    "mm": r"(?P<minute>\d{1,2})",
    "ss": r"(?P<second>\d{1,2})",
}
_TOKEN = re.compile("|".join(_PARTS))


def compile_form(form: str) -> re.Pattern[str] | None:
    """The pattern of a form, or None when it is not a form: year, month and day once each, no other Latin letters."""
    tokens = _TOKEN.findall(form)
    rest = _TOKEN.sub("", form)
    if {"YYYY", "MM", "DD"} - set(tokens) or len(tokens) != len(set(tokens)) or re.search(r"\w", rest, re.ASCII):
        return None
    pieces = re.split(f"({_TOKEN.pattern})", form)
    return re.compile("".join(_PARTS.get(piece) or re.escape(piece) for piece in pieces))


def read_date(text: str, pattern: re.Pattern[str], zone: ZoneInfo) -> datetime | None:
    """The moment `text` names in `zone`, midnight where it has no time; None when it is no such date."""
    match = pattern.fullmatch(text)
    if match is None:
        return None
    parts = {name: int(digits) for name, digits in match.groupdict().items()}
    try:
        return datetime(**{"hour": 0, **parts}, tzinfo=zone)
    except ValueError:
        return None
