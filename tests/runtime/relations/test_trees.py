"""Hierarchies: no circle through any door, so many levels and no more, and lists of all that is below a record."""

import pytest

from objectry.runtime.calls import Change, Target
from objectry.runtime.errors import DoorError, Invalid
from objectry.runtime.writing.trees import LEVELS
from tests.runtime.relations.test_many_to_many import job
from tests.runtime.test_concurrency import again, together
from tests.runtime.worlds import World


def branch(world: World, who: str, *names: str) -> list[str]:
    """Places one below the other; their ids from the top."""
    ids: list[str] = []
    for name in names:
        ids.append(world.create(who, "place", {"name": name, "parent": ids[-1] if ids else None})[0].id)
    return ids


def refusal(world: World, who: str, *moves: tuple[str, str | None]) -> list[tuple[str, str]]:
    """The codes and texts with which moves are refused."""
    with pytest.raises(Invalid) as wrong:
        world.platform.records.update(world.call(who), "place", [Change(id, {"parent": to}) for id, to in moves])
    return [(one.code, one.message) for one in wrong.value.problems]


def test_a_circle_is_refused_and_named(workshop: World) -> None:
    """Below itself, below a child, below a grandchild: the answer names the way round."""
    top, _, low = branch(workshop, "bob", "Top", "Middle", "Low")
    assert refusal(workshop, "bob", (top, top)) == [("D571", "Part of: this would close a circle: Top → Top.")]
    said = "Part of: this would close a circle: Top → Low → Middle → Top."
    assert refusal(workshop, "bob", (top, low)) == [("D571", said)]
    assert workshop.value("bob", "place", top, "parent") is None


def test_a_batch_makes_no_circle_among_its_own(workshop: World) -> None:
    """Two places put below each other in one call are both refused; a swap that ends well is not."""
    first, second = branch(workshop, "bob", "First")[0], branch(workshop, "bob", "Second")[0]
    found = refusal(workshop, "bob", (first, second), (second, first))
    assert [code for code, _ in found] == ["D571", "D571"]
    top, low = branch(workshop, "bob", "Top", "Low")
    changes = [Change(low, {"parent": None}), Change(top, {"parent": low})]
    workshop.platform.records.update(workshop.call("bob"), "place", changes)
    assert workshop.value("bob", "place", top, "parent") == low


def test_the_names_of_what_is_out_of_sight_are_not_told(workshop: World) -> None:
    """The way round is told with dots for places the caller does not see."""
    top, middle = branch(workshop, "ann", "Mine", "Secret")
    (low,) = workshop.create("ann", "place", {"name": "Low", "parent": middle})
    give = [Change(id, {"owner": workshop.people["bob"].id}) for id in (top, low.id)]
    workshop.platform.records.update(workshop.call("root"), "place", give)
    said = "Part of: this would close a circle: Mine → Low → … → Mine."
    assert refusal(workshop, "bob", (top, low.id)) == [("D571", said)]


def test_a_tree_has_so_many_levels(workshop: World) -> None:
    """One more is refused, at the lower end and where a branch is hung below another."""
    deep = branch(workshop, "bob", *(str(level) for level in range(LEVELS)))
    with pytest.raises(Invalid) as wrong:
        workshop.create("bob", "place", {"name": "x", "parent": deep[-1]})
    assert [one.code for one in wrong.value.problems] == ["D572"]
    twig = branch(workshop, "bob", "a", "b", "c")
    assert [code for code, _ in refusal(workshop, "bob", (twig[0], deep[-3]))] == ["D572"]
    workshop.platform.records.update(workshop.call("bob"), "place", [Change(twig[0], {"parent": deep[-4]})])


def test_a_list_is_filtered_by_all_that_is_below(workshop: World) -> None:
    """Jobs of a place are those of its parts too; the place itself counts; what is unseen on the way cuts the way."""
    top, middle, low = branch(workshop, "bob", "Top", "Middle", "Low")
    other = branch(workshop, "bob", "Other")[0]
    for name, at in (("top", top), ("low", low), ("other", other)):
        job(workshop, "bob", name=name, place=at)
    for at, found in ((top, {"top", "low"}), (middle, {"low"}), (other, {"other"})):
        assert {*workshop.names("bob", "job", filter=f'UNDER(place, "{at}")')} == found
    assert {*workshop.names("bob", "place", filter=f'UNDER($record, "{middle}")')} == {"Middle", "Low"}
    assert workshop.names("bob", "job", filter=f'UNDER(place, "{top}") and name = "low"') == ["low"]
    hidden = [Change(middle, {"owner": workshop.people["ann"].id})]
    workshop.platform.records.update(workshop.call("root"), "place", hidden)
    assert workshop.names("bob", "job", filter=f'UNDER(place, "{top}")') == ["top"]
    assert {*workshop.names("ann", "job", filter=f'UNDER(place, "{top}")')} == {"top", "low"}
    workshop.platform.records.delete(workshop.call("root"), "place", [Target(top)])
    assert workshop.names("ann", "job", filter=f'UNDER(place, "{top}")') == []


@pytest.mark.parametrize("text", ['UNDER(name, "x")', "UNDER(place)", "UNDER(place, place)", 'UNDER(main_tool, "x")'])
def test_what_has_no_tree_is_told(workshop: World, text: str) -> None:
    """UNDER wants a lookup to an object with a hierarchy and a record written out."""
    with pytest.raises(Invalid) as wrong:
        workshop.names("bob", "job", filter=text)
    assert [one.code for one in wrong.value.problems] == ["D540"]


def test_parallel_moves_make_no_circle(workshop: World) -> None:
    """Eight threads hang five places below one another at random; afterwards every way up has an end."""
    ids = [one.id for one in workshop.create("bob", "place", *({"name": str(number)} for number in range(5)))]

    def work(number: int) -> None:
        for step in range(4):
            change = Change(ids[(number + step) % 5], {"parent": ids[(number * 3 + step * 2 + 1) % 5]})
            try:
                again(lambda: workshop.platform.records.update(workshop.call("bob"), "place", [change]))  # noqa: B023
            except DoorError:
                continue

    together(work, 8)
    above = {id: workshop.value("bob", "place", id, "parent") for id in ids}
    for start in ids:
        way: list[object] = [start]
        while (current := above.get(str(way[-1]))) is not None:
            assert current not in way
            way.append(current)
