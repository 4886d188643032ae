"""International telephone numbers as most people write them, put into the one international way without the library.

Parsing and formatting a number takes the library longer than all other values of a record together.  What decides about
a number with a plus is read once for each country code, from the library's own tables; whatever might need more
(prefixes of long distance, leading zeros, extensions, unusual lengths) is left to it.
"""

import re
from dataclasses import dataclass
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, NumberFormat, PhoneMetadata

PLAIN = re.compile(r"\+[1-9](?:[ -]?[0-9]){6,14}")
GROUP = re.compile(r"\\([1-9])")
LONGEST_CODE = 3
SEPARATORS = str.maketrans("", "", "+ -")
Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Shape:
    """How numbers are written that begin like `start` and fit the pattern: `written` has places for its groups."""

    start: Pattern
    pattern: Pattern
    written: str


@dataclass(frozen=True, slots=True)
class Numbering:
    """The numbers of a country code: how long they may be, and what asks for the library."""

    code: str
    lengths: frozenset[int]
    prefix: Pattern | None
    shapes: tuple[Shape, ...]

    def written(self, number: str) -> str | None:
        """The number behind the code in international form; None where the library has to say."""
        if len(number) not in self.lengths or number[0] == "0" or (self.prefix and self.prefix.match(number)):
            return None
        for shape in self.shapes:
            if shape.start.match(number) and (found := shape.pattern.fullmatch(number)):
                return f"+{self.code} {shape.written.format(*found.groups(''))}"
        return f"+{self.code} {number}"


def international(value: str) -> str | None:
    """The number as the library writes it; None where only the library knows."""
    if not PLAIN.fullmatch(value):
        return None
    digits = value.translate(SEPARATORS)
    for length in range(1, LONGEST_CODE + 1):
        numbering = numbering_of(digits[:length])
        if numbering is not None:
            return numbering.written(digits[length:])
    return None


@cache
def numbering_of(code: str) -> Numbering | None:
    """What is known of a country code; None where it is none."""
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(code))
    known = regions and PhoneMetadata.metadata_for_region_or_calling_code(int(code), regions[0])
    if not known:
        return None
    prefix, lengths = known.national_prefix_for_parsing, known.general_desc and known.general_desc.possible_length
    return Numbering(
        code,
        frozenset(lengths or ()),
        re.compile(prefix) if prefix else None,
        tuple(map(_shape, known.intl_number_format or known.number_format)),
    )


def _shape(known: NumberFormat) -> Shape:
    start = known.leading_digits_pattern[-1] if known.leading_digits_pattern else ""
    written = GROUP.sub(lambda group: f"{{{int(group[1]) - 1}}}", known.format or "")
    return Shape(re.compile(start), re.compile(known.pattern or ""), written)
