"""A pattern of RE2 as an advanced regular expression (POSIX, as PostgreSQL has it) that fits the same texts.

Nothing is left to what the other side takes a class, a dot or a letter's case for: which characters a part stands for
is asked of RE2 itself and written as ranges.
"""

from collections.abc import Mapping
from functools import cache, lru_cache
from types import MappingProxyType

from objectry.rules.pattern_parts import Choice, Edge, Literal, OneOf, Part, Repeated, Sequence, parts_of
from objectry.rules.patterns import runs

MOST_REPEATED = 255
EDGES: Mapping[str, str] = MappingProxyType({"start": "^", "end": "$", "word": r"\y", "no word": r"\Y"})
LAST = 0x10FFFF
NOTHING = r"[^\u0001-\U0010ffff]"


@lru_cache(1_000)
def advanced(pattern: str) -> str:
    """The whole text must fit the answer, too."""
    return f"^(?:{_written(parts_of(pattern))})$"


def _written(part: Part) -> str:
    if isinstance(part, Literal):
        return _character(ord(part.character))
    if isinstance(part, OneOf):
        return _ranges(members(part.written))
    if isinstance(part, Edge):
        return EDGES[part.name]
    if isinstance(part, Repeated):
        return _repeated(_single(part.part), part.least, part.most)
    if isinstance(part, Sequence):
        return "".join(_written(one) if not isinstance(one, Choice) else _single(one) for one in part.parts)
    return "|".join(map(_written, part.options))


def _single(part: Part) -> str:
    """A part that what follows it takes as one."""
    text = _written(part)
    return text if isinstance(part, Literal | OneOf) else f"(?:{text})"


def _character(code: int) -> str:
    character = chr(code)
    return character if character.isalnum() and character.isascii() else f"\\U{code:08x}"


def _ranges(ranges: tuple[tuple[int, int], ...]) -> str:
    parts = (_character(one) if one == other else f"{_character(one)}-{_character(other)}" for one, other in ranges)
    return f"[{''.join(parts)}]" if ranges else NOTHING


def _repeated(atom: str, least: int, most: int | None) -> str:
    """The atom so many times: one number of theirs goes up to 255."""
    if most is not None and most <= MOST_REPEATED:
        return f"{atom}{{{least},{most}}}"
    exactly = "".join(f"{atom}{{{one}}}" for one in _shares(least))
    if most is None:
        return f"{exactly}{atom}*"
    return exactly + "".join(f"{atom}{{0,{one}}}" for one in _shares(most - least))


def _shares(count: int) -> list[int]:
    whole, rest = divmod(count, MOST_REPEATED)
    return [MOST_REPEATED] * whole + [rest] * (rest > 0)


@lru_cache(1_000)
def members(written: str) -> tuple[tuple[int, int], ...]:
    """The ranges of characters that a part of one character takes; NUL and halves of characters are in no text."""
    found = runs(f"(?:{written})+", _all_characters())
    return tuple((ord(one[:4].decode(errors="ignore")[0]), ord(one[-4:].decode(errors="ignore")[-1])) for one in found)


@cache
def _all_characters() -> bytes:
    return "".join(chr(one) for one in range(1, LAST + 1) if not 0xD800 <= one <= 0xDFFF).encode()
