"""Hard edits there and back, twice; `python -m tests.chaos --edits 200` makes all of them, and more by chance."""

import random

from tests.chaos.editing import by_chance, edited
from tests.chaos.edits import EDITS, together
from tests.databases import Database

HARDEST = ("renamed and rounded in one", "fields swapped and retyped")


def test_the_hardest_edits_lose_nothing(database: Database) -> None:
    """A field renamed and rounded in one, and two that trade names and types, come back to the last digit, twice."""
    assert edited(database, together(HARDEST)) > 0


def test_every_edit_changes_something() -> None:
    """Each of them, and edits by chance, have another stack before than after."""
    made = [*EDITS.values(), *(by_chance(random.Random(seed)) for seed in range(5))]
    assert all(one.before.files != one.after.files and one.records for one in made)
