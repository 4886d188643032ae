"""No global state: tenant, actor, clock and blueprint are arguments, never something a module remembers."""

import ast
from collections.abc import Iterator

from tests.architecture.house import modules, tree, where

MUTABLE_CALLS = {"dict", "list", "set", "defaultdict", "deque", "Counter", "OrderedDict", "WeakValueDictionary",
                 "WeakKeyDictionary", "bytearray"}  # fmt: skip
CURRENT = {"local", "ContextVar"}
CHANGES = {"add", "append", "clear", "discard", "extend", "insert", "pop", "popitem", "remove", "setdefault", "update"}


def test_modules_remember_nothing() -> None:
    """No module keeps an empty container to be filled, a thread's "current" something, or a `global` name."""
    wrong = [f"{where(path)}:{line}: {what}" for path in modules() for line, what in state(tree(path))]
    assert not wrong, "\n".join(wrong)


def test_tables_of_a_module_are_never_changed() -> None:
    """A table written at the top of a module is read only: no line of the module changes it."""
    wrong = [
        f"{where(path)}:{node.lineno}: {name} is changed"
        for path in modules()
        for tables in [{name for name, value in assigned(tree(path).body) if is_mutable(value)}]
        for node, name in changed(tree(path))
        if name in tables
    ]
    assert not wrong, "\n".join(wrong)


def state(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Global):
            yield node.lineno, f"global {', '.join(node.names)}"
    bodies = [module.body, *(node.body for node in module.body if isinstance(node, ast.ClassDef))]
    for name, value in (pair for body in bodies for pair in assigned(body)):
        if is_mutable(value) and is_empty(value):
            yield value.lineno, f"{name} is empty: who fills it? Pass it as an argument"
        elif isinstance(value, ast.Call) and called(value) in CURRENT:
            yield value.lineno, f"{name} is a thread's own: pass it as an argument"


def assigned(body: list[ast.stmt]) -> Iterator[tuple[str, ast.expr]]:
    for node in body:
        if isinstance(node, ast.AnnAssign) and node.value and isinstance(node.target, ast.Name):
            yield node.target.id, node.value
        elif isinstance(node, ast.Assign):
            yield from ((target.id, node.value) for target in node.targets if isinstance(target, ast.Name))


def is_mutable(value: ast.expr) -> bool:
    literal = isinstance(value, (ast.Dict, ast.List, ast.Set, ast.DictComp, ast.ListComp, ast.SetComp))
    return literal or (isinstance(value, ast.Call) and called(value) in MUTABLE_CALLS)


def is_empty(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return (not value.args and not value.keywords) or called(value) in {"defaultdict", "deque"}
    return (isinstance(value, ast.Dict) and not value.keys) or (isinstance(value, ast.List) and not value.elts)


def called(value: ast.Call) -> str:
    return value.func.attr if isinstance(value.func, ast.Attribute) else getattr(value.func, "id", "")


def changed(module: ast.Module) -> Iterator[tuple[ast.expr, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield from named(node, node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGES:
            yield from named(node, node.func.value)


def named(node: ast.expr, owner: ast.expr) -> Iterator[tuple[ast.expr, str]]:
    if isinstance(owner, ast.Name):
        yield node, owner.id
