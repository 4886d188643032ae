"""Stored roll-ups: computed anew from the children, by a statement of its own after the parents are locked.

Never by adding differences, and never in the statement that waits for the lock: on PostgreSQL a statement sees the
children of the moment it began, so one that had to wait would write yesterday's figure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from objectry.plan import Rollup
from objectry.rules import Value
from objectry.runtime.store.columns import Integer, Number, is_postgres
from objectry.runtime.store.dialect import among, as_pairs
from objectry.runtime.store.emitter import Emitter, aggregate_of, column_scale
from objectry.runtime.store.reading import Context, Reading, facts


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A record whose figure changed."""

    id: str
    old: Value
    new: Value


def recompute(connection: sa.Connection, context: Context, rollup: Rollup, parents: Sequence[str]) -> list[Recomputed]:
    """Lock these records and compute the figure anew; those for which it changed, in the order of their ids."""
    table = context.tables.objects[rollup.object]
    column, meant = table.c[rollup.field], among(connection, table.c.id, parents)
    locked = sa.select(table.c.id, column).where(meant).order_by(table.c.id).with_for_update(key_share=True)
    before: dict[str, Value] = as_pairs(connection.execute(locked))
    changed = _refresh(connection, context, rollup, meant)
    return [Recomputed(id_, before[id_], changed[id_]) for id_ in before if id_ in changed]


def recompute_all(connection: sa.Connection, context: Context, rollup: Rollup) -> int:
    """Compute the figure anew for every record; how many changed."""
    return len(_refresh(connection, context, rollup, sa.true()))


def _refresh(
    connection: sa.Connection, context: Context, rollup: Rollup, meant: sa.ColumnElement[bool]
) -> dict[str, Value]:
    reading = Reading(context, facts(connection))
    table = context.tables.objects[rollup.object]
    column, figures = table.c[rollup.field], _figures(connection, reading, rollup, meant)
    statement = (
        sa.update(table)
        .values({column: figures.c.figure})
        .where(table.c.id == figures.c.id, column.is_distinct_from(figures.c.figure))
        .returning(table.c.id, column)
    )
    reading.prepare(connection)
    return as_pairs(connection.execute(statement))


def _figures(connection: sa.Connection, reading: Reading, rollup: Rollup, meant: sa.ColumnElement[bool]) -> sa.Subquery:
    """Ids with the figure of each, as the column keeps it."""
    table = reading.tables.objects[rollup.object]
    column = table.c[rollup.field]
    emitter = Emitter(reading, rollup.object, table)
    figure = _kept(connection, emitter.fitted(aggregate_of(rollup), column_scale(column)), column)
    return sa.select(table.c.id, figure.label("figure")).where(meant).subquery("figures")


def _kept(connection: sa.Connection, figure: sa.ColumnElement[Any], column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The figure rounded as the column rounds; what did not change must compare as equal."""
    if is_postgres(connection.dialect) and isinstance(column.type, Number | Integer):
        return sa.cast(figure, column.type)
    return sa.type_coerce(figure, column.type)
