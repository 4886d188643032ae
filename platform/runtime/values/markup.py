"""Formatted text: HTML of a small, closed list of elements, cleaned before it is kept.

What is not on the list is taken away and its text stays; scripts and styles go with all they hold.  Links lead to http,
https and mail addresses only.
"""

import nh3

from objectry.rules import plain_text
from objectry.runtime.values.texts import text

ELEMENTS = frozenset(
    "a b blockquote br code em h2 h3 h4 hr i li ol p pre s strong sub sup table tbody td th thead tr u ul".split()
)
SCHEMES = frozenset({"http", "https", "mailto"})
CLEANER = nh3.Cleaner(
    tags=set(ELEMENTS),
    attributes={"*": set(), "a": {"href"}},
    url_schemes=set(SCHEMES),
    url_relative="deny",
    link_rel="noopener noreferrer",
)


def formatted(value: object) -> str | None:
    """The cleaned form of HTML; nothing but blanks is blank.  Raises Unfit for what is no text."""
    written = text(value)
    found = None if written is None else sanitised(written)
    return found if found is not None and ("<hr>" in found or plain(found)) else None


def sanitised(written: str) -> str:
    """The HTML with what is on the list, and nothing else."""
    return CLEANER.clean(written)


def plain(written: str) -> str:
    """The words of a cleaned HTML text, on one line."""
    return plain_text(written) or ""
