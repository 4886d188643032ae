"""A small stack written by hand, and stores in which it is deployed, for the tests of what writes."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import MappingProxyType
from uuid import UUID

from objectry.metadata import Layout, Object, Page, Settings
from objectry.plan import (
    Blueprint,
    Column,
    ColumnKind,
    CreateIndex,
    CreateTable,
    ObjectPlan,
    Rollup,
    Step,
    Table,
    TableIndex,
)
from objectry.rules import Environment, FieldRead, Value, number
from objectry.runtime.store.apply import Applying
from objectry.runtime.store.deployments import Deployment
from objectry.runtime.store.engine import Store, open_store
from objectry.runtime.store.reading import Context
from objectry.runtime.store.tables import tables
from tests.databases import Database

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
ENVIRONMENT = Environment(NOW, date(2026, 11, 22), {}, "api")
MONEY = number(18, 2)
ID, TEXT, BOOLEAN = ColumnKind.ID, ColumnKind.TEXT, ColumnKind.BOOLEAN
MOMENT, DAY, INTEGER, NUMBER = ColumnKind.DATETIME, ColumnKind.DATE, ColumnKind.INTEGER, ColumnKind.NUMBER

SYSTEM = (
    Column("id", ID, nullable=False),
    Column("created_at", MOMENT, nullable=False),
    Column("owner", ID, references="_principal"),
    Column("version", INTEGER, nullable=False),
    Column("deleted_at", MOMENT),
)
AMOUNT = Column("amount", NUMBER, 18, 2)
TOTAL = Column("total", NUMBER, 18, 2)
TOTALS = Rollup(
    object="account",
    field="total",
    child="deal",
    link="account",
    function="SUM",
    value=FieldRead((), "deal", "amount", MONEY, child=True, declared=True),
    where=None,
    type=MONEY,
    stored=True,
    reads=frozenset({"amount", "account"}),
)


def ident(count: int) -> str:
    """The id of test record number `count`."""
    return str(UUID(int=(1 << 80) | (0x7 << 76) | (0x8 << 60) | count))


def thing(name: str, columns: Iterable[Column], indexes: Iterable[TableIndex] = (), rank: int = 0) -> ObjectPlan:
    """An object with the system's columns and these."""
    found = {column.name: column for column in (*SYSTEM, *columns)}
    table = Table(name, MappingProxyType(found), MappingProxyType({one.name: one for one in indexes}))
    declared = Object(name, name.title(), f"{name.title()}s", "test", MappingProxyType({}))
    return ObjectPlan(declared, table, MappingProxyType({}), Layout(name, {}, Page(), {}), {}, rank=rank)


def with_columns(plan: ObjectPlan, *columns: Column, without: tuple[str, ...] = ()) -> ObjectPlan:
    """The same object with more, other or fewer columns, and the indexes that still have theirs."""
    left = {name: column for name, column in plan.table.columns.items() if name not in without}
    left |= {column.name: column for column in columns}
    indexes = {name: one for name, one in plan.table.indexes.items() if set(one.columns) <= set(left)}
    return replace(plan, table=replace(plan.table, columns=left, indexes=indexes))


def stack(*things: ObjectPlan, label: str = "first") -> Blueprint:
    """A blueprint of these objects."""
    objects = MappingProxyType({one.name: one for one in things})
    return Blueprint(label, (), Settings(), objects, MappingProxyType({}), MappingProxyType({}))


USER = thing("user", [Column("name", TEXT), Column("manager", ID, references="user")])
ACCOUNT = replace(
    thing(
        "account",
        [Column("name", TEXT), Column("email", TEXT), Column("city", TEXT), Column("vip", BOOLEAN), TOTAL],
        [
            TableIndex("ux_account_email", ("email",), unique=True),
            TableIndex("ux_account_place", ("name", "city"), unique=True),
        ],
        rank=1,
    ),
    rollups=(TOTALS,),
)
DEAL = thing(
    "deal",
    [Column("name", TEXT), Column("account", ID, references="account"), AMOUNT, Column("closes", DAY)],
    [TableIndex("ix_deal_account", ("account", "id"))],
    rank=2,
)
STACK = stack(USER, ACCOUNT, DEAL)


def first_steps(blueprint: Blueprint) -> list[Step]:
    """What makes the tables of a blueprint from nothing."""
    plans = sorted(blueprint.objects.values(), key=lambda plan: plan.rank)
    made: list[Step] = [CreateTable(plan.table) for plan in plans]
    made += [CreateIndex(plan.name, index) for plan in plans for index in plan.table.indexes.values()]
    return made


def deployment(message: str = "first") -> Deployment:
    """A deployment to write down."""
    files = {"core": {"app.yaml": "name: core"}, "crm": {"objects/account.yaml": "object: account # 客户"}}
    return Deployment(0, NOW, "Ada", message, "0.1.0", files, {"core": "c0", "crm": "c1"}, "b1", {"objects": ["a"]})


def context(blueprint: Blueprint) -> Context:
    """The circumstances under which figures are computed."""
    return Context(tables(blueprint), ENVIRONMENT)


def apply(store: Store, blueprint: Blueprint, steps: Iterable[Step], base: int | None = None) -> int:
    """Deploy a blueprint by these steps; the new revision."""
    planned = list(steps)

    def work(applying: Applying) -> int:
        applying.run(context(blueprint), planned, NOW)
        return applying.deploy(deployment())

    return store.apply(store.revision() if base is None else base, work)


def deployed(database: Database, blueprint: Blueprint = STACK) -> Store:
    """A store with a stack in force as revision 1."""
    store = open_store(database.url, database.schema)
    apply(store, blueprint, first_steps(blueprint))
    return store


def row(count: int, **values: Value) -> dict[str, Value]:
    """A record to insert."""
    plain: dict[str, Value] = {"id": ident(count), "created_at": NOW, "version": Decimal(1)}
    return plain | values


def stored(store: Store, plan: ObjectPlan, *counts: int) -> list[Mapping[str, Value]]:
    """Records as they are in the database."""
    with store.write(store.revision()) as writing:
        return list(writing.lock(plan, [ident(count) for count in counts]))
