"""What a typed tree reads, in the ways compilation asks about it."""

from collections.abc import Iterator

from objectry.rules import Act, Aggregate, Branch, Call, CreateRecord, FieldRead, Node, SetField, Statement


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


def statement_nodes(statements: tuple[Statement, ...]) -> Iterator[Node]:
    """The expressions inside statements, in the order they stand there."""
    for statement in statements:
        if isinstance(statement, SetField):
            yield statement.value
        elif isinstance(statement, CreateRecord):
            yield from (value for _, value in statement.values)
        elif isinstance(statement, Act):
            yield from (value for _, value in statement.args)
        else:
            yield statement.condition
            yield from statement_nodes(statement.then)
            yield from statement_nodes(statement.otherwise)


def fields_set(statements: tuple[Statement, ...]) -> Iterator[str]:
    """The fields of its own record that statements may set."""
    for statement in statements:
        if isinstance(statement, SetField):
            yield statement.field
        elif isinstance(statement, Branch):
            yield from fields_set(statement.then)
            yield from fields_set(statement.otherwise)
