"""Search across objects: the records in whose search fields every word stands, the likeliest first.

A record's place depends on its own name alone, never on how many others there are: so no rank tells of hidden records.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from objectry.plan import ObjectPlan
from objectry.rules import Kind
from objectry.runtime.calls import Found, Query
from objectry.runtime.errors import NotFound
from objectry.runtime.reading.listing import Listing, Row
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import RANK, Transaction

SHORT = 3  # characters
LAST = 4  # of a record that was not found by its name


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
        for row in self._rows(transaction, plan, text, most, () if name is None else (name,)):
            called = row.get(name or "")
            rank = int(str(row.get(RANK, LAST)))
            yield Found(plan.name, str(row["id"]), called if isinstance(called, str) else None, rank)

    def _rows(
        self, transaction: Transaction, plan: ObjectPlan, text: str, most: int, name: tuple[str, ...]
    ) -> Sequence[Row]:
        """The likeliest of an object; of a few letters most records have words: those called so may be enough."""
        ranks = self.reader.seeking(plan).ranks(text) if name else ()
        query = Query(plan.name, fields=name or ("id",), sort=name, limit=most)
        if ranks and len(text.strip()) <= SHORT:
            rows = Listing(self.reader, query, self.key, also=ranks[1]).ranked(transaction, ranks[:1])
            if len(rows) == most:
                return rows
        return Listing(self.reader, replace(query, search=text), self.key).ranked(transaction, ranks)

    def _name(self, plan: ObjectPlan) -> str | None:
        """The field records are called by, where it is a text that the reader may read."""
        name = plan.object.name_field
        known = plan.fields.get(name)
        readable = known is not None and self.reader.rights.reads(plan.name, name)
        return name if known is not None and readable and known.type.kind is Kind.TEXT else None
