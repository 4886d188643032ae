"""The rule texts of scenarios: values that are expressions, and conditions on records."""

from collections.abc import Iterator
from dataclasses import replace

from objectry.metadata import Cell, Model, Object, RuleText, Scenario
from objectry.plan.checking import Compilation
from objectry.rules import Catalog, Node, Scope, check_expression

NOTHING = "nothing"
LISTED = frozenset({"count", "list"})


def check_scenarios(work: Compilation) -> None:
    """Tell what is wrong with them."""
    for scenario in work.model.scenarios.values():
        for cell in _cells(scenario):
            if cell.expression is not None:
                _, problems = check_expression(cell.expression, moment_scope())
                work.found.extend(problems)
        made = {step.alias: step.subject for step in scenario.steps if step.verb == "create" and step.alias}
        for one in scenario.then:
            owner = one.subject if one.kind in LISTED else made.get(one.subject, "")
            if one.condition is not None and owner in work.model.objects:
                work.condition(one.condition, replace(work.scope(owner), listing=True))


def moment_scope() -> Scope:
    """Names for an expression that reads no record: functions and the clock alone."""
    return Scope(Catalog(Model(objects={NOTHING: Object(NOTHING, NOTHING, NOTHING, "scenario", {})})), NOTHING)


def moment_node(text: RuleText) -> Node | None:
    """The tree of such an expression; None where it is faulty."""
    return check_expression(text, moment_scope())[0]


def _cells(scenario: Scenario) -> Iterator[Cell]:
    for step in scenario.steps:
        yield from step.values.values()
    for one in scenario.then:
        yield from one.values.values()
