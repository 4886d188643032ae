"""Rules that change, delete and announce other records: through the door, set-based, and with an end."""

from collections.abc import Iterator, Mapping

import pytest

from objectry.runtime.calls import Change, Mode, Query, Target
from objectry.runtime.errors import Invalid
from tests.databases import Database
from tests.runtime.test_statements import counted
from tests.runtime.worlds import FILES, World, build

PROJECT = """
object: project
label: Project
owned: false
sharing: {base: edit}
fields:
  name: {type: text, label: Name, required: true}
  kind: {type: text, label: Kind}
  level: {type: integer, label: Level}
  more: {type: integer, label: More}
  times: {type: integer, label: Times, default: 0}
  boss: {type: lookup, label: Boss, to: user}
  parent: {type: lookup, label: Parent, to: project, related_as: parts, on_delete: set_null}
  effort: {type: integer, label: Effort, rollup: SUM(steps.effort), reveals: true}
"""
STEP = """
object: step
label: Step
owned: false
sharing: {base: edit}
fields:
  name: {type: text, label: Name, required: true}
  project: {type: lookup, label: Project, to: project, related_as: steps, on_delete: cascade}
  level: {type: integer, label: Level}
  effort: {type: integer, label: Effort, default: 1}
  state: {type: text, label: State}
validations:
  not_thirteen:
    error_if: level = 13
    message: Thirteen is refused.
"""
RULES = """
object: project
rules:
  levels:
    when: level changes
    then: |
      update steps where steps.level < level or ISBLANK(steps.level) { level = level, state = steps.name & "/" & name }
  closing:
    when: kind becomes "closed"
    then: |
      delete steps where steps.state = "draft"
      update steps { state = "closed" }
      update steps where steps.state = "draft" { state = "never" }
  upwards:
    when: kind becomes "up"
    then: |
      update parent { more = level }
  beyond:
    when: kind becomes "beyond"
    then: |
      update parent.steps where steps.level = PRIORVALUE(level) { effort = 5 }
  gone:
    when: deleted
    if: not ISBLANK(parent)
    then: |
      update parent where parent.kind <> "quiet" { kind = "lost " & name }
  guarded:
    when: deleted
    if: kind = "kept"
    then: |
      refuse("This one stays.")
  crowded:
    when: level changes
    if: COUNT(steps where steps.level < 5) > 100
    then: |
      refuse("Too many steps.")
  itself:
    when: kind becomes "mayfly"
    then: |
      delete $record
  both:
    when: level changes or more changes
    if: kind = "both"
    then: |
      set times = times + 1
      set more = level * 10
      set level = 2
"""
NOTICES = "".join(f'      notify(boss, "notice {number}")\n' for number in range(20))
MORE = f"""
  shout:
    when: kind becomes "loud" or kind becomes "louder"
    then: |
{NOTICES}      if kind = "louder" then notify(boss, "one more") end
"""
ROLES = """
roles:
  director: {label: Director, sets: []}
  manager: {label: Manager, sets: [hearing]}
  rep: {label: Rep, sets: [working]}
  agent: {label: Agent, sets: []}
permission_sets:
  working: {objects: {project: all, step: all, user: {read: true}}}
  hearing: {objects: {project: {read: true}, notification: {read: true}}}
"""
APP: Mapping[str, str] = {
    "app.yaml": FILES["app.yaml"],
    "objects/project.yaml": PROJECT,
    "objects/step.yaml": STEP,
    "flows/project.yaml": RULES + MORE,
    "permissions/roles.yaml": ROLES,
}


@pytest.fixture
def projects(sqlite: Database) -> Iterator[World]:
    """The company with projects and their steps."""
    world = build(sqlite, APP)
    yield world
    world.platform.close()


