"""The trusted loader: writes a world straight into the tables of a deployed stack, past the door."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count
from typing import Protocol
from uuid import UUID

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from objectry.rules import Value
from objectry.runtime.searching.words import name_of, words_of
from objectry.runtime.store import mark_of_field, mark_of_name
from objectry.runtime.store.marks import STAMP
from objectry.runtime.store.values import write_changes
from tests.databases import Database, without_driver
from tests.leak.making.worlds import SEED
from tests.leak.oracle.values import Scope
from tests.leak.oracle.world import SYSTEM, Cell, Field, World

TEXTS = frozenset({"text", "textarea", "email", "phone", "url"})
SCALE = 100  # of a currency on SQLite, which keeps whole numbers
SHARE = ("id", "object", "record", "principal", "level", "expires_at", "shared_by", "at")
LENT = ("id", "user", "permission_set", "expires_at", *SYSTEM[1:])
ENTRY = ("object", "record", "tokens")
DERIVED = "_search"
"""Begins the names of the tables that hold the index of words: what stands in them follows from the records."""
HISTORY = ("id", "object", "record", "version", "at", "actor", "cause", "kind", "changes")
Rows = Sequence[Sequence[object]]


class Tables(Protocol):
    """The tables of a database."""

    def names(self) -> list[str]: ...
    def rows(self, table: str) -> dict[str, dict[str, object]]: ...
    def columns(self, table: str) -> list[str]: ...
    def written(self, type: str, value: Cell) -> object: ...
    def fill(self, contents: dict[str, tuple[Sequence[str], Rows]]) -> None: ...
    def close(self) -> None: ...


class Loader:
    """Puts one world after another into a database."""

    def __init__(self, database: Database) -> None:
        self.tables: Tables = PostgresTables(database) if database.is_postgres else SqliteTables(database)
        self._columns: dict[str, list[str]] = {}
        self._loads = count(1)

    def load(self, world: World) -> None:
        """Replace everything but the deployment and who is logged in."""
        contents: dict[str, tuple[Sequence[str], Rows]] = {object: self._table(world, object) for object in world.rows}
        people = [(id, "user", row["name"]) for id, row in world.rows["user"].items()]
        contents["_principal"] = (("id", "kind", "name"), [*people, (SEED, "system", "system:seed")])
        contents["_manager_path"] = (("ancestor", "descendant", "depth"), list(above(world)))
        contents["_counter"] = (
            ("name", "period", "last"),
            [(STAMP, "", next(self._loads))],
        )  # they are other people now
        contents["_history"] = (HISTORY, [self._change(world, number) for number in range(len(world.history))])
        contents["_share"] = (SHARE, [self._share(world, number) for number in range(len(world.shares))])
        contents["_search"] = (ENTRY, [self._entry(*one) for one in entries(world)])
        contents["user_permission"] = (LENT, [self._loan(world, number) for number in range(len(world.lent))])
        self.tables.fill(contents)

    def _share(self, world: World, number: int) -> list[object]:
        one, at = world.shares[number], self.tables.written("at", world.now)
        until = self.tables.written("at", one.until)
        return [numbered("a", number), one.object, one.record, one.person, one.access, until, one.person, at]

    def _entry(self, object: str, id: str, tokens: set[str]) -> list[object]:
        return [object, id, self.tables.written("tokens", tuple(sorted(tokens)))]

    def _loan(self, world: World, number: int) -> list[object]:
        one, at = world.lent[number], self.tables.written("at", world.now)
        until = self.tables.written("at", one.until)
        return [numbered("b", number), one.person, one.set, until, at, SEED, at, SEED, 1]

    def contents(self) -> dict[str, dict[str, dict[str, object]]]:
        """Every row of every table, by id."""
        return {table: self.tables.rows(table) for table in self.tables.names()}

    def _table(self, world: World, object: str) -> tuple[list[str], Rows]:
        columns = self._columns.setdefault(object, self.tables.columns(object))
        return columns, [self._row(world, object, row["id"], columns) for row in world.rows[object].values()]

    def _row(self, world: World, object: str, id: Cell, columns: list[str]) -> list[object]:
        kind, scope = world.stack.kinds[object], Scope(world, object, world.rows[object][str(id)])
        types = {name: one.type for name, one in kind.fields.items()} | dict.fromkeys(
            ("created_at", "updated_at"), "at"
        )
        return [self.tables.written(types.get(name, "text"), scope.own(name)) for name in columns]

    def _change(self, world: World, number: int) -> list[object]:
        one = world.history[number]
        types = world.stack.kinds[one.object].fields
        values = {
            name: (inside(types[name], one), inside(types[name], other)) for name, (one, other) in one.values.items()
        }
        at = self.tables.written("at", one.at)
        return [number + 1, one.object, one.record, one.version, at, one.actor, "user", one.kind, write_changes(values)]


def inside(declared: Field, value: Cell) -> Value:
    """A value as the door knows it."""
    if declared.type == "date" and value is not None:
        return date.fromisoformat(str(value))
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def numbered(letter: str, number: int) -> str:
    return f"0190c000-{letter}000-7000-8000-00000000000{number}"


def above(world: World) -> Iterator[tuple[str, str, int]]:
    """Who is above whom, and how far."""
    people = world.rows["user"]
    for id, row in people.items():
        manager, depth = row["manager"], 1
        while manager is not None:
            yield str(manager), id, depth
            manager, depth = people[str(manager)]["manager"], depth + 1


def entries(world: World) -> Iterator[tuple[str, str, set[str]]]:
    """What every record is found by: every text in a column, whether it is searched or not."""
    for object, rows in world.rows.items():
        kind = world.stack.kinds[object]
        texts = [name for name, one in kind.fields.items() if one.type in TEXTS and not one.computed]
        for id, row in rows.items():
            scope = Scope(world, object, row)
            said = [(mark_of_field(object, name), words_of(str(scope.own(name) or ""))) for name in texts]
            name = name_of(str(scope.own(kind.name_field) or ""))
            yield object, id, {mark + word for mark, words in said for word in words} | {mark_of_name(object) + name}


def by_id(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> dict[str, dict[str, object]]:
    """Rows by their id; those of tables without one by all they hold."""
    found = (dict(zip(columns, map(comparable, row), strict=True)) for row in rows)
    return {str(row.get("id", row)): row for row in found}


def comparable(value: object) -> object:
    """A value of either database, to be compared with what a new record may hold."""
    return str(value) if isinstance(value, UUID) else tuple(value) if isinstance(value, list) else value


class SqliteTables:
    """Tables in a file."""

    def __init__(self, database: Database) -> None:
        self.connection = sqlite3.connect(str(make_url(database.url).database), isolation_level=None)
        self.connection.execute("PRAGMA synchronous=OFF")

    def names(self) -> list[str]:
        found = self.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name <> '_deployment'")
        return [str(name) for (name,) in found if not name.startswith(DERIVED)]

    def rows(self, table: str) -> dict[str, dict[str, object]]:
        cursor = self.connection.execute(f'SELECT * FROM "{table}"')
        return by_id([one[0] for one in cursor.description], cursor.fetchall())

    def columns(self, table: str) -> list[str]:
        return [str(row[1]) for row in self.connection.execute(f'PRAGMA table_info("{table}")')]

    def written(self, type: str, value: Cell) -> object:
        match value:
            case Decimal():
                return int(value * SCALE)
            case tuple() if type == "tokens":
                return " ".join(map(str, value))
            case tuple():
                return json.dumps(value, separators=(",", ":"))
            case _:
                return value

    def fill(self, contents: dict[str, tuple[Sequence[str], Rows]]) -> None:
        self.connection.execute("BEGIN IMMEDIATE")
        for table, (columns, rows) in contents.items():
            self.connection.execute(f'DELETE FROM "{table}"')
            names = ", ".join(f'"{name}"' for name in columns)
            marks = ", ".join("?" * len(columns))
            self.connection.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)
        self.connection.execute("INSERT INTO _search_index(_search_index) VALUES ('rebuild')")
        self.connection.execute("COMMIT")

    def close(self) -> None:
        self.connection.close()


class PostgresTables:
    """Tables in a schema."""

    def __init__(self, database: Database) -> None:
        self.schema = str(database.schema)
        self.connection = psycopg.connect(without_driver(database.url), autocommit=True)

    def names(self) -> list[str]:
        query = "SELECT table_name FROM information_schema.tables WHERE table_schema = %s"
        found = self.connection.execute(query, [self.schema])
        return [name for (name,) in found if name != "_deployment" and not name.startswith(DERIVED)]

    def rows(self, table: str) -> dict[str, dict[str, object]]:
        cursor = self.connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(self.schema, table)))
        return by_id([one.name for one in cursor.description or ()], cursor.fetchall())

    def columns(self, table: str) -> list[str]:
        query = "SELECT column_name FROM information_schema.columns WHERE table_schema = %s AND table_name = %s"
        return [name for (name,) in self.connection.execute(query, [self.schema, table])]

    def written(self, type: str, value: Cell) -> object:
        if value is None:
            return None
        if type == "tokens":
            return " ".join(f"'{one}'" for one in value) if isinstance(value, tuple) else value
        if type == "at":
            return datetime.fromtimestamp(int(str(value)) / 1_000_000, UTC)
        if type == "date":
            return date.fromisoformat(str(value))
        return list(value) if isinstance(value, tuple) else value

    def fill(self, contents: dict[str, tuple[Sequence[str], Rows]]) -> None:
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            for table, (columns, rows) in contents.items():
                place = sql.Identifier(self.schema, table)
                cursor.execute(sql.SQL("DELETE FROM {}").format(place))
                names = sql.SQL(", ").join(map(sql.Identifier, columns))
                marks = sql.SQL(", ").join([sql.Placeholder()] * len(columns))
                cursor.executemany(sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(place, names, marks), rows)

    def close(self) -> None:
        self.connection.close()
