"""Operations SQLite does exactly by itself.

A number is counted in units of 10 ** -(its type's scale).  An operation is native only where its operands, brought to
one scale, and its result fit 64 bits whatever the values; all others are fused.
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType

import sqlalchemy as sa

from objectry.rules import OF_LISTS, Aggregate, Call, Const, Kind, Node, walk
from objectry.runtime.store.columns import SQLITE_DIGITS
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql
from objectry.runtime.store.expressions.exact import fits_at, is_narrow
from objectry.runtime.store.expressions.forms import Form, form, plain
from objectry.runtime.store.expressions.logic import LOGIC, ORDERINGS, in_type, is_written_out
from objectry.runtime.store.expressions.sets import count, includes
from objectry.runtime.store.expressions.sqlite_days import days_between, days_later, is_of_days
from objectry.runtime.store.expressions.trees import under

GUARD_SCALE = 16  # places that ROUND, FLOOR and CEILING round to first
TOP = frozenset({"and", "or", "not"})


def arithmetic(operator: str) -> Emitter:
    def emit(emission: Emission, call: Call) -> Sql:
        if is_of_days(call):
            return days_later(emission, call) if call.type.kind is Kind.DATE else days_between(emission, call)
        left, right = (in_type(emission, arg, call) for arg in call.args)
        return left.op(operator)(right)

    return emit


def product(emission: Emission, call: Call) -> Sql:
    left, right = map(emission.value, call.args)
    return left.op("*")(right)


def negate(emission: Emission, call: Call) -> Sql:
    return -emission.value(call.args[0])


def absolute(emission: Emission, call: Call) -> Sql:
    return sa.func.abs(emission.value(call.args[0]))


def _rounding(places: int) -> type[Form]:
    """Rounding away so many places: half a unit more, away from zero, then a division, which cuts."""
    unit = 10**places
    return form(f"(x + CASE WHEN x < 0 THEN -{unit // 2} ELSE {unit // 2} END) / {unit}")


def _ceiling(places: int) -> type[Form]:
    unit = 10**places
    return form(f"(x + CASE WHEN x < 0 THEN -{unit - 1} ELSE {unit - 1} END) / {unit}")


ROUNDINGS = MappingProxyType({places: _rounding(places) for places in range(1, SQLITE_DIGITS)})
CEILINGS = MappingProxyType({places: _ceiling(places) for places in range(1, SQLITE_DIGITS)})
Contains = form("CASE WHEN y IS NULL THEN 1 ELSE coalesce(instr(x, y) > 0, 0) END")
Begins = form("CASE WHEN y IS NULL THEN 1 ELSE coalesce(substr(x, 1, length(y)) = y, 0) END")


def round_half_up(emission: Emission, call: Call) -> Sql:
    """The first argument rounded to the scale of the result."""
    value, places = emission.value(call.args[0]), call.args[0].type.scale - call.type.scale
    return ROUNDINGS[places](value) if places else value


def floor(emission: Emission, call: Call) -> Sql:
    """Towards zero, as division of whole numbers goes by itself."""
    return emission.value(call.args[0]).op("/")(plain(str(10 ** call.args[0].type.scale)))


def ceiling(emission: Emission, call: Call) -> Sql:
    value, places = emission.value(call.args[0]), call.args[0].type.scale
    return CEILINGS[places](value) if places else value


def length(emission: Emission, call: Call) -> Sql:
    return sa.func.coalesce(sa.func.length(emission.value(call.args[0])), plain("0"))


def contains(emission: Emission, call: Call) -> Sql:
    text, part = map(emission.value, call.args)
    if not is_written_out(call.args[1]):
        return Contains(text, part)
    return sa.func.coalesce(sa.func.instr(text, part) > plain("0"), plain("0"))


def begins(emission: Emission, call: Call) -> Sql:
    text, part = map(emission.value, call.args)
    if not is_written_out(call.args[1]):
        return Begins(text, part)
    return sa.func.coalesce(sa.func.substr(text, plain("1"), sa.func.length(part)) == part, plain("0"))


def part(start: int, size: int) -> Emitter:
    """Parts of dates and times: digits of the ISO text."""

    def emit(emission: Emission, call: Call) -> Sql:
        digits = sa.func.substr(emission.value(call.args[0]), plain(str(start)), plain(str(size)))
        return sa.cast(digits, sa.Integer())

    return emit


def of_all(name: str) -> Emitter:
    """MIN or MAX of arguments: as we want it, SQLite's own are null if any argument is."""

    def emit(emission: Emission, call: Call) -> Sql:
        chosen: Sql = getattr(sa.func, name)(*(in_type(emission, arg, call) for arg in call.args))
        return chosen

    return emit


NATIVE: Mapping[str, Emitter] = MappingProxyType(
    {
        **LOGIC,
        "+": arithmetic("+"),
        "-": arithmetic("-"),
        "*": product,
        "negate": negate,
        "ABS": absolute,
        "round_to": round_half_up,
        "ROUND": round_half_up,
        "FLOOR": floor,
        "CEILING": ceiling,
        "LEN": length,
        "INCLUDES": includes,
        "UNDER": under,
        "COUNT": count,
        "CONTAINS": contains,
        "BEGINS": begins,
        "YEAR": part(1, 4),
        "MONTH": part(6, 2),
        "DAY": part(9, 2),
        "HOUR": part(1, 2),
        "MINUTE": part(4, 2),
        "SECOND": part(7, 2),
        "MIN": of_all("min"),
        "MAX": of_all("max"),
    }
)


