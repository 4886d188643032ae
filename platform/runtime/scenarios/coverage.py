"""Every way a rule or validation can go, and whether it was taken."""

from collections.abc import Iterator

from objectry.diagnostics import Span
from objectry.metadata import Model
from objectry.plan import Blueprint, RulePlan
from objectry.rules import Branch, Statement
from objectry.runtime.scenarios.outcomes import Arm
from objectry.runtime.scenarios.telling import Library
from objectry.runtime.scenarios.watching import RAN, WHOLE, Notebook
from objectry.runtime.witness import rule_called, validation_called


def arms_of(blueprint: Blueprint, model: Model, library: Library, notebook: Notebook) -> tuple[Arm, ...]:
    """All ways, in the order of objects, rules and places."""
    return tuple(_Ways(model, library, notebook).all(blueprint))


class _Ways:
    def __init__(self, model: Model, library: Library, notebook: Notebook) -> None:
        self.model, self.library, self.notebook = model, library, notebook

    def all(self, blueprint: Blueprint) -> Iterator[Arm]:
        for plan in blueprint.objects.values():
            for rule in (*plan.before, *plan.after):
                yield from self.of_rule(rule)
            for one in plan.validations:
                written = self.model.objects[plan.name].validations[one.name].error_if
                what = validation_called(plan.name, one.name)
                yield self.arm(what, "refuses", written.text, written.span, WHOLE, went=True)
                yield self.arm(what, "lets pass", written.text, written.span, WHOLE, went=False)

    def of_rule(self, rule: RulePlan) -> Iterator[Arm]:
        """Its condition both ways, or that it ran at all; then each `if` of its statements both ways."""
        what, written = rule_called(rule.name), self.model.rules[rule.name]
        if written.condition is None:
            yield self.arm(what, "runs", written.when.text, written.span, RAN, went=True)
        else:
            text, span = written.condition.text, written.condition.span
            yield self.arm(what, "if", text, span, WHOLE, went=True)
            yield self.arm(what, "if not", text, span, WHOLE, went=False)
        for branch in branches(rule.then):
            text, span = self.library.text(branch.condition), branch.condition.span
            yield self.arm(what, "if", text, span, id(branch), went=True)
            yield self.arm(what, "if not", text, span, id(branch), went=False)

    def arm(self, what: str, way: str, text: str, span: Span, which: int, *, went: bool) -> Arm:
        return Arm(what, way, text, span, bool(self.notebook.taken[what, which, went]))


def branches(statements: tuple[Statement, ...]) -> Iterator[Branch]:
    """Every `if` and `elif`, in the order they stand there."""
    for one in statements:
        if isinstance(one, Branch):
            yield one
            yield from branches(one.then)
            yield from branches(one.otherwise)
