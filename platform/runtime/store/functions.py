"""Functions of ours on SQLite: made known to a connection the first time a statement on it needs them.

Only statements call them, never an index, a view, a trigger or a generated column: other programs could not open
such a file.
"""

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import sqlalchemy as sa

MOST_KNOWN = 1000
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
    known: dict[str, Registered] = connection.info.setdefault(KNOWN, {})
    missing = [name for name in functions if name not in known]
    if not missing:
        return
    driver = cast("sqlite3.Connection", connection.connection.driver_connection)
    if len(known) + len(missing) > MOST_KNOWN:
        _forget(driver, known, functions)
    for name in missing:
        known[name] = functions[name]
        _register(driver, known[name])


def _forget(driver: sqlite3.Connection, known: dict[str, Registered], wanted: Mapping[str, Registered]) -> None:
    """Take away the functions that are not wanted now: one that is wanted again will be registered again."""
    for name in known.keys() - wanted.keys():
        function = known.pop(name)
        if function.aggregate:
            known[name] = function  # there are three, and they stay
        else:
            driver.create_function(name, function.arguments, None)


def _register(driver: sqlite3.Connection, function: Registered) -> None:
    if function.aggregate:
        driver.create_aggregate(function.name, function.arguments, function.make)
    else:
        driver.create_function(function.name, function.arguments, function.make, deterministic=True)
