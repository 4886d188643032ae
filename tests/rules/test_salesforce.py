"""Formulas as Salesforce admins write them parse and check unchanged."""

from decimal import Decimal

import pytest

from objectry.rules import Value
from tests.rules.sample import answer, checked, sample_scope

FORMULAS: list[tuple[str, dict[str, Value], Value]] = [
    ('IF(AND(ISPICKVAL(Stage, "won"), Price >= 1000), "A", "B")', {"stage": "won", "price": Decimal(1000)}, "A"),
    ("NOT(ISBLANK(Name)) && N1 <> 0", {"name": "x", "n1": Decimal(1)}, True),
    ("AND(NOT(ISBLANK(T1)), LEN(T1) < 3)", {"t1": "ab"}, True),
    ('CASE(MONTH(D1), 1, "Jan", 2, "Feb", "")', {}, None),
    ("Price * 0.05 /* commission */", {"price": Decimal(100)}, Decimal(5)),
    ('TEXT(Stage) = "won"', {"stage": "won"}, True),
    ('IF(CONTAINS(T1, "x") || BEGINS(T2, "y"), 1, 0)', {"t1": "axb"}, Decimal(1)),
    ("IF(ISBLANK(D1), NULL, D1 + 30)", {}, None),
    ('IF(N1 == 1, "one", IF(N1 != 2, "many", "two"))', {"n1": Decimal(2)}, "two"),
    ("NOT(Flag) = Other", {"flag": True, "other": False}, True),
    ('T1 & " " & T2', {"t1": "a", "t2": "b"}, "a b"),
    ("ROUND(N1 / N2 * 100, 1)", {"n1": Decimal(1), "n2": Decimal(3)}, Decimal("33.3")),
    ("BLANKVALUE(Parent.Name, 'none')", {}, "none"),
    ("NULLVALUE(N1, 0) + 1", {}, Decimal(1)),
    ("OR(N1 < 0, N1 > 10)", {"n1": Decimal(11)}, True),
    ("MOD(N1, 2) = 0", {"n1": Decimal(4)}, True),
    ("DATE(YEAR(D1), 12, 31)", {}, None),
]
CHANGES: list[tuple[str, dict[str, Value], bool]] = [
    ('AND(ISCHANGED(Stage), ISPICKVAL(PRIORVALUE(Stage), "new"))', {"stage": "won", "prior:stage": "new"}, True),
    ("AND(NOT(ISNEW()), ISCHANGED(OWNER))", {"owner": "a", "prior:owner": "a"}, False),
    ("PRIORVALUE(N1) < N1", {"n1": Decimal(2), "prior:n1": Decimal(1)}, True),
]


@pytest.mark.parametrize(("text", "row", "expected"), FORMULAS, ids=[text for text, _, _ in FORMULAS])
def test_formulas(text: str, row: dict[str, Value], expected: Value) -> None:
    """Functions, operators, letter case and comments are theirs."""
    assert answer(checked(text), row) == expected


@pytest.mark.parametrize(("text", "row", "expected"), CHANGES, ids=[text for text, _, _ in CHANGES])
def test_conditions_on_changes(text: str, row: dict[str, Value], *, expected: bool) -> None:
    """So are the functions that look at the value before."""
    assert answer(checked(text, sample_scope(moment=True)), row) is expected
