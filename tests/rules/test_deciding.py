"""What is said of conditions without records: never and always, and only where it is true."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import RuleText
from objectry.rules import BOOLEAN, Node, Value, always_holds, can_hold, check_expression, compile_node
from tests.rules.sample import ENVIRONMENT, sample_scope


@cache
def condition(text: str, blanks: str = "null") -> Node:
    node, problems = check_expression(RuleText(text), sample_scope(blanks, moment=True), BOOLEAN)
    assert node is not None, [str(one) for one in problems]
    return node


NEVER = [
    'stage = "won" and stage = "new"',
    'stage = "won" and stage <> "won"',
    'stage in ("won", "open") and stage = "new"',
    'stage = "won" and not stage.closed',
    'stage.closed and stage in ("new", "open")',
    "stage.probability > 60% and stage = 'open'",
    'ISBLANK(stage) and stage = "won"',
    "n1 > 5 and n1 < 3",
    "n1 > 5 and n1 <= 5",
    "5 < n1 and not (n1 > 5)",
    "n1 = 5 and n1 > 7",
    "ISBLANK(n1) and n1 > 0",
    "whole > 5 and whole < 6",
    "price > 5 and price < 5.01",
    "flag and not flag",
    "flag and (n1 > 5 and n1 < 3 or not flag)",
    "n1 > n2 and n1 < n2",
    "n1 > n2 and n2 >= n1",
    "t1 = t2 and t1 <> t2",
    "d1 > TODAY() and d1 < TODAY()",
    "d1 > DATE(2026, 5, 1) and d1 < DATE(2026, 4, 1)",
    "ISCHANGED(t1) and ISNEW()",
    "ISNEW() and not ISNEW()",
    "false and flag",
    'CONTAINS(t1, "x") and not CONTAINS(t1, "x")',
    "parent.flag and not parent.flag",
    'not (stage = "won" or stage <> "won")',
    "share > 20% and share < 10%",
    "not (n1 > 5) and not (n1 <= 5)",  # both are blank where the number is
]
ALWAYS = [
    'stage = "won" or stage <> "won"',
    "flag or not flag",
    "ISBLANK(n1) or not ISBLANK(n1)",
    "ISBLANK(n1) or n1 > 5 or n1 <= 5",
    'not (stage = "won" and stage = "new")',
    "true or flag",
    "not (flag and not flag)",
]
OPEN = [
    "n1 > 5 or n1 <= 5",  # of a blank number neither holds
    "n1 > 5 and n1 < 6",
    "whole > 5 and whole < 7",
    'stage <> "won" and stage <> "new" and stage <> "open"',
    "not (n1 > 5 and n1 < 3 and flag)",
    "t1 < t2 or t1 >= t2",
    "t1 = t2 and not (t1 < t2) and not (t1 > t2)",
    "parent.flag or not parent.flag and n1 > 0",
    "n1 + 1 > 5 and n1 + 2 < 3",  # true, and not understood: nothing is said
    "INCLUDES(colours, 'red') and not INCLUDES(colours, 'green')",
]


@pytest.mark.parametrize("text", NEVER)
def test_what_can_never_hold(text: str) -> None:
    """Parts that exclude one another are found, through attributes, orders, blanks and brackets."""
    assert not can_hold([condition(text)])


@pytest.mark.parametrize("text", ALWAYS)
def test_what_always_holds(text: str) -> None:
    """A condition that leaves nothing out is found; blank numbers are thought of."""
    assert always_holds(condition(text))


@pytest.mark.parametrize("text", OPEN)
def test_what_depends_on_the_record(text: str) -> None:
    """Nothing is said of a condition that may hold or not, nor of one that is not understood."""
    assert can_hold([condition(text)])
    assert not always_holds(condition(text))


def test_a_branch_after_others() -> None:
    """What has not held before narrows what can hold after."""
    assert not can_hold([condition("n1 > 10")], [condition("n1 > 5")])
    assert can_hold([condition("n1 > 3")], [condition("n1 > 5")])
    assert not can_hold([], [condition("n1 > 5"), condition("n1 <= 5"), condition("ISBLANK(n1)")])
    assert can_hold([], [condition("n1 > 5"), condition("n1 <= 5")])


def test_blank_numbers_may_read_as_zero() -> None:
    """Where blank reads as 0, a number is positive or not, and a blank one is not."""
    assert always_holds(condition("n1 > 5 or n1 <= 5", "zero"))
    assert not can_hold([condition("n1 > 5", "zero"), condition("n1 = 0", "zero")])
    assert can_hold([condition("n1 = 0", "zero"), condition("ISBLANK(t1)")])


def test_too_many_ways_are_not_followed() -> None:
    """A condition with thousands of combinations gets no verdict, and no time is spent on it."""
    parts = " and ".join(f"(n1 <> {at} or n2 <> {at})" for at in range(40))
    assert can_hold([condition(parts)])


ATOMS = st.sampled_from([
    "flag", "other", "n1 > 1", "n1 <= 1", "n1 = 2", "n1 <> 2", "1 < n1", "ISBLANK(n1)", "n1 < n2", "n1 >= n2",
    "n1 = n2", 'stage = "won"', 'stage <> "new"', "stage.closed", 'stage in ("new", "won")', "ISBLANK(stage)",
    "stage.probability > 20%", "t1 = t2", "t1 <> t2", "t1 < t2", 't1 = "b"', 't1 < "b"', "true", "false",
    "stage.note = 'going on'", "n1 in (1, 2)", "IF(flag, other, n1 > 1)",
])  # fmt: skip
TEXTS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(lambda one: f"({one[0]} {one[1]} {one[2]})"),
        inner.map(lambda one: f"not ({one})"),
    ),
    max_leaves=5,
)
NUMBERS: tuple[Value, ...] = (None, Decimal(1), Decimal(2))
STAGES: tuple[Value, ...] = (None, "new", "open", "won")
TEXT_VALUES: tuple[Value, ...] = (None, "a", "b")
ROWS: list[Mapping[str, Value]] = [
    {"$new": False, "flag": flag, "other": other, "n1": n1, "n2": n2, "stage": stage, "t1": t1, "t2": t2}
    for flag, other, n1, n2, stage, t1, t2 in product(
        (True, False), (True, False), NUMBERS, (None, Decimal(1)), STAGES, TEXT_VALUES, (None, "b")
    )
]  # fmt: skip


@given(text=TEXTS, blanks=st.sampled_from(["null", "zero"]))
def test_no_verdict_is_ever_wrong(text: str, blanks: str) -> None:
    """Of random conditions, one that can never hold holds for no row of all, and one that always holds for each."""
    node = condition(text, blanks)
    values = compile_node(node).run(ROWS, ENVIRONMENT)
    assert can_hold([node]) or True not in values
    assert not always_holds(node) or all(value is True for value in values)
