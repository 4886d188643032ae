"""Patterns of REGEX: the syntax of RE2, which needs time in proportion to the text whatever the pattern.

A text fits as a whole or not at all, as in Salesforce.  A blank text is one without characters.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import re2

from objectry.rules.pattern_parts import Unreadable, parts_of

MOST_CHARACTERS = 500
OPTIONS = re2.Options()
OPTIONS.log_errors = False
WAYS_OUT: Mapping[str, str] = MappingProxyType(
    {
        "invalid perl operator: (?=": "patterns do not look ahead; join two REGEX with `and`",
        "invalid perl operator: (?!": "patterns do not look ahead; write `and not REGEX(...)`",
        "invalid perl operator: (?<": "patterns do not look behind; join two REGEX with `and`",
        "invalid perl operator: (?>": "write (?:...), as nothing is ever tried twice",
        "bad repetition operator": "a repetition is not repeated; put brackets around it",
        "invalid repetition size": "a repetition goes up to 1000",
        "invalid escape sequence": 'there is no such escape; a backslash of the pattern is written "\\\\" in a text',
    }
)


@lru_cache(2_000)
def compiled(pattern: str) -> Any:
    """The pattern, ready to be asked.  Raises re2.error."""
    return re2.compile(pattern, OPTIONS)


def runs(pattern: str, text: bytes) -> Iterator[bytes]:
    """Each piece of a text in UTF-8 that fits the pattern, from left to right and as long as it may be."""
    return (found.group() for found in re2.compile(pattern.encode(), OPTIONS).finditer(text))


def fault(pattern: str) -> str | None:
    """What is wrong with the pattern, and a way out; None when it can be used."""
    if len(pattern) > MOST_CHARACTERS:
        return f"{len(pattern):,} characters; a pattern has at most {MOST_CHARACTERS}"
    try:
        compiled(pattern)
        parts_of(pattern)
    except re2.error as error:
        return _in_words(error.args[0].decode("utf-8", "replace"))
    except Unreadable as error:
        return str(error)
    return None


def _in_words(message: str) -> str:
    way_out = next((words for start, words in WAYS_OUT.items() if message.startswith(start)), "")
    return f"{message}; {way_out}" if way_out else message


def fits(text: str | None, pattern: str) -> bool:
    """Whether the whole text is one the pattern describes."""
    return compiled(pattern).fullmatch(text or "") is not None
