"""docs/security.md: each promise names tests, and they are there."""

import re

from tests.architecture.house import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| (G\d+|CSV) \| (.+?) \| (.+?) \|$", PAGE, re.MULTILINE)


def test_each_goal_names_tests_that_are_there() -> None:
    """No goal stands without a test, and no test is named that is not there."""
    assert len(ROWS) > 20
    named = {goal: re.findall(r"`(tests/[\w/]+\.py)`", tests) for goal, _, tests in ROWS}
    assert [goal for goal, files in named.items() if not files] == []
    assert [
        file for files in named.values() for file in files if "def test" not in (ROOT / file).read_text("utf-8")
    ] == []


def test_every_test_of_security_belongs_to_a_goal() -> None:
    """A test file of this folder that no goal names would be forgotten."""
    own = {path.relative_to(ROOT).as_posix() for path in (ROOT / "tests" / "security").glob("test_*.py")}
    named = set(re.findall(r"`(tests/security/\w+\.py)`", PAGE))
    others = {
        "tests/security/test_goals.py",
        "tests/security/test_overflow.py",
        "tests/security/test_parts_of_others.py",
    }
    assert own - named == others & own
