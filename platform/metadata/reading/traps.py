"""The traps YAML sets for rule texts and labels: each is recognised, and the corrected line printed."""

import re
from typing import NamedTuple

from objectry.diagnostics import Span
from objectry.metadata.names import RULE_WORDS
from objectry.metadata.reading.nodes import Document, ScalarNode, Style

ENTRY = re.compile(r"^(?P<lead>\s*(?:- +)*(?:\"[^\"]*\"|'[^']*'|[^\s:#\[\]{},\"'][^:#\[\]{},]*?): +)(?P<rest>\S.*)$")
LONGEST_LINE = 2_000  # no correction is worked out for longer ones
QUOTES = frozenset("'\"")
FLOW_KEY = re.compile(r"[{,] *([A-Za-z_]\w*): +(?=[^\s,{}\[])")
SEVERAL_WORDS = re.compile(r"[^\W\d]\w*(?: [^\W\d]\w*)+")
WORDS = (
    ("found character that cannot start any token", "no value starts with this character; put the text in quotes"),
    ("found unexpected end of stream", "a quote is opened here and never closed"),
    (
        "did not find expected hexdecimal number",
        "\\ starts an escape inside double quotes; use single quotes, or write \\\\",
    ),
    ("found unknown escape character", "\\ starts an escape inside double quotes; use single quotes, or write \\\\"),
    ("mapping values are not allowed", "a second colon on this line; put the text in quotes"),
    ("block sequence entries are not allowed", "a list cannot start here; put the text in quotes, or start a new line"),
    (
        "did not find expected ',' or '}'",
        "a comma or a closing } is missing; inside {...} a text with , : # or a bracket needs quotes",
    ),
    (
        "did not find expected ',' or ']'",
        "a comma or a closing ] is missing; inside [...] a text with , : # or a bracket needs quotes",
    ),
    (
        "did not find expected key",
        "this line does not fit: look at its indentation, and at quotes and brackets before it",
    ),
    ("did not find expected '-' indicator", "this line does not fit the list it stands in; look at its indentation"),
    ("could not find expected ':'", "a colon is missing after the key"),
    ("did not find expected alphabetic", "& and * mean something to YAML; put the text in quotes"),
    ("did not find expected <document start>", "nothing may follow here; look at the indentation"),
    ("did not find expected node content", "a value is missing here"),
    ("did not find expected whitespace or line break", "a space is missing here; if this is text, put it in quotes"),
    ("did not find expected comment or line break", "after | the text starts on the next line"),
)


def quote(text: str) -> str:
    """The text as a single-quoted scalar."""
    return "'" + text.replace("'", "''") + "'"


def quoted_line(line: str) -> str | None:
    """The line with everything after its key put in single quotes, or None when it is no `key: value`."""
    found = ENTRY.match(line.rstrip())
    return f"{found['lead'].strip()} {quote(found['rest'])}" if found else None


def meant_as_text(line: str, offset: int) -> str | None:
    """The line with its value in quotes, where the sign at `offset` begins it and it is no mapping or list."""
    found = ENTRY.match(line.rstrip())
    if found is None or found.start("rest") != offset or set(found["rest"]) & set("{["):
        return None
    return quoted_line(line)


def explain_syntax(document: Document, problem: str, context: str, line: int, column: int) -> tuple[str, Span, str]:
    """What the parser complains about in plain words, where, and under which code."""
    span = Span(document.file, line, column)
    written = document.line(line)
    eaten = follows_quote(written)
    if eaten is not None:
        message = f"text follows the closing quote; write: {quoted_line(written)}"
        return message, Span(document.file, line, eaten + 1), "S116"
    plain = next((words for start, words in WORDS if problem.startswith(start)), None)
    entry = flow_entry(written, column - 1)
    if entry is not None:
        why = "text follows the closing quote" if entry.quoted else "a text with , : # or a bracket needs quotes here"
        place = Span(document.file, line, entry.start + 1)
        return f"{why}; write: {entry.key}: {quote(entry.value)}", place, "S116" if entry.quoted else "S101"
    if plain is None:
        return f"this is not valid YAML: {', '.join(filter(None, (context, problem)))}", span, "S101"
    hint = quoted_line(written) if "quotes" in plain and worth_quoting(written) else None
    return f"{plain}; write: {hint}" if hint else plain, span, "S101"


