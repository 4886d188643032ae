"""Blueprint -> SQLAlchemy tables, the one bridge between the two.

Every table stands in the schema TENANT, which is a token: an engine translates it (`schema_translate_map`) to the
tenant's schema on PostgreSQL and to none on SQLite.  So each identifier is qualified and search_path never matters.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy import UnaryExpression, quoted_name
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import operators
from sqlalchemy.sql.compiler import SQLCompiler

from objectry import plan
from objectry.plan import Blueprint, Column, ColumnKind
from objectry.rules import Node
from objectry.runtime.store.columns import SQLITE_DIGITS, Id, Integer, Moment, Words, column_type

TENANT = "tenant"
LONGEST_NAME = 63  # of an identifier on PostgreSQL, in bytes
PRINCIPAL, MANAGER_PATH, SHARE = "_principal", "_manager_path", "_share"


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one blueprint: those of its objects by name, and the platform's own that reads join.

    What is slow to make is kept with them: in `fused` the functions that expressions have become on SQLite, in
    `questions` whole statements, in `aliases` the aliases of tables by name and number.
    """

    blueprint: Blueprint
    metadata: sa.MetaData
    objects: Mapping[str, sa.Table]
    principal: sa.Table
    manager_path: sa.Table
    share: sa.Table
    fused: dict[Node, Any] = field(default_factory=dict, compare=False, repr=False)
    questions: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    aliases: dict[tuple[str, int], sa.FromClause] = field(default_factory=dict, compare=False, repr=False)

    def alias(self, thing: str, number: int) -> sa.FromClause:
        """Alias number `number` of an object's table."""
        found = self.aliases.get((thing, number))
        return found if found is not None else self.aliases.setdefault((thing, number), self.objects[thing].alias())


def new_metadata() -> sa.MetaData:
    """An empty collection of tables, all in the tenant's schema."""
    return sa.MetaData(schema=TENANT)


def quoted(name: str) -> quoted_name:
    """An identifier that is always quoted, whatever words a database reserves."""
    return quoted_name(name, quote=True)


def short_name(*parts: str) -> str:
    """A name for an index or constraint: its parts joined, and a hash in place of what would be too long."""
    whole = "_".join(parts)
    if len(whole) <= LONGEST_NAME:
        return whole
    return f"{whole[: LONGEST_NAME - 9]}_{blake2b(whole.encode(), digest_size=4).hexdigest()}"


def foreign_key(table: str, column: str, target: str) -> sa.ForeignKey:
    """A reference checked at commit.  It never cascades: what happens on deletion is the door's business."""
    return sa.ForeignKey(
        f"{TENANT}.{target}.id", name=short_name("fk", table, column), deferrable=True, initially="DEFERRED"
    )


def sql_column(table: str, column: Column) -> sa.Column[Any]:
    """One column with its type, its foreign key and, for flags, its default."""
    references = (foreign_key(table, column.name, column.references),) if column.references else ()
    flag = column.kind is ColumnKind.BOOLEAN
    return sa.Column(
        quoted(column.name),
        column_type(column),
        *references,
        primary_key=column.name == "id",
        nullable=column.nullable and not flag and column.name != "id",
        server_default=sa.false() if flag else None,
    )


class NullsFirst(UnaryExpression[Any]):
    """A column of an index in the order of our lists: nulls first, as on SQLite by nature."""

    inherit_cache = True

    def __init__(self, column: sa.Column[Any]) -> None:
        super().__init__(column, modifier=operators.nulls_first_op)


@compiles(NullsFirst, "sqlite")
def _leave_out(element: NullsFirst, compiler: SQLCompiler, **options: Any) -> str:
    return compiler.process(element.element, **options)


def _indexed(column: sa.Column[Any], *, plain: bool) -> sa.ColumnElement[Any]:
    return NullsFirst(column) if column.nullable and not plain else column


def sql_index(table: sa.Table, index: plan.TableIndex) -> sa.Index:
    """One index of a table; a `live` one covers only records that are not in the recycle bin."""
    live = table.c.deleted_at.is_(None) if index.live and "deleted_at" in table.c else None
    columns = [_indexed(table.c[name], plain=index.unique) for name in index.columns]
    return sa.Index(quoted(index.name), *columns, unique=index.unique, sqlite_where=live, postgresql_where=live)


def object_table(metadata: sa.MetaData, table: plan.Table) -> sa.Table:
    """The table of one object with its indexes."""
    made = sa.Table(
        quoted(table.name), metadata, *(sql_column(table.name, column) for column in table.columns.values())
    )
    for index in table.indexes.values():
        sql_index(made, index)
    return made


def principal_table(metadata: sa.MetaData) -> sa.Table:
    """Who may own or act: users and, named, the platform itself.  A user and its principal share the id."""
    return sa.Table(
        quoted(PRINCIPAL),
        metadata,
        sa.Column(quoted("id"), Id(), primary_key=True),
        sa.Column(quoted("kind"), Words(), nullable=False),
        sa.Column(quoted("name"), Words(), nullable=False),
    )


def manager_path_table(metadata: sa.MetaData) -> sa.Table:
    """The closure of user.manager: who stands above whom, and how many levels."""
    return sa.Table(
        quoted(MANAGER_PATH),
        metadata,
        sa.Column(quoted("ancestor"), Id(), primary_key=True),
        sa.Column(quoted("descendant"), Id(), primary_key=True, index=False),
        sa.Column(quoted("depth"), Integer(), nullable=False),
        sa.Index(quoted("_manager_path_descendant"), "descendant"),
    )


def share_table(metadata: sa.MetaData) -> sa.Table:
    """Records that somebody has shared by hand: with whom, how far, and until when."""
    return sa.Table(
        quoted(SHARE),
        metadata,
        sa.Column(quoted("id"), Id(), primary_key=True),
        sa.Column(quoted("object"), Words(), nullable=False),
        sa.Column(quoted("record"), Id(), nullable=False),
        sa.Column(quoted("principal"), Id(), nullable=False),
        sa.Column(quoted("level"), Words(), nullable=False),
        sa.Column(quoted("expires_at"), Moment(), nullable=True),
        sa.Column(quoted("shared_by"), Id(), nullable=False),
        sa.Column(quoted("at"), Moment(), nullable=False),
        sa.Index(quoted("_share_record"), "record", "principal", unique=True),
        sa.Index(quoted("_share_principal"), "principal", "record"),
    )


def tables(blueprint: Blueprint) -> Tables:
    """The tables a blueprint needs, in fresh metadata to which the platform's other tables may be added."""
    metadata = new_metadata()
    principal, manager_path, share = principal_table(metadata), manager_path_table(metadata), share_table(metadata)
    objects = {name: object_table(metadata, one.table) for name, one in blueprint.objects.items()}
    return Tables(blueprint, metadata, MappingProxyType(objects), principal, manager_path, share)


def too_wide(blueprint: Blueprint) -> tuple[tuple[str, str], ...]:
    """The (object, column) pairs of numbers with more digits than SQLite keeps exactly; PostgreSQL has no such limit.

    Whoever deploys to SQLite refuses a blueprint for which this is not empty.
    """
    return tuple(
        (name, column.name)
        for name, one in blueprint.objects.items()
        for column in one.table.columns.values()
        if column.kind is ColumnKind.NUMBER and (column.precision or 0) > SQLITE_DIGITS
    )
