"""Standing in for somebody who is away: for a time, as far as handed over, and never beyond one's own permissions."""

from datetime import timedelta

import pytest

from objectry.runtime import AuditFilter, Change, Event, Invalid, NotAllowed, NotFound, WantedDelegation
from tests.runtime.test_sharing import call, sees
from tests.runtime.worlds import World

DAY = timedelta(days=1)


def hand_over(world: World, giver: str, deputy: str, level: str = "read", **more: object) -> str:
    ends = world.clock.now() + 3 * DAY
    wanted = WantedDelegation(world.people[deputy].id, ends, level, **more)  # type: ignore[arg-type]
    return world.platform.delegations.give(call(world, giver), wanted).id


def test_a_deputy_works_with_what_was_handed_over(world: World) -> None:
    """Own records and those of one's people, to read or to edit; `/access` tells it; it is done under her name."""
    (deal,) = world.create("bob", "deal", {"name": "D"})
    (above,) = world.create("ann", "deal", {"name": "A"})
    assert not sees(world, "cid", deal.id)
    hand_over(world, "bob", "cid")
    assert (sees(world, "cid", deal.id), sees(world, "cid", above.id)) == (True, False)
    with pytest.raises(NotAllowed):
        world.platform.records.update(call(world, "cid"), "deal", [Change(deal.id, {"amount": 5})])
    hand_over(world, "ann", "cid", "edit")
    world.platform.records.update(call(world, "cid"), "deal", [Change(deal.id, {"amount": 5}), Change(above.id, {})])
    told = world.platform.records.access(call(world, "cid"), "deal", deal.id)
    assert told["read"].reason == "standing in for Ann, standing in for Bob"
    assert told["update"].reason == "standing in for Ann"
    assert not told["transfer"].allowed
    assert not told["share"].allowed
    newest = world.platform.records.history(call(world, "ann"), "deal", deal.id)[0]
    assert newest.actor == world.people["cid"].id


def test_it_begins_and_ends_by_itself(world: World) -> None:
    """Not before its first moment, not after its last, and at once when one of the two ends it."""
    (deal,) = world.create("bob", "deal", {"name": "D"})
    later = hand_over(world, "bob", "cid", starts_at=world.clock.now() + DAY)
    assert not sees(world, "cid", deal.id)
    world.clock.advance(DAY)
    assert sees(world, "cid", deal.id)
    world.clock.advance(2 * DAY)
    assert not sees(world, "cid", deal.id)
    assert world.platform.delegations.mine(call(world, "bob")) == ()
    other = hand_over(world, "bob", "cid")
    (told,) = world.platform.delegations.mine(call(world, "cid"))
    assert (told.id, told.user_name, told.deputy_name) == (other, "Bob", "Cid")
    with pytest.raises(NotFound):
        world.platform.delegations.end(call(world, "dora"), other)
    world.platform.delegations.end(call(world, "cid"), other)
    assert not sees(world, "cid", deal.id)
    assert later != other


def test_it_adds_no_right(world: World) -> None:
    """Who may not read an object, or a field, does not by standing in; and standing in is not handed on."""
    (deal,) = world.create("bob", "deal", {"name": "D"})
    hand_over(world, "bob", "cid")
    hand_over(world, "cid", "eve", "edit")
    assert not sees(world, "eve", deal.id)
    hand_over(world, "bob", "zed", "edit")
    with pytest.raises((NotFound, NotAllowed)):
        world.platform.records.get(call(world, "zed"), "deal", deal.id)


def test_what_is_wrong_is_told(world: World) -> None:
    """Nobody stands in for herself, for strangers, or in the past; only administrators arrange it for others."""
    bob, cid = (world.people[who].id for who in ("bob", "cid"))
    now = world.clock.now()
    give = world.platform.delegations.give
    for wanted, code in (
        (WantedDelegation(bob, now + DAY), "D597"),
        (WantedDelegation("nobody", now + DAY), "D597"),
        (WantedDelegation(cid, now), "D553"),
        (WantedDelegation(cid, now + DAY, "edit", now + 2 * DAY), "D553"),
        (WantedDelegation(cid, now + DAY, "all"), "D598"),
    ):
        with pytest.raises(Invalid) as told:
            give(call(world, "bob"), wanted)
        assert [one.code for one in told.value.problems] == [code]
    with pytest.raises(NotAllowed):
        give(call(world, "ann"), WantedDelegation(cid, now + DAY, user=bob))
    made = give(call(world, "root"), WantedDelegation(cid, now + DAY, user=bob))
    assert (made.user, made.deputy) == (bob, cid)
    (event, *_) = world.platform.audit.page(call(world, "root"), AuditFilter(Event.DELEGATED))[0]
    assert (event.record, event.detail["to"]) == (bob, cid)
