"""Stored roll-ups: computed anew from the children, by a statement of its own after the parents are locked.

Never by adding differences, and never in the statement that waits for the lock: on PostgreSQL a statement sees the
children of the moment it began, so one that had to wait would write yesterday's figure.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql.dml import ReturningUpdate

from objectry.plan import Rollup
from objectry.rules import Value
from objectry.runtime.store.columns import Integer, Number, is_postgres
from objectry.runtime.store.dialect import among_given, as_pairs, ids_parameter
from objectry.runtime.store.emitter import Emitter, aggregate_of, column_scale
from objectry.runtime.store.functions import Registered, register
from objectry.runtime.store.reading import Context, Reading, facts
from objectry.runtime.store.tables import Tables


@dataclass(frozen=True, slots=True)
class Recomputed:
    """A record whose figure changed, or would if it were computed now."""

    id: str
    old: Value
    new: Value


@dataclass(frozen=True, slots=True)
class Statements:
    """What recomputes one roll-up: `lock` reads ids and figures of the records `ids`, `refresh` writes the figures
    that changed and gives them back.  `functions` must be known to SQLite before."""

    tables: Tables
    rollup: Rollup
    lock: sa.Select[Any]
    refresh: ReturningUpdate[Any]
    functions: Mapping[str, Registered]


class Rollups:
    """The statements of roll-ups, made once for the tables of a blueprint: making one takes longer than running it."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, str], Statements] = {}

    def statements(self, connection: sa.Connection, context: Context, rollup: Rollup) -> Statements:
        """Those of one roll-up."""
        key = (rollup.object, rollup.field)
        known = self._made.get(key)
        if known is None or known.tables is not context.tables or known.rollup is not rollup:
            known = self._made[key] = _statements(connection, context, rollup)
        return known

    def recompute(
        self, connection: sa.Connection, context: Context, rollup: Rollup, parents: Sequence[str]
    ) -> list[Recomputed]:
        """Lock these records and compute the figure anew; those for which it changed, in the order of their ids."""
        made, ids = self.statements(connection, context, rollup), ids_parameter(connection, parents)
        before: dict[str, Value] = as_pairs(connection.execute(made.lock, ids))
        register(connection, made.functions)
        changed: dict[str, Value] = as_pairs(connection.execute(made.refresh, ids))
        return [Recomputed(id_, before[id_], changed[id_]) for id_ in before if id_ in changed]


def recompute_all(connection: sa.Connection, context: Context, rollup: Rollup) -> int:
    """Compute the figure anew for every record; how many changed."""
    reading = Reading(context, facts(connection))
    statement = _refresh(connection, reading, rollup, sa.true())
    reading.prepare(connection)
    return len(connection.execute(statement).all())


def differing(connection: sa.Connection, context: Context, rollup: Rollup) -> Iterator[Recomputed]:
    """The records that keep another figure than their children give, the recycle bin included, in the order of ids.

    What the children keep themselves is worked out from their own children in turn.  One statement looks at all of
    it, so that nobody who writes meanwhile is seen half done.
    """
    reading = Reading(context, facts(connection), afresh=True)
    table = context.tables.objects[rollup.object]
    column, figures = table.c[rollup.field], _figures(connection, reading, rollup, sa.true())
    reading.prepare(connection)
    query = sa.select(table.c.id, column, figures.c.figure).join(figures, figures.c.id == table.c.id)
    found = connection.execute(query.where(column.is_distinct_from(figures.c.figure)).order_by(table.c.id))
    return (Recomputed(str(id), kept, figure) for id, kept, figure in found)


def _statements(connection: sa.Connection, context: Context, rollup: Rollup) -> Statements:
    reading = Reading(context, facts(connection))
    table = context.tables.objects[rollup.object]
    meant = among_given(connection, table.c.id)
    lock = sa.select(table.c.id, table.c[rollup.field]).where(meant).order_by(table.c.id)
    refresh = _refresh(connection, reading, rollup, meant)
    return Statements(context.tables, rollup, lock.with_for_update(key_share=True), refresh, reading.functions)


def _refresh(
    connection: sa.Connection, reading: Reading, rollup: Rollup, meant: sa.ColumnElement[bool]
) -> ReturningUpdate[Any]:
    table = reading.tables.objects[rollup.object]
    column, figures = table.c[rollup.field], _figures(connection, reading, rollup, meant)
    return (
        sa.update(table)
        .values({column: figures.c.figure})
        .where(table.c.id == figures.c.id, column.is_distinct_from(figures.c.figure))
        .returning(table.c.id, column)
    )


def _figures(connection: sa.Connection, reading: Reading, rollup: Rollup, meant: sa.ColumnElement[bool]) -> sa.Subquery:
    """Ids with the figure of each, as the column keeps it."""
    table = reading.tables.objects[rollup.object]
    column = table.c[rollup.field]
    emitter = Emitter(reading, rollup.object, table)
    figure = _kept(connection, emitter.fitted(aggregate_of(rollup), column_scale(column)), column)
    return sa.select(table.c.id, figure.label("figure")).where(meant).subquery("figures")


def _kept(connection: sa.Connection, figure: sa.ColumnElement[Any], column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """The figure rounded as the column rounds; what did not change must compare as equal.

    PostgreSQL would raise for one that is too wide for its column: there it is null, and the door refuses it.
    """
    if is_postgres(connection.dialect) and isinstance(column.type, Number | Integer):
        least, most = (sa.literal(Decimal(end), sa.Numeric()) for end in _bounds(column.type))
        below = sa.func.nullif(sa.func.least(figure, most), most)  # both skip a null, and give it back in the end
        return sa.cast(sa.func.nullif(sa.func.greatest(below, least), least), column.type)
    return sa.type_coerce(figure, column.type)


def _bounds(kept: Number | Integer) -> tuple[int, int]:
    """What a figure has to stay between."""
    most = 10 ** (kept.precision - kept.scale) if isinstance(kept, Number) else 2**63
    return -most, most
