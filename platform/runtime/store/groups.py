"""Figures by groups: typed questions about many rows at once -> a row for each distinct key.

What is asked of the groups themselves (which of them, in what order, from where on) reads the columns of the answer, as
an expression reads fields: these stand under the object `RESULT`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from objectry.rules import FieldRead, Kind, Node, Type, Value, over_rows
from objectry.runtime.conditions import Condition
from objectry.runtime.store.columns import Number
from objectry.runtime.store.emitter import Emitter
from objectry.runtime.store.expressions.emission import Sql
from objectry.runtime.store.expressions.exact import SORT_TEXT, is_narrow
from objectry.runtime.store.expressions.figures import figure
from objectry.runtime.store.expressions.forms import plain
from objectry.runtime.store.frame import live_in_order
from objectry.runtime.store.keyset import Key, behind, bound_after
from objectry.runtime.store.questions import Lifting, Made, ask, remembered
from objectry.runtime.store.reading import NO_POLICIES, Context, Reading, facts
from objectry.runtime.store.select import EVERYONE, Order, conditions
from objectry.runtime.store.where import is_open

RESULT = "$result"


@dataclass(frozen=True, slots=True)
class Figure:
    """Over rows: COUNT, SUM, MIN, MAX or AVG of a value; COUNT of rows without one, or of `distinct` values."""

    function: str
    value: Node | None = None
    distinct: bool = False

    @property
    def type(self) -> Type:
        """The type of the figure."""
        return over_rows(self.function, None if self.function == "COUNT" else self.value)


@dataclass(frozen=True, slots=True)
class Groups:
    """A question for figures of an object's rows per distinct key; without `by` one row over all.

    `having`, `order` and `after` are about the groups: their trees read `result_read`.  Whatever the order, the keys
    settle every tie.
    """

    object: str
    by: Mapping[str, Node]
    figures: Mapping[str, Figure]
    where: Condition = EVERYONE
    policies: Mapping[str, Condition] = NO_POLICIES
    having: Node | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    after: tuple[Value, ...] | None = None

    @property
    def types(self) -> Mapping[str, Type]:
        """The columns of the answer with their types."""
        keys = {name: node.type.optional() for name, node in self.by.items()}
        return keys | {name: one.type.optional() for name, one in self.figures.items()}

    def sorting(self) -> tuple[Order, ...]:
        """The order asked for, and then that of the keys not in it."""
        sorted_by = {one.node for one in self.order}
        keys = (result_read(name, self.types[name]) for name in self.by)
        return (*self.order, *(Order(key) for key in keys if key not in sorted_by))


def result_read(name: str, type_: Type) -> FieldRead:
    """The reading of a column of the answer."""
    return FieldRead((), RESULT, name, type_)


def run_groups(connection: sa.Connection, context: Context, asked: Groups) -> list[dict[str, Value]]:
    """The groups, each a dict of its keys and figures."""
    lifting = Lifting()
    reading = Reading(context, facts(connection), lifting.all(asked.policies))
    where = lifting.one(asked.where)
    nulls = None if asked.after is None else tuple(one is None for one in asked.after)
    by, figures = tuple(asked.by.items()), tuple(asked.figures.items())
    question = ("groups", asked.object, by, figures, where, asked.having, asked.order, asked.limit, nulls)
    made = remembered(reading, question, lambda: _groups(reading, replace(asked, where=where), nulls))
    start = {} if asked.after is None else bound_after(made.keys, asked.after)
    names = (*asked.by, *asked.figures)
    return [dict(zip(names, row, strict=True)) for row in ask(connection, reading, made, lifting.taken, **start)]


def group_select(
    connection: sa.Connection,
    context: Context,
    thing: str,
    by: Sequence[Node],
    figures: Mapping[str, Figure],
    where: Condition,
    policies: Mapping[str, Condition],
) -> list[tuple[tuple[Value, ...], dict[str, Value]]]:
    """Figures of the rows per distinct key, ordered by key; without `by` one row over all."""
    keys = {f"${place}": node for place, node in enumerate(by)}
    found = run_groups(connection, context, Groups(thing, keys, figures, where, policies))
    return [(tuple(row[key] for key in keys), {name: row[name] for name in figures}) for row in found]


def _groups(reading: Reading, asked: Groups, nulls: tuple[bool, ...] | None) -> Made:
    grouped = _figures(reading, asked).subquery()
    result = Emitter(reading, RESULT, base=grouped)
    shown = [result.output(result_read(name, type_)).label(name) for name, type_ in asked.types.items()]
    keys = tuple(_key(result, one) for one in asked.sorting())
    statement = sa.select(*shown).select_from(grouped)
    if asked.having is not None:
        statement = statement.where(result.truth(asked.having))
    if nulls is not None:
        statement = statement.where(behind(keys, nulls))
    return Made(statement.order_by(*(key.order for key in keys)).limit(asked.limit), reading.functions, keys)


def _figures(reading: Reading, asked: Groups) -> sa.Select[Any]:
    """Keys and values are computed in a sub-select first: PostgreSQL groups by columns, not by parameters alike."""
    emitter = Emitter(reading, asked.object)
    keys = [emitter.value(node).label(f"k{place}") for place, node in enumerate(asked.by.values())]
    values = {
        name: emitter.value(one.value).label(f"v{place}")
        for place, (name, one) in enumerate(asked.figures.items())
        if one.value is not None
    }
    marked = [*keys, *values.values(), plain("1").label("one")]
    all_rows = bool(values) and is_open(asked.where) and not reading.facts.postgres
    narrowed = [live_in_order(emitter.frame.base)] if all_rows else conditions(emitter, asked.where)
    rows = sa.select(*marked).select_from(emitter.frame.source).where(*narrowed).subquery()
    grouped = [rows.c[key.name] for key in keys]
    named = [_column(reading, key, name, asked.types[name]) for key, name in zip(grouped, asked.by, strict=True)]
    counted = [
        _column(reading, _figure(reading, one, rows, values.get(name)), name, one.type)
        for name, one in asked.figures.items()
    ]
    return sa.select(*named, *counted).select_from(rows).group_by(*grouped)


def _figure(reading: Reading, wanted: Figure, rows: sa.Subquery, value: sa.Label[Any] | None) -> Sql:
    kind = Type(Kind.NUMBER) if wanted.value is None else wanted.value.type
    column = None if value is None else rows.c[value.name]
    return figure(reading, wanted.function, column, kind, distinct=wanted.distinct)


def _column(reading: Reading, value: Sql, name: str, type_: Type) -> sa.Label[Any]:
    """A column of the groups; on SQLite it says in how many places a number counts."""
    if type_.kind is Kind.NUMBER and not reading.facts.postgres:
        value = sa.type_coerce(value, Number(type_.digits + type_.scale, type_.scale))
    return value.label(name)


def _key(result: Emitter, one: Order) -> Key:
    """A sort key; figures may be wider than what is stored."""
    postgres, value = result.reading.facts.postgres, result.value(one.node)
    wide = not postgres and not is_narrow(one.node.type)
    value = result.reading.call(SORT_TEXT, value) if wide else value
    return Key(value, one.node.type, one.descending, postgres, as_text=wide)
