"""Rules that may call one another up in a circle are named at validate, all of them; others are left in peace."""

import re

import pytest

from objectry.diagnostics import Diagnostic
from objectry.wording import spoken
from tests.plan.builder import attempt

DEAL = """
object: deal
fields:
  a: {type: decimal}
  b: {type: decimal}
  c: {type: decimal}
  kind: {type: picklist, values: {big: {}, small: {}}}
  doubled: {type: decimal, formula: b * 2}
  account: {type: lookup, to: account, related_as: deals, on_delete: cascade}
"""
ACCOUNT = """
object: account
fields:
  level: {type: decimal}
  total: {type: decimal, rollup: SUM(deals.a)}
  top: {type: lookup, to: account, related_as: parts}
  sum_of_parts: {type: decimal, rollup: SUM(parts.total)}
"""
NOTE = """
object: note
fields:
  stars: {type: decimal}
  about: {type: lookup, to: [account, deal], related_as: notes, on_delete: set_null}
"""


def told(*rules: str, code: str = "P405") -> list[Diagnostic]:
    """The warnings about rules, each `name: object; when; if -> then`."""
    text = "rules:\n"
    for rule in rules:
        name, _, rest = rule.partition(": ")
        place, _, then = rest.partition(" -> ")
        thing, when, *condition = place.split("; ")
        text += f"  {name}:\n    object: {thing}\n    when: {when}\n"
        text += f"    if: {condition[0]}\n" if condition else ""
        text += f"    then: |\n      {then}\n"
    blueprint, found = attempt(objects__deal=DEAL, objects__account=ACCOUNT, objects__note=NOTE, flows__all=text)
    assert blueprint is not None, [str(one) for one in found]
    return [one for one in found if one.code == code]


LOOPS: list[tuple[str, tuple[str, ...]]] = [
    ("changes of one record", (
        "one: deal; a changes -> set b = a + 1",
        "two: deal; b changes -> set c = b + 1",
        "three: deal; c changes -> set a = c + 1",
    )),
    ("updates of one record that read one another", (
        "one: deal; saved -> set b = a + 1",
        "two: deal; updated -> set c = b + 1",
        "three: deal; saved or created -> set a = c + 1",
    )),
    ("through another object", (
        "one: deal; a changes -> update account { level = a }",
        "two: account; level changes -> update deals where deals.b < 5 { b = level }",
        "three: deal; updated -> set a = 1",
    )),
    ("records that make records", (
        "one: deal; created -> create account { level = 1 }",
        "two: account; saved -> create deal { a = level }",
    )),
    ("a roll-up", (
        "one: deal; b changes -> set a = b",
        "two: account; total changes -> update deals { b = total }",
    )),
    ("roll-ups of roll-ups", (
        "one: account; sum_of_parts changes -> create deal { a = 1, account = $record }",
        "two: deal; created -> update account.parts { level = 2 }",
        "three: account; level changes -> update deals { a = level }",
    )),
    ("what a rule before the save sets", (
        "one: deal; c changes -> set a = c",
        "helper: deal; before save; a > 0 -> set b = a",
        "two: deal; b changes -> set c = b",
    )),
    ("deletions that follow", (
        "one: deal; deleted -> create account { level = 1 }",
        "two: account; created -> delete top",
    )),
    ("a lookup of several objects", (
        "one: note; stars changes -> create deal { b = stars }",
        "two: deal; created -> update account { level = b }",
        "three: account; level changes -> update notes { stars = level }",
    )),
    ("what lets go of the deleted", (
        "one: note; about changes -> create deal { a = 1 }",
        "two: deal; created; a > 0 -> delete account.deals where deals.a < 0",
    )),
    ("a formula in a condition", (
        "one: deal; saved; doubled > 1 -> set b = doubled",
        "two: deal; b changes -> set b = doubled",
    )),
    ("a rule that calls itself", ("one: deal; created -> create deal { a = a }",)),
    ("a rule that changes what it waits for", ("one: deal; a changes -> set a = a + 1",)),
    ("a branch", (
        "one: deal; a changes -> if a > 1 then if b > 1 then set b = a end end",
        "two: deal; b changes -> if b > 1 then set c = 1 else set a = b end",
    )),
]  # fmt: skip


@pytest.mark.parametrize("rules", [rules for _, rules in LOOPS], ids=[name for name, _ in LOOPS])
def test_a_circle_is_named_with_every_rule_of_it(rules: tuple[str, ...]) -> None:
    """One warning tells of the circle, at its first rule, with each rule and how it calls up the next."""
    names = {rule.partition(":")[0] for rule in rules if "before save" not in rule}
    found = told(*rules)
    assert {name for one in found for name in named(one)} == names
    assert all(str(one.span).startswith("flows/all.yaml:") for one in found)


def named(warning: Diagnostic) -> set[str]:
    """The rules a warning names as part of a circle."""
    return {step.split()[0] for step in warning.message.partition("circle: ")[2].split("; ")}


