"""Sums over children compared with a number, on SQLite.

A sum may need more digits than 64 bits have, so by its type the comparison would be a function of ours.  Sums as they
are compare natively; only one that is larger is left to the function.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import sqlalchemy as sa

from objectry.rules import Aggregate, Call, Kind, Node
from objectry.runtime.store.expressions.emission import Emission, Sql
from objectry.runtime.store.expressions.exact import fits_at
from objectry.runtime.store.expressions.forms import Form, form

SIGNS: Mapping[str, str] = MappingProxyType({"=": "=", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="})
MIRRORED: Mapping[str, str] = MappingProxyType({"=": "=", "<>": "<>", "<": ">", "<=": ">=", ">": "<", ">=": "<="})
DIGITS = 17  # of a sum that is compared natively
SHIFTS = range(9)  # places that the other number has more


def _compared(sign: str, places: int) -> type[Form]:
    bound = 10 ** (DIGITS - places)
    return form(f"CASE WHEN x BETWEEN -{bound} AND {bound} THEN x * {10**places} {sign} y END")


FORMS = MappingProxyType({(sign, places): _compared(sign, places) for sign in SIGNS.values() for places in SHIFTS})


def compared_sum(emission: Emission, call: Call, exact: Callable[[], Sql]) -> Sql | None:
    """SQL that compares a usual sum itself and calls `exact` for another; None where it is no such comparison."""
    if call.function not in SIGNS:
        return None
    left, right = call.args
    if isinstance(left, Aggregate):
        return _with(emission, left, SIGNS[call.function], right, exact)
    return _with(emission, right, MIRRORED[call.function], left, exact) if isinstance(right, Aggregate) else None


def _with(emission: Emission, total: Aggregate, sign: str, other: Node, exact: Callable[[], Sql]) -> Sql | None:
    scale = max(total.type.scale, other.type.scale)
    places = scale - total.type.scale
    is_sum = total.function == "SUM" and other.type.kind is Kind.NUMBER and not isinstance(other, Aggregate)
    if not is_sum or places not in SHIFTS or not fits_at(other, scale):
        return None
    usual = FORMS[sign, places](emission.value(total), emission.fitted(other, scale))
    return sa.func.coalesce(usual, exact())
