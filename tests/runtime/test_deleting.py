"""Deleting: into the bin, out of every sight; what refers to the deleted restricts, is cleared or follows."""

import pytest

from objectry.runtime.calls import Change, Mode, Query, Target
from objectry.runtime.errors import Invalid, NotFound
from tests.runtime.worlds import FILES, Pour, World


def delete(world: World, who: str, object: str, *ids: str) -> None:
    world.platform.records.delete(world.call(who), object, [Target(id) for id in ids])


def test_a_deleted_record_is_gone_from_every_read(world: World) -> None:
    """List, count, get, search, groups, lookups and figures know it no more; its number of versions went up."""
    (account,) = world.create("bob", "account", {"name": "A"})
    keep, gone = world.create(
        "bob", "deal", {"name": "keep", "account": account.id}, {"name": "gone", "account": account.id}
    )
    delete(world, "bob", "deal", gone.id)
    assert world.names("bob", "deal") == ["keep"]
    assert world.names("bob", "deal", search="gone") == []
    assert world.value("bob", "account", account.id, "deal_count") == 1
    groups = world.platform.records.group(world.call("bob"), "deal", [], {"n": "COUNT"})
    assert [one.figures["n"] for one in groups] == [1]
    for act in (world.platform.records.get, world.platform.records.history):
        with pytest.raises(NotFound):
            act(world.call("bob"), "deal", gone.id)
    with pytest.raises(NotFound):
        world.platform.records.update(world.call("bob"), "deal", [Change(gone.id, {"name": "back"})])
    with pytest.raises(NotFound):
        delete(world, "bob", "deal", gone.id)
    with pytest.raises(Invalid):
        world.create("bob", "line", {"deal": gone.id})
    assert keep.id != gone.id


def test_restrict_reveals_that_and_nothing_more(world: World) -> None:
    """A record others refer to stays; the answer is the same for visible and invisible ones, one or many."""
    seen, unseen = world.create("bob", "account", {"name": "A"}, {"name": "B"})
    world.create("bob", "deal", {"name": "mine", "account": seen.id})
    for name in ("x", "y", "z"):
        world.create("root", "deal", {"name": name, "account": unseen.id})
    answers = []
    for account in (seen, unseen):
        with pytest.raises(Invalid) as wrong:
            delete(world, "bob", "account", account.id)
        answers.append([(one.code, one.message, dict(one.params)) for one in wrong.value.problems])
    assert answers[0] == answers[1]
    assert answers[0][0][0] == "D533"


def test_a_deleted_child_restricts_no_more(world: World) -> None:
    """Only live records restrict."""
    (account,) = world.create("bob", "account", {"name": "A"})
    (deal,) = world.create("bob", "deal", {"name": "D", "account": account.id})
    delete(world, "bob", "deal", deal.id)
    delete(world, "bob", "account", account.id)
    assert world.names("bob", "account") == []


def test_cascade_follows_down(world: World) -> None:
    """Lines go with their deal, and their history names the deletion they followed."""
    (deal,) = world.create("bob", "deal", {"name": "D"})
    lines = world.create("bob", "line", {"name": "1", "deal": deal.id}, {"name": "2", "deal": deal.id})
    delete(world, "bob", "deal", deal.id)
    assert world.names("root", "line") == []
    with world.store.read() as reading:
        (newest, _) = reading.history(lines[0].id, 10)
    assert (newest.kind, newest.cause) == ("delete", f"delete deal {deal.id}")
    assert newest.changes["name"] == ("1", None)


def test_set_null_clears_lookups_of_others(world: World) -> None:
    """Lookups that are to be cleared are, also in records the deleter cannot see, with version and history."""
    (deal,) = world.create("bob", "deal", {"name": "D"})
    (task,) = world.create("root", "task", {"name": "t", "about": deal.id})
    delete(world, "bob", "deal", deal.id)
    record = world.platform.records.get(world.call("root"), "task", task.id)
    assert (record.values["about"], record.version) == (None, 2)
    entry = world.platform.records.history(world.call("root"), "task", task.id)[0]
    assert entry.changes == {"about": (deal.id, None)}
    assert entry.cause == f"delete deal {deal.id}"


def test_a_tree_is_deleted_together(world: World) -> None:
    """Parent and branch in one call; the branch's lookup keeps nothing back."""
    (top,) = world.create("bob", "account", {"name": "Top"})
    (branch,) = world.create("bob", "account", {"name": "Branch", "parent": top.id})
    delete(world, "bob", "account", top.id, branch.id)
    assert world.names("bob", "account") == []


def test_a_refusal_far_down_keeps_everything(world: World) -> None:
    """One restricted record of a batch refuses the whole call; partially, the others go."""
    free, held = world.create("bob", "account", {"name": "free"}, {"name": "held"})
    world.create("bob", "deal", {"name": "D", "account": held.id})
    with pytest.raises(Invalid):
        delete(world, "bob", "account", free.id, held.id)
    assert len(world.names("bob", "account")) == 2
    targets = [Target(free.id), Target(held.id)]
    outcome = world.platform.records.delete(world.call("bob"), "account", targets, Mode.PARTIAL)
    assert outcome.actions == ("deleted", None)
    assert world.names("bob", "account") == ["held"]


def test_the_last_image_is_kept(world: World) -> None:
    """The history of a deletion holds the values there were, for whoever restores it later."""
    (account,) = world.create("bob", "account", {"name": "A", "region": "east"})
    delete(world, "bob", "account", account.id)
    with world.store.read() as reading:
        newest = reading.history(account.id, 1)[0]
    assert newest.kind == "delete"
    assert newest.changes["region"] == ("east", None)
    assert newest.version == 2
    assert world.platform.records.find(world.call("dora"), Query("account")).records == ()


PAIR = """
object: pair
fields:
  name: {type: text}
  one: {type: lookup, to: topic, related_as: ones}
  two: {type: lookup, to: topic, related_as: twos, on_delete: TWO}
"""


@pytest.mark.parametrize(("two", "left"), [("set_null", ["both"]), ("cascade", [])])
def test_who_refers_twice_is_written_once(poured: Pour, two: str, left: list[str]) -> None:
    """Both lookups are cleared in one version; where one of them makes the record go, it goes and is not cleared."""
    world = poured({**FILES, "objects/pair.yaml": PAIR.replace("TWO", two)})
    (topic,) = world.create("root", "topic", {"name": "T"})
    world.create("root", "pair", {"name": "both", "one": topic.id, "two": topic.id})
    delete(world, "root", "topic", topic.id)
    found = world.platform.records.find(world.call("root"), Query("pair")).records
    assert [(one.values["name"], one.values["one"], one.values["two"], one.version) for one in found] == [
        (name, None, None, 2) for name in left
    ]