def test_the_words_of_the_warning() -> None:
    """Each step says what is written and who answers."""
    (warning,) = told(*LOOPS[2][1])
    assert warning.message.startswith(
        "these rules may go round in a circle: "
        "one (flows/all.yaml:2) changes account.level in line 6, which calls up two; "
        "two (flows/all.yaml:7) changes deal.b in line 11, which calls up three; "
        "three (flows/all.yaml:12) changes deal.a in line 16, which calls up one"
    )
    assert str(warning.span) == "flows/all.yaml:2:3"


STEPS = [
    ("roll-ups of roll-ups", "three (flows/all.yaml:12) changes deal.a in line 16, so account.total is computed anew"),
    ("what a rule before the save sets", "changes deal.a in line 6, so deal.b is set by helper, which calls up two"),
    ("deletions that follow", "deletes account in line 11, so deal goes too, which calls up one"),
    ("a lookup of several objects", "three (flows/all.yaml:12) changes note.stars in line 16, which calls up one"),
    ("what lets go of the deleted", "deletes deal in line 12, so note.about is emptied, which calls up one"),
    ("a formula in a condition", "two (flows/all.yaml:8) changes deal.b in line 12, which calls up one"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "step"), STEPS, ids=[name for name, _ in STEPS])
def test_a_step_tells_what_passes_it_on(name: str, step: str) -> None:
    """The rule with its place, the line of the statement, and what follows from it in between; in Chinese too."""
    found = told(*dict(LOOPS)[name])
    assert any(step in one.message for one in found), [one.message for one in found]
    for one in spoken(found, "zh-CN"):
        assert not re.search(r"which|so |in line|is |goes", one.message), one.message


def test_two_circles_are_two_warnings() -> None:
    """Rules of different circles are not thrown together."""
    found = told(
        "one: deal; a changes -> set b = a",
        "two: deal; b changes -> set a = b",
        "three: account; created -> create account { level = 1 }",
        "four: deal; c changes -> set kind = 'big'",
    )
    assert [named(one) for one in found] == [{"one", "two"}, {"three"}]


PEACE: list[tuple[str, tuple[str, ...]]] = [
    ("a chain with an end", (
        "one: deal; a changes -> set b = a",
        "two: deal; b changes -> set c = b",
    )),
    ("a rule that answers its own save", ("one: deal; saved -> set a = BLANKVALUE(a, 0) + 1",)),
    ("a value that ends it", ("one: deal; kind changes -> set kind = 'big'",)),
    ("other values", (
        "one: deal; kind becomes 'big' -> set b = 1",
        "two: deal; b changes -> set kind = 'small'",
    )),
    ("a condition that what is written breaks", (
        "one: deal; created; kind = 'big' -> create deal { kind = 'small' }",
    )),
    ("saves that do not look at one another", (
        "one: deal; saved -> set b = 1",
        "two: deal; saved -> set c = 1",
    )),
    ("creation is no change", (
        "one: deal; a changes -> create deal { a = 1 }",
    )),
    ("a roll-up that does not read the field", (
        "one: account; total changes -> update deals { b = 1 }",
    )),
    ("only before the save", ("one: deal; before save -> set a = a + 1",)),
]  # fmt: skip


@pytest.mark.parametrize("rules", [rules for _, rules in PEACE], ids=[name for name, _ in PEACE])
def test_what_comes_to_an_end_is_not_warned_of(rules: tuple[str, ...]) -> None:
    """A warning that is always there is read by nobody."""
    assert [one.message for one in told(*rules)] == []


def test_a_ring_of_a_hundred_rules_is_found() -> None:
    """Long circles are found as short ones are."""
    fields = "object: ring\nfields:\n" + "".join(f"  f{at}: {{type: decimal}}\n" for at in range(100))
    rules = "object: ring\nrules:\n" + "".join(
        f"  r{at}: {{when: f{at} changes, then: 'set f{(at + 1) % 100} = f{at} + 1'}}\n" for at in range(100)
    )
    _, found = attempt(objects__ring=fields, flows__ring=rules)
    (warning,) = [one for one in found if one.code == "P405"]
    assert warning.message.count("which calls up") == 100


def test_an_object_with_many_rules_is_told() -> None:
    """More than fifty rules on one object are warned of once, at the fifty-first."""
    rules = [f"r{at:02}: deal; created -> refuse('x')" for at in range(51)]
    (warning,) = told(*rules, code="P406")
    assert "deal has 51 rules" in warning.message
    assert told(*rules[:50], code="P406") == []


def test_a_costly_rule_is_told() -> None:
    """A rule that asks the database more than fifty times for a thousand records is warned of, with the number."""
    statements = "\n      ".join(f"update deals where deals.b = {at} {{ c = {at} }}" for at in range(48))
    (warning,) = told(f"many: account; created -> {statements}", code="P406")
    assert "about 51 queries for 1,000 records" in warning.message
    assert told("few: account; created -> update deals { c = 1 }", code="P406") == []
