"""What can be explained of a record: the rules, validations, formulas, conditions of fields and sharing rules that are
about it, by their names."""

from collections.abc import Iterator
from dataclasses import dataclass

from objectry.metadata import RuleText
from objectry.plan import Blueprint, ObjectPlan, RulePlan
from objectry.rules import Node

RULE, VALIDATION, FORMULA, SHARING = "rule", "validation", "formula", "sharing_rule"
VISIBLE, REQUIRED = "visible_if", "required_if"


@dataclass(frozen=True, slots=True)
class Subject:
    """Something with a condition (or a value).  `field` is the field it is the condition or formula of."""

    kind: str
    name: str
    label: str
    node: Node | None
    text: RuleText | None = None
    rule: RulePlan | None = None
    before: bool = False
    field: str | None = None


def subject_of(blueprint: Blueprint, plan: ObjectPlan, name: str) -> Subject | None:
    """What has this name: a rule goes before a validation, this before a field, and that before a sharing rule."""
    return next((one for one in subjects(blueprint, plan) if one.name.lower() == name.lower()), None)


def subjects(blueprint: Blueprint, plan: ObjectPlan) -> Iterator[Subject]:
    """Everything about an object that can be explained."""
    for before, rules in ((True, plan.before), (False, plan.after)):
        for rule in rules:
            yield Subject(RULE, rule.name, rule.label, rule.condition, rule.text, rule, before)
    for one in plan.validations:
        text = plan.object.validations[one.name].error_if
        yield Subject(VALIDATION, one.name, one.name, one.condition, text)
    for name, field in plan.fields.items():
        label = field.field.label
        if field.formula is not None:
            yield Subject(FORMULA, name, label, field.formula, field.field.formula, field=name)
        if field.visible_if is not None:
            yield Subject(VISIBLE, f"{name}.{VISIBLE}", label, field.visible_if, field.field.visible_if, field=name)
        if field.required_if is not None:
            yield Subject(REQUIRED, f"{name}.{REQUIRED}", label, field.required_if, field.field.required_if, field=name)
    for shared in blueprint.sharing_rules:
        if shared.object == plan.name:
            yield Subject(SHARING, shared.name, shared.name, shared.when, shared.text)
