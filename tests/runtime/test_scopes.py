"""Tokens of narrower scope: what they are good for, and no more, whatever their user may do."""

from datetime import timedelta

import pytest

from objectry.runtime import Rights
from objectry.runtime.calls import Call, Change, Query
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from tests.runtime.worlds import World


def call(world: World, who: str, *scope: tuple[str, str]) -> Call:
    """A call by the bearer of a fresh token of somebody."""
    expires = world.clock.now() + timedelta(days=1)
    secret = world.platform.identity.create_token(world.call(who), "test", expires, frozenset(scope))
    actor = world.platform.identity.actor_of_token(secret)
    assert actor is not None
    return world.platform.call(actor, world.call(who).source)


def test_a_token_reads_what_it_is_for(world: World) -> None:
    """It lists the objects of its scope with all its user sees of them; others are not there for it."""
    world.create("bob", "deal", {"name": "D"})
    reading = call(world, "dora", ("deal", "read"))
    assert [one.values["name"] for one in world.platform.records.find(reading, Query("deal")).records] == ["D"]
    with pytest.raises(NotFound):
        world.platform.records.find(reading, Query("account"))
    assert "account" not in [
        name for name in reading.blueprint.objects if Rights(reading.blueprint, reading.actor).knows(name)
    ]


def test_a_token_that_reads_writes_nothing(world: World) -> None:
    """Neither a change, nor a new record, nor a share; one that updates makes none and deletes none."""
    deal = world.create("bob", "deal", {"name": "D"})[0].id
    reading, updating = call(world, "bob", ("deal", "read")), call(world, "bob", ("deal", "read"), ("deal", "update"))
    for acting in (reading, updating):
        with pytest.raises(NotAllowed):
            world.platform.records.create(acting, "deal", [{"name": "E"}])
    with pytest.raises(NotAllowed):
        world.platform.records.update(reading, "deal", [Change(deal, {"name": "E"})])
    with pytest.raises(NotAllowed):
        world.platform.sharing.share(reading, "deal", deal, world.people["cid"].id)
    world.platform.records.update(updating, "deal", [Change(deal, {"name": "E"})])
    assert world.value("bob", "deal", deal, "name") == "E"


def test_a_scope_never_widens(world: World) -> None:
    """A star is for all objects the user may use, for the actions named; rights of no object come with no scope."""
    rights = [
        Rights(one.blueprint, one.actor)
        for one in (call(world, "bob", ("*", "delete")), call(world, "root", ("*", "read")))
    ]
    assert not rights[0].may("deal", "read").allowed
    assert not rights[0].may("topic", "delete").allowed
    assert rights[1].may("account", "view_all").allowed
    assert not rights[1].system("manage_users").allowed
    assert not rights[1].may("account", "update").allowed


def test_no_token_makes_a_token(world: World) -> None:
    """One of a scope cannot get another; what there is not cannot be asked for."""
    with pytest.raises(NotAllowed):
        world.platform.identity.create_token(call(world, "bob", ("deal", "read")), "more", None)
    for pair in (("boat", "read"), ("deal", "fly")):
        with pytest.raises(Invalid) as wrong:
            world.platform.identity.create_token(world.call("bob"), "x", None, frozenset({pair}))
        assert [one.code for one in wrong.value.problems] == ["D554"]
