"""Scenarios played on a small app: what passes, and how each thing that is not as it says is told."""

from collections.abc import Mapping

import pytest

from objectry.metadata import AppSource, core_app
from objectry.plan import check_stack
from objectry.runtime import Played, Rehearsal, play_all
from objectry.runtime.scenarios.acting import act
from objectry.runtime.scenarios.scene import Scene
from objectry.runtime.scenarios.stage import open_stage
from objectry.runtime.scenarios.telling import Library

APP = {
    "app.yaml": "name: clinic\nversion: 1\n",
    "objects/visit.yaml": """object: visit
label: Visit
fields:
  name: {type: text, required: true, unique: true}
  seats: {type: integer, default: 2}
  share: {type: percent}
  day: {type: date}
  host: {type: lookup, to: visit}
  kind: {type: picklist, values: {short: {}, long: {}}}
  secret_note: {type: text, sensitive: private}
  code_word: {type: secret}
  double: {type: integer, formula: seats * 2}
validations:
  few_seats: {error_if: seats > 9 and (kind = "short" or ISBLANK(kind)), message: "Too many in {name}.", at: seats}
duplicates:
  same_day: {match: {day: {how: same}}}
""",
    "flows/visit.yaml": """object: visit
rules:
  long_ones:
    when: before save
    if: seats > 5 and ISBLANK(kind)
    then: |
      set kind = "long"
  tell_boss:
    when: seats changes
    then: |
      if seats > 3 then notify(owner.manager, "More seats for " & name)
      elif seats > 1 then set share = 50%
      else set share = null end
""",
    "permissions/work.yaml": """roles:
  nurse: {sets: [work]}
  guest: {sets: []}
permission_sets:
  work:
    objects: {visit: all, user: {read: true}, notification: {read: true}}
    fields: {visit.code_word: edit}
""",
}
HEAD = """users:
  boss: nurse
  ann: {role: nurse, manager: boss}
  gus: guest
actor: ann
given:
  - create: visit
    as: tour
    values: {name: Tour, day: =TODAY() + 1}
scenarios:
"""


def played(scenarios: str) -> Rehearsal:
    """What comes of scenarios with the head above."""
    return play(AppSource("clinic", APP, {"scenarios/tours.yaml": HEAD + scenarios}))


def play(app: AppSource) -> Rehearsal:
    """What comes of the scenarios of an app."""
    apps = (core_app(), app)
    model, found = check_stack(apps)
    assert not found.errors, [str(one) for one in found.errors]
    return play_all(apps, model, tuple(model.scenarios.values()))


def told(one: Played) -> list[str]:
    """Its failures as they are told."""
    return [f"{failure.problem.code} {failure.problem.message}" for failure in one.failures]