def _numbers(call: Call) -> bool:
    return all(arg.type.kind is Kind.NUMBER for arg in call.args)


def _fits_together(call: Call) -> bool:
    """Operands compared with one another fit 64 bits at their common scale."""
    scale = max(arg.type.scale for arg in call.args)
    return all(fits_at(arg, scale) for arg in call.args)


def _fits_result(call: Call) -> bool:
    """Operands that become the result fit 64 bits at its scale, and so does the result."""
    return all(fits_at(arg, call.type.scale) for arg in call.args) and is_narrow(call.type)


def _fits_chosen(call: Call) -> bool:
    """The branches of IF fit 64 bits at the scale of the result."""
    return all(fits_at(arg, call.type.scale) for arg in call.args[1:])


def _fits_cases(call: Call) -> bool:
    subject, *rest = call.args
    keys, values = rest[:-1:2], [*rest[1::2], rest[-1]]
    scale = max(node.type.scale for node in (subject, *keys))
    return all(fits_at(node, scale) for node in (subject, *keys)) and all(
        fits_at(node, call.type.scale) for node in values
    )


def _is_rounded(call: Call) -> bool:
    """ROUND to a literal number of places, not before the point, of what has no more places than the guard."""
    value, places = call.args
    wanted = places.value if isinstance(places, Const) else None
    return isinstance(wanted, Decimal) and wanted >= 0 and _is_whole(call) and call.type.scale <= value.type.scale


def _is_whole(call: Call) -> bool:
    """What is rounded fits, and has no more places than the guard, which then changes nothing."""
    value = call.args[0].type
    return value.kind is Kind.NUMBER and is_narrow(value) and value.scale <= GUARD_SCALE


def _always(_: Call) -> bool:
    return True


LIMITS: Mapping[str, Callable[[Call], bool]] = MappingProxyType(
    {
        **dict.fromkeys((*ORDERINGS, "in"), _fits_together),
        **dict.fromkeys(("+", "-"), lambda call: is_of_days(call) or (_numbers(call) and _fits_result(call))),
        **dict.fromkeys(("BLANKVALUE", "blank_zero", "MIN", "MAX", "negate", "ABS"), _fits_result),
        "*": lambda call: all(map(is_narrow, (arg.type for arg in call.args))) and is_narrow(call.type),
        "round_to": lambda call: is_narrow(call.args[0].type),
        "ROUND": _is_rounded,
        **dict.fromkeys(("FLOOR", "CEILING"), _is_whole),
        "IF": _fits_chosen,
        "CASE": _fits_cases,
    }
)
"""Where the numbers of an operation are small enough for it to be native; all others always are."""


ROOM = 60
"""How much of its parser's stack of a hundred places an expression may take; there is a statement around it."""
FUSED, A_FIGURE, OF_DAYS, OTHERWISE = 6, 15, 12, 5
WEIGHTS: Mapping[str, int] = MappingProxyType(
    {
        **dict.fromkeys(("CONTAINS", "BEGINS", "ROUND", "round_to", "CEILING"), 12),  # sub-selects
        **dict.fromkeys(("and", "or", "in", "YEAR", "MONTH", "DAY", "HOUR", "MINUTE", "SECOND"), 7),
        **dict.fromkeys(("IF", "CASE", "BLANKVALUE", "blank_zero", "MIN", "MAX"), 6),
        **dict.fromkeys(("not", "negate"), 3),
    }
)
"""How much each operation adds around what stands in it, measured."""


def is_native(node: Node) -> bool:
    """Whether SQLite computes the whole tree exactly by itself.  A figure over children is a value to it."""
    return _measured(node)[0]


def joins(call: Call) -> bool:
    """Whether AND, OR or NOT can be written out, whatever its parts are; what only lists know must be."""
    if call.function not in TOP:
        return False
    weight = _weight(call, [_measured(arg)[1] for arg in call.args])
    return weight <= ROOM or any(isinstance(one, Call) and one.function in OF_LISTS for one in walk(call))


def _measured(node: Node) -> tuple[bool, int]:
    """Whether the tree is native, and what it takes of the stack."""
    if not isinstance(node, Call):
        return True, A_FIGURE if isinstance(node, Aggregate) else 1
    exact = node.function in NATIVE and LIMITS.get(node.function, _always)(node)
    if not exact and node.function not in TOP:
        return False, FUSED
    parts = [_measured(arg) for arg in node.args]
    native, weight = all(one for one, _ in parts), _weight(node, [one for _, one in parts])
    fits = weight <= ROOM and (native or node.function in TOP)
    return native and fits, weight if fits else FUSED


def _weight(call: Call, inside: Sequence[int]) -> int:
    """What an operation takes, by what its parts take."""
    own = WEIGHTS.get(call.function, OTHERWISE)
    if call.function in ("+", "-") and call.args[0].type.kind is not Kind.NUMBER:
        return OF_DAYS + max(inside)
    if call.function == "IF" and _is(call.args[2], "IF"):
        return max(own + inside[0], own + inside[1], inside[2])  # one CASE
    if call.function in ("+", "-") and _is(call.args[0], "+", "-"):
        return max(1 + inside[0], own + inside[1])  # a + b + c needs no brackets
    return own + max(inside, default=0)


def _is(node: Node, *functions: str) -> bool:
    return isinstance(node, Call) and node.function in functions
