"""REGEX in databases: PostgreSQL gets another form of the pattern, and every text must fit as it fits RE2."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.rules.patterns import fault, fits
from tests.parity.world import ANN, World, node
from tests.rules.patterns import PATTERNS
from tests.rules.test_patterns import WRITTEN

TEXTS = st.text(alphabet="aAbBcC1kKK ſs-.]^$\n_éÉ商😀", max_size=6)


def asked(world: World, pattern: str, texts: list[str]) -> list[object]:
    """What the database answers for each text."""
    world.clear("thing")
    world.insert("thing", [{"owner": ANN, "name": text or None} for text in texts])
    written = pattern.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return [row["0"] for row in world.values(node(f'REGEX(name, "{written}")'))]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_mean_the_same_in_the_database(shared: World, pattern: str) -> None:
    """Each text of the table fits there, or does not."""
    fitting, others = PATTERNS[pattern]
    assert asked(shared, pattern, fitting + others) == [True] * len(fitting) + [False] * len(others)


def test_random_patterns_mean_the_same_in_the_database(shared: World) -> None:
    """A pattern of any pieces, asked of texts of those characters it might mind."""

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
    @given(WRITTEN.filter(lambda one: fault(one) is None), st.lists(TEXTS, min_size=1, max_size=12))
    def agree(pattern: str, texts: list[str]) -> None:
        assert asked(shared, pattern, texts) == [fits(text, pattern) for text in texts]

    agree()


def test_a_blank_text_is_one_without_characters(shared: World) -> None:
    """And a pattern may be joined of pieces."""
    assert asked(shared, "", [""]) == [True]
    (row,) = shared.values(node('REGEX(name, "x" & "*") and not REGEX(name, "x+")'))
    assert row["0"] is True
