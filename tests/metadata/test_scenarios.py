"""Scenarios as files: one or several, with a background, laid in layers, and apart from what is deployed."""

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from objectry.metadata import AppSource, core_app, hash_of, load_stack, read_folder
from objectry.plan import check_stack, compile_stack
from tests.metadata.stacks import load_clean, sources, split

VISIT = "=== objects/visit.yaml\nobject: visit\nfields:\n  seats: {type: integer}\n"
MANY = (
    VISIT
    + """=== scenarios/visits.yaml
users:
  ann: admin
  otto: {role: admin, manager: ann}
actor: ann
now: 2026-05-04T08:00+02:00
given:
  - create: visit
    as: first
    values: {name: First}
scenarios:
  one:
    scenario: as the file says
  two:
    scenario: and more
    actor: {role: admin, as: eve}
    users: {tom: admin}
    given:
      - advance: 2 hours
"""
)


def test_a_file_may_be_one_scenario() -> None:
    """It is called as its file, and its actor takes part without further ado."""
    found = load_clean(
        VISIT + "=== scenarios/tour.yaml\nscenario: a tour\nactor: {role: admin}\nwhen:\n  - advance: 3 days\n"
    ).scenarios["tour"]
    assert (found.title, found.actor, found.people["admin"].role) == ("a tour", "admin", "admin")
    assert [step.wait for step in found.when] == [timedelta(days=3)]


def test_what_a_file_says_for_all_comes_first() -> None:
    """People of both places take part, steps of the file come before a scenario's own, the actor is its own."""
    one, two = load_clean(MANY).scenarios.values()
    assert one.now == datetime(2026, 5, 4, 6, 0, tzinfo=UTC)
    assert (one.actor, list(one.people)) == ("ann", ["ann", "otto"])
    assert (two.actor, list(two.people)) == ("eve", ["ann", "otto", "tom", "eve"])
    assert [step.verb for step in two.given] == ["create", "advance"]


def test_the_same_step_may_come_twice() -> None:
    """Waiting twice is waiting twice."""
    hour = "  - advance: 1 hour\n"
    text = f"=== scenarios/tour.yaml\nscenario: t\nactor: {{role: admin}}\nwhen:\n{hour}{hour}"
    assert len(load_clean(text).scenarios["tour"].when) == 2


def test_a_layer_above_takes_scenarios_out() -> None:
    """Who changes what a base promises may take its scenario out, or change its end."""
    below = MANY.replace("=== ", "=== below: ")
    above = "=== scenarios/own.yaml\nscenarios:\n  one: {disabled: true}\n  two: {extend: true, scenario: else}\n"
    found = load_clean(below + above).scenarios
    assert {name: one.title for name, one in found.items()} == {"two": "else"}


def test_scenarios_are_no_part_of_what_is_deployed(tmp_path: Path) -> None:
    """They lie apart from the files of the app: its hash and its blueprint do not hang on them."""
    (tmp_path / "scenarios").mkdir()
    (tmp_path / "app.yaml").write_text("name: own\nversion: 1\n")
    before = read_folder(tmp_path)
    (tmp_path / "scenarios" / "tour.yaml").write_text("scenario: a tour\n")
    after = read_folder(tmp_path)
    assert list(after.texts) == ["app.yaml", "scenarios/tour.yaml"]
    assert (after.files, hash_of(after)) == (before.files, hash_of(before))
    assert after.deployable == before
    assert [one.code for one in check_stack([core_app(), after])[1].errors] == ["M202"]
    assert not compile_stack([core_app(), after])[1].errors


def test_what_could_not_be_made_is_told_once() -> None:
    """A step that cannot be read, or makes a record of an unknown object, is told; what speaks of it later is not."""
    text = """=== scenarios/tour.yaml
scenario: t
actor: {role: admin}
given:
  - create: vist
    as: first
  - crate: visit
    as: second
then:
  - record: first
    values: {seats: 1}
  - deleted: second
"""
    _, problems = load_stack(sources(split(VISIT + text)))
    assert [one.code for one in problems.sorted()] == ["M212", "M201"]


def test_expressions_are_checked_at_their_place() -> None:
    """Values behind = and conditions are texts of the rule language, with columns of the file."""
    text = """=== scenarios/tour.yaml
scenario: t
actor: {role: admin}
when:
  - create: visit
    as: first
    values: {name: A, seats: "=TODY() + 1"}
then:
  - record: first
    holds: seat > 1
  - count: visit
    where: seats >
    is: 1
"""
    _, problems = check_stack(sources(split(VISIT + text)))
    assert [(one.code, one.span.line, one.span.column) for one in problems.sorted()] == [
        ("R304", 6, 32),
        ("R303", 9, 12),
        ("R301", 11, 19),
    ]


@pytest.mark.parametrize("seed", range(25))
def test_a_damaged_file_is_told_and_nothing_is_raised(seed: int) -> None:
    """Lines gone, doubled or cut, words and signs in other places: problems, each in a file there is."""
    dice = random.Random(seed)
    lines = MANY.replace(VISIT, "").split("\n")
    for _ in range(3):
        at, other = dice.randrange(2, len(lines)), dice.randrange(2, len(lines))
        cut = dice.randrange(len(lines[at]) + 1)
        damages = ("", lines[other], lines[at][:cut], lines[at][:cut] + dice.choice("[]{}~:=x'&") + lines[at][cut:])
        lines[at] = dice.choice(damages)
    _, problems = check_stack(sources(split(VISIT + "\n".join(lines))))
    assert {one.span.file for one in problems} <= {"scenarios/visits.yaml"}


def test_a_pack_names_its_scenarios_with_its_namespace() -> None:
    """As all it adds."""
    pack = AppSource("edu", {"app.yaml": "name: edu\nversion: 1\nnamespace: edu\n"})
    tour = {"scenarios/tour.yaml": "scenario: t\nactor: {role: admin}\n"}
    _, problems = load_stack([core_app(), AppSource("edu", pack.files, tour)])
    assert [one.code for one in problems.errors] == ["M208"]
