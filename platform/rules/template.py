"""Messages with expressions in braces: `Lead {name} went back.`"""

from collections.abc import Iterator

from objectry.diagnostics import Diagnostics
from objectry.metadata import RuleText
from objectry.rules import codes
from objectry.rules.check import check_expression
from objectry.rules.scope import Scope
from objectry.rules.typed import Node

Part = str | Node


def check_template(text: RuleText, scope: Scope) -> tuple[tuple[Part, ...], Diagnostics]:
    """The pieces of a message in order: literal texts and expressions of any type.  `{{` and `}}` stand for braces."""
    found = Diagnostics()
    parts: list[Part] = []
    for is_expression, start, end in _pieces(text, found):
        piece = text.text[start:end]
        if not is_expression:
            parts.append(piece.replace("{{", "{").replace("}}", "}"))
            continue
        node, problems = check_expression(_within(text, start, end), scope)
        found.extend(problems)
        parts += [] if node is None else [node]
    return (() if found.errors else tuple(parts)), found


def _pieces(text: RuleText, found: Diagnostics) -> Iterator[tuple[bool, int, int]]:
    """Spans of the text in turn: (is it an expression, start, end)."""
    at = 0
    while at < len(text.text):
        opening = _opening(text.text, at)
        if opening > at:
            yield False, at, opening
        if opening == len(text.text):
            return
        closing = _closing(text.text, opening + 1)
        if closing is None:
            line, column = _place(text.text, opening)
            found.error(codes.SYNTAX, "this { has no closing }; a plain brace is written {{", text.at(line, column))
            return
        yield True, opening + 1, closing
        at = closing + 1


def expressions_in(text: str) -> Iterator[tuple[int, str]]:
    """The expressions of a message that may not be finished, each with where it begins."""
    at = 0
    while (opening := _opening(text, at)) < len(text):
        closing = _closing(text, opening + 1)
        end = len(text) if closing is None else closing
        yield opening + 1, text[opening + 1 : end]
        at = end + 1


def _opening(text: str, at: int) -> int:
    """Where the next expression opens, the end of the text when none does."""
    while at < len(text):
        if text[at] == "{":
            if not text.startswith("{{", at):
                return at
            at += 1
        at += 1
    return len(text)


def _closing(text: str, at: int) -> int | None:
    """Where the expression ends: the first } outside quotes."""
    quote = ""
    while at < len(text):
        character = text[at]
        if quote:
            at += character == "\\"
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character == "}":
            return at
        at += 1
    return None


def _place(text: str, offset: int) -> tuple[int, int]:
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _within(text: RuleText, start: int, end: int) -> RuleText:
    """A part of a rule text that still knows its places in the file."""
    line, column = _place(text.text, start)
    first = text.at(line, column)
    later = (text.at(line + more, 1) for more in range(1, text.text.count("\n", start, end) + 1))
    starts = tuple((span.line, span.column) for span in (first, *later))
    return RuleText(text.text[start:end], first, starts)
