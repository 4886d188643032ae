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
PLACE, RANK = "$place", "$rank"


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


def id_read(thing: str) -> FieldRead:
    """The id of the record at hand."""
    return FieldRead((), thing, "id", ID)


def run_select(connection: sa.Connection, context: Context, select: Select) -> list[dict[str, Value]]:
    """The rows, each a dict of its outputs."""
    lifting = Lifting()
    reading = Reading(context, facts(connection), lifting.all(select.policies))
    where, outputs = lifting.one(select.where), _with_id(select)
    ranks = tuple(map(lifting.one, select.ranks))
    nulls = None if select.after is None else tuple(one is None for one in select.after)
    form = (select.limit, nulls, select.deleted, select.per, ranks)
    question = ("rows", select.object, outputs, where, select.order, form)
    wanted = replace(select, outputs=outputs, where=where, ranks=ranks)
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
    where = lifting.one(select.where)
    question = ("count", select.object, where, select.deleted, cap)
    made = remembered(reading, question, lambda: _count(reading, select, where, cap))
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


def _count(reading: Reading, select: Select, where: Condition, cap: int | None) -> Made:
    emitter = Emitter(reading, select.object, deleted=select.deleted)
    narrowed = conditions(emitter, where)
    found = sa.select(plain("1").label("one")).select_from(emitter.frame.source).where(*narrowed)
    counted = (found if cap is None else found.limit(cap + 1)).subquery()
    return Made(sa.select(sa.func.count()).select_from(counted), reading.functions)


def _rows(reading: Reading, select: Select, nulls: tuple[bool, ...] | None) -> Made:
    emitter = Emitter(reading, select.object, deleted=select.deleted)
    columns = [emitter.output(node).label(name) for name, node in select.outputs.items()]
    narrowed = conditions(emitter, select.where)
    keys = _keys(emitter, select)
    if nulls is not None:
        narrowed.append(behind(keys, nulls))
    if select.per is not None:
        return Made(_first_of_each(emitter, select, columns, narrowed, keys), reading.functions, keys)
    ranks = [_rank(emitter, select.ranks)] if select.ranks else []
    statement = sa.select(*columns, *ranks).select_from(emitter.frame.source).where(*narrowed)
    order = (*ranks, *(key.order for key in keys))
    return Made(statement.order_by(*order).limit(select.limit), reading.functions, keys)


def _rank(emitter: Emitter, ranks: Sequence[Condition]) -> sa.Label[Any]:
    """Which of the conditions is the first to hold."""
    cases = [(restrict(emitter, one), plain(str(place))) for place, one in enumerate(ranks, 1)]
    return sa.case(*cases, else_=plain(str(len(ranks) + 1))).label(RANK)


def _keys(emitter: Emitter, select: Select) -> tuple[Key, ...]:
    descending = bool(select.order) and select.order[-1].descending
    last = Order(id_read(select.object), descending)
    return keys_of(emitter, [(one.node, one.descending) for one in (*select.order, last)])


def _first_of_each(
    emitter: Emitter, select: Select, columns: list[sa.Label[Any]], narrowed: list[Sql], keys: tuple[Key, ...]
) -> sa.Select[Any]:
    """The first rows of each value of `per`, numbered in their order."""
    assert select.per is not None
    order = [key.order for key in keys]
    place = sa.func.row_number().over(partition_by=emitter.value(select.per), order_by=order).label(PLACE)
    rows = sa.select(*columns, place).select_from(emitter.frame.source).where(*narrowed).subquery()
    wanted = [rows.c[name] for name in select.outputs]
    return sa.select(*wanted).where(rows.c[PLACE] <= select.limit).order_by(rows.c[PLACE], rows.c.id)
