"""The generated Python is safe by its construction, total, and quick."""

import ast
import time
from datetime import UTC, date, datetime
from decimal import Decimal, getcontext, localcontext

import pytest
from hypothesis import HealthCheck, given, settings

from objectry.diagnostics import Span
from objectry.metadata import RuleText
from objectry.rules import (
    Node,
    RunNote,
    Value,
    check_expression,
    compile_node,
    compile_nodes,
    python_source,
    scalar_function,
)
from tests.rules.cases_sets import ALL_CASES
from tests.rules.sample import ENVIRONMENT, answer, checked, row_for, sample_scope
from tests.rules.strategies import nodes, rows

HOSTILE = [
    "__import__('os').system('true')",
    "t1.__class__",
    '"); import os; ("',
    '"\\"); __import__(\\"os\\") #"',
    "'{0.__class__}'",
    '"\\\\" & "\\n" & t1',
    "exec('1')",
    "t1 in (\"a'); breakpoint(); ('\")",
    '"__builtins__"',
]
ALLOWED = """
    Module FunctionDef arguments arg For If Return Assign Expr Yield Tuple Name Load Store Subscript Call IfExp
    NamedExpr Compare BoolOp And Or UnaryOp Not BinOp Add Sub Mult Is IsNot Eq NotEq Lt LtE Gt GtE In NotIn Constant
""".split()
WORDS = {"batch", "rows", "row", "note", "i", "scalar"}


def assert_safe(source: str) -> None:
    """Only names we invent, no attribute, no import, no literal but small ones of ours."""
    assert "__" not in source
    for node in ast.walk(ast.parse(source)):
        assert type(node).__name__ in ALLOWED, ast.dump(node)
        if isinstance(node, ast.Name | ast.arg):
            name = node.id if isinstance(node, ast.Name) else node.arg
            assert name in WORDS or (name[0] in "vcktfx" and name[1:].isdigit()), name
        if isinstance(node, ast.Constant):
            assert node.value in (None, True, False, 0)


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(node=nodes())
def test_generated_source_holds_nothing_of_the_text(node: Node) -> None:
    """Whatever the expression, the source has our names only."""
    assert_safe(python_source(node))


@pytest.mark.parametrize("text", [*HOSTILE, *(case.text for case in ALL_CASES)])
def test_hostile_and_known_texts(text: str) -> None:
    """A text that tries to be Python is a literal, or an error."""
    node, problems = check_expression(RuleText(text), sample_scope())
    if node is None:
        assert problems.errors
    else:
        assert_safe(python_source(node))
        answer(node, {})


def test_literals_stay_what_they_are() -> None:
    """Quotes and backslashes of a literal come out as they went in."""
    assert answer(checked(r'"\"); x = (\"\\" & t1'), {"t1": "'"}) == '"); x = ("\\\''


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(node=nodes(2), row=rows())
def test_the_callers_decimal_context_does_not_matter(node: Node, row: dict[str, Value]) -> None:
    """A narrow decimal context of the caller changes nothing, and is left as it was."""
    wide = answer(node, row)
    with localcontext() as narrow:
        narrow.prec = 3
        assert answer(node, row) == wide
        assert getcontext().prec == 3


def test_failures_are_noted() -> None:
    """What fails at run time is null, with the record, a code and the place in the text."""
    text = RuleText("IF(n2 = 0, 0, 1) + n1 / n2", Span("f.yaml", 2, 5))
    node, _ = check_expression(text, sample_scope())
    assert node is not None
    good, bad = {"n1": Decimal(1), "n2": Decimal(2)}, {"n1": Decimal(1), "n2": Decimal(0)}
    notes: list[RunNote] = []
    assert compile_node(node).run([good, bad, good], ENVIRONMENT, notes)[1] is None
    assert notes == [RunNote(1, "R361", Span("f.yaml", 2, 24, 7))]


NOTED = [
    ("1 / n1", {"n1": Decimal(0)}, "R361"),
    ("MOD(1, n1)", {"n1": Decimal(0)}, "R361"),
    ("whole * whole * whole", {"whole": Decimal(9 * 10**18)}, "R362"),
    ("n1 ^ 20", {"n1": Decimal(9999)}, "R362"),
    ("VALUE(t1)", {"t1": "x"}, "R363"),
    ("DATE(n1, 1, 1)", {"n1": Decimal(0)}, "R364"),
    ("d1 + 1", {"d1": date(9999, 12, 31)}, "R364"),
    ("m1 + n1", {"m1": datetime(2026, 1, 1, tzinfo=UTC), "n1": Decimal(10**9)}, "R364"),
    ("ADDMONTHS(d1, 12)", {"d1": date(9999, 1, 1)}, "R364"),
    ("t1 & t1", {"t1": "x" * 20_000}, "R365"),
    ("1 / 0", {}, "R361"),
    ("CASE(n1, 1, 2, 1 / 0, 4, 5)", {"n1": Decimal(0)}, "R361"),
]


