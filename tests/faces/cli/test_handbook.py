"""`crm docs build`: the manual as a folder."""

import pytest

from tests.faces.cli.shell import Shell


def test_the_manual_is_written(shell: Shell) -> None:
    """Pages for each language, a start page, and where to begin reading."""
    answer = shell("docs", "build")
    assert answer.out.strip() == "manual/index.html"
    for page in ("index.html", "manual.css", "en/object-bike.html", "zh-CN/permissions.html"):
        assert (shell.folder / "manual" / page).is_file()


def test_an_older_manual_is_replaced(shell: Shell) -> None:
    """Pages of what is gone go."""
    shell("docs", "build")
    (shell.folder / "objects" / "bike.yaml").rename(shell.folder / "bike.txt")
    assert shell("docs", "build").code == 0
    assert not (shell.folder / "manual" / "en" / "object-bike.html").exists()


def test_a_folder_with_other_files_is_left_alone(shell: Shell) -> None:
    """Nothing of somebody else's is overwritten."""
    answer = shell("docs", "build", "objects")
    assert (answer.code, answer.errors) == (1, "error: objects holds other files; name a new folder\n")


@pytest.mark.parametrize(
    ("words", "said"),
    [(["-l", "zh-CM"], 'there is no language "zh-CM"; did you mean "zh-CN"?'), (["-w", "objects"], "has no app.yaml")],
)
def test_what_cannot_be_written_is_told(shell: Shell, words: list[str], said: str) -> None:
    """An unknown language, a folder without an app."""
    answer = shell("docs", "build", "out", *words)
    assert answer.code == 1
    assert said in answer.errors


def test_an_app_with_errors_has_no_manual(shell: Shell) -> None:
    """The problems are told, with their places."""
    shell.write(objects__bike="object: bike\nfields:\n  model: {type: tekst}\n")
    answer = shell("docs", "build")
    assert answer.code == 1
    assert "objects/bike.yaml:3" in answer.errors
    assert not (shell.folder / "manual").exists()
