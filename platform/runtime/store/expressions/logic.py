"""Logic, comparison and choice: emitters that are the same on both databases.

AND, OR and NOT are three-valued as SQL's own.  Equality of text, picklists, references and checkboxes has two values
(blank equals blank); where null and false come to the same, a comparison with a literal is a plain `=`, which an
index serves.
"""

import operator
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import cast

import sqlalchemy as sa

from objectry.rules import BOOLEAN, Call, Const, ContextRead, FieldRead, Kind, Node, Type
from objectry.runtime.store.expressions.emission import Emission, Emitter, Sql, id_literal, is_null, known, typed_null
from objectry.runtime.store.expressions.forms import plain

TWO_VALUED = frozenset({Kind.TEXT, Kind.PICKLIST, Kind.SET, Kind.REF, Kind.BOOLEAN, Kind.NULL})
WHOLE_DIGITS = 18
ORDERINGS: Mapping[str, Callable[[Sql, Sql], Sql]] = MappingProxyType(
    {"=": operator.eq, "<>": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
)


def is_two_valued(*nodes: Node) -> bool:
    """Whether = and <> of these never answer null."""
    return all(node.type.kind in TWO_VALUED for node in nodes)


def is_given(emission: Emission, node: Node) -> bool:
    """Whether the value is known before the statement runs, and not null."""
    return isinstance(node, Const | ContextRead) and known(emission, node) not in {None, ""}


def is_written_out(node: Node) -> bool:
    """Whether the value is a literal, and not blank."""
    return isinstance(node, Const) and node.value not in {None, ""}


def pair(emission: Emission, left: Node, right: Node) -> tuple[Sql, Sql]:
    """Both sides of a comparison, made comparable: numbers at one scale, an id written as text as an id."""
    kinds = {left.type.kind, right.type.kind}
    if kinds == {Kind.REF, Kind.TEXT}:
        return as_reference(emission, left), as_reference(emission, right)
    if kinds == {Kind.NUMBER} and emission.reading.facts.postgres:
        return as_whole(emission, left, right), as_whole(emission, right, left)
    scale = max(left.type.scale, right.type.scale)
    return in_kind(emission, left, right.type, scale), in_kind(emission, right, left.type, scale)


def in_kind(emission: Emission, node: Node, other: Type, scale: int) -> Sql:
    return typed_null(emission, other) if is_null(node) else emission.fitted(node, scale)


def as_whole(emission: Emission, node: Node, other: Node) -> Sql:
    """One side of a comparison of numbers.  A whole-number column meets a whole literal in the column's own type, so
    that an index serves it."""
    if isinstance(node, FieldRead) and is_whole(other):
        return emission.stored(node)
    if isinstance(node, Const) and isinstance(node.value, Decimal) and is_whole(node) and isinstance(other, FieldRead):
        return sa.literal(int(node.value), sa.BigInteger())
    return emission.value(node)


def is_whole(node: Node) -> bool:
    """Whether the node is a whole number written out, of up to 64 bits."""
    value = node.value if isinstance(node, Const) else None
    return isinstance(value, Decimal) and node.type.digits <= WHOLE_DIGITS and value == value.to_integral_value()


def as_reference(emission: Emission, node: Node) -> Sql:
    if isinstance(node, Const) and isinstance(node.value, str):
        return id_literal(node.value)
    return emission.value(node)


def compare(emission: Emission, call: Call) -> Sql:
    """The comparison with its own values: true, false and, for numbers and dates, null."""
    if any(map(is_null, call.args)) and not is_two_valued(*call.args):
        return typed_null(emission, BOOLEAN)
    left, right = pair(emission, *call.args)
    if call.function == "=" and is_two_valued(*call.args):
        return left.is_not_distinct_from(right)
    if call.function == "<>" and is_two_valued(*call.args):
        return left.is_distinct_from(right)
    return ORDERINGS[call.function](left, right)


def compare_loosely(emission: Emission, call: Call) -> Sql:
    """The comparison where null may stand for false: with a literal, a plain `=`."""
    if any(is_given(emission, node) for node in call.args):
        left, right = pair(emission, *call.args)
        return left == right
    return compare(emission, call)


def belongs(emission: Emission, call: Call) -> Sql:
    """`x in (a, b)`: the disjunction of its equalities."""
    return sa.or_(*(compare(emission, one) for one in equalities(call)))


def belongs_loosely(emission: Emission, call: Call) -> Sql:
    """The same where null may stand for false: with literals only, a plain IN."""
    subject, *choices = call.args
    if not all(is_given(emission, choice) for choice in choices):
        return sa.or_(*(compare_loosely(emission, one) for one in equalities(call)))
    pairs = [pair(emission, subject, choice) for choice in choices]
    if len({node.type.scale for node in choices} | {subject.type.scale}) == 1:
        return pairs[0][0].in_([choice for _, choice in pairs])
    return sa.or_(*(left == right for left, right in pairs))


def equalities(call: Call) -> Sequence[Call]:
    subject, *choices = call.args
    return [Call("=", (subject, choice), call.type) for choice in choices]


def condition(emission: Emission, node: Node) -> Sql:
    """A condition with all three values."""
    return typed_null(emission, BOOLEAN) if is_null(node) else emission.value(node)


def both(emission: Emission, call: Call) -> Sql:
    return sa.and_(*(condition(emission, arg) for arg in call.args))


def either(emission: Emission, call: Call) -> Sql:
    return sa.or_(*(condition(emission, arg) for arg in call.args))


def negation(emission: Emission, call: Call) -> Sql:
    return sa.not_(condition(emission, call.args[0]))


def isblank(emission: Emission, call: Call) -> Sql:
    return emission.value(call.args[0]).is_(None)


def in_type(emission: Emission, node: Node, call: Call) -> Sql:
    """An argument as a value of the call's own type."""
    return typed_null(emission, call.type) if is_null(node) else emission.fitted(node, call.type.scale)


def blankvalue(emission: Emission, call: Call) -> Sql:
    return sa.func.coalesce(*(in_type(emission, arg, call) for arg in call.args))


def blank_zero(emission: Emission, call: Call) -> Sql:
    """The number, null read as 0."""
    return sa.func.coalesce(in_type(emission, call.args[0], call), sa.literal_column("0"))


def choose(emission: Emission, call: Call) -> Sql:
    """IF: null takes the else branch.  One in the else branch goes on in the same CASE, however many follow."""
    whens, otherwise = [], cast("Node", call)
    while isinstance(otherwise, Call) and otherwise.function == "IF":
        condition, then, otherwise = otherwise.args
        whens.append((emission.truth(condition), in_type(emission, then, call)))
    return sa.case(*whens, else_=in_type(emission, otherwise, call))


def select_case(emission: Emission, call: Call) -> Sql:
    """CASE(x, key, value, ..., else): the first equal key; null equals none.  What x is stands there once."""
    subject, *rest = call.args
    pairs = zip(rest[:-1:2], rest[1::2], strict=False)
    taken = [(key, value) for key, value in pairs if not is_null(key) and not is_null(subject)]
    otherwise = in_type(emission, rest[-1], call)
    if not taken:
        return otherwise
    alike = comparable(emission, subject, *(key for key, _ in taken))
    whens = [(alike(key), in_type(emission, value, call)) for key, value in taken]
    return sa.case(*whens, value=alike(subject), else_=otherwise)


def comparable(emission: Emission, *nodes: Node) -> Callable[[Node], Sql]:
    """What makes each of these comparable with the others."""
    kinds = {node.type.kind for node in nodes}
    if Kind.REF in kinds and Kind.TEXT in kinds:
        return lambda node: as_reference(emission, node)
    scale = max(node.type.scale for node in nodes)
    return lambda node: emission.fitted(node, scale)


def differs(emission: Emission, call: Call) -> Sql:
    """ISCHANGED: another value than before."""
    left, right = pair(emission, *call.args)
    return left.is_distinct_from(right)


def contains_loosely(emission: Emission, call: Call) -> Sql:
    """Whether a part that is written out occurs, where null may stand for false."""
    if not is_written_out(call.args[1]):
        return emission.value(call)
    text, part = map(emission.value, call.args)
    look = sa.func.strpos if emission.reading.facts.postgres else sa.func.instr
    return look(text, part) > plain("0")


def begins_loosely(emission: Emission, call: Call) -> Sql:
    """The same for a beginning."""
    if not is_written_out(call.args[1]):
        return emission.value(call)
    text, part = map(emission.value, call.args)
    if emission.reading.facts.postgres:
        return sa.func.starts_with(text, part)
    return sa.func.substr(text, plain("1"), sa.func.length(part)) == part


LOGIC: Mapping[str, Emitter] = MappingProxyType(
    {
        "and": both,
        "or": either,
        "not": negation,
        **dict.fromkeys(ORDERINGS, compare),
        "in": belongs,
        "ISBLANK": isblank,
        "BLANKVALUE": blankvalue,
        "blank_zero": blank_zero,
        "IF": choose,
        "CASE": select_case,
        "ISCHANGED": differs,
    }
)

LOOSE: Mapping[str, Emitter] = MappingProxyType(
    {
        "and": lambda emission, call: sa.and_(*map(emission.truth, call.args)),
        "or": lambda emission, call: sa.or_(*map(emission.truth, call.args)),
        "=": compare_loosely,
        "in": belongs_loosely,
        "CONTAINS": contains_loosely,
        "BEGINS": begins_loosely,
    }
)
