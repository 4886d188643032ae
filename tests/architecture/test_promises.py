"""Every test says what it promises."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import ROOT

TESTS = ROOT / "tests"


def test_every_test_states_its_promise() -> None:
    """Each test has a docstring: a sentence on what holds for the user or the reader of the code."""
    silent = [
        f"{path.relative_to(ROOT)}:{test.lineno} {test.name}"
        for path in sorted(TESTS.rglob("test_*.py"))
        for test in written_in(path)
        if not ast.get_docstring(test)
    ]
    assert not silent, "\n".join(silent)


def written_in(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            yield node
