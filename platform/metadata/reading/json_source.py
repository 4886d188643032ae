"""JSON files into the same nodes.  Strict JSON, with places, without recursion deeper than the limit."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata.reading.nodes import Document, Entry, ListNode, MapNode, Node, ScalarNode, Style

SPACE = re.compile(r"[ \t\r\n]*")
STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"')
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
WORD = re.compile(r"true|false|null")


class BrokenError(Exception):
    """The text is not JSON from `offset` on."""

    def __init__(self, code: str, message: str, offset: int) -> None:
        super().__init__(message)
        self.code = code
        self.offset = offset


def read_json(document: Document, problems: Diagnostics, max_depth: int) -> Node | None:
    """The tree of a JSON file, or None with the problem told."""
    reader = Reader(document, problems, max_depth, document.text.startswith("\ufeff"))
    if not reader.skip():
        problems.error("S101", "the file is empty", Span(document.file))
        return None
    try:
        node = reader.value(depth=0)
        reader.finish()
    except BrokenError as error:
        problems.error(error.code, str(error), reader.span(error.offset))
        return None
    return node


@dataclass
class Reader:
    """A cursor over the text."""

    document: Document
    problems: Diagnostics
    max_depth: int
    offset: int = 0
    line: int = 1
    line_start: int = 0

    def span(self, offset: int) -> Span:
        before = self.document.text[:offset]
        return Span(self.document.file, before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1)

    def skip(self) -> str:
        """Over white space; the character that follows, or nothing at the end."""
        found = SPACE.match(self.document.text, self.offset)
        end = found.end() if found else self.offset
        blank = self.document.text[self.offset : end]
        if "\n" in blank:
            self.line += blank.count("\n")
            self.line_start = self.offset + blank.rfind("\n") + 1
        self.offset = end
        return self.document.text[end : end + 1]

    def expect(self, sign: str) -> None:
        if self.skip() != sign:
            raise BrokenError("S101", f'"{sign}" is expected here', self.offset)
        self.offset += 1

    def finish(self) -> None:
        if self.skip():
            raise BrokenError("S101", "nothing may follow the end of the value", self.offset)

    def value(self, depth: int) -> Node:
        sign = self.skip()
        if sign in {"{", "["}:
            if depth >= self.max_depth:
                raise BrokenError("S110", f"nested more than {self.max_depth} levels deep", self.offset)
            return self.mapping(depth) if sign == "{" else self.listing(depth)
        return self.string() if sign == '"' else self.bare()

    def mapping(self, depth: int) -> MapNode:
        line, column = self.line, self.offset - self.line_start + 1
        entries: dict[str, Entry] = {}
        self.series("{}", lambda: self.entry(entries, depth))
        return MapNode(entries, self.document, line, column)

    def listing(self, depth: int) -> ListNode:
        line, column = self.line, self.offset - self.line_start + 1
        items: list[Node] = []
        self.series("[]", lambda: items.append(self.value(depth + 1)))
        return ListNode(tuple(items), self.document, line, column)

    def series(self, brackets: str, take: Callable[[], None]) -> None:
        """Members with commas between them up to the closing sign.

        Where something is missing the place is that behind the last member, or that of a bracket never closed.
        """
        start, end = self.offset, brackets[1]
        self.offset += 1
        if self.skip() == end:
            self.offset += 1
            return
        while True:
            if not self.skip():
                raise BrokenError("S101", f"this {brackets[0]} is never closed", start)
            take()
            behind, sign = self.offset, self.skip()
            if not sign:
                raise BrokenError("S101", f"this {brackets[0]} is never closed", start)
            if sign not in {",", end}:
                raise BrokenError("S101", f'"," or "{end}" is expected here', self.missed(behind))
            comma = self.offset
            self.offset += 1
            if sign == end:
                return
            if self.skip() == end:
                raise BrokenError("S101", f'a comma before "{end}" is one too many', comma)

    def missed(self, behind: int) -> int:
        """Where a sign is missing: right behind the last member where the next thing stands on another line."""
        return behind if "\n" in self.document.text[behind : self.offset] else self.offset

    def entry(self, entries: dict[str, Entry], depth: int) -> None:
        if self.skip() != '"':
            raise BrokenError("S101", "a key in double quotes is expected here", self.offset)
        key = self.string()
        self.expect(":")
        value = self.value(depth + 1)
        if key.text in entries:
            first = entries[key.text].key.line
            self.problems.error("S104", f'the key "{key.text}" stands here already, on line {first}', key.span)
            return
        entries[key.text] = Entry(key, value)

    def string(self) -> ScalarNode:
        found = STRING.match(self.document.text, self.offset)
        if not found:
            raise BrokenError("S101", "this text is not closed, or holds something JSON does not know", self.offset)
        return self.scalar(found, json.loads(found.group()), Style.DOUBLE)

    def bare(self) -> ScalarNode:
        text, offset = self.document.text, self.offset
        found = NUMBER.match(text, offset) or WORD.match(text, offset)
        if not found:
            raise BrokenError("S101", "a value is expected here", offset)
        is_null = found.group() == "null"
        return self.scalar(found, "" if is_null else found.group(), Style.NULL if is_null else Style.PLAIN)

    def scalar(self, found: re.Match[str], value: str, style: Style) -> ScalarNode:
        start, end = found.span()
        self.offset = end
        column = start - self.line_start + 1
        return ScalarNode(value, style, self.document, self.line, column, start, end, flow=True)
