"""What a read is made with: the tables, the circumstances of the call, and what the database at hand can do."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from objectry.metadata import EMPTY
from objectry.rules import Environment, Value
from objectry.runtime.conditions import Condition
from objectry.runtime.frozen import FrozenMap
from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.functions import Registered, register
from objectry.runtime.store.tables import Tables

NO_POLICIES: FrozenMap[str, Condition] = FrozenMap(EMPTY)
KNOWN = "objectry_facts"  # in the connection's own notes: what was found out about its database
CASE_RULES = ("und-x-icu", "pg_unicode_fast")  # collations that change case as Python does, the better one first


class NoCaseRules(Exception):
    """PostgreSQL without a collation that changes the case of every script."""


@dataclass(frozen=True, slots=True)
class Context:
    """The circumstances of a read: the deployed tables, and the clock, user and door of the call."""

    tables: Tables
    environment: Environment


@dataclass(frozen=True, slots=True)
class Facts:
    """What the database at hand can do.  `case_rules` is the collation for UPPER and LOWER on PostgreSQL."""

    postgres: bool
    case_rules: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement in the making.

    `policies` say which rows of each object an ad-hoc path or figure may reach; an object they do not name is closed.
    `functions` collects what must be registered on SQLite before it runs, `used` counts the aliases of each table,
    `asked` are the facts of the call that it was made from.  `afresh` works stored roll-ups out instead of reading
    their columns.
    """

    context: Context
    facts: Facts
    policies: FrozenMap[str, Condition] = NO_POLICIES
    functions: dict[str, Registered] = field(default_factory=dict)
    used: Counter[str] = field(default_factory=Counter)
    afresh: bool = False
    asked: set[str] = field(default_factory=set)

    def fact(self, name: str) -> Value:
        """A fact of the call, on which the statement depends from now on."""
        self.asked.add(name)
        return self.context.environment.fact(name)

    @property
    def tables(self) -> Tables:
        """The tables of the deployed blueprint."""
        return self.context.tables

    def alias(self, thing: str) -> sa.FromClause:
        """The table of an object under a name that this statement has not used yet."""
        self.used[thing] += 1
        return self.tables.alias(thing, self.used[thing])

    def call(self, function: Registered, *args: Any) -> sa.ColumnElement[Any]:
        """A call of one of our functions on SQLite, which the statement will need."""
        self.functions[function.name] = function
        caller: Callable[..., sa.ColumnElement[Any]] = getattr(sa.func, function.name)
        return caller(*args)

    def prepare(self, connection: sa.Connection) -> None:
        """Make the functions known that the statement calls.  To be called before it runs."""
        register(connection, self.functions)


def facts(connection: sa.Connection) -> Facts:
    """What the database of this connection can do; asked once per connection.

    Raises NoCaseRules on a PostgreSQL that could not answer UPPER and LOWER as Python does.
    """
    if not is_postgres(connection.dialect):
        return Facts(postgres=False)
    notes: dict[str, Facts] = connection.info
    if KNOWN not in notes:
        notes[KNOWN] = Facts(postgres=True, case_rules=_case_rules(connection))
    return notes[KNOWN]


def _case_rules(connection: sa.Connection) -> str:
    query = sa.text("SELECT collname FROM pg_catalog.pg_collation WHERE collname = ANY(:names)")
    there = set(connection.execute(query, {"names": list(CASE_RULES)}).scalars())
    for name in CASE_RULES:
        if name in there:
            return name
    raise NoCaseRules(
        "this PostgreSQL has neither ICU nor pg_unicode_fast (version 18): UPPER and LOWER would be wrong"
    )
