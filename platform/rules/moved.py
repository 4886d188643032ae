"""Moving a declared tree: the formula of a field, read from another record along lookups or from a child."""

from dataclasses import replace

from objectry.rules.typed import Aggregate, Call, ContextRead, FieldRead, Hop, Node


def moved(node: Node, hops: tuple[Hop, ...], *, child: bool, declared: bool) -> Node:
    """`node`, which starts at its own record, as read through `hops` (from the child when `child`).

    `declared` tells whether the reader itself stands in a declared formula.  Reads that hop inside the tree are
    declared already and stay so: the value of a formula is the same for all who may read it.
    """
    if isinstance(node, FieldRead):
        if node.child:
            return node
        reached = hops + node.hops
        return replace(node, hops=reached, child=child, declared=node.declared or (declared and bool(reached)))
    if isinstance(node, Call):
        args = tuple(moved(arg, hops, child=child, declared=declared) for arg in node.args)
        return replace(node, args=args)
    if isinstance(node, Aggregate):
        value = None if node.value is None else moved(node.value, hops, child=child, declared=declared)
        where = None if node.where is None else moved(node.where, hops, child=child, declared=declared)
        return replace(node, value=value, where=where, hops=hops + node.hops)
    return node


def of_child(node: Node) -> Node | None:
    """A condition on a child as its own object reads it; None where it reads more than the child and the call."""
    if isinstance(node, FieldRead):
        return replace(node, child=False) if node.child and not node.prior else None
    if isinstance(node, Call):
        args = [of_child(arg) for arg in node.args]
        return None if None in args else replace(node, args=tuple(arg for arg in args if arg is not None))
    return None if isinstance(node, Aggregate) or _is_new(node) else node


def _is_new(node: Node) -> bool:
    return isinstance(node, ContextRead) and node.name == "$new"


def size(node: Node) -> int:
    """The number of nodes."""
    if isinstance(node, Call):
        return 1 + sum(map(size, node.args))
    if isinstance(node, Aggregate):
        return 1 + sum(size(one) for one in (node.value, node.where) if one is not None)
    return 1


def height(node: Node) -> int:
    """The number of levels."""
    below: tuple[Node, ...] = ()
    if isinstance(node, Call):
        below = node.args
    elif isinstance(node, Aggregate):
        below = tuple(one for one in (node.value, node.where) if one is not None)
    return 1 + max(map(height, below), default=0)
