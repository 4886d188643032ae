"""After-rules in rounds: once for a record, again only for new values, with ends that are tested."""

from collections.abc import Mapping

import pytest

from objectry.runtime.calls import Change, Mode, Query
from objectry.runtime.errors import Invalid
from tests.databases import Database
from tests.runtime.worlds import FILES, World, build

COUNTER = """
object: counter
label: Counter
sharing: {base: edit}
fields:
  name: {type: text, label: Name, required: true}
  a: {type: integer, label: A}
  b: {type: integer, label: B}
  times: {type: integer, label: Times, default: 0}
  state: {type: picklist, label: State, values: {new: {}, old: {}, dead: {}}, transitions: {old: [dead], dead: []}}
  boss: {type: lookup, label: Boss, to: user}
validations:
  not_nine:
    error_if: a = 9
    message: Nine is refused.
"""
RULES = """
object: counter
rules:
  to_b:
    when: a changes
    if: name = "pingpong"
    then: |
      set b = a + 1
  to_a:
    when: b changes
    if: name = "pingpong"
    then: |
      set a = b + 1
  once:
    when: saved
    if: name = "once"
    then: |
      set times = times + 1
  also_once:
    when: updated
    if: name = "once"
    then: |
      set b = 1
  revive:
    when: state becomes "dead"
    if: name = "lazarus"
    then: |
      set state = "old"
  nine:
    when: a changes to 1
    if: name = "nine"
    then: |
      set a = 9
  same:
    when: a changes
    if: name = "same"
    then: |
      set b = b
  from_to:
    when: state changes from "new" to "old"
    then: |
      set times = 100
  tell_boss:
    when: created
    if: not ISBLANK(boss)
    then: |
      notify(boss, "Counter " & name)
  tell_secret:
    object: account
    label: A secret has changed
    when: secret changes
    then: |
      notify(owner, "Now it is " & secret)
      notify(owner.manager, "Of " & name & " it is " & secret)
  web_only:
    when: created
    if: name = "door"
    sources: [web]
    then: |
      set times = 7
"""
MANY = """
object: topic
rules:
  many:
    when: created
    if: name = "many"
    then: |
""" + "".join(f'      create counter {{ name = "made {number}" }}\n' for number in range(51))
RIGHTS = "counter: {create: true, read: true, update: true}\n      topic: {create"


@pytest.fixture
def counters(sqlite: Database) -> World:
    """The company with counters and their rules."""
    roles = FILES["permissions/roles.yaml"].replace("topic: {create", RIGHTS)
    more = {
        "objects/counter.yaml": COUNTER,
        "flows/counter.yaml": RULES,
        "flows/topic.yaml": MANY,
        "permissions/roles.yaml": roles,
    }
    return build(sqlite, {**FILES, **more})


def made(world: World, **values: object) -> str:
    return world.create("bob", "counter", values)[0].id


def change(world: World, id: str, **values: object) -> Mapping[str, object]:
    world.platform.records.update(world.call("bob"), "counter", [Change(id, values)])
    return world.platform.records.get(world.call("bob"), "counter", id).values


def test_changes_rules_fire_again_for_new_values_three_times(counters: World) -> None:
    """Two rules that feed each other come to an end after three turns each; one history row tells all."""
    id = made(counters, name="pingpong", a=0, b=0)
    values = change(counters, id, a=1)
    assert (values["a"], values["b"]) == (7, 6)
    newest = counters.platform.records.history(counters.call("bob"), "counter", id)[0]
    assert newest.changes == {"a": (0, 7), "b": (0, 6)}
    assert newest.causes == {"a": "rule to_a", "b": "rule to_b"}
    assert newest.version == values["version"] == 8


def test_a_rule_fires_once_for_a_record(counters: World) -> None:
    """A rule on every save does not answer its own change, nor another rule's of the same call."""
    id = made(counters, name="once")
    first = counters.platform.records.get(counters.call("bob"), "counter", id).values
    assert (first["times"], first["b"]) == (1, 1)
    assert change(counters, id, a=5)["times"] == 2


