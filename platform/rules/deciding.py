"""What can be said of conditions without any record: whether they can hold at all, whether they always do.

A condition is taken apart into the ways in which it can come out so: each way is a range for every part that is asked
about.  A way in which some range is empty is none.  What is not understood may have any value, so that "never" and
"always" are only said where they are true; where there are too many ways nothing is said.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from enum import Enum
from itertools import product
from types import MappingProxyType
from typing import Any

from objectry.rules.fitting import two_valued
from objectry.rules.ranges import Range
from objectry.rules.typed import Call, Const, FieldRead, Node, text_of
from objectry.rules.types import Kind

MOST_WAYS = 256
Way = Mapping[str, Range]
"""By the text of a part, the values it has."""


class Outcome(Enum):
    """How a condition comes out, blank being neither true nor false."""

    TRUE = 1
    FALSE = 2
    NOT_TRUE = 3
    NOT_FALSE = 4


OPPOSITE = MappingProxyType(
    {
        Outcome.TRUE: Outcome.FALSE,
        Outcome.FALSE: Outcome.TRUE,
        Outcome.NOT_TRUE: Outcome.NOT_FALSE,
        Outcome.NOT_FALSE: Outcome.NOT_TRUE,
    }
)
WITHOUT_BLANK = MappingProxyType(
    {
        Outcome.TRUE: Outcome.TRUE,
        Outcome.FALSE: Outcome.NOT_TRUE,
        Outcome.NOT_TRUE: Outcome.NOT_TRUE,
        Outcome.NOT_FALSE: Outcome.TRUE,
    }
)
"""What is wanted of a condition whose blank reads as false."""
SIGNS: Mapping[str, frozenset[int]] = MappingProxyType(
    {
        "<": frozenset({-1}),
        "<=": frozenset({-1, 0}),
        "=": frozenset({0}),
        "<>": frozenset({-1, 1}),
        ">=": frozenset({0, 1}),
        ">": frozenset({1}),
    }
)
"""Of two values, how the left stands to the right."""
MIRRORED: Mapping[str, str] = MappingProxyType({"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "<>": "<>"})
ANYTHING: tuple[Way, ...] = (MappingProxyType({}),)
NEVER: tuple[Way, ...] = ()


class TooMany(Exception):
    """There are more ways than are looked at."""


def can_hold(holding: Sequence[Node], not_holding: Sequence[Node] = ()) -> bool:
    """Whether there can be a record for which all of the first hold, and none of the second."""
    try:
        ways = ANYTHING
        for node in holding:
            ways = _both(ways, _ways(node, Outcome.TRUE))
        for node in not_holding:
            ways = _both(ways, _ways(node, Outcome.NOT_TRUE))
    except TooMany:
        return True
    return bool(ways)


def always_holds(node: Node) -> bool:
    """Whether the condition holds for every record there can be."""
    return not can_hold((), (node,))


def _ways(node: Node, wanted: Outcome) -> tuple[Way, ...]:
    if isinstance(node, Const):
        return ANYTHING if _is(node.value, wanted) else NEVER
    if isinstance(node, Call):
        if node.function in ("and", "or"):
            return _joined(node, wanted)
        if node.function == "not":
            return _ways(node.args[0], OPPOSITE[wanted])
        if node.function == "BLANKVALUE" and isinstance(node.args[1], Const) and node.args[1].value is False:
            return _ways(node.args[0], WITHOUT_BLANK[wanted])
        found = _atom(node, wanted)
        if found is not None:
            return found
    return _single(text_of(node), _truth(wanted, blank=node.type.nullable))


def _is(value: object, wanted: Outcome) -> bool:
    if wanted in (Outcome.TRUE, Outcome.NOT_TRUE):
        return (value is True) == (wanted is Outcome.TRUE)
    return (value is False) == (wanted is Outcome.FALSE)


def _truth(wanted: Outcome, *, blank: bool) -> Range:
    """The values of a condition of which nothing more is known."""
    value = wanted in (Outcome.TRUE, Outcome.NOT_FALSE)
    return Range(frozenset({value}), blank=blank and wanted in (Outcome.NOT_TRUE, Outcome.NOT_FALSE))


def _joined(node: Call, wanted: Outcome) -> tuple[Way, ...]:
    every = (node.function == "and") == (wanted in (Outcome.TRUE, Outcome.NOT_FALSE))
    parts = (_ways(arg, wanted) for arg in node.args)
    if not every:
        return _few(way for part in parts for way in part)
    ways = ANYTHING
    for part in parts:
        ways = _both(ways, part)
    return ways


def _both(some: tuple[Way, ...], others: tuple[Way, ...]) -> tuple[Way, ...]:
    """The ways that are one of the first and one of the second."""
    if len(some) * len(others) > MOST_WAYS:
        raise TooMany
    merged = (_merged(one, other) for one, other in product(some, others))
    return _few(way for way in merged if way is not None)


def _few(ways: Iterator[Way]) -> tuple[Way, ...]:
    found = tuple(ways)
    if len(found) > MOST_WAYS:
        raise TooMany
    return found


def _merged(one: Way, other: Way) -> Way | None:
    found = dict(one)
    for key, range_ in other.items():
        found[key] = found[key].both(range_) if key in found else range_
        if found[key].is_empty:
            return None
    return found


def _single(key: str, range_: Range) -> tuple[Way, ...]:
    return NEVER if range_.is_empty else (MappingProxyType({key: range_}),)


# -------------------------------------------------------------------- the questions that are understood


def _atom(node: Call, wanted: Outcome) -> tuple[Way, ...] | None:
    """The ways of a single question, None for one that is not understood."""
    if node.function == "ISBLANK":
        blank = wanted in (Outcome.TRUE, Outcome.NOT_FALSE)
        return _single(_key(node.args[0]), Range(frozenset()) if blank else Range(blank=False))
    if node.function in SIGNS:
        return _comparison(node, wanted)
    if node.function == "in" and all(isinstance(one, Const) for one in node.args[1:]):
        values = frozenset(one.value for one in node.args[1:] if isinstance(one, Const))
        three = node.type.nullable
        return _about(
            node.args[0], lambda value: value in values, Range(values), Range(barred=values), wanted, three=three
        )
    if node.function == "CASE" and node.type.kind is Kind.BOOLEAN:
        return _chosen(node, lambda value: value if isinstance(value, bool) else None, wanted)
    return None


def _comparison(node: Call, wanted: Outcome) -> tuple[Way, ...] | None:
    left, right = node.args
    sign = node.function
    if isinstance(left, Const):
        left, right, sign = right, left, MIRRORED[sign]
    three = not (sign in ("=", "<>") and two_valued(*node.args))
    if not isinstance(right, Const):
        return _of_two(left, right, sign, wanted, three=three)
    value = right.value
    if value is None:
        return None

    def holds(other: Any) -> bool | None:
        return _compared(other, value) in SIGNS[sign]

    yes, no = _bounds(sign, value)
    return _about(left, holds, yes, no, wanted, three=three)


def _compared(one: Any, other: Any) -> int:
    return int(one > other) - int(one < other)


def _bounds(sign: str, value: Any) -> tuple[Range, Range]:
    """The values for which `x sign value` holds, and those for which it does not."""
    same, different = Range(frozenset({value})), Range(barred=frozenset({value}))
    table = {
        "=": (same, different),
        "<>": (different, same),
        "<": (Range(high=(value, False)), Range(low=(value, True))),
        "<=": (Range(high=(value, True)), Range(low=(value, False))),
        ">": (Range(low=(value, False)), Range(high=(value, True))),
        ">=": (Range(low=(value, True)), Range(high=(value, False))),
    }
    return table[sign]


def _about(
    node: Node, holds: Callable[[Any], bool | None], yes: Range, no: Range, wanted: Outcome, *, three: bool
) -> tuple[Way, ...] | None:
    """A question about one value: where it holds, where not, and what it says of blank."""
    of_blank = _of_blank(node, holds, yes, three=three)
    if isinstance(node, Call) and node.function == "CASE":
        return _chosen(node, lambda value: of_blank if value is None else holds(value), wanted)
    read = _without_zero(node)
    side = yes if wanted in (Outcome.TRUE, Outcome.NOT_FALSE) else no
    places = read.type.scale if isinstance(read, FieldRead) and read.type.kind is Kind.NUMBER else None
    blank = read.type.nullable and _is(of_blank, wanted)
    return _single(_key(node), side.both(Range(blank=blank, places=places)))


def _of_blank(node: Node, holds: Callable[[Any], bool | None], yes: Range, *, three: bool) -> bool | None:
    """What the question answers for a blank value."""
    if isinstance(node, Call) and node.function == "blank_zero":
        return holds(Decimal(0))
    if three:
        return None
    return yes.known is None  # blank differs from every value


def _chosen(node: Call, holds: Callable[[Any], bool | None], wanted: Outcome) -> tuple[Way, ...] | None:
    """A question about what a CASE of literals gives, such as an attribute of a picklist value."""
    value, *pairs, last = node.args
    outcomes = [*pairs[1::2], last]
    if not all(isinstance(one, Const) for one in (*pairs, last)):
        return None
    results = [holds(one.value) for one in outcomes if isinstance(one, Const)]
    keys = [one.value for one in pairs[::2] if isinstance(one, Const)]
    fitting = frozenset(key for key, result in zip(keys, results, strict=False) if _is(result, wanted))
    if _is(results[-1], wanted):
        return _single(_key(value), Range(barred=frozenset(keys) - fitting))
    return _single(_key(value), Range(fitting, blank=False))


def _of_two(left: Node, right: Node, sign: str, wanted: Outcome, *, three: bool) -> tuple[Way, ...]:
    """How two values that are both not known stand to each other."""
    one, other = _key(left), _key(right)
    if one > other:
        one, other, sign = other, one, MIRRORED[sign]
    fitting = wanted in (Outcome.TRUE, Outcome.NOT_FALSE)
    signs = SIGNS[sign] if fitting else frozenset({-1, 0, 1}) - SIGNS[sign]
    blank = three and wanted in (Outcome.NOT_TRUE, Outcome.NOT_FALSE)
    return _single(f"{'order' if three else 'equality'} of {one} and {other}", Range(signs, blank=blank))


def _key(node: Node) -> str:
    return text_of(_without_zero(node))


def _without_zero(node: Node) -> Node:
    return node.args[0] if isinstance(node, Call) and node.function == "blank_zero" else node
