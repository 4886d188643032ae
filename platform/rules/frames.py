"""Where in a rule text a word stands: inside which calls, lists and braces, and what came before it.

The text may be half written: words are looked at one by one, and nothing is asked of what follows.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from objectry.rules.lexing import Part, Word

CLOSING = frozenset({")", "}"})


@dataclass(frozen=True, slots=True)
class Frame:
    """An open bracket.

    `call` is the function in front of it, in upper case; `creates` the object whose record is made in the braces;
    `listed` tells that it holds the options of an `in`.  `opened` is the place of the bracket among the words,
    `argument` counts the commas since.
    """

    opened: int
    call: str = ""
    creates: str = ""
    listed: bool = False
    argument: int = 0


def frames_before(words: Sequence[Word], at: int) -> tuple[Frame, ...]:
    """The brackets that are open before word number `at`, the outermost first."""
    frames: list[Frame] = []
    for number, word in enumerate(words[:at]):
        if word.part is not Part.SIGN:
            continue
        if word.text == "(":
            frames.append(_bracket(words, number))
        elif word.text == "{":
            frames.append(Frame(number, creates=_created(words, number)))
        elif word.text in CLOSING and frames:
            frames.pop()
        elif word.text == "," and frames:
            frames[-1] = replace(frames[-1], argument=frames[-1].argument + 1)
    return tuple(frames)


def _bracket(words: Sequence[Word], number: int) -> Frame:
    before = words[number - 1] if number else None
    if before is None or before.part is not Part.NAME:
        return Frame(number)
    if before.folded == "in":
        return Frame(number, listed=True)
    return Frame(number, call=before.text.upper())


def _created(words: Sequence[Word], number: int) -> str:
    """The object of `create object {`."""
    if number < 2 or words[number - 2].folded != "create" or words[number - 1].part is not Part.NAME:
        return ""
    return words[number - 1].text


def path_ending(words: Sequence[Word], at: int) -> tuple[Word, ...]:
    """The names of the path whose last name is word number `at`."""
    if at < 0 or at >= len(words) or words[at].part is not Part.NAME:
        return ()
    names = [words[at]]
    while at >= 2 and words[at - 1].text == "." and words[at - 2].part is Part.NAME:
        at -= 2
        names.append(words[at])
    return tuple(reversed(names))


def path_beginning(words: Sequence[Word], at: int) -> tuple[Word, ...]:
    """The names of the path whose first name is word number `at`."""
    if at >= len(words) or words[at].part is not Part.NAME:
        return ()
    names = [words[at]]
    while at + 2 < len(words) and words[at + 1].text == "." and words[at + 2].part is Part.NAME:
        at += 2
        names.append(words[at])
    return tuple(names)


def is_named(words: Sequence[Word], at: int, frames: Sequence[Frame]) -> bool:
    """Whether word number `at` stands where a field of the record that is being made is named."""
    inside = frames[-1] if frames else None
    return inside is not None and bool(inside.creates) and at > 0 and words[at - 1].text in {"{", ","}
