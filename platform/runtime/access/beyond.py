"""What a computed value reads of other records: a reader may have it only if she sees all of those.

A part and what it is part of come into sight together, so the way from one to the other leads to nothing new.
"""

from collections.abc import Iterator, Mapping

from objectry.plan import FieldPlan, ObjectPlan
from objectry.rules import Aggregate, Call, FieldRead, Hop, Node

Plans = Mapping[str, ObjectPlan]


def beyond(plans: Plans, thing: str, field: FieldPlan) -> frozenset[str]:
    """The objects of which the value of a computed field may read records that its own record does not bring along."""
    rollup = field.rollup
    if rollup is None:
        return frozenset(_beyond(plans, field.formula, thing, thing))
    trees = (rollup.value, rollup.where)
    below = (object for tree in trees for object in _beyond(plans, tree, thing, rollup.child))
    return frozenset((*_children(plans, rollup.child, rollup.link), *below))


def _beyond(plans: Plans, node: Node | None, thing: str, child: str) -> Iterator[str]:
    """As above, of a tree; `child` is the object of the child row inside a figure."""
    if isinstance(node, FieldRead):
        yield from _along(plans, child if node.child else thing, node.hops)
    elif isinstance(node, Call):
        for arg in node.args:
            yield from _beyond(plans, arg, thing, child)
    elif isinstance(node, Aggregate):
        yield from _along(plans, thing, node.hops)
        yield from _children(plans, node.object, node.link)
        for inner in (node.value, node.where):
            yield from _beyond(plans, inner, thing, node.object)


def _along(plans: Plans, start: str, hops: tuple[Hop, ...]) -> Iterator[str]:
    for hop in hops:
        if plans[start].object.sharing.parent != hop.field:
            yield hop.object
        start = hop.object


def _children(plans: Plans, child: str, link: str) -> Iterator[str]:
    if plans[child].object.sharing.parent != link:
        yield child
