"""Set-based: the number of statements of a call does not depend on the number of its records."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from objectry.runtime.actor import Source
from objectry.runtime.calls import Change, Outcome, Query, Target
from tests.runtime.worlds import PASSWORD, World, ids
from tests.statements import listening

FEW, MANY = 1, 500
SLACK = 6  # writing goes in chunks, and PostgreSQL copies many rows where it inserts few


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """Every statement sent to the world's database meanwhile."""
    seen: list[str] = []
    with listening(world.store._pools.writer, lambda statement, _: seen.append(statement)):
        yield seen


def statements(world: World, act: Callable[[], object]) -> int:
    act()  # what is made once per process is made before
    with counted(world) as seen:
        act()
    return len(seen)


def deals(count: int, account: str) -> list[dict[str, object]]:
    return [{"name": f"d{place}", "account": account, "amount": 1, "stage": "won"} for place in range(count)]


@pytest.mark.parametrize("what", ["create", "update", "delete", "upsert"])
def test_a_write_of_many_runs_no_more_statements_than_of_one(world: World, what: str) -> None:
    """Creating, changing and deleting 500 records, rules, roll-ups, notifications and answer included."""
    account = world.create("bob", "account", {"name": "A"})[0].id
    records, call = world.platform.records, world.call("bob")
    codes = iter(f"{a}{b}{c}" for a in "ABCDEFGHIJ" for b in "ABCDEFGHIJ" for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")

    def act(count: int) -> Callable[[], Outcome]:
        if what == "create":
            return lambda: records.create(call, "deal", deals(count, account))
        if what == "upsert":
            return lambda: records.upsert(
                call, "deal", "code", [{**one, "code": next(codes)} for one in deals(count, account)]
            )
        made = iter(
            [world.create("bob", "deal", *[{**one, "stage": "open"} for one in deals(count, account)]) for _ in "12"]
        )
        if what == "update":
            return lambda: records.update(call, "deal", [Change(id, {"stage": "won"}) for id in ids(next(made))])
        return lambda: records.delete(call, "deal", [Target(id) for id in ids(next(made))])

    few, many = statements(world, act(FEW)), statements(world, act(MANY))
    assert many <= few + SLACK, (few, many)


@pytest.mark.parametrize("limit", [1, 200])
def test_a_list_is_one_statement(world: World, limit: int) -> None:
    """A page with names of references, paths and formulas is one select; its count is another."""
    account = world.create("bob", "account", {"name": "A"})[0].id
    world.create("bob", "deal", *deals(210, account))
    fields = ("name", "account", "account.loud", "account.owner.manager", "owner", "amount")
    query = Query("deal", fields=fields, sort=("-amount",), limit=limit, count="capped")
    world.platform.identity.set_password(world.call("root"), world.people["bob"].id, PASSWORD)
    call = world.platform.call(world.platform.identity.log_in("bob", PASSWORD).actor, Source.WEB)
    world.platform.records.find(call, query)
    with counted(world) as seen:
        world.platform.records.find(call, query)
    selects = [one for one in seen if one.lstrip().upper().startswith("SELECT")]
    assert len(selects) == 2


def test_ten_thousand_records_in_one_call(sqlite_world: World) -> None:
    """The largest call goes through in one transaction."""
    values = [{"name": f"t{place}"} for place in range(10_000)]
    outcome = sqlite_world.platform.records.create(sqlite_world.call("root"), "topic", values)
    assert outcome.actions.count("created") == 10_000
    counted_ = sqlite_world.platform.records.find(sqlite_world.call("bob"), Query("topic", limit=1, count="exact"))
    assert counted_.total == 10_000
