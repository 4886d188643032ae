"""The house as its tests see it: files, rooms and imports, read from the source, so nothing has to be installed."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PLATFORM = ROOT / "platform"
NAME = "objectry"

# What the faces share.
SHARED = {
    "faces.limits",
    "faces.observing",
    "faces.answers",
    "faces.claiming",
    "faces.codes",
    "faces.formats",
    "faces.headers",
    "faces.reasons",
    "faces.session",
    "faces.several",
    "faces.texts",
}

# Who may import whom. A file belongs to the room with the longest name that fits its path, so that
# runtime/store/rows.py is in runtime.store, and runtime/records.py in runtime.
MAY_IMPORT: dict[str, set[str]] = {
    "diagnostics": set(),
    "definitions": set(),
    "assets": set(),
    "processes": set(),
    "wording": {"diagnostics"},
    "metadata": {"diagnostics", "processes"},
    "rules": {"diagnostics", "metadata"},
    "plan": {"diagnostics", "processes", "metadata", "rules"},
    "runtime.store": {"diagnostics", "metadata", "rules", "plan"},
    "runtime": {"diagnostics", "definitions", "metadata", "rules", "plan", "runtime.store"},
    "faces.claiming": {"runtime"},
    "faces.codes": set(),
    "faces.headers": set(),
    "faces.limits": set(),
    "faces.observing": {"runtime"},
    "faces.reasons": {"rules", "runtime"},
    "faces.session": set(),
    "faces.several": {"metadata", "plan"},
    "faces.texts": {"diagnostics", "metadata", "plan", "runtime", "faces.codes"},
    "faces.formats": {"diagnostics", "metadata", "plan", "runtime", "faces.codes", "faces.texts"},
    "faces.answers": {"diagnostics", "metadata", "plan", "runtime", "faces.codes", "faces.texts"},
    "faces.rest": {"diagnostics", "metadata", "plan", "runtime", *SHARED},
    "faces.web": {"diagnostics", "metadata", "plan", "runtime", *SHARED},
    "faces.manual": {"diagnostics", "metadata", "plan", "runtime", *SHARED},
    "faces.editor": {"diagnostics", "wording", "metadata", "rules", "plan"},
    "faces.worker": {"diagnostics", "metadata", "plan", "runtime"},
    # Files directly in faces/ put the faces together: rest and web do not know one another.
    "faces": {"diagnostics", "definitions", "metadata", "plan", "runtime", *SHARED, "faces.rest", "faces.web"},
    "faces.cli": {"diagnostics", "definitions", "assets", "processes", "wording", "metadata", "rules", "plan",
                  "runtime", *SHARED, "faces", "faces.manual", "faces.editor", "faces.worker"},
}  # fmt: skip

# The nouns of the runtime lie under the store, though their folder is the runtime's: they import no behaviour.
NOUNS = {
    "objectry.runtime.actor",
    "objectry.runtime.calls",
    "objectry.runtime.conditions",
    "objectry.runtime.errors",
    "objectry.runtime.frozen",
}

# Faces know nothing of rules, but the type of a record's value they may name.
VALUES = {"Value"}


@dataclass(frozen=True)
class Import:
    """One name a file imports, in full; `names` are what it takes from it."""

    line: int
    module: str
    names: tuple[str, ...]


@cache
def modules() -> list[Path]:
    return sorted(path for path in PLATFORM.rglob("*.py") if "defs" not in path.relative_to(PLATFORM).parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def where(path: Path) -> str:
    return path.relative_to(PLATFORM).as_posix()


def dotted(path: Path) -> str:
    """The import name of a file: platform/plan/shapes.py is objectry.plan.shapes."""
    parts = path.relative_to(PLATFORM).with_suffix("").parts
    return ".".join([NAME, *(parts[:-1] if parts[-1] == "__init__" else parts)])


def package_of(path: Path) -> str:
    return dotted(path) if path.name == "__init__.py" else dotted(path).rpartition(".")[0]


def room_of(module: str) -> str | None:
    """The room of an import name; None if it has none, or is not ours."""
    inside = module.removeprefix(NAME + ".")
    fitting = [room for room in MAY_IMPORT if inside == room or inside.startswith(room + ".")]
    return max(fitting, key=len) if fitting else None


def imports(path: Path) -> Iterator[Import]:
    """All imports of a file, also those hidden in functions. `from objectry import plan` counts as objectry.plan."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (Import(node.lineno, alias.name, ()) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from imports_from(path, node)


def imports_from(path: Path, node: ast.ImportFrom) -> Iterator[Import]:
    names = tuple(alias.name for alias in node.names)
    base = node.module or ""
    if node.level:
        upward = package_of(path).split(".")
        base = ".".join([*upward[: len(upward) - node.level + 1], *([base] if base else [])])
    files = {name for name in names if is_module(f"{base}.{name}")}
    yield from (Import(node.lineno, f"{base}.{name}", ()) for name in names if name in files)
    if len(files) < len(names):
        yield Import(node.lineno, base, tuple(name for name in names if name not in files))


def is_module(module: str) -> bool:
    if not is_ours(module):
        return False
    place = PLATFORM / Path(*module.split(".")[1:])
    return place.is_dir() or place.with_suffix(".py").is_file()


def is_ours(module: str) -> bool:
    return module == NAME or module.startswith(NAME + ".")
