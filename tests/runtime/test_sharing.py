"""Sharing by hand, teams, and permissions for a time: each acts on the next request, and ends by itself."""

from datetime import timedelta

import pytest

from objectry.runtime.calls import Call, Change, Target
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from tests.runtime.worlds import FILES, Pour, World

RULES = """
sharing_rules:
  deal:
    big_for_east: {when: amount > 1000, to: [team:east], access: read}
"""
SELLING = "  selling:\n    objects:\n      team: {read: true}\n"


@pytest.fixture
def world(poured: Pour) -> World:
    """The company, with a sharing rule for a team, whose reps read what teams there are."""
    roles = FILES["permissions/roles.yaml"].replace("  selling:\n    objects:\n", SELLING, 1)
    return poured({**FILES, "permissions/roles.yaml": roles, "permissions/teams.yaml": RULES})


def call(world: World, who: str) -> Call:
    """A call by somebody as the next request finds her."""
    actor = world.platform.identity.actor_called(who)
    assert actor is not None
    return world.platform.call(actor, world.call("root").source)


def sees(world: World, who: str, id: str, object: str = "deal") -> bool:
    try:
        world.platform.records.get(call(world, who), object, id)
    except NotFound:
        return False
    return True


def team(world: World, code: str, *members: str, parent: str | None = None) -> str:
    """A new team of these people."""
    ids = [world.people[one].id for one in members]
    return world.create("root", "team", {"name": code, "code": code, "members": ids, "parent": parent})[0].id


def test_a_share_opens_a_record_until_it_ends(world: World) -> None:
    """Bob's deal is open to Cid to read, then to edit, and closed again; the history tells each."""
    deal = world.create("bob", "deal", {"name": "D"})[0].id
    sharing, cid = world.platform.sharing, world.people["cid"].id
    assert not sees(world, "cid", deal)
    sharing.share(call(world, "bob"), "deal", deal, cid)
    assert sees(world, "cid", deal)
    assert world.names("cid", "deal") == ["D"]
    with pytest.raises(NotAllowed):
        world.platform.records.update(call(world, "cid"), "deal", [Change(deal, {"amount": 5})])
    made = sharing.share(call(world, "ann"), "deal", deal, cid, "edit")
    world.platform.records.update(call(world, "cid"), "deal", [Change(deal, {"amount": 5})])
    assert [(one.name, one.level, one.shared_by) for one in sharing.shares(call(world, "bob"), "deal", deal)] == [
        ("Cid", "edit", "Ann")
    ]
    sharing.end(call(world, "bob"), "deal", deal, made.id)
    assert not sees(world, "cid", deal)
    told = [one.changes["shares"] for one in world.platform.records.history(call(world, "bob"), "deal", deal)[:4:2]]
    assert told == [(("Cid: edit",), None), (("Cid: read",), ("Cid: edit",))]


def test_a_share_runs_out_by_itself(world: World) -> None:
    """At its time it is over, in lists and for the record alike; the list of shares says so."""
    deal = world.create("bob", "deal", {"name": "D"})[0].id
    until = world.clock.now() + timedelta(hours=1)
    world.platform.sharing.share(call(world, "bob"), "deal", deal, world.people["cid"].id, expires_at=until)
    assert sees(world, "cid", deal)
    world.clock.advance(timedelta(hours=1))
    assert not sees(world, "cid", deal)
    assert world.names("cid", "deal") == []
    assert [one.lasting for one in world.platform.sharing.shares(call(world, "bob"), "deal", deal)] == [False]


def test_only_owners_and_those_above_share(world: World) -> None:
    """A colleague sees nothing to share, one it was shared with may not pass it on; nobody shares what is not owned."""
    deal = world.create("bob", "deal", {"name": "D"})[0].id
    topic = world.create("bob", "topic", {"name": "T"})[0].id
    sharing, cid = world.platform.sharing, world.people["cid"].id
    with pytest.raises(NotFound):
        sharing.share(call(world, "cid"), "deal", deal, cid)
    sharing.share(call(world, "ann"), "deal", deal, cid, "edit")
    for object, id in (("deal", deal), ("topic", topic)):
        with pytest.raises(NotAllowed):
            sharing.share(call(world, "cid"), object, id, world.people["zed"].id)
    with pytest.raises(NotAllowed):
        sharing.shares(call(world, "cid"), "deal", deal)


