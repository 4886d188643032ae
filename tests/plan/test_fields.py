"""Fields with everything checked: formulas, conditions, defaults, validations, views, sharing."""

import pytest

from objectry.plan import Blueprint
from objectry.rules import text_of
from tests.plan.builder import attempt, built, refused, sample

FIELD = "object: deal\nfields:\n  amount: {{type: currency}}\n  f: {}\n"


@pytest.mark.parametrize(
    ("field", "code"),
    [
        ("{type: currency, formula: amout * 2}", "R303"),
        ("{type: currency, formula: amount *}", "R301"),
        ("{type: currency, formula: name}", "R306"),
        ("{type: text, formula: FOO(name)}", "R304"),
        ("{type: text, formula: f}", "R310"),
        ("{type: currency, rollup: SUM(lines.amount)}", "R3"),
        ("{type: text, required_if: amount}", "R306"),
        ("{type: text, required_if: amout > 2}", "R303"),
        ("{type: date, default_formula: name}", "R306"),
        ("{type: date, default_formula: ISNEW()}", "R3"),
    ],
)
def test_rule_texts_of_fields_are_checked(field: str, code: str) -> None:
    """Every text in the rule language is typed when compiling."""
    assert refused(objects__deal=FIELD.format(field))[0].startswith(code)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("validations: {v: {error_if: amout > 2, message: no}}", "R303"),
        ("validations: {v: {error_if: amount, message: no}}", "R306"),
        ("validations: {v: {error_if: amount > 2, message: 'no {amout}'}}", "R303"),
    ],
)
def test_validations_are_checked(more: str, code: str) -> None:
    """The condition, and the expressions in the message."""
    assert refused(objects__deal=FIELD.format("{type: text}") + more + "\n")[0].startswith(code)


def test_views_are_checked() -> None:
    """The filter of a list view."""
    found = refused(
        objects__deal=FIELD.format("{type: text}"), layouts__deal="layout: deal\nviews: {v: {where: f > 1}}\n"
    )
    assert found[0].startswith("R306")


def test_sharing_rules_are_checked() -> None:
    """The criterion of a sharing rule."""
    permissions = "sharing_rules:\n  deal:\n    r: {when: regin = 1, to: role:admin}\n"
    found = refused(objects__deal=FIELD.format("{type: text}"), permissions__p=permissions)
    assert found[0].startswith("R303")


def test_all_problems_come_together() -> None:
    """Nobody fixes one mistake only to meet the next."""
    text = FIELD.format("{type: currency, formula: amout}") + "validations: {v: {error_if: amuont > 1, message: no}}\n"
    assert len(refused(objects__deal=text)) == 2


def test_a_problem_has_its_place() -> None:
    """File, line and column of the word that is wrong."""
    _, found = attempt(objects__deal=FIELD.format("{type: currency, formula: amout * 2}"))
    assert str(found.errors[0]).startswith('objects/deal.yaml:4:32 error R303 unknown field "amout"')


def formula(blueprint: Blueprint, thing: str, field: str) -> str:
    tree = blueprint.objects[thing].fields[field].formula
    assert tree is not None
    return text_of(tree)


def test_a_formula_is_rounded_to_its_field() -> None:
    """Two places of a currency are what everybody reads, whatever the product has."""
    assert formula(sample(), "deal", "expected").startswith("round_to(*(blank_zero(amount)")


def test_blank_numbers_count_as_zero_unless_said_otherwise() -> None:
    """`blanks: null` keeps a blank amount blank."""
    zero = built(objects__deal=FIELD.format("{type: currency, formula: amount + 1}"))
    null = built(objects__deal=FIELD.format("{type: currency, formula: amount + 1, blanks: 'null'}"))
    assert formula(zero, "deal", "f") == "+(blank_zero(amount), 1)"
    assert formula(null, "deal", "f") == "+(amount, 1)"


def test_conditions_and_defaults_are_trees() -> None:
    """`required_if` and `default_formula` stand ready to be evaluated."""
    deal = sample().objects["deal"]
    required, default = deal.fields["account"].required_if, deal.fields["close_date"].default_formula
    assert required is not None
    assert default is not None
    assert text_of(required) == '=(stage, "won")'
    assert text_of(default) == "+($today, 30)"


def test_a_validation_knows_its_fields() -> None:
    """A roll-up that changes a field checks the validations that read it."""
    (validation,) = sample().objects["deal"].validations
    assert validation.reads == {"stage", "close_date"}
    assert validation.sources == ("web", "api")


def test_sharing_rules_are_trees() -> None:
    """A criterion is ready for SQL."""
    (rule,) = sample().sharing_rules
    assert (rule.object, text_of(rule.when), rule.to, rule.access) == (
        "account", '=(region, "east")', ("role:manager",), "read"
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "warned"),
    [("{type: text}", True), ("{type: text, index: true}", False), ("{type: text, unique: true}", False)],
)
def test_a_sharing_rule_without_an_index_is_warned_of(field: str, warned: bool) -> None:  # noqa: FBT001
    """It works, but a list of many records would be slow; the warning stands at the criterion."""
    permissions = 'sharing_rules:\n  deal:\n    r: {when: f = "x", to: role:admin}\n'
    blueprint, found = attempt(objects__deal=FIELD.format(field), permissions__p=permissions)
    assert blueprint is not None
    assert [(str(one.severity), one.code, one.span.line) for one in found] == (
        [("warning", "P403", 3)] if warned else []
    )
