"""A mapping that may be a key: equal by items and their order, hashed once."""

from objectry.runtime.frozen import FrozenMap


class Counting:
    """Counts how often it is hashed."""

    def __init__(self) -> None:
        self.times = 0

    def __hash__(self) -> int:
        self.times += 1
        return 1


def test_the_hash_is_worked_out_once() -> None:
    """However often it is looked up by."""
    value = Counting()
    known = {FrozenMap({"a": value}): "found"}
    key = next(iter(known))
    assert [known[key] for _ in range(5)] == ["found"] * 5
    assert value.times == 1


def test_order_counts() -> None:
    """Two orders of the same columns are two queries; equal ones are one."""
    assert FrozenMap({"a": 1, "b": 2}) != FrozenMap({"b": 2, "a": 1})
    assert FrozenMap({"a": 1}) == FrozenMap({"a": 1})
    assert {FrozenMap({"a": 1}): "found"}[FrozenMap({"a": 1})] == "found"
    assert FrozenMap({"a": 1}) != {"a": 1}
