"""The recycle bin: who sees what in it, and deletions that are taken back whole or not at all."""

from datetime import timedelta
from typing import Any

import pytest

from objectry.runtime import Change, Invalid, Mode, NotAllowed, NotFound, Target
from tests.runtime.worlds import World


def lying(world: World, who: str, **more: Any) -> list[str | None]:
    return [one.name for one in world.platform.records.bin(world.call(who), **more).records]


def delete(world: World, who: str, object: str, *ids: str) -> None:
    world.platform.records.delete(world.call(who), object, [Target(id) for id in ids])


def restore(world: World, who: str, object: str, *ids: str) -> Any:
    return world.platform.records.restore(world.call(who), object, ids)


def codes(told: pytest.ExceptionInfo[Invalid]) -> list[str]:
    return [one.code for one in told.value.problems]


def test_a_record_comes_back_as_it_was(world: World) -> None:
    """Values and owner as before, one version on, found by search again, with a line in its history; no rule fires."""
    (deal,) = world.create("bob", "deal", {"name": "Alpha", "amount": 7, "code": "ABC"})
    delete(world, "bob", "deal", deal.id)
    assert world.names("bob", "deal") == []
    (back,) = restore(world, "bob", "deal", deal.id).records
    same = ("name", "amount", "code", "owner", "created_at")
    assert {name: back.values[name] for name in same} == {name: deal.values[name] for name in same}
    assert (back.version, world.names("bob", "deal", search="alpha")) == (deal.version + 2, ["Alpha"])
    kinds = [one.kind for one in world.platform.records.history(world.call("bob"), "deal", deal.id)]
    assert kinds[:3] == ["restore", "delete", "create"]
    assert lying(world, "bob") == []


def test_what_went_along_comes_back_with_it(world: World) -> None:
    """Children of every level, and figures above them; what was deleted before by itself stays in the bin."""
    (account,) = world.create("bob", "account", {"name": "A"})
    (deal,) = world.create("bob", "deal", {"name": "D", "account": account.id, "amount": 5})
    first, second = world.create("bob", "line", {"deal": deal.id}, {"deal": deal.id})
    delete(world, "bob", "line", first.id)
    delete(world, "bob", "deal", deal.id)
    count = "deal_count"
    assert world.value("bob", "account", account.id, count) == 0
    restore(world, "bob", "deal", deal.id)
    lines = world.platform.records.recall(world.call("bob"), "line", [first.id, second.id])
    assert set(lines) == {second.id}
    assert world.value("bob", "account", account.id, count) == 1
    restore(world, "bob", "line", first.id)
    assert len(world.platform.records.recall(world.call("bob"), "line", [first.id, second.id])) == 2


def test_lookups_that_were_emptied_lead_to_it_again(world: World) -> None:
    """Where nobody has filled them since; with the history saying why."""
    (parent,) = world.create("bob", "account", {"name": "Parent"})
    one, two, three = world.create("bob", "account", *({"name": name, "parent": parent.id} for name in "abc"))
    delete(world, "bob", "account", parent.id)
    assert world.value("bob", "account", one.id, "parent") is None
    world.platform.records.update(world.call("bob"), "account", [Change(two.id, {"parent": three.id})])
    restore(world, "bob", "account", parent.id)
    assert [world.value("bob", "account", each.id, "parent") for each in (one, two, three)] == [
        parent.id,
        three.id,
        parent.id,
    ]
    newest = world.platform.records.history(world.call("bob"), "account", one.id)[0]
    assert (newest.cause, newest.changes["parent"]) == ("restore", (None, parent.id))


def test_what_leads_to_the_bin_waits_or_is_emptied(world: World) -> None:
    """A lookup that deleting would have emptied is empty until the other comes back; another one refuses."""
    (account,) = world.create("bob", "account", {"name": "A"})
    (parent,) = world.create("bob", "account", {"name": "P"})
    (child,) = world.create("bob", "account", {"name": "C", "parent": parent.id})
    (deal,) = world.create("bob", "deal", {"name": "D", "account": account.id})
    delete(world, "bob", "account", child.id)
    delete(world, "bob", "account", parent.id)
    restore(world, "bob", "account", child.id)
    assert world.value("bob", "account", child.id, "parent") is None
    restore(world, "bob", "account", parent.id)
    assert world.value("bob", "account", child.id, "parent") == parent.id
    delete(world, "bob", "deal", deal.id)
    delete(world, "bob", "account", account.id)
    with pytest.raises(Invalid) as told:
        restore(world, "bob", "deal", deal.id)
    assert codes(told) == ["D574"]
    assert sorted(map(str, lying(world, "bob"))) == ["A", "D"]


