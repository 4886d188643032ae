"""README and the pages of docs: what they show works, what they name exists."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from objectry.definitions import definitions_root
from objectry.faces.cli import crm
from objectry.metadata import AppSource, core_app, read_folder, read_import_map
from objectry.plan import check_stack
from objectry.runtime import compile_stack, play_all
from tests.architecture.house import ROOT

PAGES = sorted(
    [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]
    + list((ROOT / "docs").glob("*.md"))
    + list((ROOT / "examples").glob("*/README.md"))
)
OTHER_TESTS = {"metadata.md", "rules.md"}  # tests/metadata/test_manual.py and tests/rules/test_manual.py load these
FRAGMENT = "<!-- fragment -->\n"
FENCE = re.compile(rf"({FRAGMENT})?^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:\.{1,2}/)?crm [^`]*)`")
HEREDOC = re.compile(r"cat > (\S+) <<EOT\n(.*?)^EOT", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"`((?:platform|tests|docs|objects|layouts|flows|permissions|translations|data|examples)/[\w./-]+)`")
ROOM_MEMBER = re.compile(r"`(store|plan|runtime|rules|metadata|faces)/([\w./]+)`")


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


def fences(text: str, language: str) -> list[str]:
    """The blocks in that language, but for those marked as fragments."""
    return [found[3] for found in FENCE.finditer(text) if found[2] == language and not found[1]]


def commands(text: str) -> Iterator[list[str]]:
    """Each call of `crm` a page names, in words, after `crm`."""
    inline = (found[1] for found in NAMED.finditer(FENCE.sub("", text)))
    lines = (line for found in FENCE.finditer(text) if not found[2] for line in HEREDOC.sub("", found[3]).splitlines())
    for line in (*inline, *lines):
        for part in re.split(r" && | \| ", line):
            words = shlex.split(part.strip(), comments=True)
            while words and re.fullmatch(r"[A-Z_]+=.*", words[0]):
                words = words[1:]
            if words and words[0] in {"crm", "./crm", "../crm"}:
                yield words[1:]


def option_names(command: click.Command) -> set[str]:
    """What may stand behind a command."""
    own = {name for one in command.params if isinstance(one, click.Option) for name in one.opts}
    return own | {"-h", "--help", "--version"}


PLACEHOLDERS = {"CODE": "M201"}  # what a page writes where a command itself takes its name


def unknown(words: list[str]) -> str:
    """The first word of a call that `crm` does not know, or nothing; `test` belongs to the checkout's own script."""
    if words[:1] == ["test"]:
        return ""
    command: click.Command = crm
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        inner = command.get_command(click.Context(command), PLACEHOLDERS.get(words[0], words[0]))
        if inner is None:
            return words[0]
        command, words = inner, words[1:]
    given = [word.partition("=")[0] for word in words if word.startswith("-")]
    return next((word for word in given if word not in option_names(command)), "")


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_command_exists(page: Path) -> None:
    """A page names only commands, and options of them, that there are."""
    wrong = [(words, unknown(words)) for words in commands(page.read_text(encoding="utf-8"))]
    assert not [one for one in wrong if one[1]]


def test_a_wrong_command_would_be_found() -> None:
    """Wrong words and wrong options are seen, inline as in a block, behind a variable as behind another command."""
    text = "`crm aply` and `crm log --nothing`\n\n```\nA=b ./crm plann\ncd x && ../crm data imprt\n```\n"
    assert [unknown(words) for words in commands(text)] == ["aply", "--nothing", "plann", "imprt"]


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Relative links and pictures are there."""
    links = [found[1] for found in LINK.finditer(page.read_text(encoding="utf-8"))]
    assert not [one for one in links if "://" not in one and not (page.parent / one).exists()]


def test_every_page_is_in_the_readme() -> None:
    """No page of docs is without a way to it."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [page.name for page in (ROOT / "docs").glob("*.md") if f"(docs/{page.name})" not in text]


def test_what_the_readme_declares_compiles() -> None:
    """The object and the rules of the tour, on top of the standard CRM, make an app without an error."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    files = {found[1]: found[2] for found in HEREDOC.finditer(text)}
    assert list(files) == ["objects/vehicle.yaml"]
    for block in fences(text, "yaml"):
        files[f"flows/{block.split()[1]}.yaml"] = block
    own = AppSource("acme", {"app.yaml": 'name: acme\nversion: 0.1.0\nbase: {objectry_crm: "~0.1"}\n', **files})
    _, problems = compile_stack((core_app(), read_folder(definitions_root()), own))
    assert not [str(one) for one in problems.errors]


def test_the_error_in_the_readme_is_the_one_that_comes() -> None:
    """The misspelt name, with its place, its code and its way out, word for word."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    broken = {found[1]: found[2].replace("to: account", "to: acount") for found in HEREDOC.finditer(text)}
    own = AppSource("acme", {"app.yaml": 'name: acme\nversion: 0.1.0\nbase: {objectry_crm: "~0.1"}\n', **broken})
    _, problems = compile_stack((core_app(), read_folder(definitions_root()), own))
    shown = [str(one).splitlines()[0] for one in problems.errors]
    assert len(shown) == 1
    assert shown[0] in text


@pytest.mark.parametrize("page", [one for one in PAGES if one.name not in OTHER_TESTS | {"README.md"}], ids=names)
def test_every_block_of_yaml_loads(page: Path) -> None:
    """What shows one whole file is read as that file; others are marked as fragments."""
    for block in fences(page.read_text(encoding="utf-8"), "yaml"):
        if page.name == "scenarios.md":
            continue  # those are not only read but played, below
        assert block.startswith("import:"), "teach this test the kind of file, or mark the block as a fragment"
        made, problems = read_import_map(block, "map.yaml")
        assert made is not None, [str(one) for one in problems]


def test_the_scenarios_of_the_tutorial_pass() -> None:
    """Each block of docs/scenarios.md is a file of scenarios that passes on the standard CRM."""
    text = (ROOT / "docs" / "scenarios.md").read_text(encoding="utf-8")
    files = {f"scenarios/s{at}.yaml": block for at, block in enumerate(fences(text, "yaml"))}
    own = AppSource("acme", {"app.yaml": 'name: acme\nversion: 0.1.0\nbase: {objectry_crm: "~0.1"}\n'}, files)
    apps = (core_app(), read_folder(definitions_root()).deployable, own)
    model, problems = check_stack(apps)
    assert not [str(one) for one in problems.errors]
    played = play_all(apps, model, tuple(model.scenarios.values()))
    assert len(played.played) > len(files)
    assert not [str(failure.problem) for one in played.failed for failure in one.failures]


def test_architecture_names_what_exists() -> None:
    """Files and folders, in full or within their room."""
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    named = [found[1] for found in FILE.finditer(text)]
    named += [f"platform/runtime/{found[0].strip('`')}" for found in ROOM_MEMBER.finditer(text) if found[1] == "store"]
    assert len(named) > 2
    assert not [one for one in named if not (ROOT / one).exists()]


def test_pictures_are_small() -> None:
    """A reader on a slow line sees them too."""
    assert not [one.name for one in (ROOT / "docs" / "images").iterdir() if one.stat().st_size > 250_000]
