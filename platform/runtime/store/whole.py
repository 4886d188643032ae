"""A whole tenant: every table there is, written out line by line and put back into an empty database.

The tables are those of the deployed model with the columns that stand in quarantine, the tables in quarantine, and the
platform's own.  What only lives for a while stays behind (who is logged in and who tried, who is applying a stack), and
what is made from the records: the search index.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa

from objectry.plan import Blueprint, Column
from objectry.runtime.store import alter
from objectry.runtime.store.columns import SQLITE_DIGITS, Number, is_postgres
from objectry.runtime.store.dialect import qualified, quote, schema_of
from objectry.runtime.store.errors import Unsupported
from objectry.runtime.store.failpoints import fp
from objectry.runtime.store.inspection import HIDDEN
from objectry.runtime.store.lines import reader, writer
from objectry.runtime.store.quarantine import Quarantined, list_quarantined
from objectry.runtime.store.search import OWN_TABLES, SEARCH, SEARCHED
from objectry.runtime.store.system_tables import SystemTables
from objectry.runtime.store.tables import quoted, sql_column, tables
from objectry.runtime.store.writes import insert

PASSING = frozenset({"_applying", "_attempt", "_session", SEARCH, SEARCHED, *OWN_TABLES})
"""What is not taken along: a copy would bring back to life what has ended since; the search index is made anew."""
AT_A_TIME = 1_000


@dataclass(frozen=True, slots=True)
class Whole:
    """The tables by name: the platform's own, those of objects, those in quarantine."""

    platform: Mapping[str, sa.Table]
    objects: Mapping[str, sa.Table]
    hidden: Mapping[str, sa.Table]

    @property
    def all(self) -> Mapping[str, sa.Table]:
        """All of them, the platform's own first."""
        return {**self.platform, **self.objects, **self.hidden}

    def columns(self, name: str) -> tuple[str, ...]:
        """The columns of a table in the order of its lines."""
        return tuple(str(column.name) for column in self.all[name].c)


