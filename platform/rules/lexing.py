"""The words of a rule text that may not be finished: nothing here ever fails."""

import re
from dataclasses import dataclass
from enum import StrEnum

NAME = (
    r"[^\W\d][\w\u0300-\u036f\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0900-\u0963\u0981-\u0e4e\u0eb1-\u0ece"
    r"\u0f71-\u0f84\u102b-\u109d\u17b4-\u17d3\u3099\u309a]*"
)
"""Letters and digits of all scripts and the marks that stand on letters, as in the grammar."""
TOKEN = re.compile(
    r"""(?P<blank>\s+)
    |(?P<comment>\#[^\n]*|/\*(?:.|\n)*?(?:\*/|\Z))
    |(?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<open>"(?:\\.|[^"\\\n])*|'(?:\\.|[^'\\\n])*)
    |(?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:%|e[+-]?\d+)?)
    |(?P<name>\$?"""
    + NAME
    + r""")
    |(?P<sign><=|>=|<>|!=|==|&&|\|\||.)""",
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)


class Part(StrEnum):
    """What kind of word it is.  `OPEN` is a text whose closing quote is missing."""

    NAME = "name"
    TEXT = "text"
    OPEN = "open"
    NUMBER = "number"
    SIGN = "sign"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Word:
    """One word, with its offsets in the text."""

    part: Part
    text: str
    start: int

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.start + len(self.text)

    @property
    def folded(self) -> str:
        """A name or sign as it is compared."""
        return self.text.lower()

    @property
    def content(self) -> str:
        """What stands between the quotes."""
        return self.text[1:-1] if self.part is Part.TEXT else self.text[1:]


def words_of(text: str) -> tuple[Word, ...]:
    """All words of a text, blanks left out."""
    found = (one for one in TOKEN.finditer(text) if one.lastgroup != "blank")
    return tuple(Word(Part(one.lastgroup or "sign"), one.group(), one.start()) for one in found)