def test_values_that_are_taken_refuse_the_whole(world: World) -> None:
    """Every unique value another record has since is told, and nothing comes back; of several the good ones can."""
    taken, free = world.create("bob", "deal", {"name": "T", "code": "AAA"}, {"name": "F", "code": "BBB"})
    (mailed,) = world.create("bob", "account", {"name": "M", "email": "m@x.example", "phone": "+8613800138000"})
    delete(world, "bob", "deal", taken.id, free.id)
    delete(world, "bob", "account", mailed.id)
    world.create("bob", "deal", {"name": "New", "code": "AAA"})
    world.create("bob", "account", {"name": "N", "email": "m@x.example", "phone": "+8613800138000"})
    with pytest.raises(Invalid) as told:
        restore(world, "bob", "account", mailed.id)
    assert sorted(codes(told)) == ["D530", "D531"]
    with pytest.raises(Invalid):
        restore(world, "bob", "deal", taken.id, free.id)
    assert world.names("bob", "deal") == ["New"]
    records = world.platform.records
    part = records.restore(world.call("bob"), "deal", [taken.id, free.id], mode=Mode.PARTIAL)
    assert ([one.record for one in part.problems], part.actions) == ([0], (None, "restored"))
    assert sorted(map(str, world.names("bob", "deal"))) == ["F", "New"]


def test_the_bin_is_for_those_who_deleted_and_those_above(world: World) -> None:
    """The one who deleted, the owner's managers, and who sees all: newest first; to others the record is not there."""
    (mine,) = world.create("bob", "deal", {"name": "Mine"})
    (hers,) = world.create("bob", "deal", {"name": "By Ann"})
    delete(world, "bob", "deal", mine.id)
    delete(world, "ann", "deal", hers.id)
    assert lying(world, "bob") == ["Mine"]
    assert sorted(map(str, lying(world, "ann"))) == sorted(map(str, lying(world, "dora"))) == ["By Ann", "Mine"]
    assert (lying(world, "cid"), lying(world, "eve")) == ([], [])
    for who in ("cid", "bob"):
        with pytest.raises((NotFound, NotAllowed)):
            restore(world, who, "deal", hers.id)
    with pytest.raises(NotFound):
        world.platform.records.get(world.call("dora"), "deal", mine.id)
    restore(world, "ann", "deal", mine.id)
    assert world.value("bob", "deal", mine.id, "owner") == world.people["bob"].id
    with pytest.raises(NotFound):
        restore(world, "ann", "deal", mine.id)


def test_the_bin_has_pages(world: World) -> None:
    """Of all objects together or of some, each record once, newest first."""
    made = world.create("bob", "deal", *({"name": f"d{place}"} for place in range(5)))
    (account,) = world.create("bob", "account", {"name": "a"})
    for one in made:
        world.clock.advance(timedelta(seconds=1))
        delete(world, "bob", "deal", one.id)
    delete(world, "bob", "account", account.id)
    walked: list[str | None] = []
    after = None
    while True:
        page = world.platform.records.bin(world.call("bob"), most=2, after=after)
        walked += [one.name for one in page.records]
        after = page.next
        if after is None:
            break
    assert sorted(map(str, walked)) == ["a", "d0", "d1", "d2", "d3", "d4"]
    assert [one for one in walked if one != "a"] == ["d4", "d3", "d2", "d1", "d0"]
    assert lying(world, "bob", objects=("account",)) == ["a"]
    with pytest.raises(Invalid):
        world.platform.records.bin(world.call("bob"), objects=("account",), after="x")


def test_a_trial_brings_nothing_back(world: World) -> None:
    """A dry run tells what would come back, and leaves it in the bin."""
    (deal,) = world.create("bob", "deal", {"name": "D"})
    delete(world, "bob", "deal", deal.id)
    outcome = world.platform.records.restore(world.call("bob"), "deal", [deal.id], dry_run=True)
    assert (outcome.actions, lying(world, "bob"), world.names("bob", "deal")) == (("restored",), ["D"], [])


def test_what_is_thrown_away_is_gone_with_all_that_is_kept_of_it(world: World) -> None:
    """After its time: children first, history and shares with it, and what led to it from the bin comes back without;
    what was deleted later stays."""
    (account,) = world.create("bob", "account", {"name": "A"})
    parent, child = world.create("bob", "account", {"name": "P"}, {"name": "C"})
    world.platform.records.update(world.call("bob"), "account", [Change(child.id, {"parent": parent.id})])
    (deal,) = world.create("bob", "deal", {"name": "D", "account": account.id})
    world.create("bob", "line", {"deal": deal.id}, {"deal": deal.id})
    delete(world, "bob", "deal", deal.id)
    delete(world, "bob", "account", account.id)
    delete(world, "bob", "account", parent.id)
    early = world.clock.now() + timedelta(days=1)
    world.clock.advance(timedelta(days=2))
    delete(world, "bob", "account", child.id)
    told: list[int] = []
    assert world.platform.deployments.emptying().run(early, told.append) == {"line": 2, "deal": 1, "account": 2}
    assert told[-1] == 5
    assert lying(world, "bob") == ["C"]
    restore(world, "bob", "account", child.id)
    assert world.value("bob", "account", child.id, "parent") is None
    assert world.platform.deployments.examine() == ()
    with world.store.read() as reading:
        assert reading.history(deal.id, 10) == []
