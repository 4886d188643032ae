"""What every step of compilation works with, and the few ways it asks `objectry.rules` to read a text."""

from dataclasses import dataclass, field
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata import Model, Object, RuleText
from objectry.plan.certainties import check_condition
from objectry.plan.ripples import Ripples
from objectry.plan.shapes import Template
from objectry.rules import (
    BOOLEAN,
    Catalog,
    Node,
    Scope,
    Type,
    check_expression,
    check_template,
)

NOBODY = "seed"


@dataclass(frozen=True, slots=True)
class Compilation:
    """One run of `compile_model`: the model, its names as the rule language sees them, the problems so far."""

    model: Model
    catalog: Catalog
    found: Diagnostics
    asked: dict[str, set[str]] = field(default_factory=dict)
    """By object, those whose names its texts have looked up."""
    ripples: Ripples = field(default_factory=Ripples)
    """What writes lead to, as far as rules and roll-ups have been looked at."""

    def scope(self, thing: str, *, moment: bool = False) -> Scope:
        """The names a text about object `thing` may use; `moment` adds ISNEW, ISCHANGED and PRIORVALUE."""
        self.catalog.listen(self.asked.setdefault(thing, set()))
        return Scope(self.catalog, thing, moment=moment)

    def expression(self, text: RuleText, scope: Scope, expected: Type | None = None) -> Node | None:
        """The typed tree of a text, or None with the reasons noted."""
        node, problems = check_expression(text, scope, expected)
        self.found.extend(problems)
        return node

    def condition(self, text: RuleText | None, scope: Scope) -> Node | None:
        """The tree of a condition; None where there is none, or where it is faulty, which is then noted."""
        node = None if text is None else self.expression(text, scope, BOOLEAN)
        if node is not None and text is not None:
            check_condition(node, text, self.found)
        return node

    def template(self, text: RuleText, scope: Scope) -> Template:
        """A message with expressions in braces."""
        parts, problems = check_template(text, scope)
        self.found.extend(problems)
        return Template(parts)


def check_cells(work: Compilation) -> None:
    """The expressions in cells of seed records, which know no record: only the clock and functions."""
    nobody = Object(NOBODY, NOBODY, NOBODY, NOBODY, MappingProxyType({}))
    scope = Scope(Catalog(Model(objects=MappingProxyType({NOBODY: nobody}))), NOBODY)
    for text in work.model.cells:
        _, problems = check_expression(text, scope)
        work.found.extend(problems)