WELL = """
  values:
    scenario: values as people write them, references by name, roll-ups of the clock
    when:
      - create: visit
        as: second
        values: {name: Second, seats: 6, share: 20, host: tour, owner: boss, code_word: sesame}
      - advance: 1 day
    then:
      - record: second
        values: {seats: 6, share: 20, double: 12, host: tour, host.name: Tour, owner: boss, kind: long, day: ~}
        holds: share = 20% and host.day = TODAY() and not ISBLANK(kind) and not ISBLANK(code_word)
      - record: tour
        values: {day: =TODAY()}
  isolated:
    scenario: nothing is there but what it makes itself
    then:
      - count: visit
        is: 1
      - list: visit
        are: [tour]
  refusals:
    scenario: refused as expected, by validation, field, code or words
    when:
      - update: tour
        values: {seats: 10, kind: short}
        refused: {validation: few_seats, at: seats, code: D520, contains: in Tour}
      - update: tour
        values: {seats: 11, kind: short}
        refused: Too many
      - update: tour
        values: {kind: medium}
        refused: {code: D527, at: kind}
      - create: visit
        values: {name: Tour}
        refused: {code: D530}
      - create: visit
        actor: gus
        values: {name: Mine}
        refused: {code: not_found}
      - create: visit
        as: other
        values: {name: Other, day: =TODAY() + 1}
        warned: same_day
  history:
    scenario: who did what, and which rule
    when:
      - update: tour
        values: {seats: 4}
      - update: tour
        actor: boss
        values: {seats: 3}
    then:
      - history: tour
        cause: rule tell_boss
        field: share
      - history: tour
        cause: user
        actor: boss
        field: seats
      - notification: {to: boss, contains: More seats for Tour, times: 1}
      - notification: {to: gus, times: 0}
  gone:
    scenario: what is deleted is gone
    when:
      - delete: tour
    then:
      - deleted: tour
      - count: visit
        is: 0
  claims:
    scenario: who may do what
    then:
      - may: [read, update, delete, transfer]
        record: tour
        actor: boss
      - may_not: read
        record: tour
        actor: gus
      - may_not: export
        object: visit
      - may_not: [read, update]
        field: visit.secret_note
      - may: update
        field: visit.seats
"""
BADLY: Mapping[str, tuple[str, str]] = {
    "T801 update tour is refused: Too many in Tour.": (
        "when",
        "{update: tour, values: {seats: 10, kind: short}}",
    ),
    "T802 update tour should be refused, but is possible": ("when", "{update: tour, values: {seats: 3}, refused: x}"),
    "T803 update tour is refused, but not as expected: Too many in Tour.": (
        "when",
        "{update: tour, values: {seats: 10, kind: short}, refused: {code: D521}}",
    ),
    "T804 create new should bring the warning of same_day": (
        "when",
        "{create: visit, as: new, values: {name: N}, warned: same_day}",
    ),
    "T810 seats of tour is 2, not 3": ("then", "{record: tour, values: {seats: 3}}"),
    "T810 owner of tour is ann, not boss": ("then", "{record: tour, values: {owner: boss}}"),
    "T810 share of tour is nothing, not 20": ("then", "{record: tour, values: {share: 20}}"),
    'T810 name of tour is "Tour", not "Tower"': ("then", "{record: tour, values: {name: Tower}}"),
    "T811 of tour it is not true: seats > 2": ("then", "{record: tour, holds: seats > 2}"),
    "T812 tour is not there for gus": ("then", "{record: tour, actor: gus, values: {seats: 2}}"),
    "T812 tour is still there": ("then", "{deleted: tour}"),
    "T813 the history of tour tells of nothing with cause rule long_ones": (
        "then",
        "{history: tour, cause: rule long_ones}",
    ),
    'T814 boss is told 0 times with "More", not at least once': ("then", "{notification: {to: boss, contains: More}}"),
    "T815 there are 1 of visit, not 2": ("then", "{count: visit, is: 2}"),
    "T815 there are 1 of visit for boss, not 0": ("then", "{count: visit, actor: boss, is: 0}"),
    "T815 the list of visit holds tour, not nothing": ("then", "{list: visit, are: []}"),
    "T816 ann may read tour": ("then", "{may_not: read, record: tour}"),
    "T816 gus may not read visit": ("then", "{may: read, object: visit, actor: gus}"),
    "T816 ann may not read visit.secret_note": ("then", "{may: read, field: visit.secret_note}"),
}


@pytest.fixture(scope="module")
def well() -> Rehearsal:
    """Scenarios that are as they should be."""
    return played(WELL)


@pytest.fixture(scope="module")
def badly() -> Mapping[str, Played]:
    """One scenario for each thing that can be otherwise, by what it is told."""
    texts = [
        f"  s{at}:\n    scenario: s\n    {key}:\n      - {step}\n" for at, (key, step) in enumerate(BADLY.values())
    ]
    return dict(zip(BADLY, played("".join(texts)).played, strict=True))


def test_what_is_as_it_should_be_passes(well: Rehearsal) -> None:
    """Values, refusals, history, notices, lists and rights; each scenario finds only what it makes itself."""
    assert [(one.scenario.name, told(one)) for one in well.played if not one.passed] == []
    assert len(well.played) == 6


