"""Which line a person has to look at when the parser of YAML stumbles: often one before the line it complains about.

And what can still be read: the same text with the faulty entry blanked out, so that one slip of the keyboard does not
make everything in the file, and everything that speaks of it, unknown.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from objectry.metadata.reading.nodes import LINE_BREAK, Document

BLOCK = re.compile(r"^(?P<indent> *)(?:[^#\n]*?[:\-] +|)[|>][+-]?\d?[+-]? *(?:#.*)?$")
BEFORE_QUOTE = re.compile(r"""(?:^|[:,\[{\-]\s+|[\[{]|^ *)(?P<sign>["'])""")
WORD_LINE = re.compile(r"^ *(?P<word>[A-Za-z_][\w ]*?) *$")
BAR_LINE = re.compile(r"^ *(?P<word>[a-z_]+) +(?:[|>][+-]?$|[{\[])")
MAY_INDENT = re.compile("(?:^|[\n\r\x85\u2028\u2029]) *[\t\xa0\u2000-\u200b\u202f\u3000]")
INDENTED = re.compile(
    "^ *(?:(?P<tab>\t)|(?P<blank>[\xa0\u2000-\u200b\u202f\u3000])[\\s\u200b]*[A-Za-z_]\\w*:(?:\\s|$))"
)
BLANKS = re.compile("[\xa0\u2000-\u200b\u202f\u3000]")
COLON = "a colon is missing after the key"
STRANGE_COLON = re.compile(
    r"^ *(?:- +)?(?P<key>[A-Za-z_]\w*)(?P<sign>\uff1a|:[\xa0\u2000-\u200b\u202f\u3000]|:(?=[^\W_]))"
)
STEP = 2  # how much deeper people indent what belongs under a key
KEY_LINE = re.compile(r"^ *(?:- +)?[^\s:#\[\]{},\"'][^:#\[\]{},]*:(?: |$)")
LARGEST = 200_000  # characters; larger files are not repaired, only told
LONGEST_LINE = 2_000
# Each word is tried once, from its beginning and without a way back: a file may be one word of megabytes.
RELATED = re.compile(r"related_as:[ \t]*+([A-Za-z_]\w*+)")
NAMES = re.compile(r"""(?<!\w)([A-Za-z_]\w*+)["']?[ \t]*+:|^[ \t]*+([A-Za-z_]\w*+)""", re.MULTILINE)


class Place(NamedTuple):
    """A line and a column, from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Complaint:
    """What the parser says, and the two places it names."""

    problem: str
    at: Place
    context: str
    since: Place | None


class Culprit(NamedTuple):
    """The place to look at, and why in plain words where the parser's own would mislead."""

    place: Place
    why: str | None = None


def culprit(document: Document, said: Complaint) -> Culprit:
    """The likeliest place of the slip; the parser's own in texts nobody has typed."""
    if len(document.text) > LARGEST or max(map(len, document.lines)) > LONGEST_LINE:
        return Culprit(said.at)
    for number, line in plain_lines(document, said.at.line):
        bar = BAR_LINE.match(line)
        if bar is not None:
            return Culprit(Place(number, bar.start("word") + 1), COLON)
        opened = open_quote(line)
        if opened is not None:
            return Culprit(Place(number, opened + 1), "a quote is opened here and never closed on this line")
        bracket = open_bracket(line)
        if bracket is not None and number < said.at.line and ends_there(document, number):
            return Culprit(Place(number, bracket + 1), f"this {line[bracket]} is never closed")
    finders = (strange_colon, without_colon, misplaced, first_too_deep)
    return next((found for find in finders if (found := find(document, said)) is not None), Culprit(said.at))


def plain_lines(document: Document, last: int) -> Iterator[tuple[int, str]]:
    """The lines up to one, those of | blocks and comments left out."""
    inside = -1
    for number, line in enumerate(document.lines[:last], start=1):
        if inside >= 0 and (not line.strip() or indent(line) > inside):
            continue
        inside = -1
        if not line.lstrip().startswith("#"):
            yield number, line
            block = BLOCK.match(line)
            inside = len(block["indent"]) if block else -1


def indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def open_quote(line: str) -> int | None:
    """Where a quoted text starts that does not end on the line."""
    at = 0
    while found := BEFORE_QUOTE.search(line, at):
        start, sign = found.start("sign"), found["sign"]
        if " #" in line[:start] and not any(mark in line[:start] for mark in "\"'"):
            return None
        end = start + 1
        while end < len(line) and line[end] != sign:
            end += 2 if sign == '"' and line[end] == "\\" else 1
        while sign == "'" and line[end : end + 2] == "''":
            end = line.find("'", end + 2)
            if end < 0:
                return start
        if end >= len(line):
            return start
        at = end + 1
    return None


def open_bracket(line: str) -> int | None:
    """Where the outermost bracket starts that is still open at the end of the line."""
    bare = re.sub(r""""(?:\\.|[^"\\])*"|'[^']*'""", lambda found: "_" * len(found[0]), line)
    bare = re.sub(r" #.*", "", bare)
    stack: list[int] = []
    for at, sign in enumerate(bare):
        if sign in "{[" and (stack or re.search(r"(?:^|[:\-] +)$", bare[:at].lstrip() or "")):
            stack.append(at)
        elif sign in "}]" and stack:
            stack.pop()
    return stack[0] if stack else None


def ends_there(document: Document, number: int) -> bool:
    """Whether the next line is a new entry beside or above this one, so that nothing goes on."""
    own = indent(document.line(number))
    following = next((line for line in document.lines[number:] if line.strip()), "")
    return not following or (bool(KEY_LINE.match(following)) and indent(following) <= own)


def before(document: Document, number: int) -> int:
    """The last line before one that is not empty; 0 where there is none."""
    return next((at for at in range(number - 1, 0, -1) if document.line(at).strip()), 0)


def strange_colon(document: Document, said: Complaint) -> Culprit | None:
    """A colon of another script, or one with a blank behind it that is no space: YAML sees a word without a colon."""
    for number in (said.at.line, before(document, said.at.line)):
        found = STRANGE_COLON.match(document.line(number)) if number else None
        if found:
            return Culprit(Place(number, found.start("sign") + 1), why_strange(found["sign"]))
    return None


def why_strange(sign: str) -> str:
    """What is wrong with a colon."""
    if sign == "\uff1a":
        return "this is a full-width colon; write : with a space behind it"
    if sign == ":":
        return "a space is missing behind this colon"
    return f"the blank behind this colon is U+{ord(sign[1]):04X}; write a space"


def first_too_deep(document: Document, said: Complaint) -> Culprit | None:
    """The first entry under a key, where those behind it stand one step in and it alone does not."""
    here, depth = said.at.line, indent(document.line(said.at.line))
    if not said.problem.startswith("did not find expected key") or not KEY_LINE.match(document.line(here)):
        return None
    first = depth_of_first = 0
    for number in range(here - 1, 0, -1):
        line = document.line(number)
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if indent(line) <= depth:
            owner = indent(line)
            alone = first and owner + STEP == depth and depth_of_first - owner != STEP and KEY_LINE.match(line)
            why = "this line stands deeper than those behind it; look at its indentation"
            return Culprit(Place(first, depth_of_first + 1), why) if alone else None
        if not first or indent(line) <= depth_of_first:
            first, depth_of_first = number, indent(line)
    return None


def without_colon(document: Document, said: Complaint) -> Culprit | None:
    """A line with a word alone, where a key with its colon should stand."""
    if said.since and said.problem.startswith("could not find expected ':'"):
        return Culprit(said.since, COLON)
    for number in (said.at.line, before(document, said.at.line)):
        found = WORD_LINE.match(document.line(number)) if number else None
        if found:
            return Culprit(Place(number, found.start("word") + 1), COLON)
    return None


def misplaced(document: Document, said: Complaint) -> Culprit | None:
    """Of two lines that do not fit together, the one that stands alone with its indentation."""
    here, above = said.at.line, before(document, said.at.line)
    if not above or not said.problem.startswith(("mapping values are not allowed", "did not find expected key")):
        return None
    following = next((line for line in document.lines[here:] if line.strip()), "")
    depths = [indent(line) for line in (document.line(before(document, above)), document.line(above), following)]
    alike = depths[2] == indent(document.line(here)) != depths[1]
    well_placed = depths[1] == depths[0] + STEP and document.line(before(document, above)).rstrip().endswith(":")
    if alike and not well_placed and depths[0] != depths[1] and KEY_LINE.match(document.line(above)):
        why = "this line does not fit those around it; look at its indentation"
        return Culprit(Place(above, depths[1] + 1), why)
    return None


def blanked(text: str, number: int) -> tuple[str, str]:
    """The text with entry at a line, and all that is in it, replaced by spaces; and what has been taken out."""
    pieces = re.split(f"({LINE_BREAK.pattern})", text)
    lines = pieces[::2]
    number = min(number, len(lines))  # the end of a text may stand on a line that is not there
    own = indent(lines[number - 1])
    end = number
    while end < len(lines) and lines[end].strip() and indent(lines[end]) > own:
        end += 1
    taken = "\n".join([*above(lines, number), *lines[number - 1 : end]])
    for at in range(number - 1, end):
        pieces[2 * at] = " " * len(lines[at])
    return "".join(pieces), taken


def above(lines: list[str], number: int) -> Iterator[str]:
    """The lines of the entries around a line, the outermost left out: what has lost a part is not known either."""
    depth = indent(lines[number - 1])
    for line in reversed(lines[: number - 1]):
        if line.strip() and 0 < indent(line) < depth:
            depth = indent(line)
            yield line


def indenting(line: str) -> str:
    """The tab that indents a line, or another blank that is no space and stands before a key; in texts it may stand."""
    found = INDENTED.match(line)
    return (found["tab"] or found["blank"]) if found else ""


def without_tabs(text: str) -> tuple[str, str]:
    """The text without the entries whose lines a tab indents, and what has been taken out."""
    pieces = re.split(f"({LINE_BREAK.pattern})", text)
    taken: list[str] = []
    deepest = -1  # entries deeper than this belong to one that is left out
    for at in range(0, len(pieces), 2):
        line = pieces[at]
        depth = indent(BLANKS.sub(lambda blank: "  " if blank[0] == "\u3000" else " ", line.expandtabs(2)))
        tabbed = bool(indenting(line))
        if tabbed or (deepest >= 0 and depth > deepest and line.strip()):
            deepest = min(depth, deepest) if tabbed and deepest >= 0 else depth if tabbed else deepest
            taken.append(line)
            pieces[at] = " " * len(line)
        elif line.strip():
            deepest = -1
    return "".join(pieces), "\n".join(taken)


def names_in(text: str) -> frozenset[str]:
    """What a text may have declared: its keys, and lists of children."""
    keys = (one or other for one, other in NAMES.findall(text))
    return frozenset(keys) | frozenset(RELATED.findall(text))
