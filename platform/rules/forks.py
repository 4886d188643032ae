"""Paths through a lookup of several objects: which object it leads to, and what all of them have.

An id says nothing of its object, and no second value beside it could be out of step with it: the record is at the end
of one of a few joins by key, and which one it is tells the object.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce

from objectry.diagnostics import Span
from objectry.rules import codes, operators
from objectry.rules.fitting import BROKEN, Checking, common, said
from objectry.rules.paths import Pointed, Several
from objectry.rules.scope import Scope
from objectry.rules.typed import Call, Const, FieldRead, Hop, Node
from objectry.rules.types import BOOLEAN, NULL, Kind, Type


def object_read(end: Pointed, scope: Scope, span: Span) -> Node:
    """The name of the object the lookup leads to; null where it is blank, or leads to nothing the reader sees."""
    kind = scope.catalog.type_of(end.owner, end.field)
    read = FieldRead(end.hops, end.owner, end.field.name, kind, end.child, declared=scope.declared, span=span)
    return object_of(read)


def object_of(read: FieldRead) -> Node:
    """The object of the record a reference to one of several objects leads to: a choice, whose values they are."""
    kind = Type(Kind.PICKLIST, picklist=(read.object, read.field))
    found: Node = Const(None, NULL)
    for target in reversed(read.type.targets):
        gone = Call("ISBLANK", (_there(read, target),), BOOLEAN.required(), read.span)
        found = Call("IF", (gone, found, Const(target, kind.required())), kind, read.span)
    return found


def _there(read: FieldRead, target: str) -> FieldRead:
    """The id of the record, if it is one of that object."""
    way = (*read.hops, Hop(read.field, target, chosen=True))
    return replace(read, hops=way, object=target, field="id", type=Type(Kind.REF, targets=(target,)))


def joined(nodes: Sequence[Node], end: Several, span: Span, on: Checking) -> Node:
    """The value at whichever of the ends there is a record."""
    if any(one is BROKEN for one in nodes):
        return BROKEN
    kind = common(tuple(one.type for one in nodes))
    if kind is None:
        found = " and ".join(f"{said(one.type)} on {target}" for one, target in zip(nodes, end.objects, strict=True))
        message = f"{end.lookup} leads to several objects, and this is {found}; name one: {end.lookup}.{end.objects[0]}"
        on.found.error(codes.WRONG_TYPE, message, span)
        return BROKEN
    if kind.kind is Kind.BOOLEAN:
        return operators.any_of(tuple(nodes), span)
    return reduce(lambda rest, one: Call("BLANKVALUE", (one, rest), kind.optional(), span), reversed(nodes))