def project(world: World, steps: int = 0, **values: object) -> str:
    """A project with so many steps: s0, s1..."""
    (made,) = world.create("bob", "project", {"name": "p", **values})
    if steps:
        world.create("bob", "step", *[{"name": f"s{at}", "project": made.id, "level": at} for at in range(steps)])
    return made.id


def change(world: World, id: str, thing: str = "project", **values: object) -> None:
    world.platform.records.update(world.call("bob"), thing, [Change(id, values)])


def steps(world: World, **query: object) -> list[tuple[object, ...]]:
    """Name, level, state and effort of each step, in order of their names."""
    found = world.platform.records.find(world.call("bob"), Query("step", sort=("name",), limit=200, **query))  # type: ignore[arg-type]
    return [tuple(one.values[name] for name in ("name", "level", "state", "effort")) for one in found.records]


def test_update_changes_the_children_that_fulfil_its_condition(projects: World) -> None:
    """The right side speaks of the project, the list's name of each step; the history names the rule."""
    id = project(projects, steps=3)
    other = project(projects, steps=1)
    change(projects, id, level=2)
    assert {one[:3] for one in steps(projects)} == {
        ("s0", 2, "s0/p"), ("s0", 0, None), ("s1", 2, "s1/p"), ("s2", 2, None)
    }  # fmt: skip
    (changed,) = projects.platform.records.find(projects.call("bob"), Query("step", filter='name = "s1"')).records
    newest = projects.platform.records.history(projects.call("bob"), "step", changed.id)[0]
    assert (newest.cause, newest.actor_name) == ("rule levels", "Bob")
    assert newest.causes == {"level": "rule levels", "state": "rule levels"}
    assert projects.value("bob", "project", other, "version") == 1


def test_delete_and_update_of_one_round_agree(projects: World) -> None:
    """All statements see the saved state; a record one deletes and another changes is deleted, roll-ups follow."""
    id = project(projects, steps=3)
    projects.platform.records.update(
        projects.call("bob"), "step",
        [Change(one.id, {"state": "draft"}) for one in projects.platform.records.find(
            projects.call("bob"), Query("step", filter="level > 0")).records],
    )  # fmt: skip
    assert projects.value("bob", "project", id, "effort") == 3
    change(projects, id, kind="closed")
    assert [one[:3] for one in steps(projects)] == [("s0", 0, "closed")]
    assert projects.value("bob", "project", id, "effort") == 1


def test_a_lookup_leads_up_and_its_lists_sideways(projects: World) -> None:
    """`update parent` is about one record, `update parent.steps` about the children of another."""
    above = project(projects, steps=2)
    id = project(projects, parent=above, level=1)
    change(projects, id, kind="up")
    assert projects.value("bob", "project", above, "more") == 1
    change(projects, id, kind="beyond", level=7)
    assert [one[3] for one in steps(projects)] == [1, 5]


def test_without_anything_there_nothing_happens(projects: World) -> None:
    """A blank lookup and an empty list are no error."""
    id = project(projects)
    for kind in ("up", "beyond", "closed"):
        change(projects, id, kind=kind)
    assert projects.value("bob", "project", id, "version") == 4


def test_deleting_is_an_event(projects: World) -> None:
    """A rule on `deleted` sees the last image of the record, acts on others, and may refuse."""
    above = project(projects)
    (id, kept, quiet) = (
        project(projects, parent=above), project(projects, kind="kept"), project(projects, kind="quiet")
    )  # fmt: skip
    below = project(projects, parent=quiet)
    records, call = projects.platform.records, projects.call("bob")
    records.delete(call, "project", [Target(id), Target(below)])
    assert projects.value("bob", "project", above, "kind") == "lost p"
    assert projects.value("bob", "project", quiet, "kind") == "quiet"
    with pytest.raises(Invalid, match="This one stays"):
        records.delete(call, "project", [Target(kept)])
    assert projects.value("bob", "project", kept, "kind") == "kept"


