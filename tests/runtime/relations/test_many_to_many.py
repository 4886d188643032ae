"""many_to_many: a field whose value are records, kept as links that follow both sides."""

import pytest

from objectry.runtime.calls import Change, Query, Record, Target
from objectry.runtime.errors import Invalid, NotFound
from tests.runtime.relations.test_master_detail import chain
from tests.runtime.test_statements import SLACK, counted
from tests.runtime.worlds import World


def tools(world: World, who: str, *names: str) -> list[str]:
    """New tools; their ids in order."""
    return sorted(one.id for one in world.create(who, "tool", *({"name": name} for name in names)))


def job(world: World, who: str, **values: object) -> Record:
    """A new job of a new order of a new customer."""
    order = chain(world, who)[1]
    return world.create(who, "job", {"name": "J", "order_form": order.id, **values})[0]


def change(world: World, who: str, id: str, **values: object) -> None:
    world.platform.records.update(world.call(who), "job", [Change(id, values)])


def links(world: World) -> int:
    page = world.platform.records.find(world.call("root"), Query("job_tools", count="exact"))
    return page.total or 0


def test_the_value_is_exactly_what_was_written(workshop: World) -> None:
    """Given on creation, replaced, partly kept, cleared: the field holds these links, in the order of their ids."""
    a, b, c = tools(workshop, "bob", "A", "B", "C")
    made = job(workshop, "bob", tools=[b, a])
    assert made.values["tools"] == (a, b)
    assert [workshop.value("bob", "tool", id, "name") for id in (a, b)] == list(made.names["tools"])
    for given, found in (([c, b], (b, c)), (f"{c};{a}", (a, c)), ([], None), ([a, a], (a,)), (None, None)):
        change(workshop, "bob", made.id, tools=given)
        assert workshop.value("bob", "job", made.id, "tools") == found
        assert links(workshop) == len(found or ())


def test_history_tells_of_the_links_on_the_record(workshop: World) -> None:
    """Old and new links stand in one line of the record's history, with its version."""
    a, b = tools(workshop, "bob", "A", "B")
    made = job(workshop, "bob", tools=[a])
    change(workshop, "bob", made.id, tools=[a, b], hours=2)
    entry = workshop.platform.records.history(workshop.call("bob"), "job", made.id)[0]
    assert (entry.version, entry.changes["tools"], entry.changes["hours"][1]) == (2, ((a,), (a, b)), 2)
    change(workshop, "bob", made.id, tools=[b, a])
    assert workshop.platform.records.get(workshop.call("bob"), "job", made.id).version == 2


def test_only_what_is_there_can_be_linked(workshop: World) -> None:
    """A tool that does not exist, is in the bin, or is out of sight is refused at the field, and nothing is written."""
    (gone, hers), (his,) = tools(workshop, "bob", "gone", "hers"), tools(workshop, "cid", "his")
    workshop.platform.records.delete(workshop.call("bob"), "tool", [Target(gone)])
    made = job(workshop, "bob", tools=[hers])
    for wrong_id in (gone, his, made.id, "nobody"):
        with pytest.raises(Invalid) as wrong:
            change(workshop, "bob", made.id, tools=[hers, wrong_id])
        assert [(one.code, one.field) for one in wrong.value.problems] == [("D529", "tools")]
    assert links(workshop) == 1


def test_a_link_to_what_is_out_of_sight_is_neither_shown_nor_removed(workshop: World) -> None:
    """Bob sees and replaces his own links; the one Ann has set to a tool of Cid stays, whatever he writes."""
    (mine,), (theirs,) = tools(workshop, "bob", "mine"), tools(workshop, "cid", "theirs")
    made = job(workshop, "bob")
    change(workshop, "ann", made.id, tools=[mine, theirs])
    assert workshop.value("bob", "job", made.id, "tools") == (mine,)
    assert workshop.value("ann", "job", made.id, "tools") == tuple(sorted((mine, theirs)))
    change(workshop, "bob", made.id, tools=[])
    assert workshop.value("bob", "job", made.id, "tools") is None
    hers, his = (workshop.platform.records.history(workshop.call(who), "job", made.id) for who in ("ann", "bob"))
    assert [one.changes.get("tools") for one in hers][:2] == [
        (tuple(sorted((mine, theirs))), (theirs,)),
        (None, tuple(sorted((mine, theirs)))),
    ]
    assert [one.changes.get("tools") for one in his][:2] == [((mine,), None), (None, (mine,))]
    assert workshop.value("ann", "job", made.id, "tools") == (theirs,)
    with pytest.raises(NotFound):
        workshop.platform.records.get(workshop.call("bob"), "job_tools", link_id(workshop, made.id))
    assert workshop.names("cid", "job_tools") == []


