"""When a tree cannot be computed: the condition that IFERROR asks, as a tree itself.

An operation has failed where it gives null though no argument is null.  What is not chosen is not computed, so it does
not fail either.
"""

from objectry.diagnostics import NOWHERE
from objectry.rules.operations import failure
from objectry.rules.operators import any_of
from objectry.rules.typed import Call, Const, Node
from objectry.rules.types import BOOLEAN

YES = BOOLEAN.required()
SURE = frozenset({"LEFT", "RIGHT", "MID", "TRIM", "CHR"})  # blank is an answer of theirs


def fails(node: Node) -> Node | None:
    """The condition under which the tree fails; None where it never does."""
    if not isinstance(node, Call):
        return None
    if node.function == "IF":
        return _choice(node.args[0], node.args[1], node.args[2])
    if node.function == "CASE":
        return _cases(node)
    if node.function == "BLANKVALUE":
        return _either(fails(node.args[0]), _both(_blank(node.args[0]), fails(node.args[1])))
    return _either(*map(fails, node.args), _itself(node))


def _itself(call: Call) -> Node | None:
    """The operation is null, and no argument is; joined texts are null although one is there."""
    if failure(call) is None or call.function in SURE:
        return None
    there = [_not(_blank(arg)) for arg in call.args if arg.type.nullable]
    if call.function == "&":
        known = any_of(tuple(_not(_blank(arg)) for arg in call.args), NOWHERE)
        return _both(_blank(call), known)
    return _both(_blank(call), *there)


def _choice(condition: Node, then: Node, otherwise: Node) -> Node | None:
    first, second = fails(then), fails(otherwise)
    chosen = None
    if first is not None or second is not None:
        chosen = Call("IF", (condition, first or _no(), second or _no()), YES)
    return _either(fails(condition), chosen)


def _cases(call: Call) -> Node | None:
    value, *pairs, last = call.args
    keys, results = pairs[::2], [*pairs[1::2], last]
    failing = [fails(one) for one in results]
    chosen = None
    if any(one is not None for one in failing):
        outcomes = [one or _no() for one in failing]
        woven = [one for pair in zip(keys, outcomes, strict=False) for one in pair]
        chosen = Call("CASE", (value, *woven, outcomes[-1]), YES)
    return _either(fails(value), *map(fails, keys), chosen)


def _blank(node: Node) -> Node:
    return Call("ISBLANK", (node,), YES)


def _not(node: Node) -> Node:
    return Call("not", (node,), YES)


def _no() -> Node:
    return Const(value=False, type=YES)


def _either(*conditions: Node | None) -> Node | None:
    known = tuple(one for one in conditions if one is not None)
    return any_of(known, NOWHERE) if known else None


def _both(*conditions: Node | None) -> Node | None:
    if any(one is None for one in conditions):
        return None
    known = tuple(one for one in conditions if one is not None)
    return Call("and", known, YES) if len(known) > 1 else known[0]
