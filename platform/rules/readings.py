"""The trees of what a path reaches: a stored field, an attribute of a picklist value, a declared formula."""

from dataclasses import replace

from objectry.diagnostics import Span
from objectry.rules.catalog import attribute_type
from objectry.rules.moved import moved
from objectry.rules.paths import Reached
from objectry.rules.scope import Scope
from objectry.rules.typed import Call, Const, FieldRead, Node
from objectry.rules.types import BOOLEAN, NULL, Kind, Type


def stored(end: Reached, scope: Scope, span: Span) -> Node:
    """The reading of a column, or of links; a checkbox of a record that is not there reads false."""
    kind = scope.catalog.type_of(end.owner, end.field)
    far = bool(end.hops)
    others = far or end.field.junction is not None  # what it shows depends on other records
    read = FieldRead(
        end.hops,
        end.owner,
        end.field.name,
        kind.optional() if far else kind,
        end.child,
        declared=others and scope.declared,
        span=span,
    )
    if far and kind.kind is Kind.BOOLEAN:
        return Call("BLANKVALUE", (read, Const(value=False, type=kind)), kind, span)
    return read


def attribute(end: Reached, name: str, scope: Scope, span: Span) -> Node:
    """The attribute `name` of a picklist value: a look-up by the value."""
    picklist = end.field.picklist
    assert picklist is not None
    values = {one.name: one.attributes.get(name) for one in picklist.values.values()}
    given = attribute_type(picklist.attributes[name], list(values.values()))
    absent = Const(value=False, type=given) if given.kind is Kind.BOOLEAN else Const(None, NULL)
    choice = scope.catalog.type_of(end.owner, end.field).required()
    pairs = (
        (Const(value, choice), absent if fact is None else Const(fact, given.required()))
        for value, fact in values.items()
    )
    read = stored(end, scope, span)
    return Call("CASE", (read, *(one for pair in pairs for one in pair), absent), given, span)


def written_in(end: Reached, tree: Node, scope: Scope, span: Span) -> Node:
    """A declared formula in place of the field that is read."""
    placed = moved(tree, end.hops, child=end.child, declared=scope.declared)
    return replace(_or_nothing(end, placed, scope, span) if end.hops else placed, span=span)


def _or_nothing(end: Reached, tree: Node, scope: Scope, span: Span) -> Call:
    """A formula of a record that is not there, or not to be seen, is null; a checkbox is false."""
    kind = Type(Kind.REF, targets=(end.owner,))
    there = FieldRead(end.hops, end.owner, "id", kind, end.child, declared=scope.declared, span=span)
    gone = Call("ISBLANK", (there,), BOOLEAN.required(), span)
    if tree.type.kind is Kind.BOOLEAN:
        return Call("IF", (gone, Const(value=False, type=BOOLEAN.required()), tree), tree.type, span)
    return Call("IF", (gone, Const(None, NULL), tree), tree.type.optional(), span)
