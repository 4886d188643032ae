"""Names: those the world relies on stay, and those of the standard app stay out of the platform."""

import ast
import tomllib

from tests.architecture.house import ROOT, modules, tree, where

# Objects of the core app: the platform itself works with them.
CORE = {"user", "role"}
# Words that mean something else where they stand.
EXCUSED = {
    ("metadata/reading/traps.py", "lead"),  # what comes before the rest of a line
    ("runtime/reading/timeline.py", "activity"),  # a kind of moment, of whatever object a lookup to the feature is
}


def settings() -> dict[str, object]:
    project: dict[str, object] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return project


def standard_objects() -> set[str]:
    return {path.stem for path in (ROOT / "objects").glob("*.yaml")} - CORE


def test_the_names_others_rely_on() -> None:
    """The distribution is objectry, its command crm, its licence Apache-2.0."""
    project = settings()
    assert project["name"] == "objectry"
    assert project["scripts"] == {"crm": "objectry.faces.cli:main"}
    assert project["license"] == "Apache-2.0"


def test_licence_text_is_the_whole_one() -> None:
    """LICENSE holds the full text of the Apache License 2.0."""
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text


def test_the_platform_knows_no_business_object() -> None:
    """No object of the standard app is named in the platform: what holds for one holds for any declared object."""
    names = standard_objects()
    wrong = [
        f"{where(path)}:{node.lineno}: {node.value!r} belongs in metadata"
        for path in modules()
        if not where(path).startswith("assets/")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and node.value in names and (where(path), node.value) not in EXCUSED
    ]
    assert not wrong, "\n".join(wrong)
