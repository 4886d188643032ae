"""What a single value may be.  Each shape reads a scalar as written and draws its own JSON Schema.

A shape reads a node into a plain value (text, Decimal, bool, RuleText) or answers BAD after telling the problem,
so that reading goes on and finds the next one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Any, Final, Protocol

from objectry.diagnostics import Diagnostics, suggest
from objectry.metadata.names import malformed, well_formed
from objectry.metadata.reading.nodes import ListNode, MapNode, Node, ScalarNode, Style
from objectry.metadata.reading.rule_text import folded_text, rule_text
from objectry.metadata.reading.traps import cut_at_hash, lost_quotes, quote

Names = Mapping[str, tuple[str, ...]]  # live names by kind (object, field...), which a schema offers to editors
Schema = dict[str, Any]
WRITTEN: list[str] = ["string", "number", "boolean"]  # what editors may take a text for
CHOICES_OF = "choices of "  # with the name of a field behind it: a kind of live names
NUMBER = re.compile(r"[-+]?(?:(?:0|[1-9][0-9]*)(?:\.[0-9]*)?|\.[0-9]+)")  # 010 is 8 to some, so it is no number


class Missing(Enum):
    """The one value of things that could not be read."""

    BAD = "bad"


BAD: Final = Missing.BAD


def as_taken(words: Iterable[str]) -> list[str | int | float | bool]:
    """Words as an editor may take them where they stand without quotes: `2024` for a number, `true` for a truth."""
    taken: list[str | int | float | bool] = sorted(words)
    for word in tuple(taken):
        assert isinstance(word, str)
        if NUMBER.fullmatch(word):
            taken.append(float(word) if "." in word else int(word))
        elif word in {"true", "false"}:
            taken.append(word == "true")
    return taken


class Shape(Protocol):
    """What may stand at one place of a file."""

    def read(self, node: Node, problems: Diagnostics) -> Any:
        """The value, or BAD with the problem told."""

    def schema(self, names: Names) -> Schema:
        """The same as a JSON Schema; live names become choices."""


def describe(node: Node) -> str:
    """What stands there, in a word."""
    if isinstance(node, MapNode):
        return "a mapping"
    if isinstance(node, ListNode):
        return "a list"
    return "nothing" if node.is_null else f'"{shorten(node.text)}"'


def shorten(text: str, limit: int = 40) -> str:
    first = text.split("\n", 1)[0]
    return first if len(first) <= limit else first[: limit - 1] + "…"


def wrong(node: Node, expected: str, problems: Diagnostics) -> Missing:
    """Tell that something else is expected, unless the place is told already."""
    if isinstance(node, ScalarNode) and node.style is Style.REFUSED:
        return BAD
    problems.error("M203", f"{expected} is expected here, not {describe(node)}{eaten(node)}", node.span)
    return BAD


def eaten(node: Node) -> str:
    """The tail of a message where a # has made a comment of what was meant as the value."""
    if not isinstance(node, ScalarNode) or node.style is not Style.NULL:
        return ""
    rest = node.document.line(node.line)[node.column - 1 :].strip()
    cut = re.fullmatch(r"#([^\s#].*)", rest)
    return f"; YAML takes the # for a comment; write: {quote(rest)}" if cut else ""


@dataclass(frozen=True, slots=True)
class Text:
    """Any text, as written.  `refers` names the kind of thing it must be the name of (checked later).

    `beside` is a pattern of names that no file knows, because they are data.
    """

    refers: str | None = None
    pattern: str | None = None
    what: str = "a text"
    max_length: int = 100_000
    beside: str | None = None

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if not isinstance(node, ScalarNode) or node.is_null:
            return wrong(node, self.what, problems)
        if len(node.text) > self.max_length:
            problems.error("M205", f"at most {self.max_length} characters are allowed here", node.span)
            return BAD
        if self.pattern and not re.fullmatch(self.pattern, node.text):
            problems.error("M206", f"{self.what} is expected here, not {describe(node)}", node.span)
            return BAD
        return node.text.rstrip("\n") if node.style is Style.LITERAL else node.text

    def schema(self, names: Names) -> Schema:
        if self.refers and self.refers in names:
            known: Schema = {"enum": as_taken(names[self.refers])}
            return {"anyOf": [known, {"type": WRITTEN, "pattern": f"^{self.beside}$"}]} if self.beside else known
        if self.pattern:
            return {"type": WRITTEN, "pattern": f"^(?:{self.pattern})$"}
        return {"type": WRITTEN}


@dataclass(frozen=True, slots=True)
class Later:
    """A value whose shape depends on what it is for: its node as it stands, to be read then."""

    def read(self, node: Node, problems: Diagnostics) -> Any:  # noqa: ARG002 - nothing can be wrong yet
        return node

    def schema(self, names: Names) -> Schema:  # noqa: ARG002 - no names in it
        return {"type": [*WRITTEN, "array"]}


@dataclass(frozen=True, slots=True)
class Path:
    """A field, or a path of fields through lookups, possibly with a sign before it.  It is followed later."""

    sign: str = ""

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if not isinstance(node, ScalarNode) or node.is_null:
            return wrong(node, "the name of a field", problems)
        return node.text

    def schema(self, names: Names) -> Schema:
        known = sorted(names.get("field", ()))
        if not known:
            return {"type": "string"}
        signed = [f"{self.sign}{name}" for name in known] if self.sign else []
        return {"type": "string", "anyOf": [{"enum": known + signed}, {"pattern": "\\."}]}


