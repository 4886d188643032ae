"""Conditions that decide nothing, events that never come, branches that are never taken: told where it is certain."""

import pytest

from tests.plan.builder import attempt

DEAL = """
object: deal
fields:
  name: {type: text}
  amount: {type: currency}
  paid: {type: boolean}
  code: {type: autonumber, format: "D-{0000}"}
  stage:
    type: picklist
    attributes: {closed: boolean}
    values: {open: {}, won: {closed: true}, lost: {closed: true}}
    transitions: {open: [won, lost], lost: [], won: [lost]}
"""


def warnings(rule: str, more: str = "") -> list[str]:
    """What is told of a rule `when; if -> then`, and of what else the object says."""
    place, _, then = rule.partition(" -> ")
    when, *condition = place.split("; ")
    text = f"object: deal\nrules:\n  r:\n    when: {when}\n"
    text += f"    if: {condition[0]}\n" if condition else ""
    body = then.replace("\n", "\n      ")
    blueprint, found = attempt(objects__deal=DEAL + more, flows__deal=f"{text}    then: |\n      {body}\n")
    assert blueprint is not None, [str(one) for one in found]
    return [f"{one.span.line}:{one.span.column} {one.code} {one.message}" for one in found]


TOLD = [
    ('created; stage = "won" and stage = "lost" -> set paid = true',
     '5:9 P407 no record can fulfil this: stage = "won" and stage = "lost"'),
    ("created; amount > 5 and amount < 3 -> set paid = true",
     "5:9 P407 no record can fulfil this: amount > 5 and amount < 3"),
    ('created; stage = "won" and not stage.closed -> set paid = true', "5:9 P407 no record can fulfil this"),
    ("created; paid or not paid -> set paid = true", "5:9 P408 every record fulfils this: paid or not paid"),
    ('stage becomes "won"; stage = "lost" -> set paid = true',
     '4:11 P409 r never fires on `stage becomes "won"`: its condition never holds then: stage = "lost"'),
    ("updated; ISNEW() -> set paid = true",
     "4:11 P409 r never fires on `updated`: its condition never holds then: ISNEW()"),
    ('created or stage changes to "won"; not stage.closed -> set paid = true',
     '4:11 P409 r never fires on `stage changes to "won"`'),
    ('stage changes from "lost" to "won" -> set paid = true',
     '4:11 P409 r never fires on `stage changes from "lost" to "won"`: stage may not move from lost to won'),
    ('stage changes from "won" to "won" -> set paid = true', "4:11 P409 r never fires on"),
    ("code changes -> set paid = true", "4:11 P409 r never fires on `code changes`: code never changes"),
    ("created_at changes -> set paid = true",
     "4:11 P409 r never fires on `created_at changes`: created_at never changes"),
    ("created -> if amount > 5 then set paid = true elif amount > 10 then set paid = false end",
     "6:47 P407 this branch is never taken: amount > 10"),
    ("created; paid -> if paid then set name = 'a' elif amount > 3 then set name = 'b' else set name = 'c' end",
     "7:10 P408 nothing comes behind this branch, as it is always taken here: paid"),
    ("created; paid -> if not paid then set name = 'a' end", "7:10 P407 this branch is never taken: not paid"),
    ('stage becomes "won" -> if stage = "lost" then set paid = true end',
     '6:10 P407 this branch is never taken: stage = "lost"'),
    ("created -> if amount > 5 then if amount < 3 then set paid = true end end",
     "6:29 P407 this branch is never taken"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "expected"), TOLD, ids=[rule for rule, _ in TOLD])
def test_what_never_comes_about_is_told(rule: str, expected: str) -> None:
    """One warning, at the place of the condition, branch or event."""
    (only,) = warnings(rule)
    assert only.startswith(expected)


FINE = [
    "created; amount > 5 and amount < 6 -> set paid = true",
    "created -> if amount > 5 then set paid = true elif amount > 3 then set paid = false else set name = 'x' end",
    "created or updated; ISNEW() or amount > 1 -> set name = 'x'",
    'stage changes from "won" to "lost" -> set paid = true',
    'before save; stage = "won" -> set stage = "lost" if stage = "lost" then set paid = true end',
    "before save -> if paid then set paid = false end if not paid then set name = 'x' end",
    "created; true -> set paid = true",
]


@pytest.mark.parametrize("rule", FINE)
def test_what_may_come_about_is_left_alone(rule: str) -> None:
    """Nothing is said of conditions that depend on the record, nor of fields a rule has set meanwhile."""
    assert warnings(rule) == []


def test_every_kind_of_condition_is_looked_at() -> None:
    """Validations, visibility and views get the same warnings as rules."""
    more = """
validations:
  never: {error_if: "amount > 5 and amount < 3", message: x}
"""
    assert warnings("created -> set paid = true", more) == [
        "15:22 P407 no record can fulfil this: amount > 5 and amount < 3"
    ]
