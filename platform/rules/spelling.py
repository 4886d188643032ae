"""A typed tree in the rule language again, for parts of an expression that stand in no text of their own."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.rules.typed import Aggregate, Call, Const, ContextRead, FieldRead, Node, text_of
from objectry.rules.types import Kind

SILENT = frozenset({"round_to", "blank_zero"})
INFIX: Mapping[str, int] = MappingProxyType(
    {"or": 1, "and": 2, "=": 4, "<>": 4, "in": 4, "<": 5, "<=": 5, ">": 5, ">=": 5}
    | {"+": 6, "-": 6, "&": 6, "*": 7, "/": 7, "^": 8}
)
"""How tightly an operator binds; `not` stands between and and =."""
NOT, SIGN, ATOM = 3, 9, 10


def written(node: Node) -> str:
    """The expression in the house style, as an author would write it."""
    return _bound(node)[0]


def _bound(node: Node) -> tuple[str, int]:
    """The text of a node, and how tightly its outermost operator binds."""
    if isinstance(node, Const):
        return _literal(node), ATOM
    if isinstance(node, FieldRead):
        return f"PRIORVALUE({node.path})" if node.prior else node.path, ATOM
    if isinstance(node, ContextRead):
        return {"$new": "ISNEW()", "$today": "TODAY()", "$now": "NOW()"}.get(node.name, node.name), ATOM
    if isinstance(node, Aggregate):
        return _aggregate(node), ATOM
    return _call(node)


def _literal(node: Const) -> str:
    if node.type.kind is Kind.SET and isinstance(node.value, tuple):
        return f"CHOICES({', '.join(text_of(Const(one, node.type)) for one in node.value)})"
    return text_of(node)


def _call(node: Call) -> tuple[str, int]:
    meant = as_meant(node)
    if meant is not node:
        return _bound(meant)
    if node.function == "ISCHANGED":
        return f"ISCHANGED({written(node.args[0])})", ATOM
    if node.function == "not":
        return f"not {_within(node.args[0], NOT)}", NOT
    if node.function == "negate":
        return f"-{_within(node.args[0], SIGN)}", SIGN
    if node.function == "in":
        value, *options = node.args
        return f"{_within(value, INFIX['in'])} in ({', '.join(map(written, options))})", INFIX["in"]
    if node.function in INFIX:
        level = INFIX[node.function]
        first, *others = operands(node)
        parts = [_within(first, level), *(_within(one, level + 1) for one in others)]
        return f" {node.function} ".join(parts), level
    return f"{node.function}({', '.join(map(written, node.args))})", ATOM


def _within(node: Node, level: int) -> str:
    """The text of an operand, in brackets where it binds less tightly than what is around it."""
    text, own = _bound(node)
    return f"({text})" if own < level else text


def _aggregate(node: Aggregate) -> str:
    value = node.object if node.value is None else f"{node.object}.{written(node.value)}"
    where = "" if node.where is None else f" where {written(node.where)}"
    return f"{node.function}({value}{where})"


def as_meant(node: Node) -> Node:
    """The node without what the checker has put around it: rounding, null read as 0 or false, tests of being new."""
    while isinstance(node, Call) and (inner := _meant_by(node)) is not None:
        node = inner
    return node


def _meant_by(node: Call) -> Node | None:
    first, last = node.args[0] if node.args else None, node.args[-1] if node.args else None
    if node.function in SILENT or (node.function == "BLANKVALUE" and first is not None and node.span == first.span):
        return first
    if node.function == "IF" and isinstance(last, FieldRead) and last.prior and isinstance(first, ContextRead):
        return last
    return last if node.function == "and" and len(operands(node)) == 1 else None


def operands(node: Node) -> tuple[Node, ...]:
    """What an author has given an operation: ISCHANGED brings a test that the record is not new along."""
    if not isinstance(node, Call):
        return ()
    following = (*node.args[1:], None)
    return tuple(one for one, after in zip(node.args, following, strict=True) if not _is_brought(one, after))


def _is_brought(node: Node, after: Node | None) -> bool:
    negated = isinstance(node, Call) and node.function == "not" and isinstance(node.args[0], ContextRead)
    return negated and isinstance(after, Call) and after.function == "ISCHANGED" and node.span == after.span
