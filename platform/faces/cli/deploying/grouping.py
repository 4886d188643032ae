"""A long plan made short: what is harmless and alike stands in one line, what needs a look keeps its own."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from objectry.plan import Change, ChangeClass

LONG = 30
"""Changes that are shown one by one, whatever they are."""
FEW = 3
"""Changes of one thing that keep a line each."""


@dataclass(frozen=True, slots=True)
class Group:
    """Harmless changes of one thing."""

    name: str
    changes: tuple[Change, ...]


def grouped(changes: Sequence[Change]) -> tuple[Change | Group, ...]:
    """The changes in their order; in a long plan the harmless ones of each thing together, where the first stood."""
    if len(changes) <= LONG:
        return tuple(changes)
    alike: dict[str, list[Change]] = {}
    for change in changes:
        if harmless(change):
            alike.setdefault(thing_of(change), []).append(change)
    return tuple(_in_place(changes, {name: tuple(found) for name, found in alike.items() if len(found) > FEW}))


def _in_place(changes: Sequence[Change], alike: Mapping[str, tuple[Change, ...]]) -> Iterator[Change | Group]:
    for change in changes:
        members = alike.get(thing_of(change), ()) if harmless(change) else ()
        if not members:
            yield change
        elif change is members[0]:
            yield Group(thing_of(change), members)


def harmless(change: Change) -> bool:
    """Whether nobody has to look at it twice: no value, right, demand or wait is concerned."""
    return change.kind is ChangeClass.SAFE and not change.breaking and change.sows is None


def thing_of(change: Change) -> str:
    """The object a change is about, else what it names."""
    return change.name.split(".")[0]


def totals(changes: Sequence[Change]) -> str:
    """`2 data_loss, 5 stricter, 493 safe`: how many there are of each class, what weighs most first."""
    count = Counter(change.kind for change in changes)
    weighty = (ChangeClass.DATA_LOSS, ChangeClass.ACCESS, ChangeClass.STRICTER, ChangeClass.SLOW, ChangeClass.SAFE)
    return ", ".join(f"{count[kind]:,} {kind}" for kind in weighty if count[kind])
