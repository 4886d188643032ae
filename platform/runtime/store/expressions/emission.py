"""What every emitter works with: the promise that a tree becomes SQL, and the writing of literals and parameters."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Protocol
from uuid import UUID

import sqlalchemy as sa

from objectry.rules import Call, Const, ContextRead, Environment, FieldRead, Kind, Node, Type, Value
from objectry.runtime.store.columns import Choices, Clock, Day, Document, Exact, Flag, Id, Moment, Words, scaled
from objectry.runtime.store.reading import Reading

Sql = sa.ColumnElement[Any]
NULL_WORD: Sql = sa.literal_column("NULL")
STORED_ID = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ANY = "any"
FACT = "fact "  # begins the name of a parameter that is a fact of the call
NEW = "$new"  # no stored record is being created
NO_RECORD = "ffffffff-ffff-ffff-ffff-ffffffffffff"  # an id no record has: stands for what is not an id at all


class Emission(Protocol):
    """The SQL of one statement in the making, seen from one record at hand."""

    @property
    def reading(self) -> Reading:
        """The statement's circumstances."""
        ...

    def value(self, node: Node) -> Sql:
        """The value of a tree.  A number on SQLite is a whole number of units of 10 ** -(the type's scale)."""
        ...

    def fitted(self, node: Node, scale: int) -> Sql:
        """The value of a number, on SQLite counted in units of 10 ** -scale; other values as they are."""
        ...

    def stored(self, read: FieldRead) -> Sql:
        """The column that is read, in the database's own type."""
        ...

    def visible(self, thing: str, base: sa.FromClause) -> Sql:
        """The condition under which the reader may see a record of another object."""
        ...

    def truth(self, node: Node) -> Sql:
        """A condition where null and false come to the same: WHERE, CASE WHEN, and inside AND and OR there."""
        ...


Emitter = Callable[[Emission, Call], Sql]

_TYPES: Mapping[Kind, Callable[[], sa.types.TypeEngine[Any]]] = MappingProxyType(
    {
        Kind.TEXT: Words,
        Kind.BOOLEAN: Flag,
        Kind.DATE: Day,
        Kind.DATETIME: Moment,
        Kind.TIME: Clock,
        Kind.JSON: Document,
        Kind.SECRET: Words,
        Kind.FILE: Id,
        Kind.PICKLIST: Words,
        Kind.SET: Choices,
        Kind.REF: Id,
        Kind.NULL: Words,
    }
)


def sql_type(type_: Type, *, postgres: bool) -> sa.types.TypeEngine[Any]:
    """How a value of this type comes out of the database."""
    if type_.kind is Kind.NUMBER:
        return sa.Numeric() if postgres else Exact(type_.scale)
    return _TYPES[type_.kind]()


def decoded(value: Sql, type_: Type, *, postgres: bool) -> Sql:
    """The same expression, whose results arrive as values of the language."""
    return sa.type_coerce(value, sql_type(type_, postgres=postgres))


def given(emission: Emission, node: Const | ContextRead, *, postgres: bool) -> Sql:
    """A literal or a fact of the call, as a parameter."""
    value = known(emission, node)
    if isinstance(node, ContextRead) and shape(value) is ANY:
        return sa.bindparam(parameter_of(node.name), value, sql_type(node.type, postgres=postgres))
    return literal(value, node.type, postgres=postgres)


def parameter_of(fact: str) -> str:
    """The parameter for a fact of the call, such as `$user.name`."""
    return FACT + fact


def shape(value: Value) -> Value:
    """What a statement depends on in a fact of the call: nothing but that there is one, if it is a parameter."""
    return ANY if isinstance(value, str | date | time | tuple) and value not in {"", ()} else value


def facts_of(environment: Environment, parameters: Iterable[str]) -> dict[str, Value]:
    """The values of those of a statement's parameters that are facts of the call: the clock and the user."""
    facts = {one: one.removeprefix(FACT) for one in parameters if one.startswith(FACT)}
    return {parameter: environment.fact(fact) for parameter, fact in facts.items()}


def known(emission: Emission, node: Const | ContextRead) -> Value:
    """The value of a literal, or of a fact of the call: both are known before the statement runs."""
    if isinstance(node, Const):
        return node.value
    return False if node.name == NEW else emission.reading.fact(node.name)


def literal(value: Value, type_: Type, *, postgres: bool) -> Sql:
    """A value as a bound parameter, in the form this database computes with.  Blank text is null."""
    if value is None or value == "":
        return null(type_, postgres=postgres)
    if isinstance(value, bool):
        return sa.literal(value, Flag())
    if isinstance(value, Decimal):
        return sa.literal(value, sa.Numeric()) if postgres else sa.literal(scaled(value, type_.scale), sa.BigInteger())
    if isinstance(value, str):
        return id_literal(value) if type_.kind is Kind.REF else sa.literal(value, Words())
    if isinstance(value, tuple):
        return sa.literal(value, Choices())
    return temporal_literal(value)


def temporal_literal(value: date | datetime | time) -> Sql:
    if isinstance(value, time):
        return sa.literal(value, Clock())
    return sa.literal(value, Moment() if isinstance(value, datetime) else Day())


def id_literal(value: str) -> Sql:
    """An id as a parameter.  What is no id at all is no record's, instead of an error of the database."""
    return sa.literal(canonical_id(value) or NO_RECORD, Id())


def canonical_id(value: str) -> str | None:
    """The id in the one form it is stored in, or None where the text is no id."""
    if STORED_ID.fullmatch(value):
        return value
    try:
        found = str(UUID(value))
    except ValueError:
        return None
    return found if found == value.lower() else None


def null(type_: Type, *, postgres: bool) -> Sql:
    """A null that knows its type, as PostgreSQL asks."""
    return sa.cast(sa.null(), sql_type(type_, postgres=True)) if postgres else NULL_WORD


def chunks(values: list[Sql], size: int) -> list[list[Sql]]:
    """The values in lists of at most so many."""
    return [values[start : start + size] for start in range(0, len(values), size)]


def is_null(node: Node) -> bool:
    """Whether the tree is null whatever the row: then it takes the type its neighbours ask for."""
    return node.type.kind is Kind.NULL


def typed_null(emission: Emission, type_: Type) -> Sql:
    return null(type_, postgres=emission.reading.facts.postgres)
