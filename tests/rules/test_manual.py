"""The manual for admins says what the tables say, and its examples are true."""

from pathlib import Path

import pytest

from objectry.metadata import RuleText
from objectry.rules import check_actions, manual
from objectry.rules.library import FUNCTIONS, OPERATIONS
from tests.rules.sample import answer, checked, sample_scope

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"
EXAMPLES = [(text, value) for function in FUNCTIONS.values() for text, value in function.examples.items()]


def test_the_manual_is_current() -> None:
    """docs/rules.md is what `manual()` writes."""
    assert DOCS.read_text(encoding="utf-8") == manual(), "write it anew: objectry.rules.manual() > docs/rules.md"


@pytest.mark.parametrize(("text", "value"), EXAMPLES, ids=[text for text, _ in EXAMPLES])
def test_examples_are_true(text: str, value: str) -> None:
    """Each example of a function has the value the manual gives it."""
    assert answer(checked(text), {}) == answer(checked(value), {})


@pytest.mark.parametrize("name", sorted(FUNCTIONS))
def test_every_function_is_explained(name: str) -> None:
    """Each function has a sentence of its own, and its parameters are named."""
    function = FUNCTIONS[name]
    assert function.doc.endswith((".", "`."))
    assert f"**`{function.signature}`**" in manual()


def test_statements_of_the_manual() -> None:
    """The operations a back end must know are listed once, functions and operators."""
    assert {"and", "round_to", "CASE", "ADDMONTHS", "ISCHANGED"} <= OPERATIONS
    assert check_actions(RuleText('refuse("Too late.", at: "d1")'), sample_scope(), before_save=True)[0]
