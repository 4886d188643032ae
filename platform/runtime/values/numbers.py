"""Coercion of numbers: exact decimals from text, integers and decimals; rounded HALF_UP to what the field holds.

A percent field carries 20 outside and 0.20 inside.
"""

import re
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Context, Decimal

from objectry.metadata import FieldType
from objectry.plan import FieldPlan
from objectry.runtime.values.unfit import Unfit

WRITTEN = re.compile(r"[+-]?(\d{1,60}(\.\d{0,60})?|\.\d{1,60})([eE][+-]?\d{1,3})?", re.ASCII)
EXACT = Context(prec=200, rounding=ROUND_HALF_UP)
INTEGER_LIMIT = 2**63
UNITS = tuple(Decimal(1).scaleb(-scale) for scale in range(64))
"""The last place of a number, by its scale."""


def decimal(value: object) -> Decimal | None:
    """An exact decimal.  A float is read by its shortest print, as people mean it; truth values are no numbers."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        raise Unfit("a number")
    written = str(value).strip()
    if isinstance(value, str) and not written:
        return None
    if not WRITTEN.fullmatch(written):
        raise Unfit("a number")
    return Decimal(written)


def integer(value: object) -> Decimal | None:
    """A whole number of at most 64 bits."""
    found = decimal(value)
    if found is None:
        return None
    if found.adjusted() > 20 or not -INTEGER_LIMIT <= found < INTEGER_LIMIT:
        raise Unfit("a whole number", "D537", {"digits": "18"})
    whole = found.to_integral_value()
    if found != whole:
        raise Unfit("a whole number")
    return whole + 0


def scaled(plan: FieldPlan) -> Callable[[object], Decimal | None]:
    """Reads numbers of the field's precision and scale."""
    digits, scale = room(plan)

    def read(value: object) -> Decimal | None:
        found = decimal(value)
        return None if found is None else _rounded(found, digits, scale)

    return read


def percent(plan: FieldPlan) -> Callable[[object], Decimal | None]:
    """Reads 20 as 0.20."""
    digits, scale = room(plan)

    def read(value: object) -> Decimal | None:
        found = decimal(value)
        return None if found is None else _rounded(EXACT.scaleb(found, -2), digits, scale)

    return read


def fitted(value: Decimal, plan: FieldPlan) -> Decimal:
    """Rounded to the scale of the column; raises Unfit where the digits before the point do not fit."""
    return _rounded(value, *room(plan))


def _rounded(value: Decimal, digits: int, scale: int) -> Decimal:
    if value and value.adjusted() >= digits + 1:
        raise Unfit("a number", "D537", {"digits": str(digits)})
    rounded = EXACT.quantize(value, UNITS[scale])
    if rounded and rounded.adjusted() >= digits:
        raise Unfit("a number", "D537", {"digits": str(digits)})
    return rounded + 0  # never a negative zero


def room(plan: FieldPlan) -> tuple[int, int]:
    """Digits before and after the point of an inside value."""
    if plan.column is not None and plan.column.precision is not None:
        scale = plan.column.scale or 0
        return plan.column.precision - scale, scale
    if plan.field.type is FieldType.INTEGER:
        return 19, 0
    return plan.type.digits, plan.type.scale