@dataclass(frozen=True, slots=True)
class Name:
    """The API name of something that is declared here."""

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if not isinstance(node, ScalarNode) or node.is_null:
            return wrong(node, "a name", problems)
        fault = malformed(node.text)
        if fault:
            problems.error("M206", f'"{shorten(node.text)}": {fault}', node.span)
            problems.lose({node.text, well_formed(node.text)})
            return BAD
        return node.text

    def schema(self, names: Names) -> Schema:  # noqa: ARG002 - a new name is free
        return {"type": "string", "maxLength": 40, "pattern": "^[a-z][a-z0-9]*(__?[a-z0-9]+)*$"}


@dataclass(frozen=True, slots=True)
class Flag:
    """`true` or `false`, nothing else."""

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if isinstance(node, ScalarNode) and node.style is Style.PLAIN and node.text in {"true", "false"}:
            return node.text == "true"
        return wrong(node, "true or false (without quotes)", problems)

    def schema(self, names: Names) -> Schema:  # noqa: ARG002 - no names in it
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Number:
    """A decimal number, taken from the written text.  `percent` turns the written 20 into the fraction 0.20."""

    minimum: int | None = None
    maximum: int | None = None
    whole: bool = False
    percent: bool = False

    def read(self, node: Node, problems: Diagnostics) -> Any:
        plain = isinstance(node, ScalarNode) and node.style is Style.PLAIN
        if not plain or not isinstance(node, ScalarNode) or not NUMBER.fullmatch(node.text) or len(node.text) > 60:
            return wrong(node, "a whole number" if self.whole else "a number (digits, without quotes)", problems)
        value = Decimal(node.text)
        if self.whole and value != value.to_integral_value():
            return wrong(node, "a whole number", problems)
        below = self.minimum is not None and value < self.minimum
        if below or (self.maximum is not None and value > self.maximum):
            problems.error("M205", f"{node.text} is out of range; {self.range()}", node.span)
            return BAD
        return value.scaleb(-2) if self.percent else value

    def range(self) -> str:
        if self.maximum is None:
            return f"at least {self.minimum} is allowed"
        return (
            f"{self.minimum} to {self.maximum} are allowed" if self.minimum is not None else f"at most {self.maximum}"
        )

    def schema(self, names: Names) -> Schema:  # noqa: ARG002 - no names in it
        drawn: Schema = {"type": "integer" if self.whole else "number"}
        if self.minimum is not None:
            drawn["minimum"] = self.minimum
        if self.maximum is not None:
            drawn["maximum"] = self.maximum
        return drawn


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words."""

    words: tuple[str, ...]

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if isinstance(node, ScalarNode) and node.text in self.words and not node.is_null:
            return node.text
        if not isinstance(node, ScalarNode) or node.is_null:
            return wrong(node, f"one of {', '.join(self.words)}", problems)
        hint = suggest(node.text, self.words)
        message = f'"{shorten(node.text)}" is not one of {", ".join(self.words)}{hint}'
        problems.error("M204", message, node.span)
        return BAD

    def schema(self, names: Names) -> Schema:  # noqa: ARG002 - a closed list
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class Rule:
    """Text in the rule language: on one line, quoted, or a | block.  `actions` must be a block or quoted."""

    start: str = "expression"

    def read(self, node: Node, problems: Diagnostics) -> Any:
        if not isinstance(node, ScalarNode):
            return self.refuse_structure(node, problems)
        if node.is_null:
            return wrong(node, "a rule text", problems)
        if self.trapped(node, problems):
            return BAD
        return rule_text(node)

    def trapped(self, node: ScalarNode, problems: Diagnostics) -> bool:
        """Whether YAML has changed the text behind the writer's back."""
        raw = node.document.text[node.start : node.end]
        whole = cut_at_hash(node)
        if whole is not None:
            problems.error("S113", f"YAML takes the # for a comment; write: {quote(whole)}", node.span)
        elif node.style is Style.FOLDED:
            problems.error("S112", "> folds lines together; write | instead of >", node.span)
        elif node.style is not Style.LITERAL and "\n" in raw:
            problems.error("S112", f"YAML folds these lines into one; write: | and below it: {shorten(raw)}", node.span)
        elif self.start == "expression" and lost_quotes(node):
            problems.error("S116", f"YAML eats these quotes; for a text, write: {quote(raw)}", node.span)
        elif self.start == "actions" and node.style is Style.PLAIN:
            problems.error("S115", f"actions need a | block or quotes; write: {quote(node.text)}", node.span)
        else:
            return False
        return True

    def refuse_structure(self, node: Node, problems: Diagnostics) -> Missing:
        """A colon or a bracket has turned the text into a mapping or a list."""
        written = node.document.line(node.line)
        text = written[node.column - 1 :].rstrip()
        taken = "the colon for a key" if isinstance(node, MapNode) else "this for a list"
        if text.startswith("{"):
            taken = "the braces for a mapping"
        message = f"YAML takes {taken}; write: {quote(text)}"
        problems.error("S117", message, node.span)
        return BAD

    def schema(self, names: Names) -> Schema:  # noqa: ARG002 - the language has a checker of its own
        return {"type": WRITTEN}


@dataclass(frozen=True, slots=True)
class Message:
    """Text for people with expressions in braces; every way of writing text is one of writing a message."""

    def read(self, node: Node, problems: Diagnostics) -> Any:
        said = Text().read(node, problems)
        if said is BAD or not isinstance(node, ScalarNode):
            return said
        folded = node.style is Style.FOLDED or "\n" in node.document.text[node.start : node.end]
        return folded_text(node) if folded and node.style is not Style.LITERAL else rule_text(node)

    def schema(self, names: Names) -> Schema:
        return Text().schema(names)
