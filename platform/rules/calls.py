"""Calls of functions: how many arguments, of which kinds, and what comes out."""

from collections.abc import Iterator

from objectry.diagnostics import Span
from objectry.rules import codes, special
from objectry.rules.fitting import BROKEN, Checking, said
from objectry.rules.functions import Function, Parameter
from objectry.rules.scope import Scope
from objectry.rules.syntax import Invocation
from objectry.rules.typed import Call, Node
from objectry.rules.types import Kind


def well_formed(function: Function, syntax: Invocation, on: Checking) -> bool:
    """Whether the call gives plain arguments, as many as the function takes."""
    for argument in syntax.arguments:
        if argument.where is not None or argument.name is not None:
            word = "where" if argument.where is not None else f"{argument.name}:"
            message = f"{function.name} takes plain arguments, without `{word}`"
            on.found.error(codes.ARGUMENT_COUNT, message, argument.span)
            return False
    count, most = len(syntax.arguments), function.most
    if count < function.least or (most is not None and count > most):
        given = f"{count} argument{' is' if count == 1 else 's are'} given"
        message = f"{function.name} is called as {function.signature}; {given}"
        on.found.error(codes.ARGUMENT_COUNT, message, syntax.span)
        return False
    return True


def called(name: str, function: Function, args: tuple[Node, ...], span: Span, scope: Scope, on: Checking) -> Node:
    """The tree of a call on typed arguments."""
    if not _accepted(function, args, on):
        return BROKEN
    if name == "ISNULL":
        return special.isnull(args, span, on)
    rule = special.RULES.get(name)
    if rule is not None:
        made = rule(args, span, scope, on)
        return special.folded(made, on) if isinstance(made, Call) else made
    if name in ("ROUND", "TRUNC") and len(args) == 1:
        args = (*args, special.ZERO_PLACES)
    assert function.gives is not None
    return special.folded(Call(name, args, function.gives(args), span), on)


def _accepted(function: Function, args: tuple[Node, ...], on: Checking) -> bool:
    right = True
    for parameter, arg in zip(_spread(function, len(args)), args, strict=True):
        if arg.type.kind is not Kind.NULL and arg.type.kind not in parameter.kinds:
            message = f"{function.signature}: {parameter.name} must be {parameter.words}, this is {said(arg.type)}"
            on.found.error(codes.WRONG_TYPE, message, arg.span)
            right = False
    return right


def _spread(function: Function, count: int) -> Iterator[Parameter]:
    """One parameter for each of `count` arguments, the last repeated."""
    for at in range(count):
        yield function.parameters[min(at, len(function.parameters) - 1)]
