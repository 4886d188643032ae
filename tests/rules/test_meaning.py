"""The generated Python means what the tables of cases say."""

import pytest

from tests.rules.cases import Case
from tests.rules.cases_sets import ALL_CASES
from tests.rules.sample import answer, checked, sample_scope


@pytest.mark.parametrize("given", ALL_CASES, ids=lambda given: given.name)
def test_each_case(given: Case) -> None:
    """Every row of every case has its answer, in a batch and one record at a time."""
    node = checked(given.text, sample_scope(given.blanks))
    for row, expected in given.rows:
        found = answer(node, row)
        assert type(found) is type(expected), (row, found)
        assert found == expected, row


def test_names_of_cases_differ() -> None:
    """Each case can be found by its name."""
    assert len({given.name for given in ALL_CASES}) == len(ALL_CASES)
