"""Indexes are used: the statements keep the form in which a database finds them useful."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.rules import Value
from objectry.runtime.conditions import AllOf, AnyOf, Condition, Everyone, Fulfils, IdIn, OwnedBelow, OwnedBy
from objectry.runtime.store.groups import Figure, Groups, run_groups
from objectry.runtime.store.select import Order, Select, count_select
from tests.parity.world import ANN, CAT, World, identity, node
from tests.statements import listening

MANY = 3000


@pytest.fixture
def crowded(world: World) -> World:
    """Three thousand things, each its own in every respect, ten of them Ann's."""
    principals = [{"id": identity(at), "kind": "user", "name": "x"} for at in range(MANY)]
    world.connection.execute(sa.insert(world.tables.principal), principals)
    world.insert("thing", [row(at) for at in range(MANY)])
    world.connection.execute(sa.text("ANALYZE"))
    return world


def row(at: int) -> dict[str, Value]:
    owner = ANN if at % 300 == 0 else identity(at)
    day = date(2000, 1, 1) + timedelta(days=at)
    return {
        "owner": owner,
        "stage": f"s{at}",
        "code": f"c{at}",
        "amount": Decimal(at),
        "count": Decimal(at),
        "opened": day,
    }


def plan_of(world: World, ask: Callable[[], object]) -> str:
    """How the database would answer, as it says itself."""
    seen: list[tuple[str, Any]] = []

    with listening(world.connection, lambda *told: seen.append(told)):
        ask()
    statement, parameters = seen[-1]
    explain = "EXPLAIN " if world.is_postgres else "EXPLAIN QUERY PLAN "
    return "\n".join(str(line[-1]) for line in world.connection.exec_driver_sql(explain + statement, parameters))


FILTERS: list[tuple[str, Condition, str]] = [
    ("a picklist value", Fulfils(node('stage = "won"')), "ix_thing_stage"),
    ("picklist values", Fulfils(node('stage in ("won", "lost")')), "ix_thing_stage"),
    ("an owner", OwnedBy(ANN), "ix_thing_owner"),
    ("an owner in the language", Fulfils(node("owner = $user")), "ix_thing_owner"),
    ("people below", OwnedBelow(CAT), "ix_thing_owner"),
    ("own and those of people below", AnyOf((OwnedBy(ANN), OwnedBelow(CAT))), "ix_thing_owner"),
    ("own or won", AnyOf((OwnedBy(ANN), Fulfils(node('stage = "won"')))), "ix_thing_stage"),
    ("ids", IdIn((identity(5), identity(6))), ""),
    ("part of a conjunction", AllOf((Everyone(), Fulfils(node('amount > 5 and stage = "won"')))), "ix_thing_"),
    ("a whole number", Fulfils(node("count = 5")), "ix_thing_count"),
    ("an amount", Fulfils(node("amount = 5")), "ix_thing_amount"),
    ("an amount above", Fulfils(node("amount > 5000")), "ix_thing_amount"),
    ("a day", Fulfils(node("opened = TODAY()")), "ix_thing_opened"),
    ("a text", Fulfils(node('code = "x"')), "ix_thing_code"),
]


def test_filters_use_their_indexes(crowded: World) -> None:
    """A comparison of a stored field with a literal is served by the field's index."""
    primary = "thing_pkey" if crowded.is_postgres else "sqlite_autoindex_thing"
    missed = {}
    for name, where, index in FILTERS:
        plan = plan_of(crowded, partial(count_select, crowded.connection, crowded.context, Select("thing", {}, where)))
        if (index or primary) not in plan:
            missed[name] = plan
    assert missed == {}


def test_sorts_use_their_indexes(crowded: World) -> None:
    """A page sorted by an indexed field is read along the index, in both directions, without sorting all rows."""
    sorted_anew = {}
    for name, descending in product(("amount", "count", "opened", "code", "stage"), (False, True)):
        select = Select("thing", {}, order=(Order(node(name), descending),), limit=20)
        plan = plan_of(crowded, partial(crowded.select, select))
        if f"ix_thing_{name}" not in plan or "Sort" in plan or "TEMP B-TREE" in plan:
            sorted_anew[name, descending] = plan
    assert sorted_anew == {}


def test_figures_over_all_rows_use_no_index(world: World) -> None:
    """A sum over all live rows reads the table in its order, not row by row through the index of somebody's records."""
    figures = {"sum": Figure("SUM", node("price"))}
    asked = Groups("thing", {"stage": node("other")}, figures, AllOf((Everyone(),)))
    plan = plan_of(world, partial(run_groups, world.connection, world.context, asked))
    assert "ix_thing" not in plan or world.is_postgres  # which knows how many rows are live
