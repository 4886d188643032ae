"""The database held against the tables of a blueprint: what is missing, what is too much, what is of another kind.

It only looks.  What stands in quarantine under its hidden name is no drift; a number column may be wider than it needs.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.dialect import schema_of
from objectry.runtime.store.quarantine import Quarantined, list_quarantined
from objectry.runtime.store.search import ONLY, OWN_TABLES
from objectry.runtime.store.system_tables import SystemTables
from objectry.runtime.store.tables import Tables

HIDDEN = re.compile(r"_q\d+_")
NUMERIC = re.compile(r"NUMERIC\((\d+), (\d+)\)")


@dataclass(frozen=True, slots=True)
class Drift:
    """One difference: `kind` is table, column, type, index, key or quarantine; `name` is empty for a whole table."""

    kind: str
    table: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Physical:
    """A table as it is: columns with their types and whether they may be null, indexes, foreign keys."""

    columns: Mapping[str, tuple[str, bool]]
    indexes: Mapping[str, tuple[tuple[str, ...], bool]]
    keys: Mapping[str, str]


def drift(connection: sa.Connection, system: SystemTables, tables: Tables) -> list[Drift]:
    """Every difference between the database and what the blueprint asks for."""
    there = _physical(connection)
    kept = list_quarantined(connection, system.quarantine) if system.quarantine.name in there else []
    wanted = {**tables.objects, **_platform_tables(system)}
    found = [*_tables(there, wanted, kept), *_quarantine(there, kept)]
    for name, table in wanted.items():
        if name in there:
            hidden = {one.hidden for one in kept if one.object == name and one.column}
            found += _table(there[name], _wanted(connection, table), name, hidden)
    return found


def _platform_tables(system: SystemTables) -> dict[str, sa.Table]:
    return {str(table.name): table for table in system.metadata.tables.values()}


def _physical(connection: sa.Connection) -> dict[str, Physical]:
    inspector, schema = sa.inspect(connection), schema_of(connection)
    columns, keys = inspector.get_multi_columns(schema), inspector.get_multi_foreign_keys(schema)
    indexes = inspector.get_multi_indexes(schema)
    return {
        place[1]: Physical(
            {one["name"]: (_spelt(connection, one["type"]), bool(one["nullable"])) for one in columns[place]},
            {str(one["name"]): (_columns(one), bool(one["unique"])) for one in indexes.get(place, [])},
            {one["constrained_columns"][0]: one["referred_table"] for one in keys.get(place, [])},
        )
        for place in columns
        if place[1] not in OWN_TABLES
    }


def _columns(index: Any) -> tuple[str, ...]:
    return tuple(str(one) for one in index["column_names"])


def _spelt(connection: sa.Connection, kind: sa.types.TypeEngine[Any]) -> str:
    """A type as this database spells it; SQLite keeps the spelling of the statement, so only letters count."""
    return (
        re.sub(r"\s*\(\d+\)", "", kind.compile(connection.dialect))
        if not is_postgres(connection.dialect)
        else (kind.compile(connection.dialect))
    )


def _wanted(connection: sa.Connection, table: sa.Table) -> Physical:
    return Physical(
        {str(one.name): (_spelt(connection, one.type), bool(one.nullable)) for one in table.columns},
        {
            str(one.name): (tuple(map(_column_name, one.expressions)), bool(one.unique))
            for one in table.indexes
            if one.info.get(ONLY, connection.dialect.name) == connection.dialect.name
        },
        {str(one.name): str(key.column.table.name) for one in table.columns for key in one.foreign_keys},
    )


def _column_name(expression: Any) -> str:
    """The column of an index, wherever it puts nulls."""
    return str(getattr(expression, "element", expression).name)


def _tables(
    there: Mapping[str, Physical], wanted: Mapping[str, sa.Table], kept: Sequence[Quarantined]
) -> Iterator[Drift]:
    hidden = {one.hidden for one in kept if not one.column}
    for name in wanted:
        if name not in there:
            yield Drift("table", name, "", "is missing")
    for name in there:
        if name not in wanted and name not in hidden:
            kind = "quarantine" if HIDDEN.match(name) else "table"
            yield Drift(kind, name, "", "belongs to no object" if kind == "table" else "is kept, but nobody noted it")


def _quarantine(there: Mapping[str, Physical], kept: Sequence[Quarantined]) -> Iterator[Drift]:
    """Notes whose table or column is gone."""
    for one in kept:
        lost = (
            one.hidden not in (there[one.object].columns if one.object in there else ())
            if one.column
            else (one.hidden not in there)
        )
        if lost:
            yield Drift("quarantine", one.object, one.column or "", f"is noted as {one.hidden}, which is not there")


def _table(there: Physical, wanted: Physical, name: str, hidden: set[str]) -> Iterator[Drift]:
    for column, (kind, nullable) in wanted.columns.items():
        found = there.columns.get(column)
        if found is None:
            yield Drift("column", name, column, "is missing")
        elif not _holds(found[0], kind):
            yield Drift("type", name, column, f"is {found[0]} and should be {kind}")
        elif nullable and not found[1]:
            yield Drift("type", name, column, "must not be empty, which the door does not know")
    for column in there.columns.keys() - wanted.columns.keys() - hidden:
        known = HIDDEN.match(column) is not None
        yield Drift(
            "quarantine" if known else "column",
            name,
            column,
            "is kept, but nobody noted it" if known else ("belongs to no field"),
        )
    yield from _differing("index", name, there.indexes, wanted.indexes)
    yield from _differing("key", name, there.keys, wanted.keys)


def _differing(kind: str, table: str, there: Mapping[str, object], wanted: Mapping[str, object]) -> Iterator[Drift]:
    for name in wanted:
        if name not in there:
            yield Drift(kind, table, name, "is missing")
        elif there[name] != wanted[name]:
            yield Drift(kind, table, name, f"is {there[name]} and should be {wanted[name]}")
    for name in there.keys() - wanted.keys():
        yield Drift(kind, table, name, "belongs to nothing that is declared")


def _holds(found: str, wanted: str) -> bool:
    """Whether a column is of the wanted type, or a number of as many places and at least as many digits."""
    is_, should = NUMERIC.fullmatch(found), NUMERIC.fullmatch(wanted)
    if is_ is None or should is None:
        return found == wanted
    return is_[2] == should[2] and int(is_[1]) >= int(should[1])