@pytest.mark.parametrize(("text", "row", "code"), NOTED, ids=[text for text, _, _ in NOTED])
def test_every_failure_has_its_code(text: str, row: dict[str, Value], code: str) -> None:
    """Each kind of failure is told apart by its code."""
    node = checked(text)
    notes: list[RunNote] = []
    compile_node(node).run([row_for(node, row)], ENVIRONMENT, notes)
    assert [note.code for note in notes] == [code]


def test_what_is_not_taken_is_not_noted() -> None:
    """A guarded division leaves no note."""
    node = checked("IF(n1 = 0, 0, 1 / n1) + CASE(n1, 0, 1, 1 / n1) + IF(n1 <> 0 and 1 / n1 > 0, 1, 0)")
    notes: list[RunNote] = []
    assert compile_node(node).run([row_for(node, {"n1": Decimal(0)})], ENVIRONMENT, notes) == [Decimal(1)]
    assert notes == []


def test_no_rows_no_values() -> None:
    """An empty batch gives nothing, and notes nothing."""
    notes: list[RunNote] = []
    assert compile_node(checked("1 / 0")).run([], ENVIRONMENT, notes) == []
    assert notes == []


DEEP = [
    "n1" + " + 1" * 58,
    "IF(flag, " * 58 + "n1" + ", 0)" * 58,
    "IF(n1 > 0, 0, " * 58 + "n1" + ")" * 58,
    "ABS(" * 58 + "n1" + ")" * 58,
    "not (" * 58 + "flag" + ")" * 58,
    "not (" * 55 + "n1 > 0 and flag" + ")" * 55,
    "CASE(n1, " + ", ".join(f"{one}, n2 + {one}" for one in range(300)) + ", 0)",
    "CASE(n1, " + ", ".join(f"{one}, {one}" for one in range(600)) + ", 0)",
    "n1 in (" + ", ".join(f"n2 + {one}" for one in range(300)) + ")",
    " and ".join(f"n1 <> {one}" for one in range(400)),
    " & ".join(["t1"] * 58),
    "-(" * 58 + "1" + ")" * 58,
    "ROUND(" * 30 + "1 / 3" + ", 16)" * 30,
    "parent.parent.parent.parent.parent.label_text",
]


@pytest.mark.parametrize("text", DEEP, ids=[text[:20] for text in DEEP])
def test_deep_and_long_texts(text: str) -> None:
    """The largest texts the language accepts compile and run, in both forms."""
    answer(checked(text), {"n1": Decimal(-3), "n2": Decimal(2), "t1": "a", "flag": True})


def test_formulas_on_formulas_stay_within_python() -> None:
    """Trees grow by the formulas they read and still compile."""
    text = "IF(doubled > 1, IF(strict > 1, doubled + strict, doubled), strict) + " * 8 + "strict"
    assert answer(checked(text), {"n1": Decimal(3)}) is not None


def test_inputs_of_the_scalar_form() -> None:
    """The scalar form takes its leaves, then the facts of the call, in the order it tells."""
    inputs, function = scalar_function(checked("d1 < TODAY() and n1 > 2 and owner = $user"))
    assert [getattr(one, "key", None) or one.name for one in inputs] == [  # type: ignore[union-attr]
        "d1",
        "n1",
        "owner",
        "$today",
        "$user.id",
    ]
    assert function(date(2026, 1, 1), Decimal(3), "u", date(2026, 1, 2), "u") is True
    assert function(date(2026, 1, 1), Decimal(3), "u", date(2026, 1, 1), "u") is False


def test_leaves_are_listed_once() -> None:
    """An evaluator tells what a row must carry."""
    evaluator = compile_nodes([checked("n1 + n2 + parent.n1"), checked("n1 * SUM(children.n1)")])
    assert [leaf.key for leaf in evaluator.leaves] == ["n1", "n2", "parent.n1", "SUM(sample.parent:child:n1)"]
    assert not evaluator.reads_new
    assert compile_node(checked("ISNEW()", sample_scope(moment=True))).reads_new


def test_equal_trees_are_compiled_once() -> None:
    """The second evaluator of an equal tree costs next to nothing."""
    started = time.perf_counter()
    compile_node(checked("n1 * 17 + n2"))
    first = time.perf_counter() - started
    node = checked("n1 * 17 + n2")
    assert compile_node(node).source is compile_node(checked("n1 * 17 + n2")).source
    assert first < 5
