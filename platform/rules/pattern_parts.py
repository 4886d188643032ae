"""The parts of a pattern, for a database that writes patterns otherwise than RE2.

A part of one character stays as RE2 writes it, with the flags that tell what it stands for.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

FLAGS = re.compile(r"\(\?(?:P?<\w+>|(?P<on>[imsU]*)(?:-(?P<off>[imsU]+))?(?P<end>[:)]))")
ESCAPE = re.compile(r"\\(?:[pP](?:\{[^}]*\}|.)|x(?:\{[0-9A-Fa-f]+\}|[0-9A-Fa-f]{2})|[0-7]{1,3}|.)", re.DOTALL)
REPETITION = re.compile(r"(?:(?P<sign>[*+?])|\{(?P<least>[0-9]+)(?P<more>,(?P<most>[0-9]*))?\})\??")
POSIX = re.compile(r"\[:\^?[a-z]+:\]")
SIGNS: Mapping[str, tuple[int, int | None]] = MappingProxyType({"*": (0, None), "+": (1, None), "?": (0, 1)})


class Unreadable(ValueError):
    """A pattern that RE2 takes and the rule language does not; the message says why."""


@dataclass(frozen=True, slots=True)
class Literal:
    """One character that stands for itself."""

    character: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """One character of several: as RE2 writes them, with its flags."""

    written: str


@dataclass(frozen=True, slots=True)
class Edge:
    """A place between characters: the start or the end of the text, an edge of a word, or a place that is none."""

    name: str


@dataclass(frozen=True, slots=True)
class Repeated:
    """A part so many times; `most` None for without end."""

    part: "Part"
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Sequence:
    """Parts one after the other."""

    parts: tuple["Part", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several parts."""

    options: tuple["Part", ...]


Part = Literal | OneOf | Edge | Repeated | Sequence | Choice
START, END, WORD, NO_WORD = Edge("start"), Edge("end"), Edge("word"), Edge("no word")
EDGES: Mapping[str, Edge] = MappingProxyType({"A": START, "z": END, "b": WORD, "B": NO_WORD})


def parts_of(pattern: str) -> Part:
    """The parts of a pattern that RE2 takes.  Raises Unreadable."""
    return _Reader(pattern).group(frozenset())


class _Reader:
    """Reads a pattern from the left; it is known to be right, so nothing is checked twice."""

    def __init__(self, pattern: str) -> None:
        self.text = pattern
        self.at = 0

    def group(self, flags: frozenset[str]) -> Part:
        """The choice up to a closing bracket or the end."""
        options: list[list[Part]] = [[]]
        while self.at < len(self.text) and self.text[self.at] != ")":
            if self.text[self.at] == "|":
                self.at += 1
                options.append([])
            elif (switch := FLAGS.match(self.text, self.at)) and switch["end"] == ")":
                self.at = switch.end()
                flags = _switched(flags, switch)
            else:
                options[-1] += self._atom(flags)
            self._repeat_last(options[-1])
        sequences = tuple(_sequence(one) for one in options)
        return sequences[0] if len(sequences) == 1 else Choice(sequences)

    def _atom(self, flags: frozenset[str]) -> list[Part]:
        character = self.text[self.at]
        if character == "(":
            return [self._bracketed(flags)]
        if character == "[":
            return [self._one_of(self._class(), flags)]
        if character == "\\":
            return self._escaped(flags)
        self.at += 1
        if character in "^$":
            return [START if character == "^" else END]
        if character == ".":
            return [self._one_of(character, flags)]
        return [self._literal(character, flags)]

    def _bracketed(self, flags: frozenset[str]) -> Part:
        switch = FLAGS.match(self.text, self.at)
        self.at = switch.end() if switch else self.at + 1
        inside = self.group(_switched(flags, switch) if switch and switch["end"] else flags)
        self.at += 1
        return inside

    def _class(self) -> str:
        """The class that begins here, up to its closing bracket."""
        start, at = self.at, self.at + 1
        at += self.text.startswith("^", at)
        at += self.text.startswith("]", at)
        while self.text[at] != "]":
            taken = POSIX.match(self.text, at) or ESCAPE.match(self.text, at)
            at = taken.end() if taken else at + 1
        self.at = at + 1
        return self.text[start : self.at]

    def _escaped(self, flags: frozenset[str]) -> list[Part]:
        following = self.text[self.at + 1]
        if following == "Q":
            return self._quoted(flags)
        if following in EDGES:
            self.at += 2
            return [EDGES[following]]
        if following == "C":
            raise Unreadable(r"\C is half a character; write a dot")
        found = ESCAPE.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        if not following.isalnum():
            return [self._literal(following, flags)]
        return [self._one_of(found[0], flags)]

    def _quoted(self, flags: frozenset[str]) -> list[Part]:
        r"""What stands between \Q and \E."""
        start = self.at + 2
        end = self.text.find(r"\E", start)
        self.at = len(self.text) if end < 0 else end + 2
        return [self._literal(one, flags) for one in self.text[start : None if end < 0 else end]]

    def _repeat_last(self, parts: list[Part]) -> None:
        """What follows may repeat the last part, also across a switch or an empty quotation, as RE2 takes it."""
        found = REPETITION.match(self.text, self.at)
        if found is None or not parts:
            return
        self.at = found.end()
        if found["sign"]:
            least, most = SIGNS[found["sign"]]
        else:
            least = int(found["least"])
            most = least if not found["more"] else int(found["most"]) if found["most"] else None
        parts[-1] = Repeated(parts[-1], least, most)

    def _literal(self, character: str, flags: frozenset[str]) -> Part:
        return self._one_of(re.escape(character), flags) if "i" in flags else Literal(character)

    def _one_of(self, written: str, flags: frozenset[str]) -> Part:
        meant = "".join(sorted(flags & {"i", "s"}))
        return OneOf(f"(?{meant}:{written})" if meant else written)


def _switched(flags: frozenset[str], switch: re.Match[str]) -> frozenset[str]:
    if "m" in (switch["on"] or ""):
        raise Unreadable("(?m) has no meaning, as the whole text must fit; ^ and $ are its ends")
    return (flags | set(switch["on"] or "")) - set(switch["off"] or "")


def _sequence(parts: list[Part]) -> Part:
    return parts[0] if len(parts) == 1 else Sequence(tuple(parts))
