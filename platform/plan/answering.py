"""A condition of the next blueprint, said so that the deployed tables can answer it.

Names become the deployed ones along whole paths and inside figures over children.  What is new stands for what existing
records will have there: nothing, or for a checkbox its default.  A question about a change is answered as for a save
that changes nothing: no record is new, and each field was what it is.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from objectry.metadata import FieldType
from objectry.plan.matching import Matching, Pair
from objectry.plan.renaming import renamed_choices
from objectry.plan.shapes import FieldPlan, Rollup
from objectry.rules import Aggregate, Call, Const, ContextRead, FieldRead, Hop, Kind, Node, Type, Value

WRITTEN_ALIKE = frozenset({Kind.TEXT, Kind.PICKLIST})


class Unanswerable(Exception):
    """The deployed tables cannot tell: the condition reads values that are converted or numbered only by applying."""


def in_deployed_names(found: Matching, object: str, node: Node) -> Node | None:
    """The condition on records of `object` (its new name) in deployed names; None where the tables cannot tell."""
    try:
        return _Translation(found, object).node(node)
    except Unanswerable:
        return None


class _Translation:
    """Translates trees seen from a record of `around`, and inside a figure from a child of `child`."""

    def __init__(self, found: Matching, around: str, child: str | None = None) -> None:
        self._found, self._around, self._child = found, around, child
        self._pairs = found.renamed

    def node(self, node: Node) -> Node:
        """The same tree in deployed names; raises Unanswerable."""
        if isinstance(node, FieldRead):
            return self._read(node)
        if isinstance(node, Call):
            return self._call(node)
        return self._aggregate(node) if isinstance(node, Aggregate) else _circumstance(node)

    def _call(self, call: Call) -> Node:
        if call.function == "ISCHANGED":
            return Const(value=False, type=call.type)
        earlier = self._earlier_names(call)
        return replace(call, args=tuple(_called(self.node(arg), earlier) for arg in call.args))

    def _earlier_names(self, call: Call) -> Mapping[str, str]:
        """The deployed names of choices a field among the arguments is compared with."""
        reads = [arg for arg in call.args if isinstance(arg, FieldRead) and arg.object in self._pairs]
        pairs = [(self._pairs[read.object], read.field) for read in reads]
        found = [
            renamed_choices(one.old.fields.get(one.fields.get(name, "")), one.new.fields[name]) for one, name in pairs
        ]
        return {name: earlier for names in found for earlier, name in names.items()}

    def _read(self, read: FieldRead) -> Node:
        hops = self._hops(read.hops, self._start(child=read.child))
        if hops is None:
            return _nothing(read.type)
        pair = self._pair(read.object)
        plan, old = pair.new.fields[read.field], pair.old.fields.get(pair.fields.get(read.field, ""))
        if plan.rollup is not None and (old is None or old.rollup != plan.rollup):
            return self._figure(plan.rollup, read)
        if old is None:
            return Const(initial(plan), read.type)
        if not _same_values(old, plan):
            raise Unanswerable
        declared = read.declared or bool(hops)
        return replace(read, hops=hops, object=pair.old.name, field=old.name, prior=False, declared=declared)

    def _figure(self, rollup: Rollup, read: FieldRead) -> Node:
        """A roll-up that is new or defined anew, computed from the children as they are."""
        if read.hops or read.child:
            raise Unanswerable
        made = Aggregate(
            rollup.function, rollup.child, rollup.link, rollup.value, rollup.where, rollup.type, declared=True
        )
        return self._aggregate(made)

    def _aggregate(self, node: Aggregate) -> Node:
        hops = self._hops(node.hops, self._around)
        pair = self._pairs.get(node.object)
        link = None if pair is None else pair.fields.get(node.link)
        if hops is None or pair is None or link is None:
            return _over_none(node)
        inside = _Translation(self._found, self._around, node.object)
        value = None if node.value is None else inside.node(node.value)
        where = None if node.where is None else inside.node(node.where)
        return replace(node, object=pair.old.name, link=link, value=value, where=where, hops=hops, declared=True)

    def _start(self, *, child: bool) -> str:
        return self._child if child and self._child is not None else self._around

    def _hops(self, hops: tuple[Hop, ...], start: str) -> tuple[Hop, ...] | None:
        """The steps of a path in deployed names; None where one of them is new and so leads nowhere yet."""
        walked: list[Hop] = []
        for hop in hops:
            link = self._pair(start).fields.get(hop.field)
            if link is None:
                return None
            walked.append(Hop(link, self._pair(hop.object).old.name))
            start = hop.object
        return tuple(walked)

    def _pair(self, object: str) -> Pair:
        if object not in self._pairs:
            raise Unanswerable
        return self._pairs[object]


def _called(node: Node, earlier: Mapping[str, str]) -> Node:
    if isinstance(node, Const) and isinstance(node.value, str) and node.value in earlier:
        return replace(node, value=earlier[node.value])
    return node


def initial(plan: FieldPlan) -> Value:
    """What existing records have in a new field; raises Unanswerable for numbers, which each gets on its own."""
    if plan.field.type is FieldType.AUTONUMBER:
        raise Unanswerable
    return plan.field.default is True if plan.field.type is FieldType.BOOLEAN else None


def _same_values(old: FieldPlan, new: FieldPlan) -> bool:
    kinds = {old.type.kind, new.type.kind}
    percent = FieldType.PERCENT in {old.field.type, new.field.type} and old.field.type is not new.field.type
    stored = old.column is not None or old.rollup is not None
    return stored and not percent and (len(kinds) == 1 or kinds <= WRITTEN_ALIKE)


def _circumstance(node: Const | ContextRead) -> Node:
    return Const(value=False, type=node.type) if isinstance(node, ContextRead) and node.name == "$new" else node


def _nothing(type_: Type) -> Const:
    return Const(None, type_.optional())


def _over_none(node: Aggregate) -> Node:
    """A figure over no record at all."""
    return _nothing(node.type) if node.type.nullable else Const(Decimal(0), node.type)
