"""Filters of lookups: what is pointed to has to fit, when it is set and when what it has to fit to changes."""

import pytest

from objectry.runtime.calls import Change, Query
from objectry.runtime.errors import Invalid, NotFound
from tests.runtime.relations.test_many_to_many import change, job
from tests.runtime.worlds import World


def place_with_tool(world: World, who: str, name: str) -> tuple[str, str]:
    """A place, and a tool that is at home there."""
    place = world.create(who, "place", {"name": name})[0].id
    return place, world.create(who, "tool", {"name": f"tool of {name}", "home": place})[0].id


def refused(wrong: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in wrong.value.problems]


def test_what_does_not_fit_is_refused(workshop: World) -> None:
    """On creation and on change; what fits is taken; blank always fits."""
    here, mine = place_with_tool(workshop, "bob", "here")
    _, theirs = place_with_tool(workshop, "bob", "there")
    made = job(workshop, "bob", place=here, main_tool=mine)
    with pytest.raises(Invalid) as wrong:
        job(workshop, "bob", place=here, main_tool=theirs)
    assert refused(wrong) == [("D573", "main_tool")]
    with pytest.raises(Invalid) as wrong:
        change(workshop, "bob", made.id, main_tool=theirs)
    assert refused(wrong) == [("D573", "main_tool")]
    change(workshop, "bob", made.id, main_tool=None)


def test_a_change_of_what_it_depends_on_is_checked(workshop: World) -> None:
    """Moving the job away from its tool's home is refused at the lookup; moving both together is not."""
    here, mine = place_with_tool(workshop, "bob", "here")
    there, theirs = place_with_tool(workshop, "bob", "there")
    made = job(workshop, "bob", place=here, main_tool=mine)
    with pytest.raises(Invalid) as wrong:
        change(workshop, "bob", made.id, place=there)
    assert refused(wrong) == [("D573", "main_tool")]
    change(workshop, "bob", made.id, place=there, main_tool=theirs)
    workshop.platform.records.update(workshop.call("bob"), "tool", [Change(theirs, {"home": here})])
    change(workshop, "bob", made.id, hours=9)  # nothing the filter reads of the record has changed


def test_a_filter_may_ask_who_is_at_work(workshop: World) -> None:
    """$user is whoever writes."""
    here, _ = place_with_tool(workshop, "bob", "here")
    (anns,) = workshop.create("ann", "tool", {"name": "of Ann", "home": here})
    give = [Change(here, {"owner": workshop.people["ann"].id})]
    workshop.platform.records.update(workshop.call("root"), "place", give)
    job(workshop, "ann", name="own", place=here, main_tool=anns.id)
    with pytest.raises(Invalid) as wrong:
        job(workshop, "dora", name="own", place=here, main_tool=anns.id)
    assert refused(wrong) == [("D573", "main_tool")]


def offered(world: World, who: str, *, id: str = "", **values: object) -> list[str]:
    query = Query("tool", fields=("name",), sort=("name",), limit=1)
    page = world.platform.records.candidates(world.call(who), query, "job", "main_tool", values, id)
    assert page.next is None
    return [str(one.values["name"]) for one in page.records]


def test_candidates_are_what_would_be_taken(workshop: World) -> None:
    """Of a new record and of a stored one: what fits its values as given, and of those its reader sees."""
    here, mine = place_with_tool(workshop, "bob", "here")
    there, _ = place_with_tool(workshop, "bob", "there")
    assert offered(workshop, "bob", place=here, name="x") == ["tool of here"]
    assert offered(workshop, "bob", place=there, name="x") == ["tool of there"]
    assert offered(workshop, "bob", name="x") == []
    assert offered(workshop, "dora", place=here, name="own") == []  # none she owns, whatever she sees
    made = job(workshop, "bob", place=here, main_tool=mine)
    assert offered(workshop, "bob", id=made.id) == ["tool of here"]
    assert offered(workshop, "bob", id=made.id, place=there) == ["tool of there"]


def test_candidates_of_what_is_no_lookup(workshop: World) -> None:
    """A field that leads to no record of the query's object, or a record that is not there, is not found."""
    door, call = workshop.platform.records, workshop.call("bob")
    for object, lookup, id in (("tool", "name", ""), ("place", "main_tool", ""), ("tool", "main_tool", "x")):
        with pytest.raises(NotFound):
            door.candidates(call, Query(object), "job", lookup, {}, id)
