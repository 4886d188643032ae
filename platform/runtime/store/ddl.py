"""The steps of a change plan, carried out: one function per kind of step."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from objectry.metadata import EMPTY
from objectry.plan import (
    AddColumn,
    ChangeColumn,
    Column,
    ColumnKind,
    ComputeRollup,
    ConvertColumn,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropIndex,
    FillColumn,
    FillNumbers,
    QuarantineColumn,
    QuarantineTable,
    RenameColumn,
    RenameTable,
    RenameValues,
    RestoreColumn,
    RestoreTable,
    Step,
    places,
)
from objectry.rules import Value
from objectry.runtime.store import alter
from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.counters import Counters
from objectry.runtime.store.filling import CHUNK, fill_column, fill_numbers, rename_values, rescale
from objectry.runtime.store.quarantine import NotKept, Quarantine
from objectry.runtime.store.reading import Context
from objectry.runtime.store.renames import rename_field_in_notes, rename_object_in_notes
from objectry.runtime.store.rollups import recompute_all
from objectry.runtime.store.system_tables import SystemTables
from objectry.runtime.store.writes import update

NUMBERS = frozenset({ColumnKind.INTEGER, ColumnKind.NUMBER})


Converted = Mapping[tuple[str, str], Sequence[tuple[str, Value]]]
"""Ids and values, by table and column."""


@dataclass(frozen=True, slots=True)
class Work:
    """What the steps are carried out with.  `context` has the tables as they will be.

    `converted` are, by table and column, the values of fields that get another type, read before anything changed.
    """

    connection: sa.Connection
    system: SystemTables
    context: Context
    quarantine: Quarantine
    counters: Counters
    converted: Converted = EMPTY

    def table(self, name: str) -> sa.Table:
        """A table as it will be."""
        return self.context.tables.objects[name]

    def column(self, table: str, name: str) -> sa.Column[Any]:
        """A column as it will be."""
        return self.table(table).c[name]


def _create_table(work: Work, step: CreateTable) -> None:
    alter.create_table(work.connection, work.table(step.table.name))


def _rename_table(work: Work, step: RenameTable) -> None:
    alter.rename_table(work.connection, step.old, step.new)
    rename_object_in_notes(work.connection, work.system, step.old, step.new)


def _quarantine_table(work: Work, step: QuarantineTable) -> None:
    work.quarantine.hide_table(step.table)


def _restore_table(work: Work, step: RestoreTable) -> None:
    """Columns are made to be those of the step; keys come back where their targets still exist."""
    name = step.table.name
    there = work.quarantine.restore_table(name, step.left)
    for extra in there.keys() - step.table.columns.keys():
        work.quarantine.hide_column(name, there[extra])
    for column in step.table.columns.values():
        if column.name in there:
            _convert(work, name, there[column.name], column)
        elif work.quarantine.keeps(name, column):
            _convert(work, name, work.quarantine.restore_column(name, column.name), column)
        else:
            alter.add_column(work.connection, name, work.column(name, column.name))


def _restore_key(work: Work, table: str, column: Column) -> None:
    if column.references is None:
        return
    own = work.column(table, column.name)
    target = alter.target_of(own)
    found = sa.exists().where(target.c.id == own)
    work.connection.execute(sa.update(own.table).where(own.is_not(None), ~found).values({own: None}))
    alter.add_key(work.connection, table, own)


def _add_column(work: Work, step: AddColumn) -> None:
    alter.add_column(work.connection, step.table, work.column(step.table, step.column.name))


def _rename_column(work: Work, step: RenameColumn) -> None:
    alter.rename_column(work.connection, step.table, step.old, step.new)
    rename_field_in_notes(work.connection, work.system, step.table, step.old, step.new)


def _change_column(work: Work, step: ChangeColumn) -> None:
    _convert(work, step.table, step.old, step.new)


def _convert(work: Work, table: str, old: Column, new: Column) -> None:
    """The values of a column under another definition, and the foreign key that belongs to it."""
    connection = work.connection
    if old.kind is not new.kind and not {old.kind, new.kind} <= NUMBERS:
        raise NotKept(f"{table}.{new.name} holds {old.kind}, which does not become {new.kind}")
    if old.references and old.references != new.references:
        alter.drop_keys(connection, table, new.name)
    if is_postgres(connection.dialect):
        if (old.kind, old.precision, old.scale) != (new.kind, new.precision, new.scale):
            alter.change_type(connection, table, work.column(table, new.name))
    elif places(old) != places(new):
        rescale(connection, table, new.name, places(old), places(new))
    if new.references and old.references != new.references:
        _restore_key(work, table, new)


def _quarantine_column(work: Work, step: QuarantineColumn) -> None:
    work.quarantine.hide_column(step.table, step.column)


def _restore_column(work: Work, step: RestoreColumn) -> None:
    there = work.quarantine.restore_column(step.table, step.column.name, step.left)
    _convert(work, step.table, there, step.column)


def _drop_column(work: Work, step: DropColumn) -> None:
    alter.drop_column(work.connection, step.table, step.column.name)


def _create_index(work: Work, step: CreateIndex) -> None:
    made = next(one for one in work.table(step.table).indexes if one.name == step.index.name)
    alter.create_index(work.connection, made)


def _drop_index(work: Work, step: DropIndex) -> None:
    alter.drop_index(work.connection, step.index.name)


def _fill_column(work: Work, step: FillColumn) -> None:
    fill_column(work.connection, work.column(step.table, step.column.name), step.value)


def _rename_values(work: Work, step: RenameValues) -> None:
    rename_values(work.connection, work.table(step.table), step.column.name, step.names)


def _convert_column(work: Work, step: ConvertColumn) -> None:
    name = step.refit.new.name
    rows = [{"id": id_, name: value} for id_, value in work.converted.get((step.table, name), ())]
    for start in range(0, len(rows), CHUNK):
        update(work.connection, work.table(step.table), rows[start : start + CHUNK])
    work.quarantine.hand_on(step.table, step.refit.old.name)


def _fill_numbers(work: Work, step: FillNumbers) -> None:
    zone = ZoneInfo(work.context.tables.blueprint.settings.timezone)
    fill_numbers(work.connection, work.table(step.table), step.field, work.counters, zone)


def _compute_rollup(work: Work, step: ComputeRollup) -> None:
    recompute_all(work.connection, work.context, step.rollup)


_HANDS: Mapping[type, Callable[[Work, Any], None]] = MappingProxyType(
    {
        CreateTable: _create_table,
        RenameTable: _rename_table,
        QuarantineTable: _quarantine_table,
        RestoreTable: _restore_table,
        AddColumn: _add_column,
        RenameColumn: _rename_column,
        ChangeColumn: _change_column,
        QuarantineColumn: _quarantine_column,
        RestoreColumn: _restore_column,
        DropColumn: _drop_column,
        CreateIndex: _create_index,
        DropIndex: _drop_index,
        FillColumn: _fill_column,
        RenameValues: _rename_values,
        ConvertColumn: _convert_column,
        FillNumbers: _fill_numbers,
        ComputeRollup: _compute_rollup,
    }
)


def carry_out(work: Work, step: Step) -> None:
    """Do one step; raises the database's own error where it cannot be done."""
    _HANDS[type(step)](work, step)


def add_keys(work: Work, step: Step) -> None:
    """The foreign keys of a new table, once all new tables are there."""
    if isinstance(step, CreateTable):
        alter.add_keys(work.connection, work.table(step.table.name))
