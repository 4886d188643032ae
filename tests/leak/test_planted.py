"""The leak test is strong: it finds what is planted.  All of it: `python -m tests.leak --mutants`."""

from datetime import UTC, datetime

import pytest

from tests.leak.hunting import STACKS, hunted
from tests.leak.mutants import MUTANTS, Mutant

A_DAY = 2  # of all, in turn


def todays() -> list[Mutant]:
    day = datetime.now(UTC).toordinal()
    return [MUTANTS[(day * A_DAY + place) % len(MUTANTS)] for place in range(A_DAY)]


@pytest.mark.parametrize("mutant", todays(), ids=lambda one: one.name.replace(" ", "_"))
def test_what_is_planted_is_found(mutant: Mutant) -> None:
    """Each day some others: the test that holds the product would notice if it leaked so."""
    ((_, worlds, found),) = hunted([mutant], STACKS)
    assert found is not None, f"{mutant.name} was not found in {worlds} worlds"


def test_there_are_many_and_of_many_kinds() -> None:
    """At least thirty, each with a name of its own, of the known classes of weakness."""
    assert len(MUTANTS) >= 30
    assert len({one.name for one in MUTANTS}) == len(MUTANTS)
    assert {f"V{number:02}" for number in (*range(1, 15), *range(16, 21))} - {one.weakness for one in MUTANTS} == set()
