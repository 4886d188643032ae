"""Rules in order: before-save rules by what they read and set, the others as they are declared."""

from itertools import permutations

import pytest

from objectry.metadata import AppSource, core_app
from objectry.plan import Blueprint, compile_stack
from tests.plan.builder import attempt, built, refused, sample

FIELDS = "object: deal\nfields:\n" + "".join(f"  {name}: {{type: decimal}}\n" for name in ("a", "b", "c", "d"))


def flows(*rules: str) -> str:
    """A flows file of before-save rules, each `name: condition -> statements`."""
    text = "object: deal\nrules:\n"
    for rule in rules:
        name, _, rest = rule.partition(": ")
        condition, _, then = rest.partition(" -> ")
        text += f"  {name}:\n    when: before save\n    if: {condition}\n    then: |\n      {then}\n"
    return text


def order(blueprint: Blueprint) -> list[str]:
    return [rule.name for rule in blueprint.objects["deal"].before]


RULES = (
    "sets_b: a > 0 -> set b = 1",
    "sets_c: b > 0 -> set c = 1",
    "sets_d: c > 0 -> set d = 1",
)


@pytest.mark.parametrize("rules", list(permutations(RULES)))
def test_a_rule_comes_after_those_that_set_what_it_reads(rules: tuple[str, ...]) -> None:
    """However the file is sorted, every rule sees what the others have set."""
    assert order(built(objects__deal=FIELDS, flows__deal=flows(*rules))) == ["sets_b", "sets_c", "sets_d"]


def test_rules_that_wait_for_nobody_go_by_name() -> None:
    """Without dependencies the order is still one and the same."""
    found = built(objects__deal=FIELDS, flows__deal=flows("z: a > 0 -> set b = 1", "y: a > 0 -> set c = 1"))
    assert order(found) == ["y", "z"]


def test_order_goes_before_name() -> None:
    """`order:` decides among rules that do not depend on each other."""
    text = flows("y: a > 0 -> set b = 1", "z: a > 0 -> set c = 1").replace("  z:\n", "  z:\n    order: -1\n")
    assert order(built(objects__deal=FIELDS, flows__deal=text)) == ["z", "y"]


def test_what_a_rule_sets_itself_does_not_make_it_wait() -> None:
    """A rule may read the field it sets: it sees the value before."""
    assert order(built(objects__deal=FIELDS, flows__deal=flows("more: b > 0 -> set b = b + 1"))) == ["more"]


def test_several_writers_of_one_field_run_by_rank() -> None:
    """They may read the field too; among themselves that counts for nothing."""
    rules = ("second: b > 0 -> set b = b + 1", "first: b > 0 -> set b = b * 2", "reader: b > 0 -> set c = b")
    assert order(built(objects__deal=FIELDS, flows__deal=flows(*rules))) == ["first", "second", "reader"]


def test_reading_through_a_formula_counts() -> None:
    """A rule that reads a formula comes after the rule that sets what the formula reads."""
    fields = FIELDS + "  twice: {type: decimal, formula: b * 2}\n"
    rules = ("a_reader: twice > 0 -> set c = 1", "setter: a > 0 -> set b = 1")
    assert order(built(objects__deal=fields, flows__deal=flows(*rules))) == ["setter", "a_reader"]


def test_reading_the_value_before_counts_too() -> None:
    """On create PRIORVALUE(b) is the value of b now, so the rule waits for who sets b."""
    rules = ("a_reader: PRIORVALUE(b) > 0 -> set c = 1", "setter: a > 0 -> set b = 1")
    assert order(built(objects__deal=FIELDS, flows__deal=flows(*rules))) == ["setter", "a_reader"]


def test_a_read_inside_a_statement_counts() -> None:
    """Values and conditions inside `then` are reads like those of `if`."""
    rules = ("a_reader: a > 0 -> if b > 1 then set c = 1 else set d = 2 end", "setter: a > 0 -> set b = 1")
    assert order(built(objects__deal=FIELDS, flows__deal=flows(*rules))) == ["setter", "a_reader"]


def test_a_circle_is_refused_with_all_its_rules() -> None:
    """Two rules that wait for each other have no right order: both are named, and the fields."""
    found = refused(objects__deal=FIELDS, flows__deal=flows("one: a > 0 -> set b = 1", "two: b > 0 -> set a = 1"))
    assert found == [
        (
            "P401 these before-save rules wait for each other: one (flows/deal.yaml:3) needs a, which two sets;"
            " two (flows/deal.yaml:8) needs b, which one sets"
        )
    ]


def test_a_longer_circle_is_told_in_order() -> None:
    """Three rules in a ring, and a fourth that only hangs on it, which is not blamed."""
    rules = ("x: a > 0 -> set b = 1", "y: b > 0 -> set c = 1", "z: c > 0 -> set a = 1", "w: a > 0 -> set d = 1")
    (message,) = refused(objects__deal=FIELDS, flows__deal=flows(*rules))
    assert message.count("needs") == 3
    assert "w needs" not in message


def test_a_circle_is_placed_at_a_rule() -> None:
    """The message leads to the file and line of the first rule."""
    _, found = attempt(objects__deal=FIELDS, flows__deal=flows("one: a > 0 -> set b = 1", "two: b > 0 -> set a = 1"))
    assert str(found.errors[0].span) == "flows/deal.yaml:3:3"


def test_rules_after_the_write_keep_their_rank() -> None:
    """They see the saved record, so there is nothing to wait for."""
    text = "object: deal\nrules:\n" + "".join(
        f"  {name}:\n    when: created\n    then: 'notify(owner, name)'\n" for name in ("m", "k", "l")
    )
    blueprint = built(objects__deal=FIELDS, flows__deal=text)
    assert [rule.name for rule in blueprint.objects["deal"].after] == ["k", "l", "m"]


def test_positions_number_all_rules_of_an_object() -> None:
    """The printed order is the order they run in."""
    deal = sample().objects["deal"]
    assert [(rule.position, rule.name) for rule in (*deal.before, *deal.after)] == [
        (1, "small_discount"), (2, "won_time"), (3, "follow_up")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "code"),
    [
        ("r: amout > 0 -> set b = 1", "R303"),
        ("r: a > 0 -> set bb = 1", "R303"),
        ('r: a > 0 -> set b = "x"', "R306"),
        ("r: a > 0 -> create deal { a = 1 }", "R325"),
    ],
)  # fmt: skip
def test_every_part_of_a_rule_is_checked(rule: str, code: str) -> None:
    """A mistake in a condition or statement is found when compiling, not when it runs."""
    assert refused(objects__deal=FIELDS, flows__deal=flows(rule))[0].startswith(code)


def test_a_misspelt_object_is_told_once() -> None:
    """What rules say about the fields of an object that does not exist follows from the lookup to it."""
    files = {
        "app.yaml": "name: shop\nversion: 1.0\n",
        "objects/van.yaml": "object: van\nfields:\n  of: {type: lookup, to: acount}\n",
        "flows/van.yaml": "object: van\nrules:\n  a: {when: created, if: of.owner = $user, then: 'refuse(\"No.\")'}\n",
    }
    blueprint, found = compile_stack([core_app(), AppSource("shop", files)])
    assert blueprint is None
    assert [one.code for one in found.errors] == ["M212"]
