"""From a scalar node to a RuleText whose every character maps back to the file."""

import re

from objectry.metadata.model import RuleText
from objectry.metadata.reading.nodes import ScalarNode, Style

BLANKS = " \n\t\r"
BLANK_LINES = re.compile(r"[ \t\r]*\n[ \t\r\n]*")  # what folding makes of one blank
SIMPLE_ESCAPES = {"x": 2, "u": 4, "U": 8}  # how many hexadecimal digits follow


def rule_text(node: ScalarNode) -> RuleText:
    """The rule text of a plain, quoted or `|` scalar that stands on one line or is a block."""
    if node.style is Style.LITERAL:
        return block_text(node)
    if node.style in {Style.SINGLE, Style.DOUBLE}:
        return quoted_text(node)
    return RuleText(node.text, node.span, ((node.line, node.column),))


def block_text(node: ScalarNode) -> RuleText:
    """A `|` block: its lines follow the line of the bar, all indented alike."""
    text = node.text.rstrip("\n")
    lines = text.split("\n")
    indent = block_indent(node, lines)
    starts = tuple((node.line + 1 + index, indent + 1) for index in range(len(lines)))
    return RuleText(text, node.span, starts)


def block_indent(node: ScalarNode, lines: list[str]) -> int:
    """How many spaces YAML has taken off each line."""
    for index, line in enumerate(lines):
        if line.strip():
            written = node.document.line(node.line + 1 + index)
            return leading(written) - leading(line)
    return 0


def leading(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def quoted_text(node: ScalarNode) -> RuleText:
    """A quoted scalar on one line: escapes make the file run ahead of the text."""
    raw = node.document.text[node.start + 1 : node.end - 1]
    if raw == node.text:
        return RuleText(raw, node.span, ((node.line, node.column + 1),))
    starts = [(node.line, node.column + 1)]
    jumps: list[tuple[int, int, int, int]] = []
    at, line, column = 0, 1, 1
    for character in node.text:
        width = escape_width(raw, at, node.style)
        at += width
        column += 1
        file_column = node.column + 1 + at
        if character == "\n":
            line, column = line + 1, 1
            starts.append((node.line, file_column))
        elif width > 1:
            jumps.append((line, column, node.line, file_column))
    return RuleText(node.text, node.span, tuple(starts), tuple(jumps))


def folded_text(node: ScalarNode) -> RuleText:
    """A scalar whose lines YAML has folded into fewer: where a line of the file begins, the text runs on there."""
    raw = node.document.text[: node.end]
    at = raw.index("\n", node.start) if node.style is Style.FOLDED else node.start + (node.style is not Style.PLAIN)
    at += len(raw[at:]) - len(raw[at:].lstrip(BLANKS))
    starts, jumps = [file_place(raw, at)], []
    line, column = 1, 1
    for character in node.text:
        blank = BLANK_LINES.match(raw, at) if character in BLANKS else None
        here = at
        at = blank.end() if blank else at + escape_width(raw, at, node.style)
        column += 1
        if character == "\n":
            line, column = line + 1, 1
            starts.append(file_place(raw, at))
        elif at > here + 1:
            jumps.append((line, column, *file_place(raw, at)))
    return RuleText(node.text, node.span, tuple(starts), tuple(jumps))


def file_place(raw: str, at: int) -> tuple[int, int]:
    """Line and column of an offset in a file."""
    return raw.count("\n", 0, at) + 1, at - (raw.rfind("\n", 0, at) + 1) + 1


def escape_width(raw: str, at: int, style: Style) -> int:
    """How many characters of the file make the next character of the text."""
    if style in {Style.PLAIN, Style.FOLDED}:
        return 1
    if style is Style.SINGLE:
        return 2 if raw[at : at + 2] == "''" else 1
    if raw[at : at + 1] != "\\":
        return 1
    sign = raw[at + 1 : at + 2]
    width = 2 + SIMPLE_ESCAPES.get(sign, 0)
    if sign == "u" and raw[at + 2 : at + 3] in "dD" and raw[at + 6 : at + 8] == "\\u" and width == 6:
        return 12 if 0xD800 <= int(raw[at + 2 : at + 6], 16) < 0xDC00 else width  # JSON writes one character as a pair
    return width
