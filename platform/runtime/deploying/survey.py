"""What is asked of the live database when a plan is made: counts, sample ids, values page by page.

It reads with the engine's own eyes: every object open, records in the recycle bin left out unless they are asked for.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.plan import Blueprint
from objectry.rules import FieldRead, Node, Value
from objectry.runtime.conditions import Condition, Everyone
from objectry.runtime.store import Context, Select, Transaction

SAMPLES = 5
NAMED = 100
PAGE = 2000


@dataclass(frozen=True, slots=True)
class Survey:
    """A transaction, with the tables as they are deployed."""

    transaction: Transaction
    context: Context

    @property
    def blueprint(self) -> Blueprint:
        """What is deployed."""
        return self.context.tables.blueprint

    @property
    def open(self) -> Mapping[str, Condition]:
        """Every object open."""
        return MappingProxyType({name: Everyone() for name in self.blueprint.objects})

    def count(self, thing: str, where: Condition) -> int:
        """How many records fulfil the condition."""
        return self.transaction.count(self.context, Select(thing, {}, where, policies=self.open))

    def samples(self, thing: str, where: Condition, most: int = SAMPLES) -> tuple[str, ...]:
        """The ids of the first few of them."""
        wanted = Select(thing, {}, where, limit=most, policies=self.open)
        return tuple(str(row["id"]) for row in self.transaction.select(self.context, wanted))

    def values(self, thing: str, node: Node, where: Condition, *, deleted: bool = False) -> Iterator[tuple[str, Value]]:
        """Ids and values of those that fulfil the condition, in the order of ids, a page at a time."""
        after: tuple[Value, ...] | None = None
        while True:
            wanted = Select(thing, {"value": node}, where, (), PAGE, after, self.open, deleted)
            rows = self.transaction.select(self.context, wanted)
            yield from ((str(row["id"]), row["value"]) for row in rows)
            if len(rows) < PAGE:
                return
            after = (rows[-1]["id"],)

    def read(self, thing: str, field: str) -> FieldRead:
        """The reading of a record's own field."""
        return FieldRead((), thing, field, self.blueprint.objects[thing].fields[field].type)
