"""Names that are near: found where a person has written the list, and never at the cost of a long wait."""

import time

import pytest

from objectry.diagnostics import LONG_LIST, LONGEST_LIST, closest

NAMES = ("Account", "contact", "lead")


@pytest.mark.parametrize("others", [0, LONG_LIST, LONGEST_LIST - len(NAMES)])
@pytest.mark.parametrize(("meant", "name"), [("Account", "acount"), ("contact", "Contcat"), ("lead", "leads")])
def test_a_near_name_is_found_among_many(meant: str, name: str, others: int) -> None:
    """Whatever its case, also where thousands of other objects are declared."""
    assert closest(name, [*(f"object_{number}" for number in range(others)), *NAMES]) == meant


def test_the_search_in_a_long_list_is_short() -> None:
    """Twenty names that are not there, each like all of the thousands that are, or among too many to look at."""
    for count in (LONGEST_LIST, 100_000):
        names = [f"field_{number}" for number in range(count)]
        started = time.process_time()
        for number in range(20):
            closest(f"feild_{number}", names)
        assert time.process_time() - started < 2


def test_nothing_is_near_a_name_that_is_no_word() -> None:
    """Neither the empty name nor one of nothing alike suggests anything."""
    assert closest("", NAMES) is None
    assert closest("zzz", [*NAMES, *map(str, range(LONG_LIST))]) is None
