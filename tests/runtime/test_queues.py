"""Queues: records that wait for a member to take them."""

from typing import Any

import pytest

from objectry.runtime import Change, Invalid, NotAllowed, NotFound
from objectry.runtime.access.queues import queue_id
from tests.runtime.test_sharing import call, sees, team
from tests.runtime.worlds import FILES, Pour, World

QUEUES = """
queues:
  inbound: {label: Inbound deals, objects: [deal], members: [role:agent, team:east]}
  others: {objects: [account], members: [role:rep]}
"""
INBOUND = queue_id("inbound")


@pytest.fixture
def world(poured: Pour) -> World:
    """The company, whose agents take deals from a queue."""
    roles = FILES["permissions/roles.yaml"]
    return poured({**FILES, "permissions/roles.yaml": roles, "permissions/queues.yaml": QUEUES})


def change(world: World, who: str, id: str, **values: Any) -> None:
    world.platform.records.update(call(world, who), "deal", [Change(id, values)])


def test_members_see_and_take_what_a_queue_holds(world: World) -> None:
    """An owner gives a deal to a queue: she loses sight of it, its members see it by its name, and one takes it."""
    (deal,) = world.create("bob", "deal", {"name": "D"})
    east = team(world, "east", "cid")
    assert not sees(world, "cid", deal.id)
    change(world, "bob", deal.id, owner="queue:inbound")
    assert not sees(world, "bob", deal.id)
    assert sees(world, "cid", deal.id)
    seen = world.platform.records.get(call(world, "cid"), "deal", deal.id, ("owner",))
    assert (seen.values["owner"], seen.labels.get("owner")) == (INBOUND, "Inbound deals")
    told = world.platform.records.access(call(world, "cid"), "deal", deal.id)
    assert (told["read"].reason, told["transfer"].allowed) == ("queue inbound", True)
    change(world, "cid", deal.id, owner=world.people["cid"].id)
    assert world.value("cid", "deal", deal.id, "owner") == world.people["cid"].id
    world.platform.records.update(world.call("root"), "team", [Change(east, {"members": []})])
    change(world, "cid", deal.id, owner=INBOUND)
    assert not sees(world, "cid", deal.id)


def test_a_queue_holds_only_what_it_is_for(world: World) -> None:
    """Not records of other objects, and no queue that nobody has declared; others do not give what is not theirs."""
    (deal,) = world.create("bob", "deal", {"name": "D"})
    for owner in ("queue:others", "queue:nothing", queue_id("others")):
        with pytest.raises(Invalid) as told:
            change(world, "bob", deal.id, owner=owner)
        assert [one.code for one in told.value.problems] == ["D529"]
    with pytest.raises((NotFound, NotAllowed)):
        change(world, "cid", deal.id, owner="queue:inbound")
    made = world.create("root", "deal", {"name": "R", "owner": "queue:inbound"})[0]
    assert made.values["owner"] == INBOUND


def test_managers_and_others_do_not_reach_into_a_queue(world: World) -> None:
    """What a queue holds is for its members and for those who see all."""
    (deal,) = world.create("bob", "deal", {"name": "D"})
    change(world, "bob", deal.id, owner="queue:inbound")
    assert [who for who in ("ann", "bob", "cid", "dora") if sees(world, who, deal.id)] == ["dora"]
