"""The corpus of bad files: each says, on the very line, what it gets to hear."""

import re
from pathlib import Path

import pytest

from objectry.diagnostics import Span
from objectry.metadata import CODES as METADATA
from objectry.plan import CODES as PLAN
from objectry.plan import check_stack
from objectry.rules import CODES as RULES
from objectry.wording import phrasebook
from tests.metadata.stacks import BELOW, Apps, sources, split

FOLDER = Path(__file__).parent / "error_files"
CASES = sorted(FOLDER.glob("*.case"))
MARK = re.compile(r"# (ERROR|WARNING) ([A-Z]\d{3})@(\d+): (.*?)(?=(?: # (?:ERROR|WARNING) [A-Z]\d{3}@)|$)")
ELSEWHERE = {
    "S106": "a character no file here can hold",
    "S107": "bytes that are no UTF-8",
    "S109": "a file of megabytes",
    "M224": "an app without a file",
    "M271": "it takes an earlier release of the layer below",
    "M275": "stack.lock is no file of the app",
    "M276": "stack.lock is no file of the app",
    "R315": "where the formula that is read has errors, these are told",
}
"""Codes that no file of a case can bring, each with the reason; other tests show these."""
RUNNING = range(361, 400)
"""Numbers of what running rules note: it takes records."""
CHECKING = range(401, 410)
"""Numbers of what the plan finds in files, but for 404; all others take a database, or what is deployed there."""


Told = tuple[str, int, int, str, str]


def expected(text: str) -> dict[Told, str]:
    """What a case announces: (file, line, column, severity, code) and how the message begins."""
    found: dict[Told, str] = {}
    file, line = "", 0
    for written in text.splitlines():
        if written.startswith("=== "):
            file, line = written[4:].strip().replace(BELOW, "below/"), 0
            continue
        line += 1
        for severity, code, column, message in MARK.findall(written):
            found[file, line, int(column), severity.lower(), code] = message
    return found


def without_marks(text: str) -> str:
    return "\n".join(re.sub(r"  # (?:ERROR|WARNING) .*", "", line) for line in text.split("\n"))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_bad_file_gets_exactly_the_problems_it_announces(path: Path) -> None:
    """Code, file, line, column, severity and words are those written on the line; nothing else is told.

    The line goes with each problem, so that it can be shown with marks under it, and Chinese has words for it.
    """
    text = path.read_text(encoding="utf-8")
    apps = split(without_marks(text))
    _, problems = check_stack(sources(apps))
    found = {
        (one.span.file, one.span.line, one.span.column, str(one.severity), one.code): one.message for one in problems
    }
    wanted = expected(text)
    assert found.keys() == wanted.keys(), "\n".join(str(one) for one in problems.sorted())
    for key, message in wanted.items():
        assert found[key].startswith(message)
    for problem in problems:
        assert problem.source_line == line_of(apps, problem.span)
        assert problem.message in phrasebook("zh-CN")


def line_of(apps: Apps, span: Span) -> str:
    """The line of the file at a place, blank behind its end."""
    folder = apps.below if span.file.startswith("below/") else apps.top
    lines = folder.get(span.file.removeprefix("below/"), "").split("\n")
    return lines[span.line - 1] if span.line <= len(lines) else ""


def from_files() -> set[str]:
    """The codes of problems that files can bring."""
    rules = {code for code in RULES if int(code[1:]) not in RUNNING}
    return set(METADATA) | rules | {code for code in PLAN if int(code[1:]) in CHECKING and code != "P404"}


def test_every_code_has_a_case() -> None:
    """No problem of files, rules and their plan goes without a file that provokes it."""
    shown = {key[4] for path in CASES for key in expected(path.read_text(encoding="utf-8"))}
    assert shown | ELSEWHERE.keys() == from_files() | ELSEWHERE.keys()


def test_the_corpus_is_large() -> None:
    """At least a hundred and fifty cases."""
    assert len(CASES) >= 150