class Wholes:
    """The tables of a tenant as one transaction sees them."""

    def __init__(self, connection: sa.Connection, system: SystemTables) -> None:
        self._connection, self._system = connection, system
        found = {str(table.name): table for table in system.metadata.tables.values()}
        self.platform = {name: found[name] for name in sorted(found.keys() - PASSING)}

    def bare(self) -> Whole:
        """The platform's own tables, which tell what the others are."""
        return Whole(MappingProxyType(self.platform), MappingProxyType({}), MappingProxyType({}))

    def of(self, blueprint: Blueprint) -> Whole:
        """Every table, as the model and the notes of the quarantine say it.  Raises Unsupported for notes that no
        platform wrote."""
        made = tables(blueprint)
        kept = sorted(list_quarantined(self._connection, self._system.quarantine), key=lambda one: one.hidden)
        strange = [one.hidden for one in kept if HIDDEN.match(one.hidden) is None]
        if strange:
            raise Unsupported(f"the quarantine has a note of {strange[0]}, which is no name of its own")
        hidden = {one.hidden: _hidden_table(made.metadata, one) for one in kept if one.column is None}
        for one in kept:
            table = made.objects.get(one.object, hidden.get(one.object))
            if one.column is not None and table is not None:
                table.append_column(_hidden_column(one.object, one.columns[one.column], one.hidden))
        objects = {name: made.objects[name] for name in sorted(made.objects)}
        return Whole(MappingProxyType(self.platform), MappingProxyType(objects), MappingProxyType(hidden))

    def missing(self, wanted: Whole) -> list[str]:
        """Tables and columns that should be there and are not."""
        found = self._found()
        lost = [name for name in wanted.all if name not in found]
        for name in wanted.all.keys() & found.keys():
            lost += [f"{name}.{column}" for column in wanted.columns(name) if column not in found[name]]
        return sorted(lost)

    def left_over(self, wanted: Whole) -> list[str]:
        """Tables and columns that belong to nothing."""
        found = self._found()
        lost = [name for name in found if name not in wanted.all and name not in PASSING]
        for name in wanted.all.keys() & found.keys():
            lost += [f"{name}.{column}" for column in found[name] if column not in wanted.columns(name)]
        return sorted(lost)

    def _found(self) -> dict[str, list[str]]:
        """The tables there are, with their columns."""
        there = sa.inspect(self._connection).get_multi_columns(schema_of(self._connection))
        return {str(place[1]): [str(one["name"]) for one in columns] for place, columns in there.items()}

    def lines(self, wanted: Whole, name: str) -> Iterator[str]:
        """Every row of a table as a line, in the order of its key; none is kept in memory for long."""
        table = wanted.all[name]
        write, options = writer(list(table.c)), {"stream_results": True, "yield_per": AT_A_TIME}
        query = sa.select(*table.c).order_by(*table.primary_key)
        for rows in self._connection.execute(query, execution_options=options).partitions():
            yield from map(write, rows)

    def clear(self) -> None:
        """The platform's own tables without the rows every database begins with."""
        self._connection.execute(sa.delete(self._system.principal))

    def load(self, wanted: Whole, name: str, columns: Sequence[str], given: Iterable[str]) -> None:
        """Put lines with these columns back as rows.  Raises BadLine and Violated."""
        table, rows = wanted.all[name], iter(given)
        read = reader([table.c[column] for column in columns])
        while part := [read(line) for line in islice(rows, AT_A_TIME)]:
            insert(self._connection, table, part)
            fp("restore.after_rows", self._connection)

    def make(self, wanted: Whole) -> None:
        """The tables of objects and those in quarantine, without indexes.  Raises Unsupported."""
        if not is_postgres(self._connection.dialect):
            _check_width(wanted)
        for table in (*wanted.objects.values(), *wanted.hidden.values()):
            alter.create_table(self._connection, table)
        fp("restore.after_tables", self._connection)

    def finish(self, wanted: Whole) -> None:
        """Indexes and foreign keys, once the rows are there; numbers of rows go on behind the last of them."""
        for table in wanted.objects.values():
            for index in sorted(table.indexes, key=lambda one: str(one.name)):
                alter.create_index(self._connection, index)
        for table in wanted.objects.values():
            alter.add_keys(self._connection, table)
        if is_postgres(self._connection.dialect):
            for table in wanted.platform.values():
                _continue(self._connection, table)
        fp("restore.after_indexes", self._connection)


def _hidden_column(table: str, column: Column, name: str) -> sa.Column[Any]:
    return sql_column(table, replace(column, name=name, references=None))


def _hidden_table(metadata: sa.MetaData, kept: Quarantined) -> sa.Table:
    columns = (_hidden_column(kept.hidden, column, column.name) for column in kept.columns.values())
    return sa.Table(quoted(kept.hidden), metadata, *columns)


def _check_width(wanted: Whole) -> None:
    """SQLite keeps fewer digits of a number exactly than PostgreSQL."""
    wide = [
        f"{name}.{column.name}"
        for name, table in wanted.all.items()
        for column in table.c
        if isinstance(column.type, Number) and column.type.precision > SQLITE_DIGITS
    ]
    if wide:
        raise Unsupported(f"SQLite keeps at most {SQLITE_DIGITS} digits of a number exactly: {', '.join(wide)}")


def _continue(connection: sa.Connection, table: sa.Table) -> None:
    """Numbers that the database gives itself go on behind the highest there is."""
    place = qualified(connection, str(table.name))
    for column in table.c:
        if column.identity is not None:
            name = quote(connection, str(column.name))
            last = f"SELECT max({name}) FROM {place}"  # noqa: S608 (our own names)
            statement = f"SELECT setval(pg_get_serial_sequence(:place, :name), ({last}))"
            connection.execute(sa.text(statement), {"place": place, "name": str(column.name)})
