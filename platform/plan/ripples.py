"""Which objects are written when something is written in others, by rules, roll-ups and deletions.

Rules can go round in a circle only among objects that a write leads through and back.  Where a few objects have
changed, such a ring tells how many must be looked at together, however few names they know of one another.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from objectry.metadata import Object, OnDelete
from objectry.plan.relations import find_children

Leads = Mapping[str, set[str]]


@dataclass(frozen=True, slots=True)
class Ripples:
    """By object those that are written in answer, and the objects whose records rules delete."""

    leads: dict[str, set[str]] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)

    def lead(self, start: str, *ends: str) -> None:
        """A write of `start` leads to writes of `ends`."""
        self.leads.setdefault(start, set()).update(ends)

    def add(self, other: "Ripples") -> None:
        """Take in what is known of others."""
        for start, ends in other.leads.items():
            self.lead(start, *ends)
        self.deleted.update(other.deleted)

    def rings(self, names: Iterable[str], objects: Mapping[str, Object]) -> set[str]:
        """The objects that stand in one ring with any of these."""
        whole = Ripples({start: set(ends) for start, ends in self.leads.items()})
        for start, end in _gone_too(self.deleted, objects):
            whole.lead(start, end)
        back: dict[str, set[str]] = {}
        for start, ends in whole.leads.items():
            for end in ends:
                back.setdefault(end, set()).add(start)
        known = [name for name in names if name in whole.leads and name in back]
        return set().union(*(_reached(one, whole.leads) & _reached(one, back) for one in known))


def _gone_too(deleted: Iterable[str], objects: Mapping[str, Object]) -> Iterator[tuple[str, str]]:
    """What deletions go on to: the deleted object, and the one whose records go along or let go."""
    children = find_children(objects) if deleted else {}
    todo = [name for name in deleted if name in children]
    known = set(todo)
    while todo:
        at = todo.pop()
        for child in children[at].values():
            if child.on_delete is not OnDelete.RESTRICT:
                yield at, child.object
            if child.on_delete is OnDelete.CASCADE and child.object not in known:
                known.add(child.object)
                todo.append(child.object)


def _reached(start: str, leads: Leads) -> set[str]:
    """Where the ways from an object lead; itself only if one leads back."""
    found: set[str] = set()
    todo = deque([start])
    while todo:
        fresh = leads.get(todo.popleft(), set()) - found
        found |= fresh
        todo.extend(fresh)
    return found
