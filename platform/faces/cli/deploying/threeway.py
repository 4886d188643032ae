"""Three states of the same files: when the workspace last met the database, here, and there.

A file that has changed on both sides is brought together component by component, as far as that goes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from objectry.metadata import EMPTY, Clash, Joined, join_changes

Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Meeting:
    """What is to be done with the files here.

    `take` are texts that replace what is here, `drop` files that go.  `joined` have changed on both sides, and their
    text is both changes as one.  `conflicts` cannot be told apart, or not wholly: what is here stays, and what is there
    (None: nothing) is put beside it; `clashes` are the components it is about, where they are known.  `kept` have
    changed here alone.
    """

    take: Texts
    drop: tuple[str, ...]
    conflicts: Mapping[str, str | None]
    kept: tuple[str, ...]
    joined: Texts = EMPTY
    clashes: Mapping[str, tuple[Clash, ...]] = EMPTY


def bring_together(met: Meeting, earlier: Texts, here: Texts) -> Meeting:
    """The same with the conflicts solved that are none: both sides have changed other components of a file."""
    found: dict[str, Joined] = {}
    for name, theirs in met.conflicts.items():
        one = (
            join_changes(earlier[name], here[name], theirs)
            if theirs and {name} <= earlier.keys() & here.keys()
            else None
        )
        if one is not None:
            found[name] = one
    return replace(
        met,
        joined={name: one.text for name, one in found.items() if one.text != here[name]},
        conflicts={name: text for name, text in met.conflicts.items() if name not in found or found[name].clashes},
        clashes={name: one.clashes for name, one in found.items() if one.clashes},
    )


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
