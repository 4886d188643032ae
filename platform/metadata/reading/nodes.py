"""The tree of a file before anyone knows what it means: mappings, lists, scalars, each with its place.

Keys and scalars are text as written; the shapes decide how to read them.  Offsets count code points from
0, lines and columns from 1.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from objectry.diagnostics import Span

DIRECTIVE = re.compile(r"""\b(?:extend|disabled|after|before|first)["']?\s*:|\\[xuU]|\?\s""")  # or what may hide one
MERGE = "<<"  # where YAML lays one mapping upon another, which is not part of the language
LINE_BREAK = re.compile("\r\n|[\n\r\x85\u2028\u2029]")  # what YAML counts as one


@dataclass(frozen=True)
class Document:
    """One file: its path as problems name it, and its text."""

    file: str
    text: str

    @cached_property
    def lines(self) -> list[str]:
        """The lines, without their ends."""
        return LINE_BREAK.split(self.text)

    @cached_property
    def directs(self) -> bool:
        """Whether anything in it may speak of what lies below: extend, remove or place."""
        return DIRECTIVE.search(self.text) is not None

    def line(self, number: int) -> str:
        """Line `number`, or nothing where the file has fewer."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""


class Style(StrEnum):
    """How a scalar is written."""

    PLAIN = "plain"
    SINGLE = "single"
    DOUBLE = "double"
    LITERAL = "literal"
    FOLDED = "folded"
    NULL = "null"
    REFUSED = "refused"  # an alias, or a tag without a text: told already, and nothing to read


NULL, REFUSED = Style.NULL, Style.REFUSED  # asked for at every scalar of every file: a plain name is found faster


class ScalarNode(NamedTuple):
    """Text as written.  `start` and `end` are offsets in the document; `flow` tells whether brackets are around it."""

    text: str
    style: Style
    document: Document
    line: int
    column: int
    start: int
    end: int
    flow: bool = False

    @property
    def span(self) -> Span:
        """Its place; a scalar over several lines is marked where it starts."""
        broken = LINE_BREAK.search(self.document.text, self.start, self.end)
        length = (broken.start() if broken else self.end) - self.start
        return Span(self.document.file, self.line, self.column, max(1, length))

    @property
    def is_null(self) -> bool:
        """Whether nothing is written there, or `~`, or nothing that counts."""
        return self.style is NULL or self.style is REFUSED


class Entry(NamedTuple):
    """A key of a mapping and what stands under it."""

    key: ScalarNode
    value: "Node"


class MapNode(NamedTuple):
    """A mapping.  Its keys are unique, their order is that of the file."""

    entries: Mapping[str, Entry]
    document: Document
    line: int
    column: int

    @property
    def span(self) -> Span:
        """Where it starts."""
        return Span(self.document.file, self.line, self.column)

    def get(self, key: str) -> "Node | None":
        """What stands under `key`."""
        entry = self.entries.get(key)
        return entry.value if entry else None

    def key_span(self, key: str) -> Span:
        """The place of the key itself, or of the mapping where there is none."""
        entry = self.entries.get(key)
        return entry.key.span if entry else self.span


class ListNode(NamedTuple):
    """A list."""

    items: tuple["Node", ...]
    document: Document
    line: int
    column: int

    @property
    def span(self) -> Span:
        """Where it starts."""
        return Span(self.document.file, self.line, self.column)


Node = ScalarNode | MapNode | ListNode


def empty_map(document: Document, line: int = 1, column: int = 1) -> MapNode:
    """A mapping with nothing in it."""
    return MapNode({}, document, line, column)
