"""Paths through lookups: null-safe, and no way around the reader's policy."""

from decimal import Decimal

import pytest

from objectry.rules import FieldRead, Hop, Node, Value
from objectry.runtime.conditions import AnyOf, Condition, Everyone, Fulfils, IdIn, Nobody, OwnedBelow, OwnedBy, Through
from tests.parity.world import ANN, BOB, CAT, NOW, OPEN, World, identity, node


@pytest.fixture
def family(world: World) -> World:
    """0 (Ann's) is the parent of 1 (Bob's), which is the parent of 2 (Cat's); 3 is a child of 4, which is deleted."""
    world.insert(
        "thing",
        [
            {"name": "top", "owner": ANN, "amount": Decimal("1000.00")},
            {"name": "middle", "owner": BOB, "parent": identity(0), "amount": Decimal("100.00")},
            {"name": "bottom", "owner": CAT, "parent": identity(1), "amount": Decimal("10.00")},
            {"name": "orphan", "owner": CAT, "parent": identity(4)},
            {"name": "deleted", "owner": CAT, "deleted_at": NOW},
        ],
    )
    return world


def names(world: World, tree: Node, **policies: Condition) -> list[Value]:
    return [row["0"] for row in world.values(tree, policies={**OPEN, **policies})]


def test_a_path_leads_through_lookups(family: World) -> None:
    """`parent.parent.name` is the grandparent's name, and null where there is none."""
    assert names(family, node("parent.parent.name")) == [None, None, "top", None]


def test_a_deleted_record_reads_as_null(family: World) -> None:
    """A lookup to a record in the recycle bin leads nowhere, though the reference itself still stands."""
    rows = family.values(node("parent"), node("parent.name"))
    assert (rows[3]["0"], rows[3]["1"]) == (identity(4), None)


def test_owners_are_users(family: World) -> None:
    """`owner.name` and `owner.manager.name` read the user with the principal's id."""
    assert names(family, node("owner.name")) == ["Ann", "Bob", "Cat", "Cat"]
    assert names(family, node("owner.manager.name")) == [None, "Ann", "Bob", "Bob"]


def test_an_invisible_record_reads_as_null(family: World) -> None:
    """Beyond a record the reader may not see everything is null."""
    assert names(family, node("parent.name"), thing=OwnedBy(BOB)) == [None, None, "middle", None]
    assert names(family, node("parent.parent.name"), thing=OwnedBy(ANN)) == [None, None, None, None]


def test_an_object_without_a_policy_is_closed(family: World) -> None:
    """A path into an object the policies do not name reads null."""
    rows = family.values(node("parent.name"), node("owner.name"), policies={"user": Everyone()})
    assert [row["0"] for row in rows] == [None] * 4
    assert rows[0]["1"] == "Ann"


def test_a_declared_formula_reads_past_the_policy(family: World) -> None:
    """The same path inside a declared formula has one value for all readers; beside it the ad-hoc one stays null."""
    declared = FieldRead((Hop("parent", "thing"),), "thing", "name", node("name").type, declared=True)
    rows = family.values(declared, node("parent.name"), policies={"thing": Nobody()})
    assert [(row["0"], row["1"]) for row in rows] == [(None, None), ("top", None), ("middle", None), (None, None)]


def test_a_policy_may_need_joins_of_its_own(family: World) -> None:
    """A policy that reads through lookups narrows a hop too."""
    policy = Fulfils(node('owner.name = "Ann"'))
    assert names(family, node("parent.name"), thing=policy) == [None, "top", None, None]


def test_hierarchy_and_named_records_narrow_hops(family: World) -> None:
    """Every kind of branch works in a join."""
    policy = AnyOf((OwnedBelow(ANN), IdIn((identity(0),))))
    assert names(family, node("parent.name"), thing=policy) == [None, "top", "middle", None]


def test_control_by_parent_narrows_hops(family: World) -> None:
    """A record that is open through its parent is open to a path as well."""
    policy = Through("parent", "thing", OwnedBy(ANN))
    assert names(family, node("parent.name"), thing=policy) == [None, None, "middle", None]


def test_a_checkbox_of_nothing_is_false(family: World) -> None:
    """`parent.active` without a parent is false, and so is one that may not be seen."""
    assert names(family, node("parent.active")) == [False] * 4


def test_a_filter_sees_no_more_than_a_column(family: World) -> None:
    """A filter over an invisible record compares null, so it betrays nothing."""
    where = Fulfils(node("parent.amount > 50"))
    assert family.ids(where) == [1, 2]
    assert family.ids(where, policies={"thing": OwnedBy(BOB)}) == [2]
    assert family.ids(Fulfils(node("not (parent.amount > 50)")), policies={"thing": OwnedBy(BOB)}) == []


def test_two_paths_share_their_joins(family: World) -> None:
    """However many fields of a record are read, it is joined once."""
    with family.watched() as statements:
        family.values(node("parent.name"), node("parent.amount"), node("parent.parent.name"))
    assert statements[-1].count("LEFT OUTER JOIN") == 2
