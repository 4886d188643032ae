"""The door of the room: what it exports, and its table of codes."""

import ast
from collections.abc import Iterator
from pathlib import Path

import objectry.rules as room
from objectry.rules import CODES, codes

FOLDER = Path(codes.__file__).parent


def test_exports_are_complete() -> None:
    """Everything in __all__ is there, and everything imported is in it."""
    assert sorted(room.__all__) == sorted(set(room.__all__))
    assert all(hasattr(room, name) for name in room.__all__)


def constants() -> Iterator[tuple[str, str]]:
    for name, value in vars(codes).items():
        if name.isupper() and isinstance(value, str):
            yield name, value


def test_every_code_has_a_meaning() -> None:
    """Codes are R3xx, each given out once and explained."""
    values = [value for _, value in constants()]
    assert len(values) == len(set(values))
    assert set(values) == set(CODES)
    assert all(code.startswith("R3") and len(code) == 4 for code in values)


def test_every_code_is_used() -> None:
    """No code stands in the table only."""
    used = {
        node.attr
        for path in FOLDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "codes"
    }
    assert {name for name, _ in constants()} == used
