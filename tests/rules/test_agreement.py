"""Independent evaluators agree: generated Python in both forms, and the oracle of closures and fractions."""

import os

from hypothesis import HealthCheck, given, settings

from objectry.rules import Node, Value, compile_node, compile_nodes, text_of
from tests.rules.cases_sets import OF_THE_CORE
from tests.rules.oracle import as_fraction, evaluate
from tests.rules.sample import ENVIRONMENT, answer, checked, row_for, sample_scope
from tests.rules.strategies import nodes, rows

EXAMPLES = int(os.environ.get("OBJECTRY_TEST_EXAMPLES", "100"))  # a nightly run sets 100,000
THOROUGH = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))


@THOROUGH
@given(node=nodes(), row=rows())
def test_random_expressions(node: Node, row: dict[str, Value]) -> None:
    """Any expression on any row has one value, whoever computes it."""
    expected = evaluate(node, row_for(node, row), ENVIRONMENT)
    found = as_fraction(answer(node, row))
    assert type(found) is type(expected), text_of(node)
    assert found == expected, text_of(node)


@THOROUGH
@given(node=nodes(2), row=rows())
def test_types_keep_their_word(node: Node, row: dict[str, Value]) -> None:
    """A value is null only where its type says so, and a number fits the digits and places of its type."""
    value = answer(node, row)
    assert value is not None or node.type.nullable
    if value is not None and node.type.kind == "number":
        fraction = as_fraction(value)
        assert abs(fraction) < 10**node.type.digits
        assert (fraction * 10**node.type.scale).denominator == 1


def test_the_oracle_knows_the_cases() -> None:
    """The oracle gives the answers of the tables too."""
    for case in OF_THE_CORE:
        node = checked(case.text, sample_scope(case.blanks))
        for row, expected in case.rows:
            assert evaluate(node, row_for(node, row), ENVIRONMENT) == as_fraction(expected), case.name


@THOROUGH
@given(first=nodes(2), second=nodes(2), row=rows())
def test_fused_expressions(first: Node, second: Node, row: dict[str, Value]) -> None:
    """Several trees evaluated together give what each gives alone."""
    both = compile_nodes([first, second])
    rows_given = [row_for(first, row_for(second, row))]
    alone = [compile_node(node).run(rows_given, ENVIRONMENT)[0] for node in (first, second)]
    assert list(both.run_all(rows_given, ENVIRONMENT)[0]) == alone
