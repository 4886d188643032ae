"""Reads: typed questions -> rows of values of the language.

Lists are read page by page by key, never by number: a page starts behind the values of the last row of the one before.
Nulls come first ascending and last descending on both databases, and the id settles every tie.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from objectry.rules import FieldRead, Kind, Node, Type, Value
from objectry.runtime.conditions import Condition, Everyone
from objectry.runtime.frozen import FrozenMap
from objectry.runtime.store.emitter import Emitter
from objectry.runtime.store.expressions.emission import Sql
from objectry.runtime.store.expressions.forms import plain
from objectry.runtime.store.frame import live
from objectry.runtime.store.keyset import Key, behind, bound_after, keys_of
from objectry.runtime.store.questions import Lifting, Made, ask, remembered
from objectry.runtime.store.reading import NO_POLICIES, Context, Reading, facts
from objectry.runtime.store.where import restrict

EVERYONE = Everyone()
ID = Type(Kind.REF, nullable=False)
PLACE, RANK, KEY = "$place", "$rank", "$key:"


@dataclass(frozen=True, slots=True)
class Order:
    """One sort key.  Nulls first ascending, last descending."""

    node: Node
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Select:
    """A question for rows of an object.

    `outputs` are the values of each row by name; `id` is always among them.  `order` ends with the id, in the direction
    of the last key.  `after` holds the values of all keys, the id's included, of the row to go on behind.  `policies`
    say which rows of other objects the reader's own paths and figures may reach; objects not named there are closed.
    Records in the recycle bin are left out, or with `deleted` alone wanted.  `limit` holds for each value of `per`.
    Rows that fulfil the first of `ranks` come first, then the second; `$rank` is which, the last for those of none.
    `ways` are conditions of which every wanted row fulfils one: each is followed by itself, as an index serves it.
    """

    object: str
    outputs: Mapping[str, Node]
    where: Condition = EVERYONE
    order: tuple[Order, ...] = ()
    limit: int | None = None
    after: tuple[Value, ...] | None = None
    policies: Mapping[str, Condition] = NO_POLICIES
    deleted: bool = False
    per: Node | None = None
    ranks: tuple[Condition, ...] = ()
    ways: tuple[Condition, ...] = ()


def id_read(thing: str) -> FieldRead:
    """The id of the record at hand."""
    return FieldRead((), thing, "id", ID)


def run_select(connection: sa.Connection, context: Context, select: Select) -> list[dict[str, Value]]:
    """The rows, each a dict of its outputs."""
    lifting = Lifting()
    reading = Reading(context, facts(connection), lifting.all(select.policies))
    where, outputs = lifting.one(select.where), _with_id(select)
    ranks, ways = (tuple(map(lifting.one, some)) for some in (select.ranks, select.ways))
    nulls = None if select.after is None else tuple(one is None for one in select.after)
    form = (select.limit, nulls, select.deleted, select.per, ranks, ways)
    question = ("rows", select.object, outputs, where, select.order, form)
    wanted = replace(select, outputs=outputs, where=where, ranks=ranks, ways=ways)
    made = remembered(reading, question, lambda: _rows(reading, wanted, nulls))
    start = {} if select.after is None else bound_after(made.keys, select.after)
    names = (*outputs, RANK) if ranks else outputs
    return [dict(zip(names, row, strict=True)) for row in ask(connection, reading, made, lifting.taken, **start)]


def _with_id(select: Select) -> FrozenMap[str, Node]:
    """The outputs behind the id."""
    outputs = select.outputs
    if not isinstance(outputs, FrozenMap):
        return FrozenMap({"id": id_read(select.object), **outputs})
    if outputs.notes is None:
        outputs.notes = FrozenMap({"id": id_read(select.object), **outputs})
    found: FrozenMap[str, Node] = outputs.notes
    return found


def count_select(connection: sa.Connection, context: Context, select: Select, cap: int | None = None) -> int:
    """How many rows there are.  Counting stops at `cap` + 1, so an answer above the cap means "more than that"."""
    lifting = Lifting()
    reading = Reading(context, facts(connection), lifting.all(select.policies))
    where, ways = lifting.one(select.where), tuple(map(lifting.one, select.ways))
    question = ("count", select.object, where, select.deleted, cap, ways)
    wanted = replace(select, where=where, ways=ways)
    made = remembered(reading, question, lambda: _count(reading, wanted, cap))
    return int(ask(connection, reading, made, lifting.taken)[0][0])


def union_ids(
    connection: sa.Connection, context: Context, thing: str, branches: Sequence[Condition], cap: int
) -> list[str]:
    """The ids of the live records that fulfil one of the conditions, each found by itself, as an index serves it.

    No branch is followed further than `cap` + 1, and no more ids than that come back.
    """
    lifting = Lifting()
    reading = Reading(context, facts(connection), lifting.all(NO_POLICIES))
    lifted = tuple(lifting.one(one) for one in branches)
    made = remembered(reading, ("union", thing, lifted, cap), lambda: _union(reading, thing, lifted, cap))
    return [str(one) for (one,) in ask(connection, reading, made, lifting.taken)]


def _union(reading: Reading, thing: str, branches: Sequence[Condition], cap: int) -> Made:
    parts = []
    for branch in branches:
        emitter = Emitter(reading, thing, trusted=True)
        found = sa.select(emitter.frame.base.c.id).select_from(emitter.frame.source).where(*conditions(emitter, branch))
        part = found.limit(cap + 1).subquery()
        parts.append(sa.select(part.c.id))
    whole = sa.union(*parts).subquery()
    return Made(sa.select(whole.c.id).limit(cap + 1), reading.functions)


def conditions(emitter: Emitter, where: Condition) -> list[Sql]:
    """What rows are meant: live ones, or those in the recycle bin, that fulfil the condition."""
    alive = live(emitter.frame.base)
    return [sa.not_(alive) if emitter.deleted else alive, restrict(emitter, where)]


@dataclass(frozen=True, slots=True)
class _Rows:
    """The rows of one way: where they stand, which of them are meant, what comes out, and how they are sorted."""

    emitter: Emitter
    conditions: list[Sql]
    outputs: list[sa.Label[Any]]
    ranks: list[sa.Label[Any]]
    keys: tuple[Key, ...]

    def narrowed(self, *columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
        return sa.select(*columns).select_from(self.emitter.frame.source).where(*self.conditions)

    def first(self, limit: int | None, *more: sa.ColumnElement[Any]) -> sa.Select[Any]:
        found = self.narrowed(*self.outputs, *self.ranks, *more)
        return found.order_by(*self.ranks, *(key.order for key in self.keys)).limit(limit)


def _followed(reading: Reading, select: Select, nulls: tuple[bool, ...] | None) -> list[_Rows]:
    """The rows of each way; what an earlier one finds a later one leaves out."""
    return [_way(reading, select, nulls, place) for place in range(max(len(select.ways), 1))]


def _way(reading: Reading, select: Select, nulls: tuple[bool, ...] | None, place: int) -> _Rows:
    emitter = Emitter(reading, select.object, deleted=select.deleted)
    outputs = [emitter.output(node).label(name) for name, node in select.outputs.items()]
    narrowed = conditions(emitter, select.where)
    keys = _keys(emitter, select)
    narrowed += [restrict(emitter, one) for one in select.ways[place : place + 1]]
    narrowed += [restrict(emitter, one).is_not(sa.true()) for one in select.ways[:place]]
    if nulls is not None:
        narrowed.append(behind(keys, nulls))
    ranks = [_rank(emitter, select.ranks)] if select.ranks else []
    return _Rows(emitter, narrowed, outputs, ranks, keys)


def _count(reading: Reading, select: Select, cap: int | None) -> Made:
    only = replace(select, outputs={}, order=(), ranks=())
    parts = [rows.narrowed(plain("1").label("one")) for rows in _followed(reading, only, None)]
    found = sa.union_all(*parts) if len(parts) > 1 else parts[0]
    counted = (found if cap is None else found.limit(cap + 1)).subquery()
    return Made(sa.select(sa.func.count()).select_from(counted), reading.functions)


def _rows(reading: Reading, select: Select, nulls: tuple[bool, ...] | None) -> Made:
    ways = _followed(reading, select, nulls)
    if select.per is not None:
        statement = _first_of_each(ways[0], select)
    else:
        statement = _merged(ways, select) if len(ways) > 1 else ways[0].first(select.limit)
    return Made(statement, reading.functions, ways[0].keys)


def _merged(ways: Sequence[_Rows], select: Select) -> sa.Select[Any]:
    """The first rows of all ways, each of which brings as many as could be needed."""
    parts = []
    for rows in ways:
        keys = [key.value.label(f"{KEY}{place}") for place, key in enumerate(rows.keys)]
        part = rows.first(select.limit, *keys).subquery()
        parts.append(sa.select(*part.c))
    whole = sa.union_all(*parts).subquery()
    ranks = [whole.c[RANK]] if select.ranks else []
    order = [replace(key, value=whole.c[f"{KEY}{place}"]).order for place, key in enumerate(ways[0].keys)]
    outputs = (whole.c[name] for name in select.outputs)
    return sa.select(*outputs, *ranks).order_by(*ranks, *order).limit(select.limit)


def _rank(emitter: Emitter, ranks: Sequence[Condition]) -> sa.Label[Any]:
    """Which of the conditions is the first to hold."""
    cases = [(restrict(emitter, one), plain(str(place))) for place, one in enumerate(ranks, 1)]
    return sa.case(*cases, else_=plain(str(len(ranks) + 1))).label(RANK)


def _keys(emitter: Emitter, select: Select) -> tuple[Key, ...]:
    descending = bool(select.order) and select.order[-1].descending
    last = Order(id_read(select.object), descending)
    return keys_of(emitter, [(one.node, one.descending) for one in (*select.order, last)])


def _first_of_each(found: _Rows, select: Select) -> sa.Select[Any]:
    """The first rows of each value of `per`, numbered in their order."""
    assert select.per is not None
    order = [key.order for key in found.keys]
    place = sa.func.row_number().over(partition_by=found.emitter.value(select.per), order_by=order).label(PLACE)
    rows = found.narrowed(*found.outputs, place).subquery()
    wanted = [rows.c[name] for name in select.outputs]
    return sa.select(*wanted).where(rows.c[PLACE] <= select.limit).order_by(rows.c[PLACE], rows.c.id)
