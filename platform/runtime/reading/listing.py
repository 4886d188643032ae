"""Lists: one page of an object's records by filter, view, search and sort, from a cursor on, counted if asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.plan import ObjectPlan
from objectry.rules import Value
from objectry.runtime.calls import Page, Query
from objectry.runtime.codes import problem
from objectry.runtime.conditions import AllOf, Condition, Everyone
from objectry.runtime.errors import Invalid
from objectry.runtime.reading.cursors import Cursor, read_cursor, write_cursor
from objectry.runtime.reading.files import with_files
from objectry.runtime.reading.reader import SORTED, Reader
from objectry.runtime.reading.shapes import suited
from objectry.runtime.reading.width import check_width
from objectry.runtime.store import Context, Order, Select, Transaction

MOST_RECORDS = 1000
COUNT_CAP = 1000
COUNTS = ("none", "capped", "exact")
ALL = Everyone()
Row = dict[str, Value]


@dataclass(slots=True)
class Listing:
    """One list call.  `key` signs its cursors; `also` holds besides what the query asks for."""

    reader: Reader
    query: Query
    key: Callable[[], bytes]
    also: Condition = ALL

    def page(self, transaction: Transaction) -> Page:
        """The page asked for.  Raises NotFound, NotAllowed, Invalid."""
        self._check()
        plan = self.reader.plan(self.query.object)
        after = self._continue()
        orders = self.reader.orders(plan, self.query)
        select, context = self._suited(transaction, self._select(plan, orders, after))
        rows = transaction.select(context, select)
        total, capped = self._total(transaction, context, select)
        shown = rows[: self.query.limit]
        more = len(rows) > self.query.limit
        records = with_files(transaction, select.outputs, self.reader.answers(plan, shown))
        return Page(tuple(records), self._next(shown[-1], orders) if more else None, total, capped)

    def ranked(self, transaction: Transaction, ranks: tuple[Condition, ...]) -> list[Row]:
        """The first rows by these ranks, then in the order asked for; `$rank` tells which.  Raises as page."""
        plan = self.reader.plan(self.query.object)
        select = self._select(plan, self.reader.orders(plan, self.query), None)
        select, context = self._suited(transaction, replace(select, ranks=ranks, limit=self.query.limit))
        return transaction.select(context, select)

    def _suited(self, transaction: Transaction, select: Select) -> tuple[Select, Context]:
        context = self.reader.context(transaction)
        return suited(self.reader, transaction, context, select), context

    def _check(self) -> None:
        if not 1 <= self.query.limit <= MOST_RECORDS:
            raise Invalid((problem("D544", None, limit=str(MOST_RECORDS)),))
        if self.query.count not in COUNTS:
            raise Invalid((problem("D545"),))

    def _continue(self) -> Cursor | None:
        """The cursor of the call; its clock becomes the call's."""
        if self.query.after is None:
            return None
        found = read_cursor(self.query.after, self.key(), self.reader.call, self.query.bound)
        if found is None:
            raise Invalid((problem("D543"),))
        self.reader.call = replace(self.reader.call, now=found.now)
        return found

    def _select(self, plan: ObjectPlan, orders: Sequence[Order], after: Cursor | None) -> Select:
        outputs = self.reader.sorted_outputs(plan, self.query, orders)
        where = AllOf((self.reader.where(plan, self.query), self.also))
        check_width(outputs.values(), where)
        return Select(
            plan.name,
            outputs,
            where,
            order=tuple(orders),
            limit=self.query.limit + 1,
            after=after.values if after is not None else None,
            policies=self.reader.policies,
        )

    def _total(self, transaction: Transaction, context: Context, select: Select) -> tuple[int | None, bool]:
        """How many there are in all, whatever the page; a capped count stops and says so."""
        if self.query.count == "none":
            return None, False
        cap = COUNT_CAP if self.query.count == "capped" else None
        whole = replace(select, order=(), limit=None, after=None, outputs={})
        total = transaction.count(context, whole, cap)
        return (cap, True) if cap is not None and total > cap else (total, False)

    def _next(self, last: Mapping[str, Value], orders: Sequence[Order]) -> str:
        values = tuple(last[f"{SORTED}{place}"] for place in range(len(orders)))
        cursor = Cursor((*values, last["id"]), self.reader.call.now)
        return write_cursor(cursor, self.key(), self.reader.call, self.query.bound)
