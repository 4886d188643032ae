"""The command as a whole: help, exit codes, errors without tracebacks, and its page in docs."""

from collections.abc import Iterator
from unittest.mock import patch

import click
import pytest

from objectry.faces.cli import crm
from objectry.runtime import Busy, NotAllowed
from tests.architecture.house import ROOT
from tests.databases import Database, without_driver
from tests.faces.cli.shell import Shell


def commands(group: click.Group = crm, above: str = "crm") -> Iterator[tuple[str, click.Command]]:
    """Every command with its words, those of groups included."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from commands(command, f"{above} {name}")
        else:
            yield f"{above} {name}", command


@pytest.mark.parametrize(("words", "command"), list(commands()), ids=[words for words, _ in commands()])
def test_every_command_says_what_it_does(shell: Shell, words: str, command: click.Command) -> None:
    """A sentence of help, and one for each option that is not named after what it takes."""
    assert command.help
    assert shell(*words.split()[1:], "--help").code == 0


def test_every_command_and_option_is_in_the_manual() -> None:
    """docs/cli.md has a heading for each command, and names each of its own options."""
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    sections = {part.partition("\n")[0].strip("` "): part for part in page.split("\n### ")[1:]}
    common = page.split("\n### ", 1)[0]
    missing = []
    for words, command in commands():
        section = next(
            (text for title, text in sections.items() if title == words or title.startswith(f"{words} ")), ""
        )
        options = [
            opt for one in command.params if isinstance(one, click.Option) for opt in one.opts if opt[:2] == "--"
        ]
        missing += [words] if not section else []
        missing += [f"{words} {option}" for option in options if option not in section and option not in common]
    assert not missing


def test_the_version_is_shown(shell: Shell) -> None:
    """`crm --version`."""
    assert shell("--version").out.startswith("objectry, version ")


@pytest.mark.parametrize("words", [["nothing"], ["plan", "--nothing"], ["show"], ["rollback", "one"]])
def test_wrong_usage_ends_with_one(shell: Shell, words: list[str]) -> None:
    """2 is kept for pending changes."""
    answer = shell(*words)
    assert answer.code == 1
    assert "Traceback" not in answer.errors


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (NotAllowed("needs manage_users"), "error: needs manage_users"),
        (Busy("try again"), "error: try again"),
        (PermissionError(13, "Permission denied", "/x"), "error: /x: Permission denied"),
        (OSError("disk"), "error: disk"),
    ],
)
def test_errors_are_sentences(shell: Shell, error: Exception, said: str) -> None:
    """Whatever the door, the store or the machine says."""
    with patch("objectry.faces.cli.deploying.past.open_platform", side_effect=error):
        answer = shell("log")
    assert (answer.code, answer.errors.strip()) == (1, said)


@pytest.mark.parametrize("url", ["nonsense", "mysql://x/y", "sqlite:////no/such/folder/x.db"])
def test_a_wrong_database_is_told(shell: Shell, url: str) -> None:
    """An address that cannot be used is a sentence too."""
    answer = shell("log", "--database", url)
    assert answer.code == 1
    assert answer.errors.startswith("error: ")


@pytest.mark.postgres
def test_postgresql_by_its_plain_address(shell: Shell, postgres: Database) -> None:
    """`postgresql://...` and a schema: apply, plan, log, roll back."""
    assert postgres.schema is not None
    words = ("--database", without_driver(postgres.url), "--schema", postgres.schema)
    assert shell("apply", "--yes", *words).code == 0
    assert shell("plan", *words).code == 0
    shell.write(objects__bike="object: bike\nfields:\n  model: {type: text}\n")
    assert shell("apply", "--yes", "--allow-data-loss", "bike.price", *words).code == 0
    assert shell("rollback", "--yes", *words).code == 0
    assert len(shell("log", *words).lines) == 3


def test_schemas_for_editors(shell: Shell) -> None:
    """One file a kind, the workspace's names as choices."""
    answer = shell("schema", "export", "out")
    assert answer.code == 0
    text = (shell.folder / "out" / "object.json").read_text(encoding="utf-8")
    assert '"bike"' in text


def test_the_openapi_document(applied: Shell) -> None:
    """What an administrator may call, or what one user may."""
    paths = applied("openapi").json["paths"]
    assert "/bike" in paths
    assert applied("openapi", "--user", "nobody").code == 1


def test_assets_are_fetched_or_explained(shell: Shell) -> None:
    """The front-end files, and a sentence where they cannot be had."""
    with patch("objectry.assets.fetch", return_value=False):
        assert shell("assets").out == "up to date\n"
