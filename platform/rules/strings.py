"""Taking texts apart and filling them up, as Salesforce has it.  Characters are code points, counted from 1."""

import re
from decimal import Decimal

from objectry.rules.types import MAX_TEXT

WORD = re.compile("[0-9A-Za-z\u0080-\U0010ffff]+")
"""What INITCAP takes for a word: ASCII letters and digits, and whatever is beyond ASCII."""
LAST_CHARACTER = 0x10FFFF


def middle(text: str, start: Decimal, count: Decimal) -> str | None:
    """So many characters from a place on; a start before the first is the first."""
    if count < 1:
        return None
    first = max(int(start), 1) - 1
    return text[first : first + int(count)] or None


def place(part: str | None, text: str | None, start: Decimal | None = None) -> Decimal:
    """Where the part stands, looked for from a place on; 0 where it does not, and for blank."""
    if part is None or text is None:
        return Decimal(0)
    return Decimal(text.find(part, 0 if start is None else max(int(start), 1) - 1) + 1)


def ends(text: str | None, part: str | None) -> bool:
    """Whether `part` is the end; a blank part always is."""
    return part is None or (text is not None and text.endswith(part))


def padded_left(text: str, length: Decimal, filling: str) -> str | None:
    """Filled up in front to so many characters, or cut to them."""
    if not 1 <= length <= MAX_TEXT:
        return None
    missing = int(length) - len(text)
    return _filling(missing, filling) + text if missing > 0 else text[: int(length)]


def padded_right(text: str, length: Decimal, filling: str) -> str | None:
    """Filled up behind to so many characters, or cut to them."""
    if not 1 <= length <= MAX_TEXT:
        return None
    missing = int(length) - len(text)
    return text + _filling(missing, filling) if missing > 0 else text[: int(length)]


def _filling(count: int, filling: str) -> str:
    return (filling * (count // len(filling) + 1))[:count]


def in_title_case(text: str) -> str:
    """Each word with a capital first letter, the rest small."""
    return WORD.sub(lambda word: word[0][0].upper() + word[0][1:].lower(), text)


def backwards(text: str) -> str:
    """The characters from last to first."""
    return text[::-1]


def code_point(text: str) -> Decimal:
    """The number of the first character."""
    return Decimal(ord(text[0]))


def character(number: Decimal) -> str | None:
    """The character of this number; None where there is none that a text may hold."""
    if not 1 <= number < LAST_CHARACTER + 1 or 0xD800 <= int(number) <= 0xDFFF:
        return None
    return chr(int(number))


def whole_id(text: str) -> str:
    """A Salesforce id of 15 characters with the three that tell its capitals; any other text as it is."""
    if len(text) != 15 or not (text.isascii() and text.isalnum()):
        return text
    return text + "".join(_capitals(text[at : at + 5]) for at in (0, 5, 10))


def _capitals(five: str) -> str:
    number = sum(1 << at for at, letter in enumerate(five) if "A" <= letter <= "Z")
    return "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"[number]
