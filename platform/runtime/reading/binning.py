"""The recycle bin as its reader sees it: what somebody deleted, newest first, across objects.

What went along with another record is not told: it comes back with that one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from objectry.metadata import Feature
from objectry.plan import ObjectPlan
from objectry.rules import DATETIME, FieldRead, Node, Value
from objectry.runtime.access.binning import bin_rows
from objectry.runtime.calls import Binned, BinPage, Bound
from objectry.runtime.codes import problem
from objectry.runtime.errors import Invalid
from objectry.runtime.reading.cursors import Cursor, read_cursor, write_cursor
from objectry.runtime.reading.history import names_told
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import TOP, Order, Select, Transaction

MOST = 200
AT, NAME = "$at", "$name"


@dataclass(frozen=True, slots=True)
class Lying:
    """A record in the bin, before it is known who put it there."""

    at: datetime
    id: str
    object: str
    name: str | None


@dataclass(slots=True)
class Binning:
    """One look into the bin.  `key` signs its cursors."""

    reader: Reader
    key: Callable[[], bytes]

    def page(self, transaction: Transaction, objects: Sequence[str], most: int, after: str | None) -> BinPage:
        """The newest deletions, behind those of the page before.  Raises NotFound, NotAllowed, Invalid."""
        if not 1 <= most <= MOST:
            raise Invalid((problem("D544", None, limit=str(MOST)),))
        bound: Bound = ("bin", tuple(objects))
        start = self._start(after, bound)
        found = [one for plan in self._plans(objects) for one in self._lying(transaction, plan, most + 1, start)]
        found.sort(key=lambda one: (one.at, one.id), reverse=True)
        shown = found[:most]
        records = tuple(self._told(transaction, shown))
        if len(found) <= most:
            return BinPage(records)
        cursor = Cursor((shown[-1].at, shown[-1].id), self.reader.call.now)
        return BinPage(records, write_cursor(cursor, self.key(), self.reader.call, bound))

    def _start(self, after: str | None, bound: Bound) -> tuple[Value, ...] | None:
        if after is None:
            return None
        found = read_cursor(after, self.key(), self.reader.call, bound)
        if found is None:
            raise Invalid((problem("D543"),))
        return found.values

    def _plans(self, objects: Sequence[str]) -> Iterator[ObjectPlan]:
        if objects:
            yield from map(self.reader.plan, objects)
            return
        for name, plan in self.reader.call.blueprint.objects.items():
            follows = plan.object.holder(Feature.FOLLOW) is not None  # who has stopped to, has thrown nothing away
            if not follows and self.reader.rights.may(name, "read").allowed:
                yield plan

    def _lying(
        self, transaction: Transaction, plan: ObjectPlan, most: int, after: tuple[Value, ...] | None
    ) -> Iterator[Lying]:
        at = FieldRead((), plan.name, "deleted_at", DATETIME)
        outputs: dict[str, Node] = {AT: at, **self._name(plan)}
        where = bin_rows(self.reader.rights, plan.name)
        order = (Order(at, descending=True),)
        select = Select(plan.name, outputs, where, order, most, after, self.reader.policies, deleted=True)
        for row in transaction.select(self.reader.context(transaction), select):
            name, moment = row.get(NAME), row[AT]
            assert isinstance(moment, datetime)
            yield Lying(moment, str(row["id"]), plan.name, name if isinstance(name, str) else None)

    def _name(self, plan: ObjectPlan) -> dict[str, Node]:
        """What reads the name, if the reader may know it."""
        name = plan.object.name_field
        known = name in plan.fields and self.reader.rights.reads(plan.name, name)
        return {NAME: self.reader.names(plan).path(name)} if known else {}

    def _told(self, transaction: Transaction, shown: Sequence[Lying]) -> Iterator[Binned]:
        entries = transaction.bin.of_records([one.id for one in shown]) if shown else ()
        actors = {one.record: one.actor for one in entries if one.kind == TOP}
        names = names_told(transaction.principal_names(sorted(set(actors.values()))), self.reader.rights)
        for one in shown:
            actor = actors[one.id]
            yield Binned(one.object, one.id, one.name, one.at, actor, names.get(actor, ""))
