"""Who reports to whom, as an ordinary hierarchy: asked in filters and paths, changed by many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from objectry.runtime.calls import Change, Group
from objectry.runtime.errors import DoorError, Invalid
from tests.runtime.worlds import FILES, Pour, World

LAYOUT = """
layout: account
views:
  team: {label: Of my people, where: "UNDER(owner, $user)", columns: [name, owner.manager.name], sort: [name]}
"""


@pytest.fixture
def world(poured: Pour) -> World:
    """The company, with a view of what one's people own."""
    return poured({**FILES, "layouts/account.yaml": LAYOUT})


def test_lists_paths_and_groups_follow_the_managers(world: World) -> None:
    """UNDER finds what somebody and the people below own; `owner.manager.name` reads, filters and groups."""
    for who in ("ann", "bob", "cid", "dora"):
        world.create(who, "account", {"name": f"of {who}"})
    dora, ann = world.people["dora"].id, world.people["ann"].id
    assert world.names("dora", "account", filter=f'UNDER(owner, "{ann}")', sort=("name",)) == [
        "of ann",
        "of bob",
        "of cid",
    ]
    assert world.names("dora", "account", filter=f'UNDER(owner.manager, "{dora}")', sort=("name",)) == [
        "of ann",
        "of bob",
        "of cid",
    ]
    assert world.names("ann", "account", view="team") == ["of ann", "of bob", "of cid"]
    assert world.names("bob", "account", view="team") == ["of bob"]
    assert world.names("dora", "account", filter='owner.manager.name = "Ann"', sort=("name",)) == ["of bob", "of cid"]
    found = world.platform.records.group(world.call("dora"), "account", ("owner.manager.name",), {"n": "COUNT"})
    assert [(one.key, one.figures["n"]) for one in found] == [((None,), 1), (("Ann",), 2), (("Dora",), 1)]
    assert all(isinstance(one, Group) for one in found)


def test_a_move_is_seen_by_everything_at_once(world: World) -> None:
    """Bob goes to Dora: with the next call Ann sees nothing of his, and lists of her people are without him."""
    made = world.create("bob", "account", {"name": "his"})[0]
    assert world.names("ann", "account") == ["his"]
    moved = Change(world.people["bob"].id, {"manager": world.people["dora"].id})
    world.platform.records.update(world.call("root"), "user", [moved])
    assert world.names("ann", "account") == []
    ann, dora = (world.people[who].id for who in ("ann", "dora"))
    assert world.names("root", "user", filter=f'UNDER(manager, "{ann}")') == ["Cid"]
    assert world.names("root", "account", filter=f'UNDER(owner, "{dora}")') == [made.values["name"]]


@pytest.mark.parametrize(("who", "above"), [("dora", "bob"), ("ann", "ann"), ("dora", "ann")])
def test_nobody_reports_to_himself(world: World, who: str, above: str) -> None:
    """Not over others either, through any door; the answer stands at the field."""
    change = Change(world.people[who].id, {"manager": world.people[above].id})
    with pytest.raises(Invalid) as wrong:
        world.platform.records.update(world.call("root"), "user", [change])
    assert [(one.code, one.field) for one in wrong.value.problems] == [("D538", "manager")]


def test_parallel_changes_of_managers_make_no_circle(world: World) -> None:
    """Two administrators put Bob below Cid and Cid below Bob at the same time, over and over: never both."""
    bob, cid = world.people["bob"].id, world.people["cid"].id

    def move(pair: tuple[str, str]) -> bool:
        try:
            world.platform.records.update(world.call("root"), "user", [Change(pair[0], {"manager": pair[1]})])
        except DoorError:
            return False
        return True

    for _ in range(3):
        with ThreadPoolExecutor(2) as pool:
            moved = list(pool.map(move, ((bob, cid), (cid, bob))))
        assert moved.count(True) == 1
        ann = world.people["ann"].id
        world.platform.records.update(
            world.call("root"), "user", [Change(bob, {"manager": ann}), Change(cid, {"manager": ann})]
        )
