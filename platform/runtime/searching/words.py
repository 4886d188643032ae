"""Texts -> the words they are found by, the same on both databases.

Letters are folded: wide as usual ones, capitals as small ones, accents left out.  Scripts that put no blanks between
words are cut into single characters and pairs, so a name of two Chinese characters is found, and so is each of them.
Of a number every end is a word of its own; as a word is found by its beginning, any part of a number finds it.
"""

import re
import unicodedata
from collections.abc import Iterator

UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Thai, Lao, Burmese, Khmer, Japanese, Chinese, Korean."""
SIGNS = "\u2190-\u2bff\U0001f000-\U0001faff"
"""Arrows, symbols, pictures: each is a word."""
WORD = re.compile(rf"[{UNSPACED}]+|[{SIGNS}]|[^\W_{UNSPACED}{SIGNS}]+")
DENSE = re.compile(rf"[{UNSPACED}{SIGNS}]")
ACCENT = re.compile("[\u0300-\u036f]")
FIGURES = re.compile(r"[0-9]+")
TELEPHONE = re.compile(r"[0-9+()/. -]{7,40}")
SHORTEST_END, LONGEST_NUMBER = 3, 24
LONGEST_WORD, LONGEST_NAME = 40, 80
LONGEST_TEXT = 20_000
"""Characters: what stands behind them is not found."""
MOST_SOUGHT = 16
OPEN = "*"
"""At the end of a word that is sought: any word that begins so will do."""
VERSION = 1
"""Raised with every change of what texts are found by: every index is then made anew."""


def folded(text: str) -> str:
    """A text as it is searched for."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKC", text).casefold()
    if plain.isascii():
        return plain
    return unicodedata.normalize("NFC", ACCENT.sub("", unicodedata.normalize("NFD", plain)))


def words_of(text: str) -> frozenset[str]:
    """Every word a text is found by."""
    plain = folded(text[:LONGEST_TEXT])
    return frozenset((*_parts(plain), *_ends(_number(plain))))


def _parts(plain: str) -> Iterator[str]:
    spaced = plain.isascii()
    for run in WORD.findall(plain):
        if not spaced and DENSE.match(run):
            yield from run
            yield from _pairs(run)
        else:
            yield run[:LONGEST_WORD]
            for figures in () if run.isalpha() else FIGURES.findall(run):
                yield from _ends(figures)


def _pairs(run: str) -> Iterator[str]:
    yield from (run[place : place + 2] for place in range(len(run) - 1))


def _ends(figures: str) -> Iterator[str]:
    if SHORTEST_END < len(figures) <= LONGEST_NUMBER:
        yield from [figures[place:] for place in range(len(figures) - SHORTEST_END + 1)]


def _number(plain: str) -> str:
    """The figures of a text that is a number of a telephone, without the signs people put into it."""
    return "".join(FIGURES.findall(plain)) if TELEPHONE.fullmatch(plain) else ""


def name_of(text: str) -> str:
    """A name without what stands between its words: two that are said alike are the same."""
    return "".join(WORD.findall(folded(text[:LONGEST_TEXT])))[:LONGEST_NAME]


def sought_words(text: str) -> tuple[str, ...]:
    """The words of a search, all of which have to be found, one letter alone as a word of its own.

    What comes after the first few would only narrow it further.
    """
    return tuple(list(dict.fromkeys(_sought(folded(text[:LONGEST_TEXT]))))[:MOST_SOUGHT])


def _sought(plain: str) -> Iterator[str]:
    for run in WORD.findall(plain):
        if DENSE.match(run):
            yield from _pairs(run) if len(run) > 1 else run
        else:
            yield run[:LONGEST_WORD] + (OPEN if len(run) > 1 else "")
