"""Each row of the decided semantics has formulas that show it on all evaluators, or a test of its own."""

import re
from pathlib import Path

import pytest

from tests.conformance.decisions import ELSEWHERE, QUESTIONS, TABLES
from tests.conformance.suite import FORMULAS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_is_answered(question: str) -> None:
    """By formulas of the suite, which run everywhere, or by the test that is named."""
    if question in TABLES:
        assert all(any(one is known for known in FORMULAS) for one in TABLES[question])
        return
    file, _, name = ELSEWHERE[question].partition("::")
    assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


def test_no_answer_is_left_over() -> None:
    """Whoever adds an answer adds its question."""
    assert sorted({*TABLES, *ELSEWHERE}) == sorted(QUESTIONS)
    assert len(QUESTIONS) == len(set(QUESTIONS))
