"""Why an expression has its value: the parts with their values, and what of them may be told."""

from collections.abc import Mapping
from decimal import Decimal

import pytest

from objectry.diagnostics import Span
from objectry.metadata import RuleText
from objectry.rules import BOOLEAN, Part, Value, check_expression, explain, first_false, leaves, text_of, written
from tests.rules.sample import ENVIRONMENT, sample_scope

Told = tuple[str, Value, list["Told"]]


def explained(text: str, row: Mapping[str, Value], hidden: frozenset[str] = frozenset()) -> Part:
    """A condition explained for one record; what the row leaves out is blank."""
    source = RuleText(text, Span("flows/x.yaml", 4, 9))
    node, problems = check_expression(source, sample_scope(moment=True), BOOLEAN)
    assert node is not None, [str(one) for one in problems]
    blank: dict[str, Value] = {leaf.key: None for leaf in leaves(node)}
    (part,) = explain(node, [{"$new": False, **blank, **row}], ENVIRONMENT, source, [hidden] if hidden else ())
    return part


def told(part: Part) -> Told:
    return part.text, "hidden" if part.hidden else part.value, [told(one) for one in part.parts]


TREES: list[tuple[str, Mapping[str, Value], list[Told]]] = [
    ("n1 + 1 > n2", {"n1": Decimal(4), "n2": Decimal(9)},
     [("n1 + 1", Decimal(5), [("n1", Decimal(4), [])]), ("n2", Decimal(9), [])]),
    ("stage.closed", {"stage": "won"}, [("stage", "won", [])]),
    ("doubled > 3", {"n1": Decimal(4)}, [("doubled", Decimal("8.00"), [("n1", Decimal(4), [])])]),
    ("ISCHANGED(t1)", {"t1": "b", "prior:t1": "a"}, [("t1", "b", []), ("PRIORVALUE(t1)", "a", [])]),
    ("PRIORVALUE(n1) = 2", {"n1": Decimal(3), "prior:n1": Decimal(2)}, [("PRIORVALUE(n1)", Decimal(2), [])]),
    ("flag and ISCHANGED(n1)", {"flag": True, "n1": Decimal(1), "prior:n1": Decimal(1)},
     [("flag", True, []), ("ISCHANGED(n1)", False, [("n1", Decimal(1), []), ("PRIORVALUE(n1)", Decimal(1), [])])]),
    ("ISNEW()", {"$new": True}, []),
    ('parent.name = "x"', {"parent.name": "y"}, [("parent.name", "y", [])]),
    ("flag\nand n1\n + n2 > 3", {"flag": True, "n1": Decimal(1), "n2": Decimal(1)},
     [("flag", True, []),
      ("n1 + n2 > 3", False, [("n1 + n2", Decimal(2), [("n1", Decimal(1), []), ("n2", Decimal(1), [])])])]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "row", "parts"), TREES, ids=[text for text, _, _ in TREES])
def test_every_part_has_its_words_and_its_value(text: str, row: Mapping[str, Value], parts: list[Told]) -> None:
    """A part is told in the author's words, what the checker has added is not, and literals are no parts."""
    found = explained(text, {"flag": False, **row})
    assert found.text == text
    assert [told(one) for one in found.parts] == parts


FALSE = [
    ("flag and n1 > 5 and t1 = 'x'", "n1 > 5"),
    ("flag and (n1 > 0 and (n2 > 0 and flag))", "n2 > 0"),
    ("other or n1 > 5", "other or n1 > 5"),
    ("not flag", "not flag"),
    ("flag and n1 = 2", None),
    ("ISBLANK(n1)", "ISBLANK(n1)"),
]


@pytest.mark.parametrize(("text", "expected"), FALSE, ids=[text for text, _ in FALSE])
def test_the_first_part_that_is_not_true_is_found(text: str, expected: str | None) -> None:
    """Of parts joined by `and` the first that does not hold is the reason, however deep it stands."""
    found = first_false(explained(text, {"flag": True, "other": False, "n1": Decimal(2), "n2": None}))
    assert (found.text if found else None) == expected


def test_what_is_hidden_hides_what_follows_from_it() -> None:
    """Neither the value nor anything worked out from it is told; the parts beside it are."""
    row: Mapping[str, Value] = {"n1": Decimal(987), "n2": Decimal(1), "flag": True}
    part = explained("flag and n1 * 2 > 5 and n2 > 0", row, frozenset({"n1"}))
    assert told(part)[1:] == (
        "hidden",
        [
            ("flag", True, []),
            ("n1 * 2 > 5", "hidden", [("n1 * 2", "hidden", [("n1", "hidden", [])])]),
            ("n2 > 0", True, [("n2", Decimal(1), [])]),
        ],
    )
    assert "987" not in repr(part)
    stopped = first_false(part)
    assert stopped is not None
    assert stopped.hidden


def test_many_records_are_explained_together() -> None:
    """One compiled run answers for each row in its turn."""
    node, _ = check_expression(RuleText("n1 > 1"), sample_scope(), BOOLEAN)
    assert node is not None
    parts = explain(node, [{"n1": Decimal(1)}, {"n1": Decimal(2)}], ENVIRONMENT)
    assert [part.value for part in parts] == [False, True]
    assert parts[1].text == "n1 > 1"


WRITTEN = [
    "(n1 + n2) * 2 - (n1 - n2) / 3 > -n1 ^ 2",
    "not (flag or other) and (flag or not other)",
    'stage in ("new", "won") and not INCLUDES(colours, "red")',
    'IF(flag, t1 & "x", "say \\"so\\"") = parent.name',
    "n1 - (n2 - 1) > 0 and (flag = (n1 > 2))",
    "ISCHANGED(t1) or PRIORVALUE(n1) < n1 and ISNEW()",
    "d1 + 2 < TODAY() and CASE(stage, 'new', 1, 2) = 1",
    "stage.closed and ISBLANK(n1)",
]


@pytest.mark.parametrize("text", WRITTEN)
def test_what_is_written_anew_means_the_same(text: str) -> None:
    """The text made of a tree is checked to the same tree again: brackets stand where they are needed."""
    scope = sample_scope(moment=True)
    node, problems = check_expression(RuleText(text), scope)
    assert node is not None, [str(one) for one in problems]
    again, problems = check_expression(RuleText(written(node)), scope)
    assert again is not None, [str(one) for one in problems]
    assert text_of(again) == text_of(node)
