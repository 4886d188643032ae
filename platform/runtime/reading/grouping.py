"""Figures by groups, over the records the actor sees: what boards, tiles, queries and reports are made of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Context, Decimal

from objectry.metadata import RuleText
from objectry.plan import ObjectPlan
from objectry.rules import OPAQUE, FieldRead, Kind, Node, Type, Value
from objectry.runtime.calls import Column, GroupPage, GroupQuery, Query
from objectry.runtime.codes import problem
from objectry.runtime.errors import Invalid
from objectry.runtime.reading.buckets import key_node
from objectry.runtime.reading.cursors import Cursor, read_cursor, write_cursor
from objectry.runtime.reading.paths import Names
from objectry.runtime.reading.reader import Reader
from objectry.runtime.reading.results import condition_on, orders_by
from objectry.runtime.reading.width import check_width
from objectry.runtime.store import Figure, Groups, Transaction

WRITTEN = re.compile(r"\s*(COUNT|SUM|MIN|MAX|AVG)\s*(?:\(\s*(DISTINCT\s+)?(.*?)\s*\))?\s*", re.IGNORECASE | re.DOTALL)
OUTPUT = re.compile(r"[$A-Za-z][A-Za-z0-9_.]{0,200}", re.ASCII)
OF_NUMBERS = frozenset({"SUM", "AVG"})
MOST_KEYS, MOST_FIGURES, MOST_SORTS = 6, 30, 6
MOST_GROUPS = 1000
EXACT = Context(prec=200)


@dataclass(slots=True)
class Grouping:
    """One grouped query; its filter, view and search narrow it as they narrow a list.  `key` signs its cursors."""

    reader: Reader
    query: GroupQuery
    key: Callable[[], bytes]

    def page(self, transaction: Transaction) -> GroupPage:
        """One row for each distinct key.  Raises NotFound, NotAllowed, Invalid."""
        self._check()
        plan = self.reader.plan(self.query.object)
        after = self._continue()
        groups = self._groups(plan, after)
        limit = self.query.limit
        asked = groups if limit is None else replace(groups, limit=limit + 1)
        rows = transaction.groups(self.reader.context(transaction), asked)
        more = limit is not None and len(rows) > limit
        shown = rows[:limit]
        columns = {name: _column(type_) for name, type_ in groups.types.items()}
        told = tuple(_without_idle_zeros(groups, row) for row in shown)
        return GroupPage(columns, told, self._next(groups, shown[-1]) if more else None)

    def _check(self) -> None:
        query = self.query
        for things, most, what in (
            (query.by, MOST_KEYS, "group_by"),
            (query.figures, MOST_FIGURES, "aggregates"),
            (query.sort, MOST_SORTS, "sort"),
        ):
            if len(things) > most:
                raise Invalid((problem("D515", None, limit=str(most), what=what),))
        if query.limit is not None and not 1 <= query.limit <= MOST_GROUPS:
            raise Invalid((problem("D544", None, limit=str(MOST_GROUPS)),))
        names = [*(key.name for key in query.by), *query.figures]
        if not names:
            raise Invalid((problem("D518"),))
        for name in names:
            if names.count(name) > 1 or not OUTPUT.fullmatch(name):
                raise Invalid((problem("D508", None, name=name),))

    def _continue(self) -> Cursor | None:
        """The cursor of the call; its clock becomes the call's."""
        if self.query.after is None:
            return None
        found = read_cursor(self.query.after, self.key(), self.reader.call, self.query.bound)
        if found is None:
            raise Invalid((problem("D543"),))
        self.reader.call = replace(self.reader.call, now=found.now)
        return found

    def _groups(self, plan: ObjectPlan, after: Cursor | None) -> Groups:
        query, names = self.query, self.reader.names(plan)
        keys = {one.name: key_node(names, one.value, one.bucket) for one in query.by}
        figures = {name: figure_of(names, written) for name, written in query.figures.items()}
        narrowed = Query(query.object, filter=query.filter, view=query.view, search=query.search)
        where = self.reader.where(plan, narrowed)
        check_width((*keys.values(), *(one.value for one in figures.values() if one.value is not None)), where)
        groups = Groups(plan.name, keys, figures, where, self.reader.policies)
        blueprint = self.reader.call.blueprint
        having = condition_on(blueprint, groups.types, query.having) if query.having else None
        return replace(
            groups,
            having=having,
            order=orders_by(groups.types, query.sort),
            after=None if after is None else after.values,
        )

    def _next(self, groups: Groups, last: Mapping[str, Value]) -> str:
        values = tuple(last[one.node.field] for one in groups.sorting() if isinstance(one.node, FieldRead))
        return write_cursor(Cursor(values, self.reader.call.now), self.key(), self.reader.call, self.query.bound)


def _column(type_: Type) -> Column:
    whole = type_.kind is Kind.NUMBER and type_.scale == 0
    targets = type_.targets if type_.kind is Kind.REF else ()
    return Column(whole, type_.percent, targets, type_.picklist if type_.kind is Kind.PICKLIST else None)


def _without_idle_zeros(groups: Groups, row: Mapping[str, Value]) -> Mapping[str, Value]:
    """The group with its means in as many places as they need."""
    means = {name: row[name] for name, one in groups.figures.items() if one.function == "AVG"}
    return {**row, **{name: EXACT.normalize(one) for name, one in means.items() if isinstance(one, Decimal)}}


def figure_of(names: Names, written: str) -> Figure:
    """A figure as it is written: `COUNT`, `SUM(amount)`, `COUNT(DISTINCT account)`.  Raises Invalid."""
    found = WRITTEN.fullmatch(written)
    if found is None:
        raise Invalid((problem("D547", None, figure=written),))
    function, distinct, text = found.group(1).upper(), bool(found.group(2)), found.group(3)
    value = _value(names, written, function, text) if text else None
    if (value is None and (function != "COUNT" or distinct)) or (distinct and function != "COUNT"):
        raise Invalid((problem("D547", None, figure=written),))
    return Figure(function, value, distinct)


def _value(names: Names, written: str, function: str, text: str) -> Node:
    node = names.expression(RuleText(text), None, figure=True)
    if function in OF_NUMBERS and node.type.kind is not Kind.NUMBER:
        raise Invalid((problem("D547", None, figure=written),))
    if function != "COUNT" and (node.type.kind is Kind.SET or node.type.kind in OPAQUE):
        raise Invalid((problem("D547", None, figure=written),))
    return node