def worth_quoting(line: str) -> bool:
    """Whether putting the rest of the line in quotes would be a sensible correction."""
    found = ENTRY.match(line.rstrip())
    return found is not None and not found["rest"].startswith(("{", "[", '"', "'", "|"))


def follows_quote(line: str) -> int | None:
    """The offset where text goes on after the quoted start of a value, or None."""
    found = ENTRY.match(line.rstrip())
    if not found or found["rest"][0] not in "\"'":
        return None
    rest, sign = found["rest"], found["rest"][0]
    closing = closing_quote(rest, sign)
    if closing is None or closing + 1 == len(rest):
        return None
    tail = rest[closing + 1 :].lstrip()
    if tail.startswith("#") and rest[closing + 1] == " ":
        return None
    return len(found["lead"]) + len(rest) - len(tail)


class FlowEntry(NamedTuple):
    """An entry inside `{...}` on one line, as a person reads it: quotes and brackets inside its value count."""

    key: str
    value: str
    start: int

    @property
    def quoted(self) -> bool:
        """Whether the value begins with a quote."""
        return self.value[0] in QUOTES


def flow_entry(line: str, offset: int) -> FlowEntry | None:
    """The entry inside `{...}` whose value YAML has stopped reading at `offset`, when quotes are what it lacks."""
    for found in reversed(list(FLOW_KEY.finditer(line[: offset + 1]))) if len(line) <= LONGEST_LINE else ():
        value = flow_value(line, found.end())
        if found.end() + len(value) <= offset or not set(value) & QUOTES:
            continue
        whole = value[0] in QUOTES and closing_quote(value, value[0]) == len(value) - 1
        return None if whole else FlowEntry(found[1], value, found.end())
    return None


def flow_value(line: str, start: int) -> str:
    """The text from `start` to the comma or brace that ends it; those inside quotes and brackets do not."""
    depth, sign = 0, ""
    for at in range(start, len(line)):
        character = line[at]
        if sign:
            sign = "" if character == sign else sign
        elif character in QUOTES:
            sign = character
        elif character in "([{":
            depth += 1
        elif character in ")]}" and depth:
            depth -= 1
        elif character in ",}" and not depth:
            return line[start:at].rstrip()
    return line[start:].rstrip()


def closing_quote(text: str, sign: str) -> int | None:
    """Where a scalar that starts with `sign` is closed."""
    at = 1
    while at < len(text):
        if sign == '"' and text[at] == "\\":
            at += 2
            continue
        if text[at] == sign:
            if sign == "'" and text[at : at + 2] == "''":
                at += 2
                continue
            return at
        at += 1
    return None


def cut_at_hash(node: ScalarNode) -> str | None:
    """The whole text when a ` #` has cut a plain scalar inside its quotes, else None."""
    if node.style is not Style.PLAIN or not has_open_quote(node.text):
        return None
    line = node.document.line(node.line)
    rest = line[node.column - 1 :].rstrip()
    return rest if rest[len(node.text) :].lstrip().startswith("#") else None


def lost_quotes(node: ScalarNode) -> bool:
    """Whether a quoted scalar holds several plain words, which is a text and no expression."""
    quoted = node.style in {Style.SINGLE, Style.DOUBLE}
    return quoted and bool(SEVERAL_WORDS.fullmatch(node.text)) and not RULE_WORDS & set(node.text.lower().split())


def has_open_quote(text: str) -> bool:
    """Whether a quoted text inside a rule text is still open at its end."""
    sign = ""
    escaped = False
    for character in text:
        if escaped:
            escaped = False
        elif sign and character == "\\":
            escaped = True
        elif sign:
            sign = "" if character == sign else sign
        elif character in "\"'":
            sign = character
    return bool(sign)
