"""Databases that stand already: each company is deployed once a run, and every test gets a copy of its own."""

import shutil
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import psycopg
from psycopg import sql

from tests.databases import Database, contents_of, name_of, sqlite_database, without_driver

KINDS = ("sqlite", "postgresql")
SCHEMA = "company"
PATIENCE = 50  # a server takes a moment to notice that a connection has gone

Made = TypeVar("Made")


class Moulds:
    """The databases made so far, by kind and name, with what their makers told of them."""

    def __init__(self, folder: Path, server: Callable[[], str]) -> None:
        self._folder = folder
        self._start = server
        self._made: dict[tuple[str, str], tuple[Database, Any]] = {}

    def copy(self, kind: str, name: str, make: Callable[[Database], Made], folder: Path) -> tuple[Database, Made]:
        """A database like the one `make` leaves in an empty one, and what it answered.  `make` closes what it opens."""
        if (kind, name) not in self._made:
            self._made[kind, name] = self._mould(kind, make)
        mould, made = self._made[kind, name]
        return (self._copied_file(mould, folder) if kind == "sqlite" else self._copied_database(mould)), made

    def drop(self, database: Database) -> None:
        """Remove a copy.  Files go with the folder of their test."""
        if database.is_postgres:
            shutil.rmtree(contents_of(database).folder, ignore_errors=True)
            self._tell("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_of(database))

    def drop_all(self) -> None:
        """Remove the moulds themselves."""
        for mould, _ in self._made.values():
            self.drop(mould)

    @cached_property
    def _server(self) -> str:
        """The address of the server, which runs only if somebody asks for it."""
        return self._start()

    def _mould(self, kind: str, make: Callable[[Database], Made]) -> tuple[Database, Made]:
        if kind == "sqlite":
            folder = self._folder / uuid.uuid4().hex
            folder.mkdir()
            empty = sqlite_database(folder)
        else:
            empty = self._database()
            self._tell("CREATE DATABASE {}", name_of(empty))
        return empty, make(empty)

    def _copied_file(self, mould: Database, folder: Path) -> Database:
        copy = sqlite_database(folder)
        shutil.copytree(Path(mould.url.removeprefix("sqlite:///")).parent, folder, dirs_exist_ok=True)
        return copy

    def _copied_database(self, mould: Database) -> Database:
        copy = self._database()
        for _ in range(PATIENCE):
            with suppress(psycopg.errors.ObjectInUse):
                self._tell("CREATE DATABASE {} TEMPLATE {}", name_of(copy), name_of(mould))
                return copy
            time.sleep(0.05)
        raise TimeoutError(f"somebody still works in {name_of(mould)}")

    def _database(self) -> Database:
        server, _, options = self._server.partition("?")
        return Database(f"{server.rpartition('/')[0]}/m_{uuid.uuid4().hex[:16]}?{options}".rstrip("?"), SCHEMA)

    def _tell(self, statement: str, *names: str) -> None:
        with psycopg.connect(without_driver(self._server), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
