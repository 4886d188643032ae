"""`crm backup` and `crm restore` as an administrator uses them."""

import sqlite3
from pathlib import Path

import pytest

from objectry.runtime.sealing.keyring import VARIABLE, new_key
from tests.faces.cli.shell import FIVE_LINES, Shell


@pytest.fixture
def filled(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A workspace with a bike that has a secret."""
    monkeypatch.setenv(VARIABLE, new_key())
    shell.write(objects__bike=FIVE_LINES + "  lock: {type: secret}\n")
    assert shell("apply", "--yes").code == 0
    (shell.folder / "bikes.csv").write_text("model,lock\nTour,4711\n")
    assert shell("data", "import", "bikes.csv", "--object", "bike").code == 0
    return shell


def test_a_backup_comes_back_in_another_database(filled: Shell, tmp_path: Path) -> None:
    """One command each way; `verify` says the same of it, and the dump is the same."""
    made = filled("backup", "bikes.zip")
    assert made.code == 0
    assert "revision 1, " in made.out
    assert "Its secrets are sealed. Keep the keys " in made.errors
    assert "bikes.zip is whole: revision 1, " in filled("backup", "verify", "bikes.zip").out
    other = f"sqlite:///{tmp_path / 'other.db'}"
    assert filled("restore", "bikes.zip", "--database", other).code == 0
    assert filled("dump", "--database", other).out == filled("dump").out


def test_the_keys_that_are_missing_are_named(filled: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By their ids, which tell nothing of them."""
    said = filled("backup", "--json", "bikes.zip").json
    monkeypatch.setenv(VARIABLE, new_key())
    answer = filled("restore", "bikes.zip", "--json", "--database", f"sqlite:///{tmp_path / 'other.db'}")
    assert answer.json["keys_missing"] == said["keys"]
    assert f"until OBJECTRY_SECRET_KEYS has the keys {said['keys'][0]}." in answer.errors


def test_what_belongs_to_nothing_is_left_out_and_told(applied: Shell) -> None:
    """A table made by hand; the command ends with 1, and the file is good all the same."""
    with sqlite3.connect(applied.url.removeprefix("sqlite:///")) as connection:
        connection.execute("CREATE TABLE notes (text TEXT)")
    answer = applied("backup", "create", "bikes.zip")
    assert answer.code == 1
    assert "left out: notes, which belongs to nothing that is deployed" in answer.errors
    assert applied("backup", "verify", "--quick", "bikes.zip").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("restore", "none.zip"), "none.zip: No such file or directory"),
        (("backup", "verify", "app.yaml"), "P470 the archive is not taken: it is no archive, or its end is missing"),
        (("backup", "app.yaml"), "app.yaml: there is a file of this name already"),
        (("backup", "nowhere/bikes.zip"), "No such file or directory"),
        (("backup", "one.zip", "--database", "sqlite:///fresh.db"), "P421 nothing is deployed in this database yet"),
    ],
)
def test_what_cannot_be_done_is_a_sentence(applied: Shell, words: tuple[str, ...], told: str) -> None:
    """With the file or the code, and exit 1."""
    answer = applied(*words) if words[0] == "backup" else applied(*words, "--database", "sqlite:///fresh.db")
    assert answer.code == 1
    assert told in answer.errors


def test_restoring_over_what_is_there_is_refused(filled: Shell) -> None:
    """With the way out; nothing is changed."""
    before = filled("dump").out
    assert filled("backup", "bikes.zip").code == 0
    answer = filled("restore", "bikes.zip")
    assert answer.code == 1
    assert (
        "P472 only an empty database takes a backup back, and revision 1 is deployed in it: name a new file"
        in answer.errors
    )
    assert filled("dump").out == before