def test_transitions_bind_rules_too(counters: World) -> None:
    """A rule may not move a state where no move is declared; the whole change is refused."""
    id = made(counters, name="lazarus", state="old")
    with pytest.raises(Invalid) as wrong:
        change(counters, id, state="dead")
    assert [one.code for one in wrong.value.problems] == ["D528"]
    assert counters.value("bob", "counter", id, "state") == "old"


def test_validations_are_asked_in_every_round(counters: World) -> None:
    """What a rule sets after the write is checked like what a person sets."""
    id = made(counters, name="nine")
    with pytest.raises(Invalid, match="Nine is refused"):
        change(counters, id, a=1)
    assert counters.value("bob", "counter", id, "a") is None


def test_a_rule_that_changes_nothing_writes_nothing(counters: World) -> None:
    """Setting a field to what it is bumps no version."""
    id = made(counters, name="same", b=3)
    assert change(counters, id, a=1)["version"] == 2


def test_changes_from_and_to(counters: World) -> None:
    """A rule that names both sides waits for that very move."""
    first, second = made(counters, name="x", state="new"), made(counters, name="y", state="dead")
    assert change(counters, first, state="old")["times"] == 100
    assert counters.value("bob", "counter", second, "times") == 0


def test_the_chain_of_many_records_is_counted_for_each(counters: World) -> None:
    """Fifty-one records made for one are too many: refused with the rule's name, and nothing stays."""
    call = counters.call("root")
    with pytest.raises(Invalid) as wrong:
        counters.platform.records.create(call, "topic", [{"name": "many"}])
    assert [one.code for one in wrong.value.problems] == ["D549"]
    assert "many -> counter" in wrong.value.problems[0].message
    outcome = counters.platform.records.create(call, "topic", [{"name": "many"}, {"name": "few"}], Mode.PARTIAL)
    assert outcome.actions == (None, "created")
    assert counters.names("bob", "counter") == []


def test_notifications_go_to_the_one_named(counters: World) -> None:
    """A notification is a record of its recipient, written by the rule in the same call."""
    made(counters, name="a", boss=counters.people["ann"].id)
    (note,) = counters.platform.records.find(counters.call("ann"), Query("notification")).records
    assert note.values["message"] == "Counter a"
    assert counters.platform.records.find(counters.call("bob"), Query("notification")).records == ()
    marked = counters.platform.records.update(counters.call("ann"), "notification", [Change(note.id, {"read": True})])
    assert marked.actions == ("updated",)


def test_rules_may_name_their_doors(counters: World) -> None:
    """A rule for the web alone does not run for the API."""
    id = made(counters, name="door")
    assert counters.value("bob", "counter", id, "times") == 0


def test_notices_tell_only_what_their_reader_may_know(counters: World) -> None:
    """Who may not read a field of the message is told the rule's label instead of its text."""
    (account,) = counters.create("bob", "account", {"name": "A"})
    counters.platform.records.update(counters.call("ann"), "account", [Change(account.id, {"secret": "s"})])
    told = {
        who: [
            one.values["message"]
            for one in counters.platform.records.find(counters.call(who), Query("notification")).records
        ]
        for who in ("bob", "ann")
    }
    assert told == {"bob": ["A secret has changed"], "ann": ["Of A it is s"]}


def test_nobody_is_told_where_there_is_nobody(counters: World) -> None:
    """A notice for a deactivated user, or for the platform itself, is left out and stops nothing."""
    bob = counters.people["bob"].id
    counters.platform.records.update(counters.call("root"), "user", [Change(bob, {"active": False})])
    made(counters, name="a", boss=bob)
    notes = counters.platform.records.find(counters.call("bob"), Query("notification"))
    assert notes.records == ()
