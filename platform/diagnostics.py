"""Problems as values: what is wrong, where it stands, and the way out.

Every room below the faces reports problems by returning them, so that a person sees all of
them in one run.  This module lies under every other and imports nothing of ours.

Codes are stable and never given out twice.  They are grouped by the stage that finds them:
S1xx the YAML source, M2xx the model, R3xx rules, P4xx plan and apply, D5xx the door,
I6xx data import, F7xx faces, T8xx scenarios that failed.  `docs/errors.md` explains each one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from itertools import islice
from unicodedata import name as unicode_name

LONG_LIST, LONGEST_LIST = 300, 5_000
MOST_ALIKE = 100


class Severity(StrEnum):
    """How bad it is: an error stops what was asked for, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file.  Lines and columns count from 1, columns in code points."""

    file: str
    line: int = 1
    column: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


NOWHERE = Span("", 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One problem with its place.  `message` says what is wrong and, where known, the way out."""

    code: str
    message: str
    span: Span = NOWHERE
    severity: Severity = Severity.ERROR
    source_line: str = field(default="", compare=False)

    def __str__(self) -> str:
        place = f"{self.span} " if self.span.file else ""
        return f"{place}{self.severity} {self.code} {self.message}"


class Diagnostics:
    """An ordered collection of problems that later stages go on filling."""

    def __init__(self, found: Iterable[Diagnostic] = ()) -> None:
        self._found: list[Diagnostic] = list(found)
        self.lost: set[str] = set()  # names that may be declared where nothing could be read

    def error(self, code: str, message: str, span: Span = NOWHERE) -> None:
        """Add an error."""
        self._found.append(Diagnostic(code, message, span))

    def warn(self, code: str, message: str, span: Span = NOWHERE) -> None:
        """Add a warning."""
        self._found.append(Diagnostic(code, message, span, Severity.WARNING))

    def extend(self, more: Iterable[Diagnostic]) -> None:
        """Add problems another stage has found."""
        self._found.extend(more)

    def lose(self, names: Iterable[str]) -> None:
        """Remember names from places that could not be read: a problem about them has been told already."""
        self.lost.update(names)

    @property
    def errors(self) -> tuple[Diagnostic, ...]:
        """Only those that stop the work."""
        return tuple(one for one in self._found if one.severity is Severity.ERROR)

    def sorted(self) -> tuple[Diagnostic, ...]:
        """All of them without repetition, in the order of their places."""
        unique = dict.fromkeys(self._found)
        return tuple(sorted(unique, key=lambda one: (one.span, one.code, one.message)))

    def __iter__(self) -> Iterator[Diagnostic]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


def _few(name: str, candidates: list[str]) -> list[str]:
    """Not too many to compare one by one: of a long list those that begin alike and are about as long.

    Nobody has written a list longer than that by hand, and the search would take its time for each name in it.
    """
    if len(candidates) <= LONG_LIST:
        return candidates
    if len(candidates) > LONGEST_LIST:
        return []
    start, length = name[:1].casefold(), len(name)
    alike = (one for one in candidates if -2 <= len(one) - length <= 2 and one[:1].casefold() == start)
    return list(islice(alike, MOST_ALIKE))


def closest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate a person most likely meant by `name`, or None when nothing is near."""
    by_folded = {candidate.casefold(): candidate for candidate in _few(name, list(candidates))}
    near = get_close_matches(name.casefold(), by_folded, n=1, cutoff=0.6)
    return by_folded[near[0]] if near else None


def alike(name: str, candidates: Iterable[str]) -> bool:
    """Whether `name` is surely a slip of the pen for one of the candidates."""
    return bool(get_close_matches(name.casefold(), list(candidates), n=1, cutoff=0.82))


def suggest(name: str, candidates: Iterable[str]) -> str:
    """The tail of a message: `; did you mean "x"?`, or nothing.  A letter that only looks right is named."""
    near = closest(name, candidates)
    if near is None:
        return ""
    strange = "" if not near.isascii() else lookalike(name)
    return f'{strange}; did you mean "{near}"?'


def lookalike(name: str) -> str:
    """The tail of a message about a name in plain letters with one among them that is none, or is not even seen."""
    if name.isascii() or not any(letter.isascii() and letter.isalpha() for letter in name):
        return ""
    sign = next(letter for letter in name if not letter.isascii())
    return f"; it holds U+{ord(sign):04X}, {unicode_name(sign, 'a character without a name').lower()}"
