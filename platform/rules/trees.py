"""UNDER: a condition on where a record stands in a tree of records, for lists."""

from objectry.diagnostics import Span
from objectry.rules import codes
from objectry.rules.fitting import BROKEN, Checking, literal_for, said
from objectry.rules.scope import Scope
from objectry.rules.typed import Call, Const, ContextRead, Node
from objectry.rules.types import BOOLEAN, Kind

NAME = "UNDER"
SIGNATURE = "UNDER(lookup, record)"


def under(args: tuple[Node, ...], span: Span, scope: Scope, on: Checking) -> Node:
    """Whether the record of the first argument is that of the second or below it."""
    if any(one is BROKEN for one in args):
        return BROKEN
    if not scope.listing:
        on.found.error(codes.NOT_IN_LISTS, f"{NAME} has a meaning only in filters and list views", span)
        return BROKEN
    value = args[0]
    targets = value.type.targets if value.type.kind is Kind.REF else ()
    if targets:
        scope.catalog.ask(targets[0])
    if len(targets) != 1 or scope.catalog.model.objects[targets[0]].hierarchy is None:
        message = f"{SIGNATURE} needs a record of an object with a hierarchy, this is {said(value.type)}"
        on.found.error(codes.NO_HIERARCHY, message, value.span)
        return BROKEN
    top = literal_for(args[1], value.type, on)
    if top is BROKEN:
        return BROKEN
    if not isinstance(top, Const | ContextRead) or top.type.kind is not Kind.REF:
        on.found.error(codes.NO_HIERARCHY, f"{SIGNATURE} needs a record that is written out, or $user", top.span)
        return BROKEN
    return Call(NAME, (value, top), BOOLEAN.required(), span)