def link_id(world: World, job_id: str) -> str:
    query = Query("job_tools", filter=f'job = "{job_id}"')
    return world.platform.records.find(world.call("root"), query).records[0].id


def test_lists_filter_by_links(workshop: World) -> None:
    """By one record, by what is true of the linked ones, by their number, by none; unseen links do not count."""
    a, b = tools(workshop, "bob", "axe", "bit")
    order = chain(workshop, "bob")[1].id
    workshop.create(
        "bob",
        "job",
        {"name": "two", "order_form": order, "tools": [a, b]},
        {"name": "one", "order_form": order, "tools": [b]},
    )
    cases = {
        f'INCLUDES(tools, "{a}")': ["two"],
        f'INCLUDES(tools, "{b}") and not ISBLANK(tools)': ["two", "one"],
        "ISBLANK(tools)": ["J"],
        'COUNT(tools where tools.name = "bit") > 0': ["two", "one"],
        "COUNT(tools) = 2": ["two"],
        "SUM(tools.weight) = 1": ["one"],
        "tool_count = 2": ["two"],
    }
    for text, found in cases.items():
        assert {*workshop.names("bob", "job", filter=text)} == {*found}, text
    assert workshop.names("bob", "tool", filter='COUNT(used_in where used_in.name = "one") = 1') == ["bit"]
    with pytest.raises(Invalid) as wrong:
        workshop.names("bob", "job", sort=("tools",))
    assert [one.code for one in wrong.value.problems] == ["D565"]


def test_figures_and_rules_read_the_links_as_they_will_be(workshop: World) -> None:
    """Roll-ups over linked records, a rule that looks at them before the save, a validation that counts them."""
    many = tools(workshop, "bob", *"ABCDE")
    made = job(workshop, "bob", tools=many[:2])
    assert made.values["verdict"] == "2"
    assert workshop.value("bob", "job", made.id, "tool_count") == 2
    assert workshop.value("bob", "job", made.id, "heaviest") == 1
    change(workshop, "bob", made.id, tools=None)
    assert workshop.value("bob", "job", made.id, "verdict") == "bare hands"
    assert workshop.value("bob", "job", made.id, "tool_count") == 0
    with pytest.raises(Invalid) as wrong:
        change(workshop, "bob", made.id, tools=many)
    assert [(one.code, one.field) for one in wrong.value.problems] == [("D520", "tools")]
    change(workshop, "bob", made.id, tools=many[:1])
    change(workshop, "bob", made.id, name="borrow")
    assert workshop.value("bob", "job", made.id, "tools") is None


def test_links_go_with_either_side(workshop: World) -> None:
    """Deleting a tool takes it out of every job; deleting a job leaves the tools."""
    a, b = tools(workshop, "bob", "A", "B")
    made = job(workshop, "bob", tools=[a, b])
    workshop.platform.records.delete(workshop.call("bob"), "tool", [Target(a)])
    assert workshop.value("bob", "job", made.id, "tools") == (b,)
    assert workshop.value("bob", "job", made.id, "tool_count") == 1
    workshop.platform.records.delete(workshop.call("bob"), "job", [Target(made.id)])
    assert workshop.names("bob", "tool") == ["B"]
    assert links(workshop) == 0


def test_a_link_stands_once(workshop: World) -> None:
    """Links may be made one by one as records of the junction, but not twice; removed, they may be made again."""
    (a,) = tools(workshop, "bob", "A")
    made = job(workshop, "bob")
    for _ in range(2):
        (link,) = workshop.create("bob", "job_tools", {"job": made.id, "tool": a})
        assert link.values["name"] == "J · A"
        with pytest.raises(Invalid) as wrong:
            workshop.create("bob", "job_tools", {"job": made.id, "tool": a})
        assert [one.code for one in wrong.value.problems] == ["D530"]
        workshop.platform.records.delete(workshop.call("bob"), "job_tools", [Target(link.id)])
    with pytest.raises(Invalid):
        workshop.create("cid", "job_tools", {"job": made.id, "tool": a})


def test_many_records_change_their_links_in_few_statements(workshop: World) -> None:
    """Linking 300 jobs with three tools each takes no more statements than linking one."""
    given = tools(workshop, "bob", "A", "B", "C")
    order = chain(workshop, "bob")[1].id

    def act(count: int) -> int:
        made = workshop.create("bob", "job", *({"name": "J", "order_form": order} for _ in range(count)))
        with counted(workshop) as seen:
            changes = [Change(one.id, {"tools": given}) for one in made]
            workshop.platform.records.update(workshop.call("bob"), "job", changes)
        return len(seen)

    act(1)
    few, many = act(1), act(300)
    assert many <= few + SLACK, (few, many)
    assert links(workshop) == 3 * 302
