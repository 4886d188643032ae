"""Texts of the language.  Blank is None, never an empty text; characters are code points."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from objectry.rules.arithmetic import EXACT, PLACES_28, guarded, within
from objectry.rules.patterns import fits
from objectry.rules.strings import ends, place
from objectry.rules.types import MAX_DIGITS, MAX_TEXT

BLANKS = " \t\n\r"
NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")


@dataclass(frozen=True, slots=True)
class Markup:
    """What stands in a cleaned HTML text beside its words, as patterns that PostgreSQL reads as Python does.

    The last of the `entities` is the sign that the others begin with.
    """

    ends: str = r"</(p|li|h[234]|tr|td|th|blockquote|pre)>|<br>|<hr>"
    tags: str = r"<[^>]*>"
    spaces: str = r"[\t-\r\x1c-\x20\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+"
    entities: tuple[tuple[str, str], ...] = (
        ("&nbsp;", "\u00a0"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", '"'),
        ("&amp;", "&"),
    )


MARKUP = Markup()


def joined(*parts: str | None) -> str | None:
    """The parts one after the other, blank ones left out."""
    return "".join([part for part in parts if part is not None]) or None


def too_long(text: str | None) -> bool:
    """Whether a joined text passes what a value may hold."""
    return text is not None and len(text) > MAX_TEXT


def left(text: str, count: Decimal) -> str | None:
    """The first so many characters."""
    return text[: int(count)] or None if count >= 1 else None


def right(text: str, count: Decimal) -> str | None:
    """The last so many characters."""
    return text[-int(count) :] or None if count >= 1 else None


def trimmed(text: str) -> str | None:
    """Without spaces, tabs and line ends before and behind."""
    return text.strip(BLANKS) or None


def plain(text: str) -> str | None:
    """The words of a formatted text on one line."""
    words = re.sub(MARKUP.tags, "", re.sub(MARKUP.ends, " ", text))
    for written, meant in MARKUP.entities:
        words = words.replace(written, meant)
    return re.sub(MARKUP.spaces, " ", words).strip(" ") or None


def length(text: str | None) -> Decimal:
    """The number of characters."""
    return Decimal(0 if text is None else len(text))


def contains(text: str | None, part: str | None) -> bool:
    """Whether `part` occurs; a blank part always does."""
    return part is None or (text is not None and part in text)


def begins(text: str | None, part: str | None) -> bool:
    """Whether `part` is the beginning; a blank part always is."""
    return part is None or (text is not None and text.startswith(part))


def substituted(text: str | None, old: str | None, new: str | None) -> str | None:
    """The text with each `old` replaced; None also where it would grow longer than a value may be."""
    if text is None or old is None:
        return text
    replaced = text.replace(old, new or "")
    return replaced or None if len(replaced) <= MAX_TEXT else None


def number_of(text: str) -> Decimal | None:
    """The number written in the text, rounded to 28 places; None when there is none."""
    written = text.strip(BLANKS)
    if not _is_number(written):
        return None
    found = Decimal(written)
    return within(EXACT.quantize(found, PLACES_28)) if found.adjusted() <= MAX_DIGITS else None


def is_number(text: str | None) -> bool:
    """Whether a number is written in the text."""
    return text is not None and _is_number(text.strip(BLANKS))


def _is_number(written: str) -> bool:
    return NUMBER.fullmatch(written) is not None and len(written) <= 300


def text_of_number(value: Decimal) -> str:
    """The shortest plain notation: no exponent, no grouping, no zeros at the end."""
    written = format(guarded(value), "f")
    if "." in written:
        written = written.rstrip("0").rstrip(".")
    return "0" if written == "-0" else written


OF_BLANKS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "LEN": length,
        "CONTAINS": contains,
        "BEGINS": begins,
        "ENDS": ends,
        "FIND": place,
        "ISNUMBER": is_number,
        "SUBSTITUTE": substituted,
        "REGEX": fits,
    }
)
"""The functions that have an answer for blank arguments of their own."""
