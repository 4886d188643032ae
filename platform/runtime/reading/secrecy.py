"""What of an explanation its reader may not know: fields she may not read, and records she does not see.

An explanation is worked out with the engine's eyes, as the rule itself was; so whatever is in it has to be asked for
here.  A field she may not read does not even have a name for her; what lies behind a lookup to a record she does not
see, or is counted over children of which she does not see each, has no value.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from objectry.plan import ObjectPlan, inputs
from objectry.rules import Aggregate, FieldRead, Kind, Leaf, Type, number, walk
from objectry.runtime.conditions import Everyone
from objectry.runtime.desk import Desk
from objectry.runtime.reading.reader import Reader
from objectry.runtime.writing.drafts import Draft
from objectry.runtime.writing.facts import Facts

ID = Type(Kind.REF)
COUNT = number(19, 0, nullable=False)


@dataclass(frozen=True, slots=True)
class Secrecy:
    """What one reader may not know of a record."""

    reader: Reader
    desk: Desk

    def unnamed(self, plan: ObjectPlan, leaves: Sequence[Leaf]) -> frozenset[str]:
        """The keys of leaves that read a field she may not read."""
        reads = self.reader.rights.reads
        return frozenset(one.key for one in leaves if not all(reads(*pair) for pair in inputs(one, plan.name)))

    def hidden(self, draft: Draft, leaves: Sequence[Leaf]) -> frozenset[str]:
        """The keys of leaves that read what is beyond her sight."""
        steps = {one.key: tuple(_steps(one)) for one in leaves}
        asked = tuple({step.key: step for found in steps.values() for step in found}.values())
        seen = Facts(self.desk.seen_by(self.reader.policies)).rows([draft], asked)[0]
        there = Facts(self.desk).rows([draft], asked)[0]
        return frozenset(
            one.key
            for one in leaves
            if any(seen[step.key] != there[step.key] for step in steps[one.key]) or not self._open_inside(one)
        )

    def _open_inside(self, leaf: Leaf) -> bool:
        """Whether everything a figure over children reads through lookups is open to her."""
        if not isinstance(leaf, Aggregate):
            return True
        hops = (hop for node in walk(leaf) if isinstance(node, FieldRead) for hop in node.hops)
        return all(isinstance(self.reader.policies[hop.object], Everyone) for hop in hops)


def _steps(leaf: Leaf) -> Iterator[Leaf]:
    """What is on the way to what a leaf reads: the ids along its lookups, the number of the children it counts."""
    for at, hop in enumerate(leaf.hops, start=1):
        yield FieldRead(leaf.hops[:at], hop.object, "id", ID, prior=isinstance(leaf, FieldRead) and leaf.prior)
    if isinstance(leaf, Aggregate):
        yield replace(leaf, function="COUNT", value=None, where=None, type=COUNT, declared=False)
