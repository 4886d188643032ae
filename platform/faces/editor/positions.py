"""Places in a file as editors count them: lines from 0, and in a line the units of an encoding, UTF-16 as a rule."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType

from objectry.diagnostics import Span

BREAK = re.compile("\r\n|\n|\r")
READER_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what the reader of YAML counts as one


@dataclass(frozen=True, order=True, slots=True)
class Position:
    """A place between two characters."""

    line: int
    character: int


@dataclass(frozen=True, slots=True)
class Range:
    """What stands between two places."""

    start: Position
    end: Position


@dataclass(frozen=True)
class Sheet:
    """A text whose places are asked for, counted in the units of an encoding."""

    text: str
    encoding: str = "utf-16"

    @cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins."""
        return (0, *(found.end() for found in BREAK.finditer(self.text)))

    @cached_property
    def reader_starts(self) -> tuple[int, ...]:
        """Where each line begins for the reader."""
        return (0, *(found.end() for found in READER_BREAK.finditer(self.text)))

    def offset(self, position: Position) -> int:
        """The offset of a place; one behind the end of its line is the end of that line."""
        if position.line >= len(self.starts):
            return len(self.text)
        at = self.starts[position.line]
        end = self.starts[position.line + 1] if position.line + 1 < len(self.starts) else len(self.text)
        line = self.text[at:end].rstrip("\r\n")
        units = 0
        for count, character in enumerate(line):
            if units >= position.character:
                return at + count
            units += WIDTHS[self.encoding](character)
        return at + len(line)

    def position(self, offset: int) -> Position:
        """The place of an offset."""
        offset = min(max(offset, 0), len(self.text))
        line = self.line_of(offset)
        return Position(line, sum(map(WIDTHS[self.encoding], self.text[self.starts[line] : offset])))

    def line_of(self, offset: int) -> int:
        """The line an offset is on."""
        low, high = 0, len(self.starts)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.starts[middle] <= offset else (low, middle)
        return low

    def range(self, start: int, end: int) -> Range:
        """The places of two offsets."""
        return Range(self.position(start), self.position(end))

    def range_of(self, span: Span) -> Range:
        """The places of what a problem is about."""
        line = min(max(span.line, 1), len(self.reader_starts))
        start = self.reader_starts[line - 1] + max(span.column, 1) - 1
        return self.range(start, start + max(span.length, 1))


WIDTHS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "utf-8": lambda character: len(character.encode(errors="surrogatepass")),
        "utf-16": lambda character: 2 if ord(character) > 0xFFFF else 1,
        "utf-32": lambda character: 1,
    }
)
"""How many units a character takes, by encoding."""
