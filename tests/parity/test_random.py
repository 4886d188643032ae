"""One meaning, three evaluators: random expressions over random rows give the same answer everywhere."""

import os
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from objectry.rules import Value
from tests.parity.answers import differing, linked, parts_of
from tests.parity.expressions import EXPRESSIONS, ROW
from tests.parity.world import ANN, BOB, CAT, World, is_sound, node

EXAMPLES = int(os.environ.get("OBJECTRY_PARITY_EXAMPLES", "150"))
TABLES = max(EXAMPLES // 15, 1)
PATIENT = settings(deadline=None, suppress_health_check=list(HealthCheck))
pytestmark = pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # of long names of strategies
Rows = Sequence[Mapping[str, Value]]


def fill(world: World, rows: Rows) -> None:
    world.clear("part", "thing")
    world.insert("thing", linked(rows, (ANN, BOB, CAT)))
    world.insert("part", parts_of(rows))


@pytest.fixture
def filled(world: World) -> World:
    """A world with fifty random rows, the same in every run."""
    rows: list[Mapping[str, Value]] = []

    @settings(PATIENT, max_examples=50, derandomize=True, database=None)
    @given(ROW)
    def collect(row: Mapping[str, Value]) -> None:
        rows.append(row)

    collect()
    fill(world, rows)
    return world


def test_random_expressions_mean_the_same_in_the_database(filled: World) -> None:
    """Any expression gives, for each of fifty rows of extremes, nulls and Unicode, what Python gives."""

    @settings(PATIENT, max_examples=EXAMPLES)
    @given(EXPRESSIONS)
    def agree(text: str) -> None:
        assume(is_sound(text))
        assert differing(filled, node(text)) == []

    agree()


def test_random_rows_mean_the_same_in_the_database(world: World) -> None:
    """Four expressions at a time give, over rows made for them, what Python gives."""

    @settings(PATIENT, max_examples=TABLES)
    @given(st.lists(EXPRESSIONS, min_size=4, max_size=4), st.lists(ROW, min_size=1, max_size=6))
    def agree(written: list[str], rows: Rows) -> None:
        fill(world, rows)
        assert {text: found for text in written if is_sound(text) and (found := differing(world, node(text)))} == {}

    agree()
