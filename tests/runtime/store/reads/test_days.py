"""Days on SQLite by its own means: the same as Python's, to both ends of the calendar; texts that are written out."""

from datetime import date

import pytest

from objectry.rules import Value
from objectry.runtime.conditions import Fulfils
from objectry.runtime.store.select import Select
from tests.parity.answers import differing
from tests.parity.world import OPEN, World, node

DAYS: list[Value] = [None, *map(date.fromisoformat, (
    "0001-01-01", "0001-12-31", "1582-10-10", "1900-02-28", "1970-01-01", "2024-02-29", "2026-03-31", "9999-12-31",
))]  # fmt: skip
EXPRESSIONS = [
    "closed - opened",
    "closed - opened > 30",
    "opened - TODAY()",
    *(f"opened {sign} {days}" for sign in "+-" for days in ("0", "1", "2.9", "366", "3652058", "4000001", "1e30")),
    "opened + 1 = closed",
    "opened >= TODAY() - 365",
    "opened + (0 - 1)",
]


@pytest.fixture
def filled(world: World) -> World:
    """Each day with each other day."""
    world.insert("thing", [{"opened": first, "closed": second} for first in DAYS for second in DAYS])
    return world


def test_days_are_counted_alike(filled: World) -> None:
    """Differences and shifts by days that are written out; beyond the calendar there is nothing."""
    assert {text: found for text in EXPRESSIONS if (found := differing(filled, node(text)))} == {}


def test_sqlite_counts_days_by_itself(filled: World) -> None:
    """No function of ours is called for them, so that an index on a date serves `opened >= TODAY() - 30`."""
    with filled.watched() as statements:
        for text in EXPRESSIONS[:-1]:
            filled.values(node(text))
    assert not [one for one in statements if "objectry_" in one]


NEEDLES = ['"a"', '"A"', '"é"', '"😀"', '"%"', '"_"', '"\\\\"', '""', "other", "$user.name"]


@pytest.mark.parametrize("function", ["CONTAINS", "BEGINS"])
def test_parts_that_are_written_out(world: World, function: str) -> None:
    """A literal part, a blank one, one that is read, and one of the user: the same answers."""
    texts = [None, "a", "Abc", "é", "e\u0301", "😀b", "100%", "a_b", "\\x", "Ann", "Anna"]
    world.insert("thing", [{"name": one, "other": texts[at - 3]} for at, one in enumerate(texts)])
    assert {part: found for part in NEEDLES if (found := differing(world, node(f"{function}(name, {part})")))} == {}
    for part in NEEDLES:
        asked = f"{function}(name, {part})"
        for text in (asked, f"not {asked}", f"ISBLANK(name) or {asked}"):
            held = [
                one["answer"] is True for one in world.select(Select("thing", {"answer": node(text)}, policies=OPEN))
            ]
            assert world.ids(Fulfils(node(text))) == [at for at, holds in enumerate(held) if holds], text
