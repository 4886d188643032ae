"""Search across objects: the records in whose search fields every word stands, the likeliest first.

A record's place depends on its own name alone, never on how many others there are: so no rank tells of hidden records.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from objectry.plan import ObjectPlan
from objectry.rules import Kind, Value
from objectry.runtime.calls import Found, Query
from objectry.runtime.errors import NotFound
from objectry.runtime.reading.listing import Listing
from objectry.runtime.reading.paths import folded, quoted
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import Transaction

RANK = "search_rank"
LAST = 3  # of a record that was not found by its name


@dataclass(slots=True)
class Searching:
    """One search."""

    reader: Reader
    key: Callable[[], bytes]

    def find(self, transaction: Transaction, text: str, objects: Sequence[str], most: int) -> tuple[Found, ...]:
        """The likeliest records, in one read for each object.  Raises NotFound for an object not there to be read."""
        found = [hit for plan in self._plans(objects) for hit in self._of(transaction, plan, text, most)]
        return tuple(sorted(found, key=lambda hit: hit.rank)[:most])

    def _plans(self, objects: Sequence[str]) -> Iterator[ObjectPlan]:
        rights = self.reader.rights
        for name in objects:
            if name not in self.reader.call.blueprint.objects or not rights.may(name, "read").allowed:
                raise NotFound(f"there is no object {name}")
        for name, plan in self.reader.call.blueprint.objects.items():
            wanted = name in objects if objects else rights.may(name, "read").allowed
            if wanted and self.reader.searched(plan):
                yield plan

    def _of(self, transaction: Transaction, plan: ObjectPlan, text: str, most: int) -> Iterator[Found]:
        name = self._name(plan)
        query = Query(plan.name, search=text, fields=("id",), limit=most)
        if name is not None:
            values = {RANK: rank_of(name, text)}
            query = Query(plan.name, search=text, fields=(name,), sort=(RANK, name), limit=most, values=values)
        for record in Listing(self.reader, query, self.key).page(transaction).records:
            rank: Value = record.values.get(RANK)
            yield Found(plan.name, record.id, _text(record.values.get(name or "")), int(str(rank or LAST)))

    def _name(self, plan: ObjectPlan) -> str | None:
        """The field records are called by, where it is a text that the reader may read."""
        name = plan.object.name_field
        known = plan.fields.get(name)
        readable = known is not None and self.reader.rights.reads(plan.name, name) and RANK not in plan.fields
        return name if known is not None and readable and known.type.kind is Kind.TEXT else None


def rank_of(name: str, text: str) -> str:
    """The expression for how likely a record is meant: 1 is called so, 2 begins so, 3 is found by other words."""
    wanted = quoted(" ".join(folded(text).split()))
    return f"IF(LOWER({name}) = {wanted}, 1, IF(BEGINS(LOWER({name}), {wanted}), 2, {LAST}))"


def _text(value: Value) -> str | None:
    return value if isinstance(value, str) else None
