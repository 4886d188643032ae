"""Nothing written as a rule text raises: there are diagnostics, or there is a meaning.

OBJECTRY_FUZZ_EXAMPLES=20000 is the long proof.
"""

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.metadata import RuleText
from objectry.rules import check_actions, check_event, check_expression, check_rollup, check_template
from tests.rules.sample import answer, sample_scope
from tests.rules.strategies import texts

WORDS = """
n1 t1 flag stage parent owner d1 m1 children $user $x name parent.n1 stage.closed 1 20% "a" ' " null true ( ) , .
+ - * / ^ & = <> < >= in not and or if then elif else end set create update delete { } where : # /* */ IF( CASE( SUM(
COUNT(children ISBLANK( TEXT( DATE( ISCHANGED( notify( refuse( changes from to becomes created every after 1e999
"""
PIECES = [*WORDS.split(), "before save", " ", "\n", "😀", "\x00", "\ud800"]
SOUP = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join)
ANY_TEXT = st.one_of(SOUP, st.text(max_size=60), st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
EXAMPLES = int(os.environ.get("OBJECTRY_FUZZ_EXAMPLES", "200"))
THOROUGH = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@THOROUGH
@given(text=ANY_TEXT)
def test_any_expression(text: str) -> None:
    """Any text as an expression gives a tree that runs, or errors with a code of this room."""
    for moment in (True, False):
        node, problems = check_expression(RuleText(text), sample_scope(moment=moment))
        assert (node is None) == bool(problems.errors)
        assert all(problem.code.startswith("R3") for problem in problems)
        if node is not None:
            answer(node, {})


@THOROUGH
@given(text=ANY_TEXT)
def test_any_statement_event_or_message(text: str) -> None:
    """The same holds for statements, events, roll-ups and messages."""
    scope = sample_scope()
    for found, problems in (
        check_actions(RuleText(text), scope, before_save=True),
        check_actions(RuleText(text), scope, before_save=False),
        check_event(RuleText(text), scope),
        check_rollup(RuleText(text), scope),
        check_template(RuleText(text), scope),
    ):
        assert not (problems.errors and found)
        assert all(problem.code.startswith("R3") for problem in problems)


@THOROUGH
@given(text=texts(), cut=st.integers(0, 200), piece=st.sampled_from(PIECES))
def test_broken_expressions(text: str, cut: int, piece: str) -> None:
    """A right expression with a piece thrown in gives diagnostics, or still a meaning."""
    broken = text[:cut] + piece + text[cut:]
    node, problems = check_expression(RuleText(broken), sample_scope())
    assert (node is None) == bool(problems.errors)


BOMBS = {
    "unknown names": "n1 in (" + ",".join(f"nam{at}" for at in range(1000)) + ")",
    "unknown values": "stage in (" + ",".join(f"'wo{at}'" for at in range(1000)) + ")",
    "unknown functions": "AND(" + ",".join(f"f{at}()" for at in range(1000)) + ")",
    "formulas": "n1 in (" + ",".join(["doubled"] * 1_000) + ")",
    "conditions": "n1 in (" + ",".join(["pair"] * 1_900) + ")",
    "backslashes": '"' + "\\" * 9_998,
    "stars": "/*" + "*" * 9_990,
    "one name": "a" * 9_999,
    "dots": "." * 9_999,
    "signs": "-" * 9_999,
    "brackets": "(" * 9_999,
}


@pytest.mark.parametrize("name", sorted(BOMBS))
def test_bombs(name: str) -> None:
    """The most laborious texts within the limits are answered in seconds."""
    started = time.perf_counter()
    node, problems = check_expression(RuleText(BOMBS[name]), sample_scope())
    if node is not None:
        answer(node, {})
    assert node is not None or problems.errors
    assert time.perf_counter() - started < 20  # a slow, busy machine; tenths of a second on an idle one


def test_suggestions_end() -> None:
    """After twenty problems no more suggestions are searched for."""
    _, problems = check_expression(RuleText(" + ".join(["prise"] * 30)), sample_scope())
    assert [problem.message.endswith("?") for problem in problems] == [True] * 20 + [False] * 10
