"""Deep formulas: what is nested as far as the language lets it is no trouble for a database, nor for anybody's time."""

from decimal import Decimal

import pytest

from tests.parity.answers import differing
from tests.parity.world import ANN, World, is_sound, node

NESTED = {
    "IF on the else branch": ("IF(count = {at}, {at}, {})", "count"),
    "IF on the then branch": ("IF(active, {}, count)", "count"),
    "IF in the condition": ("IF({} = 1, 2, count)", "count"),
    "CASE of CASE": ("CASE({}, 1, 2, 3, 4, count)", "count"),
    "CASE on the else branch": ("CASE(count, {at}, 2, {})", "count"),
    "ROUND": ("ROUND({} + 0.5, 0)", "count"),
    "CEILING": ("CEILING({} * 0.5)", "small"),
    "FLOOR": ("FLOOR({} * 0.3)", "small"),
    "ABS": ("ABS({})", "small"),
    "MAX": ("MAX(small, {})", "small"),
    "BLANKVALUE": ("BLANKVALUE({}, 1)", "count"),
    "differences to the right": ("(count - {})", "count"),
    "differences to the left": ("({} - count)", "count"),
    "signs": ("-({})", "small"),
    "NOT": ("NOT({})", "active"),
    "and, or": ("(active and (small > 0 or {}))", "active"),
    "CONTAINS": ('CONTAINS(IF({}, "a", name), "a")', "active"),
    "ISBLANK": ("ISBLANK(IF({}, name, null))", "active"),
    "UPPER": ("UPPER({})", "name"),
    "SUBSTITUTE": ('SUBSTITUTE({}, "a", "b")', "name"),
}
LEVELS = (58, 29, 19, 14)


@pytest.mark.parametrize("name", NESTED)
def test_nested_as_deep_as_it_goes(shared: World, name: str) -> None:
    """Each operation within itself, as often as the checker takes it, means the same there as in Python."""
    shared.clear("thing")
    shared.insert(
        "thing",
        [{"owner": ANN, "count": Decimal(3), "small": Decimal(7), "name": "abc", "active": True}, {"owner": ANN}],
    )
    text = next(deep for levels in LEVELS if is_sound(deep := nested(*NESTED[name], levels)))
    assert differing(shared, node(text)) == []


def nested(pattern: str, text: str, levels: int) -> str:
    for at in range(levels):
        text = pattern.replace("{at}", str(at)).replace("{}", text)
    return text


def test_many_joined_texts_are_one_level(shared: World) -> None:
    """A text may be put together of hundreds of pieces."""
    pieces = (f'IF(ISBLANK(name), "no name {at}, ", "")' for at in range(150))
    assert differing(shared, node(" & ".join(pieces))) == []
