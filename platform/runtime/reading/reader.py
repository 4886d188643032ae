"""Reads: object access, then the row policy, then the caller's filter, then only fields the actor may read.

Rights are asked wherever a name enters the query: as output, in the filter, as sort key, group, figure or search
field.  Nothing is masked afterwards, because nothing forbidden is ever fetched.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from objectry.metadata import RuleText
from objectry.plan import ObjectPlan
from objectry.rules import FieldRead, Kind, Node, Value
from objectry.runtime.access.rights import Rights
from objectry.runtime.calls import Call, Query, Record
from objectry.runtime.circumstances import for_person
from objectry.runtime.codes import near, problem
from objectry.runtime.conditions import AllOf, Condition, Fulfils, IdIn, Nobody
from objectry.runtime.desk import Desk, among, chunks, open_desk, own_read
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from objectry.runtime.frozen import FrozenMap
from objectry.runtime.program import Outputs, Program
from objectry.runtime.reading.files import with_files
from objectry.runtime.reading.paths import START, Names
from objectry.runtime.reading.rows import VERSION, RowShape, shape_of
from objectry.runtime.reading.seeking import Seeking
from objectry.runtime.reading.width import check_width
from objectry.runtime.sealing.keyring import NoKey
from objectry.runtime.sealing.vault import MASK, Vault
from objectry.runtime.store import Context, Order, Select, Transaction, Transactions
from objectry.runtime.values.coercion import identifier

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}", re.ASCII)  # of what a query works out
SORTED = "$sort:"


@dataclass(slots=True)
class Reader:
    """What one call reads with: the actor's rights, policies and names."""

    call: Call
    rights: Rights
    program: Program
    store: Transactions
    vault: Vault
    masked: bool = False
    policies: Mapping[str, Condition] = field(init=False)
    """Which rows of each object the actor may read."""

    def __post_init__(self) -> None:
        self.policies = self.rights.readable_rows

    def plan(self, object: str) -> ObjectPlan:
        """The object, if it is there for this actor.  Raises NotFound, and NotAllowed where she may not read it."""
        if not self.rights.knows(object):
            raise NotFound(f"there is no object {object}")
        decision = self.rights.may(object, "read")
        if not decision.allowed:
            raise NotAllowed(decision.reason)
        return self.call.blueprint.objects[object]

    def names(self, plan: ObjectPlan) -> Names:
        return Names(self.program, self.rights, plan)

    def desk(self, transaction: Transaction) -> Desk:
        """The transaction with the clock, day and user of the caller."""
        return open_desk(transaction, self.store.tables(self.call.blueprint), self.call, for_person)

    def context(self, transaction: Transaction) -> Context:
        """The circumstances of the caller's own reads."""
        return self.desk(transaction).context

    def sorted_outputs(self, plan: ObjectPlan, query: Query, orders: Sequence[Order]) -> Mapping[str, Node]:
        """What to fetch for a query: paths, what it works out, and the sort keys, from which the next page starts."""
        outputs, values = self.outputs(plan, query.fields), self.values(plan, query)
        if not orders and not values:
            return outputs
        keys = {f"{SORTED}{place}": order.node for place, order in enumerate(orders)}
        more = FrozenMap({**values, **keys})
        return self.program.remember_outputs((outputs, more), lambda: {**outputs, **more})

    def outputs(self, plan: ObjectPlan, paths: Sequence[str]) -> Outputs:
        """What to fetch for these paths (all readable fields when there are none), with the names of references."""
        key = (plan.name, tuple(paths), *self.rights.profile)
        return self.program.remember_outputs(key, lambda: self._find_outputs(plan, paths))

    def _find_outputs(self, plan: ObjectPlan, paths: Sequence[str]) -> dict[str, Node]:
        names = self.names(plan)
        wanted = {path: names.path(path) for path in names.expanded(paths or self.rights.readable(plan.name))}
        found = dict(wanted)
        found.update(names.labels(wanted))
        found.update(names.objects(wanted))
        found.update(names.currencies(wanted))
        found.update(names.holders(wanted))
        found[VERSION] = own_read(plan, "version")
        check_width(found.values(), AllOf(()))
        return found

    def where(self, plan: ObjectPlan, query: Query) -> Condition:
        """The policy and everything the query asks for."""
        parts: list[Condition] = [self.policies[plan.name]]
        parts.extend(self._asked(plan, query))
        return AllOf(tuple(parts))

    def _asked(self, plan: ObjectPlan, query: Query) -> Iterable[Condition]:
        names = self.names(plan)
        if query.filter is not None and query.filter.strip():
            yield Fulfils(names.expression(RuleText(query.filter, START)))
        view = self.view(plan, query.view)
        if view is not None:
            yield Fulfils(names.expression(view))
        if query.search is not None and query.search.strip():
            yield self._search(plan, query.search)
        if query.related is not None:
            yield self._related(plan, *query.related)

    def view(self, plan: ObjectPlan, name: str | None) -> RuleText | None:
        """The filter of a view as its author wrote it: it is read with the reader's eyes, like any other."""
        if name is None:
            return None
        found = plan.layout.views.get(name)
        if found is None:
            raise Invalid((problem("D541", None, name=name, hint=near(name, plan.layout.views)),))
        return found.where

    def _search(self, plan: ObjectPlan, text: str) -> Condition:
        """Each word in some search field; fields the reader may not read are not searched."""
        return self.seeking(plan).condition(text)

    def seeking(self, plan: ObjectPlan) -> Seeking:
        """A search of an object, as far as this reader may read its search fields."""
        return Seeking(self.names(plan), self.policies, self.searched(plan))

    def searched(self, plan: ObjectPlan) -> list[str]:
        """The search fields of an object that this reader may read."""
        return [name for name in plan.layout.search if self._searchable(plan, name)]

    def _searchable(self, plan: ObjectPlan, path: str) -> bool:
        try:
            return self.names(plan).path(path).type.kind is Kind.TEXT
        except Invalid:
            return False

    def _related(self, plan: ObjectPlan, link: str, id: str) -> Condition:
        """Children of one record, by a lookup of their own; a path, or any other field, is no link."""
        read = self.names(plan).path(link)
        if not isinstance(read, FieldRead) or read.hops or not plan.fields[read.field].field.refers:
            raise Invalid((problem("D510", None, name=link, hint=""),))
        known = identifier(id)
        return among(plan, read.field, [known]) if known is not None else Nobody()

    def orders(self, plan: ObjectPlan, query: Query) -> tuple[Order, ...]:
        """The sort keys: those asked for, else the view's."""
        view = plan.views.get(query.view or "")
        keys = query.sort or (view.sort if view is not None else ())
        names, values = self.names(plan), self.values(plan, query)

        def node(path: str) -> Node:
            return values[path] if path in values else names.sortable(path)

        return tuple(Order(node(key.removeprefix("-")), key.startswith("-")) for key in keys)

    def values(self, plan: ObjectPlan, query: Query) -> dict[str, Node]:
        """What a query works out besides paths, by the names it gives.  Raises Invalid."""
        names, taken = self.names(plan), {"id", "version", *(query.fields or self.rights.readable(plan.name))}
        for name in query.values:
            if name in taken or not NAME.fullmatch(name):
                raise Invalid((problem("D508", None, name=name),))
        return {name: names.sortable_value(text) for name, text in query.values.items()}

    def answers(self, plan: ObjectPlan, rows: Sequence[Mapping[str, Value]]) -> list[Record]:
        """Fetched rows of one query as answers."""
        if not rows:
            return []
        shape = shape_of(tuple(rows[0]))
        return [self._answer(plan, row, shape) for row in rows]

    def _answer(self, plan: ObjectPlan, row: Mapping[str, Value], shape: RowShape) -> Record:
        values = shape.values_of(row)
        if shape.holders:
            self._open(plan, row, shape, values)
        version = int(str(row[VERSION]))
        labels, names, objects = (
            shape.labels_of(row, self.program.principals),
            shape.names_of(row),
            shape.objects_of(row),
        )
        return Record(plan.name, str(row["id"]), version, values, labels, names, objects=objects)

    def masking(self) -> "Reader":
        """The same reader, to whom no secret is opened."""
        self.masked = True
        return self

    def _open(self, plan: ObjectPlan, row: Mapping[str, Value], shape: RowShape, values: dict[str, Value]) -> None:
        """Secrets as their readers see them; nobody but people reads them.  Raises Invalid where one does not open."""
        for column, path in shape.holders:
            sealed = values.get(path)
            if isinstance(sealed, str):
                hidden = self.masked or self.rights.actor.is_system
                values[path] = MASK if hidden else self._opened(plan, path, sealed, str(row[column]))

    def _opened(self, plan: ObjectPlan, path: str, sealed: str, holder: str) -> str:
        try:
            return self.vault.open(sealed, holder)
        except NoKey as wrong:
            label = plan.fields[path].field.label if path in plan.fields else path
            raise Invalid((problem("D562", path, label=label, reason=str(wrong)),)) from wrong

    def records(
        self, transaction: Transaction, plan: ObjectPlan, ids: Sequence[str], outputs: Mapping[str, Node]
    ) -> dict[str, Record]:
        """Those of the records that the actor sees, by id."""
        found: dict[str, Record] = {}
        context = self.context(transaction)
        for part in chunks(dict.fromkeys(ids)):
            where = AllOf((self.policies[plan.name], IdIn(tuple(part))))
            rows = transaction.select(context, self.select(plan, outputs, where))
            records = with_files(transaction, outputs, self.answers(plan, rows))
            found.update((one.id, one) for one in records)
        return found

    def select(self, plan: ObjectPlan, outputs: Mapping[str, Node], where: Condition) -> Select:
        """An unsorted read with the reader's policies along every path."""
        return Select(plan.name, outputs, where, order=(), limit=None, after=None, policies=self.policies)