@pytest.mark.parametrize(
    ("given", "code"),
    [({"holder": "nobody"}, "D597"), ({"level": "all"}, "D598"), ({"expires_at": timedelta(0)}, "D553")],
)
def test_a_share_that_makes_no_sense_is_refused(world: World, given: dict[str, object], code: str) -> None:
    """With nobody, at no level, and with an end in the past."""
    deal = world.create("bob", "deal", {"name": "D"})[0].id
    asked = {"holder": world.people["cid"].id, **given}
    if "expires_at" in asked:
        asked["expires_at"] = world.clock.now()
    with pytest.raises(Invalid) as wrong:
        world.platform.sharing.share(call(world, "bob"), "deal", deal, **asked)  # type: ignore[arg-type]
    assert [one.code for one in wrong.value.problems] == [code]


def test_a_share_opens_no_more_than_its_receiver_may(world: World) -> None:
    """Eve has no right on deals: she sees none, however much is shared with her."""
    deal = world.create("bob", "deal", {"name": "D"})[0].id
    world.platform.sharing.share(call(world, "bob"), "deal", deal, world.people["eve"].id, "edit")
    with pytest.raises(NotFound):
        world.platform.records.get(call(world, "eve"), "deal", deal)


def test_another_owner_ends_the_shares_of_the_old_one(world: World) -> None:
    """What Bob has shared is closed when Ann gives his deal to Cid."""
    deal = world.create("bob", "deal", {"name": "D"})[0].id
    team_id = team(world, "north", "bob")
    world.platform.sharing.share(call(world, "bob"), "deal", deal, team_id)
    world.platform.records.update(call(world, "ann"), "deal", [Change(deal, {"owner": world.people["cid"].id})])
    assert not sees(world, "bob", deal)


def test_teams_receive_what_is_shared_with_them(world: World) -> None:
    """By rule and by hand, with the teams below; who joins sees it with the next request, who leaves no longer."""
    whole = team(world, "east")
    part = team(world, "shanghai", "cid", parent=whole)
    big, small = world.create("bob", "deal", {"name": "big", "amount": 2000}, {"name": "small", "amount": 1})
    assert (sees(world, "cid", big.id), sees(world, "cid", small.id)) == (True, False)
    world.platform.sharing.share(call(world, "bob"), "deal", small.id, whole)
    assert sees(world, "cid", small.id)
    reasons = world.platform.records.explain(call(world, "cid"), "deal", big.id).reason
    assert "big_for_east" in reasons
    world.platform.records.update(world.call("root"), "team", [Change(part, {"members": []})])
    assert (sees(world, "cid", big.id), sees(world, "cid", small.id)) == (False, False)
    world.platform.records.delete(world.call("root"), "team", [Target(part), Target(whole)])


def test_only_administrators_form_teams(world: World) -> None:
    """Nobody else makes one, or puts people into it, however her sets read."""
    whole = team(world, "east", "cid")
    for values in ({"members": [world.people["bob"].id]}, {"name": "mine"}):
        with pytest.raises((NotAllowed, Invalid, NotFound)):
            world.platform.records.update(call(world, "bob"), "team", [Change(whole, values)])


def test_a_permission_set_may_be_lent(world: World) -> None:
    """Bob leads for a day: with the next request he may, at its end no more; what is not declared cannot be lent."""
    values = {"user": world.people["bob"].id, "permission_set": "overview"}
    until = world.clock.now() + timedelta(days=1)
    deal = world.create("cid", "deal", {"name": "D"})[0].id
    world.create("root", "user_permission", {**values, "expires_at": until})
    assert sees(world, "bob", deal)
    world.clock.advance(timedelta(days=1))
    assert not sees(world, "bob", deal)
    with pytest.raises(Invalid) as wrong:
        world.create("root", "user_permission", {**values, "permission_set": "overveiw"})
    assert [(one.code, one.field) for one in wrong.value.problems] == [("D527", "permission_set")]
