"""What a lookup may point to: its filter about the records of its target, the values of one record put in."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from objectry.plan import FieldPlan, ObjectPlan, inputs, own_fields
from objectry.rules import Aggregate, Call, Const, FieldRead, Leaf, Node, Value, leaves
from objectry.runtime.access.rights import Rights


def is_open(plan: ObjectPlan, lookup: FieldPlan, rights: Rights) -> bool:
    """Whether all that the lookup's filter reads is open to somebody: else an answer could tell what is hidden."""
    return lookup.filter is None or all(rights.reads(*one) for one in inputs(lookup.filter, plan.name))


def own_leaves(lookup: FieldPlan) -> tuple[Leaf, ...] | None:
    """What a lookup's filter reads of the record that holds it; None where a figure mixes it with the target."""
    own = tuple(_own(lookup)) if lookup.filter is not None else ()
    mixed = any(lookup.name in own_fields(one) for one in own if isinstance(one, Aggregate))
    return None if mixed else own


def _own(lookup: FieldPlan) -> Iterator[Leaf]:
    for leaf in leaves(lookup.filter) if lookup.filter is not None else ():
        first = leaf.hops[0].field if leaf.hops else leaf.field if isinstance(leaf, FieldRead) else ""
        if first != lookup.name:
            yield leaf


def at_target(node: Node, lookup: str, target: FieldRead, known: Mapping[str, Value]) -> Node:
    """The filter as a condition on the target; `target` is its id, `known` what the filter reads of the holder."""
    if isinstance(node, Call):
        return replace(node, args=tuple(at_target(one, lookup, target, known) for one in node.args))
    if isinstance(node, Const) or not isinstance(node, FieldRead | Aggregate):
        return node
    if node.hops and node.hops[0].field == lookup:
        return _behind(node)
    if isinstance(node, FieldRead) and node.field == lookup:
        return target
    return Const(known[node.key], node.type)


def _behind(node: Node) -> Node:
    """A tree read through the lookup, without that step."""
    if isinstance(node, FieldRead):
        return node if node.child else replace(node, hops=node.hops[1:])
    if isinstance(node, Call):
        return replace(node, args=tuple(map(_behind, node.args)))
    if isinstance(node, Aggregate):
        value = None if node.value is None else _behind(node.value)
        where = None if node.where is None else _behind(node.where)
        return replace(node, value=value, where=where, hops=node.hops[1:])
    return node
