"""Sentences by their form: `unknown object "{name}"{tail}` is one, whatever the name."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

HOLE = re.compile(r"\{(\w+)\}")
TAIL = "tail"  # a hole at the end that holds nothing, or a remark of its own after a semicolon
STEPS = "steps"  # a hole with several sentences, a semicolon between them
WORD = "word"  # a hole without blanks in it
VERBATIM = frozenset(
    {"name", WORD, "text", "line", "path", "known"}
)  # what people have written, or the names there are

HELD: Mapping[str, str] = MappingProxyType({TAIL: "(?:;.*)?", WORD: r"\S+"})


@dataclass(frozen=True, slots=True)
class Form:
    """One sentence in both languages."""

    pattern: re.Pattern[str]
    said: str
    weight: int  # letters that are fixed: the more, the surer


class Phrasebook:
    """All forms of one language."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        forms = (Form(pattern_of(english), said, len(HOLE.sub("", english))) for english, said in phrases.items())
        self._between = phrases.get("; ", "; ")
        self._forms = sorted(forms, key=lambda form: -form.weight)

    def __contains__(self, sentence: str) -> bool:
        return self._found(sentence) is not None

    def say(self, sentence: str) -> str:
        """The sentence in this language, or as it is where its form is not known."""
        found = self._found(sentence)
        if found is None:
            return sentence
        form, parts = found
        return HOLE.sub(lambda hole: self._part(hole[1], parts[hole[1]]), form.said)

    def _found(self, sentence: str) -> tuple[Form, Mapping[str, str]] | None:
        matches = ((form, form.pattern.fullmatch(sentence)) for form in self._forms)
        return next(((form, found.groupdict()) for form, found in matches if found), None)

    def _part(self, name: str, text: str) -> str:
        if name == STEPS:
            return self._between.join(map(self.say, text.split("; ")))
        return text if name in VERBATIM else self.say(text)


def pattern_of(english: str) -> re.Pattern[str]:
    """What sentences of this form look like."""
    pieces: list[str] = []
    seen: set[str] = set()
    at = 0
    for hole in HOLE.finditer(english):
        name = hole[1]
        pieces.append(re.escape(english[at : hole.start()]))
        if name in seen:
            pieces.append(f"(?P={name})")
        else:
            pieces.append(f"(?P<{name}>{HELD.get(name, '.+?')})")
        seen.add(name)
        at = hole.end()
    return re.compile("".join([*pieces, re.escape(english[at:])]), re.DOTALL)
