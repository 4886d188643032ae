"""Files and functions stay small enough to be read in one sitting."""

import ast
import statistics
from pathlib import Path

from tests.architecture.house import ROOT, modules, tree, where

LONGEST_FILE = 500
MIDDLE_FUNCTION = 10
NINE_IN_TEN = 30
LONGEST_FUNCTION = 60
KINDS = {".py", ".html", ".css", ".js", ".lark", ".toml", ".json"}
PLACES = ("platform", "tests")
NOT_OURS = {"vendor", "defs", "node_modules", "__pycache__", "package-lock.json"}
GENERATED = {"snapshots"}  # written by a test, read in reviews


def written_files() -> list[Path]:
    found = [path for place in PLACES for path in (ROOT / place).rglob("*") if path.suffix in KINDS]
    return sorted(path for path in found if not (NOT_OURS | GENERATED) & set(path.relative_to(ROOT).parts))


def test_no_file_is_long() -> None:
    """No file we write has more than 500 lines."""
    lengths = {path.relative_to(ROOT).as_posix(): lines(path) for path in [*written_files(), ROOT / "crm"]}
    assert not {name: length for name, length in lengths.items() if length > LONGEST_FILE}


def test_functions_are_short() -> None:
    """Half of all functions have at most 10 lines, nine in ten at most 30, and none more than 60."""
    lengths = function_lengths()
    if len(lengths) < 2:
        return
    longest = sorted(lengths, key=lambda name: -lengths[name])[:10]
    report = "\n".join(f"{lengths[name]:4} {name}" for name in longest)
    assert statistics.median(lengths.values()) <= MIDDLE_FUNCTION, report
    assert statistics.quantiles(lengths.values(), n=10)[8] <= NINE_IN_TEN, report
    assert max(lengths.values()) <= LONGEST_FUNCTION, report


def function_lengths() -> dict[str, int]:
    return {
        f"{where(path)}:{node.lineno} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    }


def lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines()) if path.is_file() else 0
