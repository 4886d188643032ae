"""Whom a text names: `@ann` is the user who logs in as ann."""

import re
from collections.abc import Iterator

MOST_MENTIONED = 20
_MENTION = re.compile(r"(?<![\w@.])@(\w[\w.+@-]*)")
_ASCII = re.compile(r"[\x21-\x7e]+")
_END = ".+@-"


def mentions(text: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Where an @ stands, and the names that may be meant behind it, small, the longest first.

    Where letters of another script follow a name without a blank, it may end before them.
    """
    for match in _MENTION.finditer(text):
        written = match[1].lower().rstrip(_END)
        plain = _ASCII.match(written)
        yield match.start(), tuple(dict.fromkeys([written, *([plain[0].rstrip(_END)] if plain else [])]))


def mentioned(text: str) -> tuple[str, ...]:
    """All of these names, each once."""
    found = dict.fromkeys(name for _, names in mentions(text) for name in names)
    return tuple(found)[: 2 * MOST_MENTIONED]
