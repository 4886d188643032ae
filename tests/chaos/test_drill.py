"""The upgrade drill with a few records; `python -m tests.chaos --drill 100000` does it with many."""

from tests.chaos.drill import drill
from tests.databases import Database


def test_an_upgrade_and_the_way_back_lose_nothing(database: Database) -> None:
    """Renamed, retyped and removed fields: the dump is equal afterwards, and the customer's layer is intact."""
    found = drill(database, 60)
    assert found.before == found.after
    assert found.own
    assert found.kept >= 60
