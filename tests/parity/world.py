"""A small world for tests of the store's reads: objects of every kind of field, and a database of each kind with rows.

Rows are written by plain inserts, so that reads are tested by themselves.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

import sqlalchemy as sa

from objectry.metadata import AppSource, RuleText, core_app, load_stack
from objectry.plan import Blueprint, Column, compile_model
from objectry.rules import (
    Catalog,
    Environment,
    Node,
    Scope,
    Value,
    check_expression,
    compile_node,
)
from objectry.runtime.conditions import Condition, Everyone
from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.connections import allow_depth
from objectry.runtime.store.reading import Context
from objectry.runtime.store.select import Select, run_select
from objectry.runtime.store.tables import TENANT, Tables, tables
from tests.databases import Database
from tests.statements import listening

THING = """
object: thing
label: Thing
plural: Things
sharing: {base: private, hierarchy: true}
fields:
  name:    {type: text, label: Name}
  other:   {type: text, label: Other}
  code:    {type: text, label: Code, index: true}
  amount:  {type: currency, label: Amount, precision: 18, scale: 2, index: true}
  price:   {type: decimal, label: Price, precision: 9, scale: 4}
  small:   {type: decimal, label: Small, precision: 6, scale: 2}
  count:   {type: integer, label: Count, index: true}
  share:   {type: percent, label: Share}
  active:  {type: boolean, label: Active, default: false}
  opened:  {type: date, label: Opened, index: true}
  closed:  {type: date, label: Closed}
  seen_at: {type: datetime, label: Seen}
  done_at: {type: datetime, label: Done}
  opens:   {type: time, label: Opens, index: true}
  shuts:   {type: time, label: Shuts}
  parent:  {type: lookup, label: Parent, to: thing, related_as: branches}
  stage:
    type: picklist
    label: Stage
    index: true
    attributes: {probability: percent, final: boolean}
    values:
      open: {label: Open, probability: 20}
      won:  {label: Won, probability: 100, final: true}
      lost: {label: Lost, probability: 0, final: true}
  expected: {type: currency, label: Expected, precision: 18, scale: 2, formula: amount * stage.probability}
  total:    {type: currency, label: Total, precision: 18, scale: 2, rollup: SUM(parts.price), reveals: true}
  worth:    {type: currency, label: Worth, precision: 18, scale: 2, rollup: SUM(parts.thing.amount), reveals: true}
"""
PART = """
object: part
label: Part
plural: Parts
owned: false
sharing: {base: edit}
fields:
  name:     {type: text, label: Name}
  thing:    {type: lookup, label: Thing, to: thing, related_as: parts}
  price:    {type: currency, label: Price, precision: 18, scale: 2}
  quantity: {type: decimal, label: Quantity, precision: 12, scale: 3}
  made:     {type: date, label: Made}
  gift:     {type: boolean, label: Gift, default: false}
