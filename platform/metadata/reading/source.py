"""From the text of a file to nodes with places.  The only user of yaml.

The parser's events are walked with a stack of our own, so that depth is bounded before it costs anything, and
what the language leaves out (anchors, aliases, tags, several documents) is refused at its place.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

import yaml

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata.reading.characters import readable
from objectry.metadata.reading.culprits import (
    LARGEST,
    MAY_INDENT,
    STRANGE_COLON,
    Complaint,
    Place,
    blanked,
    culprit,
    indenting,
    names_in,
    why_strange,
    without_tabs,
)
from objectry.metadata.reading.json_source import read_json
from objectry.metadata.reading.nodes import (
    MERGE,
    NULL,
    REFUSED,
    Document,
    Entry,
    ListNode,
    MapNode,
    Node,
    ScalarNode,
    Style,
    empty_map,
)
from objectry.metadata.reading.traps import explain_syntax, meant_as_text, quote

MAX_DEPTH = 40
REPAIRS = 5  # how often reading is tried again without what could not be read
MERGING = "merge keys (<<) are not used here; write the keys out"
PRESSED = re.compile(
    r"(?P<key>[A-Za-z_]\w*)(?P<colon>[:\uff1a])(?P<rest>\S.*)"
)  # a key without the blank behind its colon
GROUPED = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?")  # a number with commas between its thousands
PLAIN = Style.PLAIN
STYLES = {
    None: PLAIN, "": PLAIN, "'": Style.SINGLE, '"': Style.DOUBLE, "|": Style.LITERAL, ">": Style.FOLDED,
}  # fmt: skip


class StoppedError(Exception):
    """Reading on makes no sense; the problem is already told."""


def read_nodes(document: Document, problems: Diagnostics) -> Node | None:
    """The tree of a YAML or JSON file, or None when it cannot be read at all."""
    if not readable(document, problems):
        lose_all(document, problems)
        return None
    if document.file.endswith(".json"):
        node = read_json(document, problems, MAX_DEPTH)
        if node is None:
            lose_all(document, problems)
        return node
    return read_yaml(document, tabless(document, problems), problems)


def lose_all(document: Document, problems: Diagnostics) -> None:
    """Whatever the file declares is not known."""
    problems.lose(names_in(document.text[:LARGEST]) | {PurePosixPath(document.file).stem})


def tabless(document: Document, problems: Diagnostics) -> str:
    """The text, with entries that a tab indents told and left blank."""
    if not MAY_INDENT.search(document.text):
        return document.text
    for number, line in enumerate(document.lines, start=1):
        sign = indenting(line)
        if sign:
            what = "a tab" if sign == "\t" else f"the blank U+{ord(sign):04X}"
            message = f"{what} indents this line; indent with spaces"
            problems.error("S108", message, Span(document.file, number, line.index(sign) + 1))
    text, taken = without_tabs(document.text)
    problems.lose(names_in(taken))
    return text


def read_yaml(document: Document, text: str, problems: Diagnostics) -> Node | None:
    """The tree of a YAML file.  Around a fault in its writing the rest is read all the same, as far as it goes."""
    told = {0} if problems.errors else set[int]()
    for _ in range(REPAIRS):
        found = Diagnostics()
        builder = Builder(document, found, repaired=text != document.text)
        try:
            builder.take_all(yaml.CSafeLoader(text))
        except StoppedError:
            problems.extend(found)
            break
        except yaml.MarkedYAMLError as error:
            line = tell_syntax(document, error, problems, told)
            told.add(line)
            text, taken = blanked(text, line)
            problems.lose(names_in(taken))
            if not taken.strip() or len(text) > LARGEST:
                break
        except yaml.YAMLError as error:
            problems.error("S101", f"this is not valid YAML: {error}", Span(document.file))
            break
        else:
            problems.extend(found)
            return builder.root or empty_map(document)
    lose_all(document, problems)
    return None


def tell_syntax(document: Document, error: yaml.MarkedYAMLError, problems: Diagnostics, told: set[int]) -> int:
    """Say in plain words what the parser stumbled over, where its cause stands; answers that line.

    After a first fault is `told`, another one is only where its cause is plain to see: else it may follow from that.
    """
    marks = [Place(mark.line + 1, mark.column + 1) for mark in (error.problem_mark, error.context_mark) if mark]
    at = marks[0] if marks else Place(1, 1)
    since = marks[1] if error.context_mark and len(marks) > 1 else None
    if since and "end of stream" in (error.problem or ""):
        at = since
    said = Complaint(error.problem or "", at, error.context or "", since)
    message, span, code = explain_syntax(document, said.problem, said.context, *at)
    place, why = culprit(document, said)
    if (
        why is not None
        and place.line not in told
        and code == "S101"
        and (span.line != place.line or "write:" not in message)
    ):
        message, span = why, Span(document.file, *place)
    surely = code != "S101" or "; write: " in message
    near = {span.line} if surely else {span.line - 1, span.line, span.line + 1}
    if not told or ((surely or why is not None) and not told & {0, *near}):
        problems.error(code, message, span)
    return span.line


@dataclass(slots=True)
class Frame:
    """A collection that is still open."""

    line: int
    column: int
    flow: bool
    entries: dict[str, Entry] | None = None
    items: list[Node] = field(default_factory=list)
    key: ScalarNode | None = None
    owner: Entry | None = None  # the last plain text, which a comma may have cut
    split_end: int = 0  # where its last piece ends


class Builder:
    """Takes the parser's events one by one and keeps the open collections on a stack.

    Every event carries marks here; the parser's types would let them be missing.
    """

    def __init__(self, document: Document, problems: Diagnostics, *, repaired: bool) -> None:
        self.document = document
        self.repaired = repaired  # where a part is left out, what seems empty may not be
        self.problems = problems
        self.root: Node | None = None
        self.stack: list[Frame] = []
        self.documents = 0
        self.refused = -1  # the line of the last anchor, alias or tag

    def take_all(self, loader: yaml.CSafeLoader) -> None:
        """All events of a file, each by the method for its kind."""
        takers: dict[type, Callable[[Any], None]] = {
            yaml.ScalarEvent: self.scalar,
            yaml.MappingStartEvent: self.open,
            yaml.SequenceStartEvent: self.open,
            yaml.MappingEndEvent: self.close,
            yaml.SequenceEndEvent: self.close,
            yaml.AliasEvent: self.alias,
            yaml.DocumentStartEvent: self.document_start,
        }
        while (event := loader.get_event()) is not None:
            taker = takers.get(type(event))
            if taker is not None:
                taker(event)

    def scalar(self, event: Any) -> None:
        start, end = event.start_mark, event.end_mark
        text = event.value
        style = STYLES[event.style]
        if style is PLAIN and (not text or text == "~"):
            style = REFUSED if self.repaired else NULL
        if event.anchor or event.tag:
            self.refuse(event)
            style = REFUSED if style is NULL else style
        flow = self.stack[-1].flow if self.stack else False
        line, column = start.line + 1, start.column + 1
        self.add(ScalarNode(text, style, self.document, line, column, start.index, end.index, flow))

    def open(self, event: Any) -> None:
        if event.anchor or event.tag:
            self.refuse(event)
        if len(self.stack) >= MAX_DEPTH:
            self.stop("S110", f"nested more than {MAX_DEPTH} levels deep", event)
        entries: dict[str, Entry] | None = {} if isinstance(event, yaml.MappingStartEvent) else None
        mark = event.start_mark
        self.stack.append(Frame(mark.line + 1, mark.column + 1, bool(event.flow_style), entries))

    def close(self, event: Any) -> None:  # noqa: ARG002 - all takers have one shape
        frame = self.stack.pop()
        if frame.entries is None:
            self.add(ListNode(tuple(frame.items), self.document, frame.line, frame.column))
            return
        self.join_split(frame)
        self.add(MapNode(frame.entries, self.document, frame.line, frame.column))

    def alias(self, event: Any) -> None:
        self.refuse(event)
        mark = event.start_mark
        null = ("", REFUSED, self.document, mark.line + 1, mark.column + 1, mark.index, mark.index)
        self.add(ScalarNode(*null))

    def document_start(self, event: Any) -> None:
        self.documents += 1
        if self.documents > 1:
            self.stop("S105", "a second document starts here; write it into a file of its own", event)

    def add(self, node: Node) -> None:
        """Put a finished node where it belongs."""
        if not self.stack:
            self.root = node
            return
        frame = self.stack[-1]
        if frame.entries is None:
            frame.items.append(node)
        elif frame.key is None:
            frame.key = self.as_key(node)
        else:
            self.enter(frame, frame.key, node)
            frame.key = None

    def as_key(self, node: Node) -> ScalarNode:
        if isinstance(node, ScalarNode) and "\n" not in node.text and (node.text or not node.is_null):
            return node if "{" not in node.text or node.style is not PLAIN else self.without_colon(node)
        span = node.span
        self.problems.error("S111", "a key is a text on one line", span)
        return ScalarNode("", REFUSED, self.document, span.line, span.column, 0, 0)

    def without_colon(self, node: ScalarNode) -> ScalarNode:
        """A key with a brace in it: most likely its colon is none to YAML."""
        found = STRANGE_COLON.match(node.text)
        if found is None:
            return node
        at = found.start("sign")
        span = Span(self.document.file, node.line, node.column + at)
        self.problems.error("S101", why_strange(found["sign"]), span)
        self.problems.lose({found["key"]})
        return node._replace(text="", style=REFUSED)

    def enter(self, frame: Frame, key: ScalarNode, node: Node) -> None:
        """Put an entry into a mapping, unless it is a piece a comma has cut off a text."""
        assert frame.entries is not None
        if frame.flow:
            if isinstance(node, ScalarNode) and ends_at_key(key, node):
                key, node = self.pressed(key, node)
            if self.is_piece(frame, key, node):
                return
        if key.text == MERGE and not (isinstance(node, ScalarNode) and node.style is REFUSED):
            self.problems.error("S102", MERGING, key.span)
        if key.style is REFUSED:
            return
        entry = Entry(key, node)
        earlier = frame.entries.setdefault(key.text, entry)
        if earlier is not entry:
            first = earlier.key.line
            self.problems.error("S104", f'the key "{key.text}" stands here already, on line {first}', key.span)

    def is_piece(self, frame: Frame, key: ScalarNode, node: Node) -> bool:
        """Whether a comma has cut this off the text before it; any other text may be cut by the next."""
        if isinstance(node, ScalarNode) and ends_at_key(key, node):
            if frame.owner is None:
                return False
            frame.split_end = key.end
            return True
        self.join_split(frame)
        frame.owner = Entry(key, node) if isinstance(node, ScalarNode) and node.style is PLAIN else None
        return False

    def pressed(self, key: ScalarNode, node: ScalarNode) -> tuple[ScalarNode, ScalarNode]:
        """The key and the value of `{key:value}`, which YAML takes for one word; told."""
        found = PRESSED.fullmatch(key.text) if key.style is PLAIN else None
        if found is None:
            return key, node
        name, rest, at = found["key"], found["rest"], found.start("rest")
        written = f"{name}: {rest}"
        if found["colon"] == ":":
            self.problems.error("S101", f"a blank is missing after the colon; write: {written}", key.span)
        else:
            self.problems.error("S101", f'"{found["colon"]}" is a full-width sign; write: {written}', key.span)
        value = key._replace(text=rest.strip(), column=key.column + at, start=key.start + at)
        return key._replace(text=name, end=key.start + len(name)), value

    def join_split(self, frame: Frame) -> None:
        """Tell that commas have split a text, and go on with the whole of it."""
        if not frame.split_end or frame.owner is None or frame.entries is None:
            return
        key, node = frame.owner
        assert isinstance(node, ScalarNode)
        whole = self.document.text[node.start : frame.split_end]
        plain = whole.replace(",", "") if GROUPED.fullmatch(whole) else None
        message = f"commas inside {{...}} split this text; write: {key.text}: {plain or quote(whole)}"
        self.problems.error("S114", message, node.span)
        whole = plain or whole
        frame.entries[key.text] = Entry(key, node._replace(text=whole, end=frame.split_end))
        frame.owner, frame.split_end = None, 0

    def refuse(self, event: Any) -> None:
        """Anchors, aliases and tags, the first of a line: a bomb has many."""
        mark = event.start_mark
        if mark.line == self.refused:
            return
        self.refused = mark.line
        span = Span(self.document.file, mark.line + 1, mark.column + 1)
        hint = meant_as_text(self.document.line(span.line), span.column - 1)
        tail = f"; if the sign is part of the text, write: {hint}" if hint else ""
        key = self.stack[-1].key if self.stack else None
        if isinstance(event, yaml.AliasEvent) and key is not None and key.text == MERGE:
            self.problems.error("S102", MERGING, key.span)
        elif isinstance(event, yaml.AliasEvent):
            self.problems.error("S102", f"aliases (*) are not used here{tail}", span)
        elif event.anchor:
            self.problems.error("S102", f"anchors (&) are not used here{tail}", span)
        else:
            self.problems.error("S103", f"tags (!) are not used here{tail}", span)

    def stop(self, code: str, message: str, event: Any) -> None:
        mark = event.start_mark
        self.problems.error(code, message, Span(self.document.file, mark.line + 1, mark.column + 1))
        raise StoppedError


def ends_at_key(key: ScalarNode, node: ScalarNode) -> bool:
    """Whether nothing follows a word in braces, not even a colon."""
    return node.is_null and node.start == key.end
