"""What a typed tree reads, in the ways compilation asks about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from objectry.rules import (
    Act,
    Aggregate,
    Branch,
    Call,
    CreateRecord,
    DeleteRecords,
    FieldRead,
    Node,
    SetField,
    Statement,
    UpdateRecords,
    known_actions,
)


def inputs(node: Node, thing: str, child: str | None = None) -> frozenset[tuple[str, str]]:
    """Every (object, field) whose value the tree depends on, lookups along paths and roll-up links included.

    `thing` is the object of the record at hand, `child` that of the child row inside a roll-up.
    """
    return frozenset(_inputs(node, thing, child or thing))


def _inputs(node: Node, thing: str, child: str) -> Iterator[tuple[str, str]]:
    if isinstance(node, FieldRead):
        at = child if node.child else thing
        for hop in node.hops:
            yield at, hop.field
            at = hop.object
        yield node.object, node.field
    elif isinstance(node, Call):
        for arg in node.args:
            yield from _inputs(arg, thing, child)
    elif isinstance(node, Aggregate):
        yield node.object, node.link
        for inner in (node.value, node.where):
            if inner is not None:
                yield from _inputs(inner, thing, node.object)


def own_fields(node: Node) -> frozenset[str]:
    """The fields of the record at hand the tree reads, first steps of paths included, now or as they were before."""
    return frozenset(_own_fields(node))


def _own_fields(node: Node) -> Iterator[str]:
    if isinstance(node, FieldRead):
        if not node.child:
            yield node.hops[0].field if node.hops else node.field
    elif isinstance(node, Call):
        for arg in node.args:
            yield from _own_fields(arg)
    elif isinstance(node, Aggregate):
        for inner in (node.value, node.where):
            if inner is not None:
                yield from _own_fields(inner)


def fields_set(statements: tuple[Statement, ...]) -> Iterator[str]:
    """The fields of its own record that statements may set."""
    for statement in statements:
        if isinstance(statement, SetField):
            yield statement.field
        elif isinstance(statement, Act):
            yield from known_actions()[statement.name].sets
        elif isinstance(statement, Branch):
            yield from fields_set(statement.then)
            yield from fields_set(statement.otherwise)


@dataclass(frozen=True, slots=True)
class Touched:
    """Fields of an object that a statement writes; `chosen` says that it looks for the records itself."""

    object: str
    fields: tuple[str, ...] = ()
    chosen: bool = False


def touched(thing: str, statements: Sequence[Statement]) -> Iterator[Touched]:
    """What the statements of a rule on `thing` write, each by itself."""
    for one in statements:
        if isinstance(one, SetField):
            yield Touched(thing, (one.field,))
        elif isinstance(one, CreateRecord):
            yield Touched(one.object, tuple(name for name, _ in one.values))
        elif isinstance(one, UpdateRecords):
            yield Touched(one.target.object, tuple(name for name, _ in one.values), chosen=True)
        elif isinstance(one, DeleteRecords):
            yield Touched(one.target.object, chosen=True)
        elif isinstance(one, Branch):
            yield from touched(thing, (*one.then, *one.otherwise))
        else:
            yield Touched(thing, known_actions()[one.name].sets)
