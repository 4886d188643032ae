"""What leaves the model is not thrown away: it is renamed, remembered, and can come back.

History goes the same way: the changes of a field that is gone stand under its hidden name, so that a new field of
the old name inherits neither its values nor its history.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from objectry import plan
from objectry.metadata import EMPTY
from objectry.plan import Column, ColumnKind
from objectry.rules import Value
from objectry.runtime.store import alter
from objectry.runtime.store.columns import Id, column_type
from objectry.runtime.store.dialect import as_pairs, schema_of
from objectry.runtime.store.failpoints import fp
from objectry.runtime.store.renames import (
    forget_field_in_history,
    rename_field_in_history,
    rename_object_in_notes,
)
from objectry.runtime.store.system_tables import SystemTables
from objectry.runtime.store.tables import new_metadata, quoted, short_name
from objectry.runtime.store.writes import insert


class NotKept(Exception):
    """There is no quarantined table or column of this name."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A table (`column` is None) or a column that left the model with a revision, and its name in the database.

    `columns` are what is kept: all columns of a table, or the one.  It was `handed_on` where the column that took its
    place began with its values, converted.
    """

    object: str
    column: str | None
    hidden: str
    revision: int
    at: datetime
    columns: Mapping[str, Column] = field(default=EMPTY, compare=False)
    number: int = field(default=0, compare=False)
    handed_on: bool = field(default=False, compare=False)

    @property
    def name(self) -> str:
        """What a person calls it: `deal`, or `deal.amount`."""
        return f"{self.object}.{self.column}" if self.column else self.object


@dataclass(frozen=True, slots=True)
class Quarantine:
    """The quarantine as one deployment sees it; `revision` is the one being made."""

    connection: sa.Connection
    system: SystemTables
    revision: int
    at: datetime

    def hide_table(self, table: plan.Table) -> None:
        """Take a table out of use."""
        name, hidden = table.name, hidden_name(self.revision, table.name)
        alter.drop_indexes(self.connection, name)
        alter.drop_keys(self.connection, name)
        alter.rename_table(self.connection, name, hidden)
        fp("quarantine.hidden", self.connection)
        self._note(name, "", hidden, table.columns.values())
        rename_object_in_notes(self.connection, self.system, name, hidden)

    def hand_on(self, table: str, column: str) -> None:
        """The values of the column that has just left are in its successor now, as far as they convert."""
        notes = self.system.quarantine
        mine = (notes.c.object == table, notes.c.column == column, notes.c.revision == self.revision)
        for id_, text in self.connection.execute(sa.select(notes.c.id, notes.c.columns).where(*mine)).all():
            marked = {name: [*said[:4], True] for name, said in json.loads(text).items()}
            self.connection.execute(sa.update(notes).where(notes.c.id == id_).values(columns=json.dumps(marked)))

    def restore_table(self, name: str, left: int | None = None) -> Mapping[str, Column]:
        """Bring back the newest table of this name, or the one that left with a revision, without keys and indexes;
        its columns.  Raises NotKept."""
        hidden, columns = self._forget(name, "", left)
        alter.rename_table(self.connection, hidden, name)
        fp("quarantine.restored", self.connection)
        rename_object_in_notes(self.connection, self.system, hidden, name)
        return columns

    def hide_column(self, table: str, column: Column) -> None:
        """Take a column out of use."""
        name, hidden = column.name, hidden_name(self.revision, column.name)
        alter.release_column(self.connection, table, name)
        alter.rename_column(self.connection, table, name, hidden)
        fp("quarantine.hidden", self.connection)
        self._note(table, name, hidden, [column])
        rename_field_in_history(self.connection, table, name, hidden)

    def restore_column(self, table: str, name: str, left: int | None = None) -> Column:
        """Bring back the newest column of this name, or the one that left with a revision, without key and indexes;
        what it is.  Raises NotKept."""
        hidden, columns = self._forget(table, name, left)
        alter.rename_column(self.connection, table, hidden, name)
        fp("quarantine.restored", self.connection)
        rename_field_in_history(self.connection, table, hidden, name)
        return columns[name]

    def purge(self, kept: Quarantined) -> None:
        """Throw away for good: the table or column, its history, and the note; what is gone already is forgotten."""
        system, inspector = self.system, sa.inspect(self.connection)
        schema = schema_of(self.connection)
        if kept.column is None:
            if inspector.has_table(kept.hidden, schema):
                alter.drop_table(self.connection, kept.hidden)
            for table in (system.history, system.quarantine):
                self.connection.execute(sa.delete(table).where(table.c.object == kept.hidden))
        elif inspector.has_table(kept.object, schema):
            if kept.hidden in {one["name"] for one in inspector.get_columns(kept.object, schema)}:
                alter.drop_column(self.connection, kept.object, kept.hidden)
            forget_field_in_history(self.connection, kept.object, kept.hidden)
        fp("purge.dropped", self.connection)
        note = system.quarantine
        self.connection.execute(sa.delete(note).where(note.c.hidden == kept.hidden, note.c.object == kept.object))
        fp("purge.forgotten", self.connection)

    def keeps(self, table: str, column: Column) -> bool:
        """Whether the newest column of this name in quarantine is just the one that is wanted."""
        for one in list_quarantined(self.connection, self.system.quarantine):
            if (one.object, one.column) == (table, column.name):
                return alike(one.columns[column.name], column)
        return False

    def _note(self, thing: str, column: str, hidden: str, columns: Iterable[Column]) -> None:
        names: dict[str, Value | int] = {
            "object": thing,
            "column": column,
            "hidden": hidden,
            "columns": _described(columns),
        }
        insert(self.connection, self.system.quarantine, [names | {"revision": self.revision, "at": self.at}])

    def _forget(self, thing: str, column: str, left: int | None) -> tuple[str, Mapping[str, Column]]:
        table = self.system.quarantine
        when = table.c.revision < self.revision if left is None else table.c.revision == left  # not what goes now
        query = sa.select(table).where(table.c.object == thing, table.c.column == column, when)
        found = self.connection.execute(query.order_by(table.c.id.desc())).first()
        if found is None:
            raise NotKept(f"{thing}{'.' if column else ''}{column} is not in quarantine")
        self.connection.execute(sa.delete(table).where(table.c.id == found.id))
        columns = _understood(found.columns).items()
        return str(found.hidden), {name: replace(one, references=None) for name, one in columns}  # keys were dropped


def _described(columns: Iterable[Column]) -> str:
    return json.dumps({one.name: [one.kind, one.precision, one.scale, one.references] for one in columns})


def _understood(text: str) -> Mapping[str, Column]:
    kept = json.loads(text).items()
    return {name: Column(name, ColumnKind(said[0]), *said[1:4]) for name, said in kept}


def _handed_on(text: str) -> bool:
    """A mark behind the description of the one column."""
    return any(len(said) > 4 for said in json.loads(text).values())


def alike(kept: Column, wanted: Column) -> bool:
    """Whether a kept column holds what the wanted one would."""
    same = (kept.kind, kept.precision, kept.scale) == (wanted.kind, wanted.precision, wanted.scale)
    return same and kept.references in {None, wanted.references}


def hidden_name(revision: int, name: str) -> str:
    """The name under which a table or column is kept."""
    return short_name(f"_q{revision}", name)


def kept_values(connection: sa.Connection, kept: Quarantined, table: str) -> dict[str, Value]:
    """The values of a quarantined column by id, where there is one; `table` is what its table is called now."""
    found = next(iter(kept.columns.values()))
    hidden = sa.Table(quoted(table), new_metadata(), sa.Column(quoted("id"), Id()), _hidden_column(kept, found))
    value = hidden.c[kept.hidden]
    return as_pairs(connection.execute(sa.select(hidden.c.id, value).where(value.is_not(None))))


def _hidden_column(kept: Quarantined, column: Column) -> sa.Column[Any]:
    return sa.Column(quoted(kept.hidden), column_type(column))


def count_kept(connection: sa.Connection, kept: Quarantined) -> int:
    """How many live records a quarantined table has, or how many values a quarantined column."""
    name = kept.object if kept.column else kept.hidden
    column = kept.hidden if kept.column else "id"
    table = sa.Table(quoted(name), new_metadata(), sa.Column(quoted(column)), sa.Column(quoted("deleted_at")))
    there = table.c[column].is_not(None), table.c.deleted_at.is_(None)
    return int(connection.execute(sa.select(sa.func.count()).select_from(table).where(*there)).scalar_one())


def list_quarantined(connection: sa.Connection, table: sa.Table) -> list[Quarantined]:
    """Everything in quarantine, newest first."""
    names = ("object", "column", "hidden", "revision", "at", "columns", "id")
    query = sa.select(*(table.c[name] for name in names)).order_by(table.c.id.desc())
    return [
        Quarantined(thing, column or None, hidden, revision, at, _understood(columns), number, _handed_on(columns))
        for thing, column, hidden, revision, at, columns, number in connection.execute(query)
    ]
