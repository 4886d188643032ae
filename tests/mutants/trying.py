"""One mutant in a process of its own: the module is compiled with the mistake in it, then every case is asked."""

import ast
import importlib.abc
import importlib.machinery
import sys
import tempfile
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

from tests.mutants.sites import changes


class Mistaken(SourceFileLoader):
    """Loads a module with mistake number `at` in it."""

    at = 0

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002 (there is but one)
        tree = ast.parse(Path(self.path).read_text(encoding="utf-8"))
        list(changes(tree))[self.at][2]()
        return compile(ast.fix_missing_locations(tree), self.path, "exec")


class Finder(importlib.abc.MetaPathFinder):
    """Finds one module for `Mistaken`, all others as ever."""

    def __init__(self, name: str, file: Path, at: int) -> None:
        self._name, self._file, self._at = name, file, at

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if name != self._name:
            return None
        spec = PathFinder.find_spec(name, path, target)
        loader = Mistaken(name, str(self._file))
        loader.at = self._at
        return importlib.machinery.ModuleSpec(name, loader, origin=spec.origin if spec else None)


def main(file: str, at: str, url: str) -> int:
    """0 where the mistake is noticed, 1 where it is not."""
    path = Path(file).resolve()
    platform = Path(__file__).parents[2] / "platform"
    name = ".".join(["objectry", *path.relative_to(platform).with_suffix("").parts])
    sys.meta_path.insert(0, Finder(name, path, int(at)))
    try:
        return 0 if noticed(url) else 1
    except Exception:  # noqa: BLE001 (a mutant that crashes is noticed)
        return 0


def noticed(url: str) -> bool:
    """Whether Python or the database give any case another answer than the table names."""
    cases = importlib.import_module("tests.mutants.cases")
    with tempfile.TemporaryDirectory() as folder:
        return bool(cases.mistaken(Path(folder), url))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
