"""What values a part of a condition may still have, once other parts of the condition hold."""

from dataclasses import dataclass, replace
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

Bound = tuple[Any, bool]
"""A limit, and whether the value may be the limit itself."""
NO_VALUES: frozenset[Any] = frozenset()


@dataclass(frozen=True, slots=True)
class Range:
    """The values that are possible: those `known` (any, where it is None) but for the `barred`, between the bounds.

    `blank` says whether there may be no value at all; `places` how many places behind the point a number has.
    """

    known: frozenset[Any] | None = None
    barred: frozenset[Any] = NO_VALUES
    low: Bound | None = None
    high: Bound | None = None
    blank: bool = True
    places: int | None = None

    def both(self, other: "Range") -> "Range":
        """What is possible in both."""
        known = self.known if other.known is None else other.known if self.known is None else self.known & other.known
        return Range(
            known,
            self.barred | other.barred,
            _higher(self.low, other.low),
            _lower(self.high, other.high),
            self.blank and other.blank,
            self.places if self.places is not None else other.places,
        )

    @property
    def is_empty(self) -> bool:
        """Whether nothing is possible."""
        if self.blank:
            return False
        if self.known is not None:
            return not any(self._allows(value) for value in self.known)
        inside = self._on_grid()
        if inside.low is None or inside.high is None:
            return False
        if inside.low[0] == inside.high[0]:
            return not (inside.low[1] and inside.high[1]) or inside.low[0] in self.barred
        return bool(inside.low[0] > inside.high[0])

    def _allows(self, value: Any) -> bool:
        above = self.low is None or value > self.low[0] or (self.low[1] and value == self.low[0])
        below = self.high is None or value < self.high[0] or (self.high[1] and value == self.high[0])
        return above and below and value not in self.barred

    def _on_grid(self) -> "Range":
        """With bounds that are values the field can have: above 5 is from 6 on for a whole number."""
        if self.places is None:
            return self
        step = Decimal(1).scaleb(-self.places)
        low, high = self.low, self.high
        if low is not None:
            least = low[0].quantize(step, ROUND_CEILING)
            low = (least if low[1] or least != low[0] else least + step, True)
        if high is not None:
            most = high[0].quantize(step, ROUND_FLOOR)
            high = (most if high[1] or most != high[0] else most - step, True)
        return replace(self, low=low, high=high)


def _higher(one: Bound | None, other: Bound | None) -> Bound | None:
    if one is None or other is None:
        return one or other
    if one[0] == other[0]:
        return one if not one[1] else other
    return one if one[0] > other[0] else other


def _lower(one: Bound | None, other: Bound | None) -> Bound | None:
    if one is None or other is None:
        return one or other
    if one[0] == other[0]:
        return one if not one[1] else other
    return one if one[0] < other[0] else other
