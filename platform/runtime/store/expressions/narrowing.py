"""Arithmetic that is too wide for 64 bits by its types, but seldom by its values.

`amount * rate` may need thirty digits; for the amounts people have it needs twelve.  So SQLite first looks whether all
fields read are small enough for its own arithmetic and calls the exact function for the others only.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import sqlalchemy as sa

from objectry.rules import Call, FieldRead, Kind, Node, Type, leaves
from objectry.runtime.store.expressions.emission import Emission, Sql
from objectry.runtime.store.expressions.forms import plain
from objectry.runtime.store.expressions.sqlite import NATIVE, is_native

WIDTHS = (15, 13, 11, 9, 7)  # digits of a field, tried from the widest
Digits = Callable[[Call, list[int]], int]

_DIGITS: Mapping[str, Digits] = MappingProxyType(
    {
        "*": lambda _, digits: sum(digits),
        **dict.fromkeys(("+", "-", "ROUND", "round_to", "FLOOR", "CEILING"), lambda _, digits: max(digits) + 1),
        "IF": lambda call, digits: max(digits[1:]),
        "CASE": lambda call, digits: max([*digits[2::2], digits[-1]]),
        **dict.fromkeys(("ABS", "negate", "blank_zero", "BLANKVALUE", "MIN", "MAX"), lambda _, digits: max(digits)),
    }
)
"""Digits before the point of a result, from those of the arguments."""


def split(emission: Emission, node: Node, exact: Callable[[], Sql]) -> Sql | None:
    """SQL that computes small values itself and calls `exact` for others; None where that cannot be."""
    for width in WIDTHS:
        small = narrowed(node, width)
        if isinstance(small, Call) and is_native(small):
            fits = sa.and_(*(_fits(emission, leaf, width) for leaf in wide_leaves(node, width)))
            return sa.case((fits, NATIVE[small.function](emission, small)), else_=exact())
    return None


def wide_leaves(node: Node, width: int) -> tuple[FieldRead, ...]:
    """The fields of which only values of so many digits, those after the point included, are small."""
    read = (leaf for leaf in leaves(node) if isinstance(leaf, FieldRead) and _is_wide(leaf.type, width))
    return tuple(dict.fromkeys(read))


def narrowed(node: Node, width: int) -> Node:
    """The tree as if no field had more digits than so many."""
    if isinstance(node, FieldRead) and _is_wide(node.type, width):
        return replace(node, type=replace(node.type, digits=max(width - node.type.scale, 0)))
    if not isinstance(node, Call):
        return node
    args = tuple(narrowed(arg, width) for arg in node.args)
    return replace(node, args=args, type=_type(node, args))


def _is_wide(type_: Type, width: int) -> bool:
    return type_.kind is Kind.NUMBER and type_.digits + type_.scale > width >= type_.scale


def _type(call: Call, args: tuple[Node, ...]) -> Type:
    found = _DIGITS.get(call.function)
    if found is None or call.type.kind is not Kind.NUMBER:
        return call.type
    return replace(call.type, digits=min(found(call, [arg.type.digits for arg in args]), call.type.digits))


def _fits(emission: Emission, leaf: FieldRead, width: int) -> Sql:
    bound = str(10**width - 1)
    return sa.func.coalesce(emission.value(leaf), plain("0")).between(plain(f"-{bound}"), plain(bound))
