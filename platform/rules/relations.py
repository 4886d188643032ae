"""Which list of children an aggregate is about."""

from collections.abc import Iterator

from objectry.rules import codes
from objectry.rules.catalog import Relation
from objectry.rules.fitting import Checking
from objectry.rules.hints import hint
from objectry.rules.scope import Scope
from objectry.rules.syntax import Argument, Expression, Invocation, Membership, Operation, Path


def relation_of(arguments: tuple[Argument, ...], scope: Scope) -> Relation | None:
    """The first list of children that a path of the arguments names."""
    names = (path.names[0] for argument in arguments for path in paths_in(argument.value))
    found = (scope.catalog.relation(scope.object, name) for name in names)
    return next((one for one in found if one and scope.sees(one.object, one.link)), None)


def no_relation(name: str, argument: Argument, scope: Scope, on: Checking) -> None:
    """Say that the argument names no list of children, and which there are."""
    known = [one.name for one in scope.catalog.relations(scope.object) if scope.sees(one.object, one.link)]
    written = next((path.names[0] for path in paths_in(argument.value)), "")
    tail = hint(written, known, on.found) or (f"; {scope.object} has {', '.join(known) or 'none'}")
    message = f'{name} works over child records, and "{written}" is no list of them{tail}'
    on.found.error(codes.BAD_AGGREGATE, message, argument.span)


def paths_in(syntax: Expression) -> Iterator[Path]:
    """The paths of a piece of syntax, in order."""
    left = [syntax]
    while left:
        one = left.pop()
        if isinstance(one, Path):
            yield one
        elif isinstance(one, Operation):
            left += reversed(one.operands)
        elif isinstance(one, Membership):
            left += [*reversed(one.options), one.value]
        elif isinstance(one, Invocation):
            left += [argument.value for argument in reversed(one.arguments)]
