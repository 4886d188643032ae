"""Three states of the same files: when the workspace last met the database, here, and there."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is to be done with the files here.

    `take` are texts that replace what is here, `drop` files that go.  `conflicts` have changed on both sides: what is
    here stays, and what is there (None: nothing) is put beside it.  `kept` have changed here alone.
    """

    take: Texts
    drop: tuple[str, ...]
    conflicts: Mapping[str, str | None]
    kept: tuple[str, ...]


def meet(base: Mapping[str, str] | None, here: Texts, there: Texts) -> Meeting:
    """`base` holds the digests of the files at the last meeting; without one, every difference is a conflict."""
    take: dict[str, str] = {}
    drop: list[str] = []
    conflicts: dict[str, str | None] = {}
    kept: list[str] = []
    for name in sorted(here.keys() | there.keys()):
        mine, theirs = here.get(name), there.get(name)
        was = base.get(name) if base is not None else None
        if mine == theirs:
            continue
        if _unchanged(mine, was, known=base is not None):
            if theirs is None:
                drop.append(name)
            else:
                take[name] = theirs
        elif _unchanged(theirs, was, known=base is not None):
            kept.append(name)
        else:
            conflicts[name] = theirs
    return Meeting(take, tuple(drop), conflicts, tuple(kept))


def digest(text: str) -> str:
    """What stands for the text of a file."""
    return sha256(text.encode(errors="surrogateescape")).hexdigest()


def _unchanged(text: str | None, was: str | None, *, known: bool) -> bool:
    """Whether a file is as it was.  Where no meeting is known, a file that is not there was never there."""
    if text is None:
        return was is None
    return known and digest(text) == was
