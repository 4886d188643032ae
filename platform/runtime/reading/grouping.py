"""Figures by groups, over the records the actor sees: what boards and tiles are made of."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from objectry.metadata import RuleText
from objectry.rules import Kind, Node
from objectry.runtime.calls import Group, Query
from objectry.runtime.codes import problem
from objectry.runtime.errors import Invalid
from objectry.runtime.reading.paths import Names
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import Figure, Transaction

WRITTEN = re.compile(r"\s*(COUNT|SUM|MIN|MAX|AVG)\s*(?:\(\s*(.*?)\s*\))?\s*", re.IGNORECASE | re.DOTALL)
OF_NUMBERS = frozenset({"SUM", "AVG"})


@dataclass(slots=True)
class Grouping:
    """One grouped query; its filter and view narrow it as they narrow a list."""

    reader: Reader
    query: Query

    def groups(self, transaction: Transaction, by: Sequence[str], figures: Mapping[str, str]) -> list[Group]:
        """One row for each distinct key.  Raises NotFound, NotAllowed, Invalid."""
        plan = self.reader.plan(self.query.object)
        names = self.reader.names(plan)
        keys = [names.sortable(one) for one in by]
        wanted = {name: _figure(names, written) for name, written in figures.items()}
        where = self.reader.where(plan, self.query)
        rows = transaction.group(self.reader.context(transaction), plan.name, keys, wanted, where, self.reader.policies)
        return [Group(key, found) for key, found in rows]


def _figure(names: Names, written: str) -> Figure:
    found = WRITTEN.fullmatch(written)
    if found is None:
        raise Invalid((problem("D547", None, figure=written),))
    function, text = found.group(1).upper(), found.group(2)
    value = _value(names, written, function, text) if text else None
    if value is None and function != "COUNT":
        raise Invalid((problem("D547", None, figure=written),))
    return Figure(function, value)


def _value(names: Names, written: str, function: str, text: str) -> Node:
    node = names.expression(RuleText(text), None, figure=True)
    if function in OF_NUMBERS and node.type.kind is not Kind.NUMBER:
        raise Invalid((problem("D547", None, figure=written),))
    return node
