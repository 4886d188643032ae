"""Whom a text names: `@ann` is the user who logs in as ann."""

import re

MOST_MENTIONED = 20
_MENTION = re.compile(r"(?<![\w@.])@(\w[\w.+@-]*)")
_ASCII = re.compile(r"[\x21-\x7e]+")


def mentioned(text: str) -> tuple[str, ...]:
    """The names after an @, small, each once; where other letters follow one, the name may also end before them."""
    found: dict[str, None] = {}
    for match in _MENTION.finditer(text):
        written = match[1].casefold().rstrip(".+@-")
        plain = _ASCII.match(written)
        found.update(dict.fromkeys([written, *([plain[0].rstrip(".+@-")] if plain else [])]))
    return tuple(found)[: 2 * MOST_MENTIONED]
