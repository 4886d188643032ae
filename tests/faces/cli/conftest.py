"""Workspaces for tests of the command line."""

from pathlib import Path

import pytest

from tests.faces.cli.shell import APP, FIVE_LINES, Shell


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A workspace with an app and one object of five lines, which is also the current folder."""
    made = Shell(tmp_path / "shop")
    made.write(app=APP, objects__bike=FIVE_LINES)
    monkeypatch.chdir(made.folder)
    return made


@pytest.fixture
def applied(shell: Shell) -> Shell:
    """The same, applied."""
    assert shell("apply", "--yes").code == 0
    return shell
