"""Functions of ours on SQLite: made known to a connection the first time a statement on it needs them.

Only statements call them, never an index, a view, a trigger or a generated column: other programs could not open
such a file.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

KNOWN = "objectry_functions"  # in the connection's own notes: which functions it has


@dataclass(frozen=True, slots=True)
class Registered:
    """One function.  `make` is the function itself or, where `aggregate`, a class with step and finalize."""

    name: str
    arguments: int
    make: Callable[..., Any]
    aggregate: bool = False


def register(connection: sa.Connection, functions: Mapping[str, Registered]) -> None:
    """Make the functions known to the connection, those it does not know yet."""
    if not functions:
        return
    known: set[str] = connection.info.setdefault(KNOWN, set())
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    for name in functions.keys() - known:
        _register(driver, functions[name])
        known.add(name)


def _register(driver: sqlite3.Connection, function: Registered) -> None:
    if function.aggregate:
        driver.create_aggregate(function.name, function.arguments, function.make)
    else:
        driver.create_function(function.name, function.arguments, function.make, deterministic=True)
