"""Ranks and children: how objects hang together."""

from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import Field, FieldType, Object, OnDelete
from objectry.plan.relations import find_children, rank_objects
from tests.plan.builder import sample

NAMES = ("a", "b", "c", "d", "e")


def objects(links: set[tuple[str, str]]) -> dict[str, Object]:
    """Objects with a lookup for each (from, to)."""
    return {
        name: Object(name, name, name, "app", {
            f"to_{target}": Field(f"to_{target}", FieldType.LOOKUP, target, to=(target,), related_as=f"{name}s")
            for source, target in sorted(links) if source == name
        })
        for name in NAMES
    }  # fmt: skip


def test_parents_come_before_children() -> None:
    """Locks are taken in this order, so a roll-up's parent is locked before its child."""
    ranks = {name: plan.rank for name, plan in sample().objects.items()}
    assert sorted(ranks, key=ranks.__getitem__) == [
        "user", "account", "account_partners", "contact", "deal", "activity", "line", "notification",
        "team", "team_members", "user_permission",
    ]  # fmt: skip


def test_a_lookup_to_itself_does_not_count() -> None:
    """An account hierarchy does not stop the order."""
    assert rank_objects(objects({("a", "a"), ("b", "a")}))["b"] > rank_objects(objects({("a", "a"), ("b", "a")}))["a"]


def test_a_ring_is_broken_by_name() -> None:
    """Two objects that point to each other still have an order, the same on every machine."""
    assert rank_objects(objects({("b", "c"), ("c", "b")})) == {"a": 1, "d": 2, "e": 3, "b": 4, "c": 5}


@given(st.sets(st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))))
def test_ranks_are_a_numbering(links: set[tuple[str, str]]) -> None:
    """Whatever points where, every object has a rank of its own, and without rings parents have the lower one."""
    ranks = rank_objects(objects(links))
    assert sorted(ranks.values()) == [1, 2, 3, 4, 5]
    forward = {(source, target) for source, target in links if source > target}
    ranks = rank_objects(objects(forward))
    assert all(ranks[target] < ranks[source] for source, target in forward)


def test_children_are_found_by_the_name_of_the_related_list() -> None:
    """A lookup shows on the other side, under `related_as`, with what deletion does."""
    child = sample().objects["deal"].children["lines"]
    assert (child.object, child.field, child.label, child.on_delete) == ("line", "deal", "Lines", OnDelete.CASCADE)


def test_a_lookup_with_several_targets_shows_on_each() -> None:
    """Activities hang on accounts, contacts and deals alike."""
    for target in ("account", "contact", "deal"):
        assert sample().objects[target].children["activities"].field == "related_to"


def test_a_lookup_without_a_related_name_is_still_known() -> None:
    """Deleting must find every record that points here, also where no list shows them."""
    bare = Field("boss", FieldType.LOOKUP, "Boss", to=("a",))
    found = find_children({"a": Object("a", "A", "As", "app", {"boss": bare})})
    assert found["a"]["a_boss"].field == "boss"


def test_system_lookups_are_no_children() -> None:
    """A user has no related list of everything she ever touched."""
    assert set(sample().objects["user"].children) == {"notifications", "permissions", "reports", "teams"}