"""
APP = "name: parity\nlabel: Parity\nversion: 1.0.0\n"
NOW = datetime(2026, 3, 31, 23, 59, 59, 123456, tzinfo=UTC)
ANN, BOB, CAT = (f"00000000-0000-7000-8000-00000000000{digit}" for digit in "abc")
ENVIRONMENT = Environment(NOW, date(2026, 4, 1), {"id": ANN, "name": "Ann", "role": "rep", "manager": None}, "web")
OPEN: Mapping[str, Condition] = {name: Everyone() for name in ("thing", "part", "user")}
Row = Mapping[str, Value]


@cache
def blueprint() -> Blueprint:
    app = AppSource("parity", {"app.yaml": APP, "objects/thing.yaml": THING, "objects/part.yaml": PART})
    model, problems = load_stack([core_app(), app])
    assert not problems.errors, problems.errors
    made, found = compile_model(model)
    assert made is not None, found.errors
    return made


@cache
def catalog() -> Catalog:
    app = AppSource("parity", {"app.yaml": APP, "objects/thing.yaml": THING, "objects/part.yaml": PART})
    return Catalog(load_stack([core_app(), app])[0])


def node(text: str, thing: str = "thing") -> Node:
    """The typed tree of an ad-hoc expression."""
    made, problems = check_expression(RuleText(text), Scope(catalog(), thing))
    assert made is not None, [str(one) for one in problems]
    return made


def is_sound(text: str) -> bool:
    """Whether the checker takes the expression."""
    return check_expression(RuleText(text), Scope(catalog(), "thing"))[0] is not None


def identity(number: int) -> str:
    """The id of record `number`."""
    return f"01900000-0000-7000-8000-{number:012x}"


@dataclass(frozen=True)
class World:
    """An open database with the tables of the blueprint."""

    connection: sa.Connection
    context: Context

    @property
    def tables(self) -> Tables:
        return self.context.tables

    @property
    def is_postgres(self) -> bool:
        return is_postgres(self.connection.dialect)

    def insert(self, thing: str, rows: Iterable[Row], start: int = 0) -> None:
        """Rows of an object, numbered from `start`; what every record has is filled in."""
        columns = self.tables.blueprint.objects[thing].table.columns
        filled = [usual(columns, number, row) for number, row in enumerate(rows, start)]
        if filled:
            self.connection.execute(sa.insert(self.tables.objects[thing]), filled)

    def values(self, *nodes: Node, thing: str = "thing", policies: Mapping[str, Condition] = OPEN) -> Sequence[Row]:
        """What the database answers for each tree, by "0", "1"... for each row in the order of ids."""
        outputs = {str(place): one for place, one in enumerate(nodes)}
        return self.select(Select(thing, outputs, policies=policies))

    def select(self, select: Select) -> list[dict[str, Value]]:
        return run_select(self.connection, self.context, select)

    def ids(self, where: Condition, thing: str = "thing", policies: Mapping[str, Condition] = OPEN) -> list[int]:
        """The numbers of the rows that fulfil a condition."""
        rows = self.select(Select(thing, {}, where, policies=policies))
        return [int(str(row["id"])[-12:], 16) for row in rows]

    @contextmanager
    def watched(self) -> Iterator[list[str]]:
        """Each statement that runs meanwhile."""
        statements: list[str] = []
        with listening(self.connection, lambda statement, _: statements.append(statement)):
            yield statements

    def clear(self, *things: str) -> None:
        for thing in things:
            self.connection.execute(sa.delete(self.tables.objects[thing]))


def usual(columns: Mapping[str, Column], number: int, row: Row) -> dict[str, Value]:
    """A row with all columns, in place of the door."""
    filled: dict[str, Value] = dict.fromkeys(columns)
    filled |= {"id": identity(number), "created_at": NOW, "updated_at": NOW, "version": Decimal(1)}
    filled |= {name: False for name, column in columns.items() if column.kind == "boolean"}
    if "created_by" in columns:
        filled |= {"created_by": ANN, "updated_by": ANN}
    return filled | dict(row)


@contextmanager
def opened(
    database: Database, plan: Blueprint | None = None, environment: Environment = ENVIRONMENT
) -> Iterator[World]:
    """A world in this database, with principals and users ANN > BOB > CAT (each managed by the one before)."""
    allow_depth()
    engine = sa.create_engine(database.url)
    if not database.is_postgres:
        sa.event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=ON"))
    made = tables(plan or blueprint())
    with engine.connect().execution_options(schema_translate_map={TENANT: database.schema}) as connection:
        if database.is_postgres:
            connection.execute(sa.text(f"CREATE SCHEMA {database.schema}"))
        made.metadata.create_all(connection)
        world = World(connection, Context(made, environment))
        _people(world)
        yield world
        connection.rollback()
    engine.dispose()


def _people(world: World) -> None:
    principals = [{"id": one, "kind": "user", "name": name} for one, name in ((ANN, "Ann"), (BOB, "Bob"), (CAT, "Cat"))]
    world.connection.execute(sa.insert(world.tables.principal), principals)
    bosses = ((ANN, "Ann", None), (BOB, "Bob", ANN), (CAT, "Cat", BOB))
    world.insert("user", [{"id": one, "name": name, "manager": boss, "active": True} for one, name, boss in bosses])
    paths = ((ANN, BOB, 1), (ANN, CAT, 2), (BOB, CAT, 1), (ANN, ANN, 0), (BOB, BOB, 0), (CAT, CAT, 0))
    world.connection.execute(
        sa.insert(world.tables.manager_path),
        [{"ancestor": over, "descendant": under, "depth": depth} for over, under, depth in paths],
    )


def evaluated(tree: Node, rows: Sequence[Row]) -> list[Value]:
    """What Python answers for each row, which is keyed by the tree's own reads."""
    return compile_node(tree).run(rows, ENVIRONMENT)