def test_a_record_may_delete_itself(projects: World) -> None:
    """`delete $record` goes through the door like any deletion: its parts lose their parent."""
    id = project(projects)
    part = project(projects, parent=id)
    change(projects, id, kind="mayfly")
    assert projects.platform.records.find(projects.call("bob"), Query("project")).records[0].id == part
    assert projects.value("bob", "project", part, "parent") is None


def test_what_rules_write_elsewhere_is_checked_there(projects: World) -> None:
    """A validation of the step refuses the change of the project, told at the caller's record; nothing stays."""
    good, bad = project(projects), project(projects, steps=1)
    call = projects.call("bob")
    with pytest.raises(Invalid, match="Thirteen is refused"):
        change(projects, bad, level=13)
    outcome = projects.platform.records.update(
        call, "project", [Change(bad, {"level": 13}), Change(good, {"level": 13})], Mode.PARTIAL
    )
    assert outcome.actions == (None, "updated")
    assert [one.record for one in outcome.problems] == [0]
    assert steps(projects) == [("s0", 0, None, 1)]


@pytest.mark.parametrize(("count", "refused"), [(50, False), (51, True)])
def test_fifty_records_for_each_of_the_callers(projects: World, count: int, refused: bool) -> None:  # noqa: FBT001
    """Rules write at most fifty records for one, changes included; the chain is named."""
    id = project(projects)
    projects.create("bob", "step", *[{"name": "s", "project": id} for _ in range(count)])
    if refused:
        with pytest.raises(Invalid) as wrong:
            change(projects, id, level=1)
        assert [(one.code, one.params["chain"]) for one in wrong.value.problems] == [("D549", "levels -> step")]
    else:
        change(projects, id, level=1)
    assert {one[1] for one in steps(projects)} == {None if refused else 1}


def test_twenty_messages_for_each_of_the_callers(projects: World) -> None:
    """The twenty-first message of one record's rules refuses it; twenty go out."""
    ann = projects.people["ann"].id
    first, second = project(projects, boss=ann), project(projects, boss=ann)
    records, call = projects.platform.records, projects.call("bob")
    with pytest.raises(Invalid) as wrong:
        records.update(call, "project", [Change(first, {"kind": "louder"}), Change(second, {"kind": "loud"})])
    assert [(one.code, one.record) for one in wrong.value.problems] == [("D596", 0)]
    assert records.find(projects.call("ann"), Query("notification")).records == ()
    records.update(call, "project", [Change(first, {"kind": "loud"}), Change(second, {"kind": "loud"})])
    assert len(records.find(projects.call("ann"), Query("notification", limit=100)).records) == 40


def test_a_rule_that_waits_for_two_fields_answers_new_values_of_either(projects: World) -> None:
    """It fires again for a new value of any field it waits for, three times in all, and then is silent."""
    id = project(projects, kind="both")
    change(projects, id, level=1)
    values = projects.platform.records.get(projects.call("bob"), "project", id).values
    assert (values["times"], values["more"], values["level"]) == (3, 20, 2)


def test_one_statement_for_all_however_many_records(database: Database) -> None:
    """A rule that changes children asks once for all that called it up, and so does one whose condition counts them."""
    world = build(database, APP)
    records, call = world.platform.records, world.call("bob")
    few, many = ([{"name": "p"} for _ in range(count)] for count in (1, 300))
    tops = [[one.id for one in world.create("bob", "project", *batch)] for batch in (few, few, many)]
    for ids in tops:
        world.create("bob", "step", *[{"name": "s", "project": id} for id in ids])
    counts = []
    for ids in tops:
        with counted(world) as seen:
            records.update(call, "project", [Change(id, {"level": 1}) for id in ids])
        counts.append(len(seen))
    assert counts[2] <= counts[1] + 6, counts
    assert counts[2] < 2 * 50  # two rounds
    assert world.platform.records.find(call, Query("step", filter="level = 1", count="exact")).total == 302
    world.platform.close()
