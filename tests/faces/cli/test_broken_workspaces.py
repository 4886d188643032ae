"""Commands over workspaces full of faults: told or left alone, never a stack trace, and nothing is half done."""

import shutil
from pathlib import Path

import pytest

from tests.faces.cli.shell import Shell
from tests.metadata.stacks import split
from tests.metadata.test_error_files import FOLDER, without_marks

BROKEN = (
    "each_type",
    "m239_removed",
    "m272_circle",
    "r301_to_r346",
    "s101_colons",
    "s107_bytes",
    "several_kinds_at_once",
)
LOOKING = (
    ("validate",),
    ("validate", "--json"),
    ("validate", "--sarif", "--language", "zh-CN"),
    ("plan",),
    ("apply", "--yes"),
    ("show", "visit"),
    ("scenarios",),
    ("fmt", "--check"),
)


def files_in(folder: Path) -> dict[str, bytes]:
    """What lies in a workspace, but for the kept checks."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ".objectry" not in path.parts
    }


def lay_out(shell: Shell, name: str) -> None:
    """A workspace with the files of a case."""
    if name == "s107_bytes":
        (shell.folder / "objects" / "bike.yaml").write_bytes("object: bike\nlabel: Käse\n".encode("latin-1"))
        return
    shutil.rmtree(shell.folder / "objects")
    for file, text in split(without_marks((FOLDER / f"{name}.case").read_text(encoding="utf-8"))).top.items():
        path = shell.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("name", BROKEN)
def test_no_command_breaks_on_a_broken_workspace(shell: Shell, name: str) -> None:
    """Each command ends as it says it does, with nothing raised (the shell asserts it), deployed or written."""
    lay_out(shell, name)
    before = files_in(shell.folder)
    for words in LOOKING:
        answer = shell(*words)
        assert answer.code in {0, 1, 2}
        if words[0] in {"validate", "plan", "apply"}:
            assert answer.code == 1
    after = files_in(shell.folder)
    assert {name: text for name, text in after.items() if not name.startswith("var/")} == before
    assert "nothing is deployed" in shell("log").errors
