"""Places in a source where a small mistake can be made, and making it."""

import ast
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

COMPARED: Mapping[type[ast.cmpop], type[ast.cmpop]] = MappingProxyType(
    {ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
     ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In}
)  # fmt: skip
COMPUTED: Mapping[type[ast.operator], type[ast.operator]] = MappingProxyType(
    {ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult}
)
SPOKEN: Mapping[str, str] = MappingProxyType(
    {" < ": " <= ", " >= ": " > ", " > ": " >= ", "round(": "trunc(", "coalesce(": "nullif(", "ceil(": "floor(",
     " AND ": " OR ", "least(": "greatest("}
)  # fmt: skip
"""What is changed in a text that is SQL."""
Change = Callable[[], None]


def changes(tree: ast.Module) -> Iterator[tuple[int, str, Change]]:
    """Each possible mistake: its line, what it is, and a function that makes it in the tree."""
    spoken = {id(text) for node in ast.walk(tree) for text in _docstrings(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
            yield node.lineno, _words(node.ops[0], COMPARED[type(node.ops[0])]), _compared(node)
        elif isinstance(node, ast.BinOp) and type(node.op) in COMPUTED and not _joins_texts(node):
            yield node.lineno, _words(node.op, COMPUTED[type(node.op)]), _computed(node)
        elif isinstance(node, ast.BoolOp):
            yield node.lineno, "and <-> or", _swapped(node)
        elif isinstance(node, ast.Constant) and id(node) not in spoken:
            yield from _literals(node)


def _docstrings(node: ast.AST) -> Iterator[ast.expr]:
    """Texts that stand by themselves are for readers."""
    for one in getattr(node, "body", []) if not isinstance(node, ast.Lambda | ast.IfExp) else []:
        if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
            yield one.value


def _literals(node: ast.Constant) -> Iterator[tuple[int, str, Change]]:
    value = node.value
    if isinstance(value, bool):
        yield node.lineno, f"{value} -> {not value}", lambda: setattr(node, "value", not value)
    elif isinstance(value, int):
        yield node.lineno, f"{value} -> {value + 1}", lambda: setattr(node, "value", value + 1)
    elif isinstance(value, str):
        for old, new in SPOKEN.items():
            if old in value:
                changed = value.replace(old, new, 1)
                yield node.lineno, f"{old.strip()} -> {new.strip()}", lambda to=changed: setattr(node, "value", to)  # type: ignore[misc]


def _joins_texts(node: ast.BinOp) -> bool:
    return any(isinstance(side, ast.JoinedStr) or _is_text(side) for side in (node.left, node.right))


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _words(old: ast.AST, new: type[ast.AST]) -> str:
    return f"{type(old).__name__} -> {new.__name__}"


def _compared(node: ast.Compare) -> Change:
    return lambda: node.ops.__setitem__(0, COMPARED[type(node.ops[0])]())


def _computed(node: ast.BinOp) -> Change:
    return lambda: setattr(node, "op", COMPUTED[type(node.op)]())


def _swapped(node: ast.BoolOp) -> Change:
    return lambda: setattr(node, "op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
