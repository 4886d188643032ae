"""Steps that give records values: another scale, one value for all who have none, numbers."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.metadata import Field
from objectry.rules import Value
from objectry.runtime.store.columns import Choices, Flag
from objectry.runtime.store.counters import Counters, counter_name, format_number, period_of
from objectry.runtime.store.dialect import as_pairs, qualified, quote
from objectry.runtime.store.writes import update

CHUNK = 5000  # rows written in one go


class TooLarge(Exception):
    """A value has too many digits for the column's new scale."""


def fill_column(connection: sa.Connection, column: sa.Column[Any], value: Value) -> None:
    """Records without a value get this one.  A new flag is false in all of them: that counts as none."""
    table = column.table
    empty = column.is_(sa.false()) if isinstance(column.type, Flag) else column.is_(None)
    connection.execute(sa.update(table).where(empty).values({column: value}))


def rename_values(connection: sa.Connection, table: sa.Table, name: str, names: Mapping[str, str]) -> None:
    """Records that hold an old name hold the new one, alone or among several."""
    column = table.c[name]
    if not isinstance(column.type, Choices):
        renamed = sa.case(names, value=column, else_=column)
        connection.execute(sa.update(table).where(column.in_(list(names))).values({column: renamed}))
        return
    found = as_pairs(connection.execute(sa.select(table.c.id, column).where(column.is_not(None))))
    rows = [
        {"id": id_, name: tuple(sorted({names.get(one, one) for one in held}))}
        for id_, held in found.items()
        if not names.keys().isdisjoint(held)
    ]
    for start in range(0, len(rows), CHUNK):
        update(connection, table, rows[start : start + CHUNK])


def fill_numbers(connection: sa.Connection, table: sa.Table, field: Field, counters: Counters, zone: ZoneInfo) -> None:
    """Records without a number get one, in the order of their creation; its dates are those of their creation."""
    column = table.c[field.name]
    query = sa.select(table.c.id, table.c.created_at).where(column.is_(None))
    found = connection.execute(query.order_by(table.c.created_at, table.c.id)).all()
    rows: list[Mapping[str, Value]] = []
    for period, members in _by_period(found, field, zone).items():
        numbers = counters.take(counter_name(str(table.name), field.name), period, len(members))
        for (id_, day), number in zip(members, numbers, strict=True):
            rows.append({"id": id_, field.name: format_number(field.format or "{0}", number, day)})
    if rows:
        update(connection, table, rows)


def _by_period(found: Iterable[Any], field: Field, zone: ZoneInfo) -> Mapping[str, list[tuple[str, date]]]:
    """Ids and days of creation, by the period in which they are counted."""
    groups: defaultdict[str, list[tuple[str, date]]] = defaultdict(list)
    for id_, created in found:
        day = _day(created, zone)
        groups[period_of(field.reset, day)].append((id_, day))
    return groups


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def rescale(connection: sa.Connection, table: str, name: str, old: int, new: int) -> None:
    """On SQLite a number is a whole number of units of 10 ** -scale: the same numbers in other units, rounded half up.

    Raises TooLarge.
    """
    column, place = quote(connection, name), qualified(connection, table)
    factor = 10 ** abs(new - old)
    if new > old:
        largest = (2**63 - 1) // factor
        outside = f"{column} NOT BETWEEN -{largest} AND {largest}"
        query = f"SELECT count(*) FROM {place} WHERE {outside}"  # noqa: S608 (our own names and numbers)
        if connection.exec_driver_sql(query).scalar_one():
            raise TooLarge(f"{table}.{name} holds numbers that are too large for {new} decimal places")
        value = f"{column} * {factor}"
    else:
        half = factor // 2
        value = f"({column} + CASE WHEN {column} < 0 THEN -{half} ELSE {half} END) / {factor}"
    statement = f"UPDATE {place} SET {column} = {value} WHERE {column} IS NOT NULL"  # noqa: S608 (our own names)
    connection.exec_driver_sql(statement)