@pytest.mark.parametrize("message", BADLY)
def test_what_is_otherwise_is_told(badly: Mapping[str, Played], message: str) -> None:
    """A code, a sentence, and the place in the file with its line."""
    assert told(badly[message]) == [message]
    (failure,) = badly[message].failures
    assert failure.problem.span.file == "scenarios/tours.yaml"
    assert BADLY[message][1] in failure.problem.source_line


def test_a_refusal_shows_the_rule_with_what_it_read(badly: Mapping[str, Played]) -> None:
    """The validation's text, each part with its value, and the fields behind it."""
    (failure,) = badly["T801 update tour is refused: Too many in Tour."].failures
    assert failure.because == (
        "D520 at seats by validation few_seats: Too many in Tour.",
        'validation visit.few_seats: true: seats > 9 and (kind = "short" or ISBLANK(kind))',
        "  true: seats > 9  (seats is 10)",
        '  true: kind = "short"  (kind is "short")',
        '  false: ISBLANK(kind)  (kind is "short")',
    )


def test_a_wrong_value_shows_the_rules_that_could_have_set_it() -> None:
    """Their conditions, with what they had read of this record."""
    (one,) = played("  kinds:\n    scenario: k\n    then:\n      - {record: tour, values: {kind: long}}\n").played
    assert one.failures[0].because == (
        "rule long_ones: false: seats > 5 and ISBLANK(kind)",
        "  false: seats > 5  (seats is 2)",
        "  true: ISBLANK(kind)  (kind is nothing)",
    )


def test_every_failure_of_the_end_is_told_but_a_step_ends_it() -> None:
    """What is expected is looked at as a whole; after a step that failed nothing is."""
    end = "    then:\n      - {count: visit, is: 5}\n      - {deleted: tour}\n"
    step = "    when:\n      - {update: tour, values: {seats: x}}\n"
    two, one = played(f"  a:\n    scenario: a\n{end}  b:\n    scenario: b\n{step}{end}").played
    assert [failure.problem.code for failure in two.failures] == ["T815", "T812"]
    assert [failure.problem.code for failure in one.failures] == ["T801"]


def test_every_way_of_rules_is_known_and_counted(well: Rehearsal) -> None:
    """Conditions both ways, each if and elif both ways, validations both ways; with the place of their text."""
    ways = {(arm.what, arm.way, arm.text): arm.taken for arm in well.arms}
    assert ways == {
        ("rule long_ones", "if", "seats > 5 and ISBLANK(kind)"): True,
        ("rule long_ones", "if not", "seats > 5 and ISBLANK(kind)"): True,
        ("rule tell_boss", "runs", "seats changes"): True,
        ("rule tell_boss", "if", "seats > 3"): True,
        ("rule tell_boss", "if not", "seats > 3"): True,
        ("rule tell_boss", "if", "seats > 1"): True,
        ("rule tell_boss", "if not", "seats > 1"): False,
        ("validation visit.few_seats", "refuses", 'seats > 9 and (kind = "short" or ISBLANK(kind))'): True,
        ("validation visit.few_seats", "lets pass", 'seats > 9 and (kind = "short" or ISBLANK(kind))'): True,
    }
    assert well.coverage == 88
    assert [(arm.span.file, arm.span.line) for arm in well.arms if not arm.taken] == [("flows/visit.yaml", 12)]


def test_it_comes_to_the_same_end_each_time() -> None:
    """Ids and the clock are the scenario's own: each run, on each stage, makes the very same records."""
    apps = (core_app(), AppSource("clinic", APP, {"scenarios/tours.yaml": HEAD + "  a: {scenario: a}\n"}))
    (scenario,) = check_stack(apps)[0].scenarios.values()
    made = []
    for _ in range(2):
        with open_stage(apps, scenario.now) as stage:
            for _ in range(2):
                scene = Scene(scenario, stage, stage.enter(scenario)[0], Library(apps))
                assert [act(scene, step) for step in scenario.steps] == [None]
                made.append(scene.records["tour"])
    assert len(made) == 4
    assert set(made) == {made[0]}


def test_there_may_be_nothing_to_play() -> None:
    """A stack without scenarios is fine."""
    assert play(AppSource("clinic", APP)).played == ()
