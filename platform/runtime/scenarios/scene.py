"""One scenario while it is played: its people, its records by their names, and how their values are read and told."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from objectry.diagnostics import Diagnostic, Span
from objectry.metadata import EMPTY, Cell, Scenario
from objectry.plan import Blueprint, FieldPlan, moment_node
from objectry.rules import Environment, Value, compile_node
from objectry.runtime.actor import Actor, Source
from objectry.runtime.calls import Call
from objectry.runtime.circumstances import for_rules
from objectry.runtime.scenarios.outcomes import Failure
from objectry.runtime.scenarios.stage import Cast, Stage
from objectry.runtime.scenarios.telling import Library, explained, shown

EYES = "seed"
"""The system actor that looks where nobody is named: it sees everything."""
PRINCIPALS = frozenset({"owner", "created_by", "updated_by"})


@dataclass
class Scene:
    """What steps and expectations share."""

    scenario: Scenario
    stage: Stage
    cast: Cast
    library: Library
    records: dict[str, tuple[str, str]] = field(default_factory=dict)

    def actor(self, name: str | None) -> Actor:
        """Somebody of the cast; the scenario's own actor where none is named."""
        return self.cast[name or self.scenario.actor]

    def call(self, name: str | None = None, source: Source = Source.WEB) -> Call:
        """A call of somebody of the cast."""
        return self.stage.platform.call(self.actor(name), source)

    def look(self, name: str | None) -> Call:
        """A call to look through somebody's eyes, or through those of the platform."""
        if name is not None:
            return self.call(name)
        return self.stage.platform.call(self.stage.platform.identity.system_actor(EYES), Source.WEB)

    @property
    def blueprint(self) -> Blueprint:
        """What is deployed."""
        return self.stage.platform.current().blueprint

    @property
    def environment(self) -> Environment:
        """The circumstances of expressions: now, and the organisation's day."""
        return for_rules(self.look(None), EMPTY)

    @property
    def ids(self) -> Mapping[str, str]:
        """Ids of records and people by what they are called."""
        return {name: id for name, (_, id) in self.records.items()} | {name: one.id for name, one in self.cast.items()}

    @property
    def names(self) -> Mapping[str, str]:
        """What they are called, by id."""
        return {id: name for name, id in self.ids.items()}

    def outside(self, plan: FieldPlan | None, cell: Cell) -> object:
        """What a cell says, as the door takes it: names are ids, expressions are worked out."""
        if cell.expression is not None:
            node = moment_node(cell.expression)
            return compile_node(node).run([EMPTY], self.environment)[0] if node is not None else None
        refers = plan is not None and (plan.field.refers or plan.field.junction is not None or plan.name in PRINCIPALS)
        if not refers:
            return list(cell.value) if isinstance(cell.value, tuple) else cell.value
        if isinstance(cell.value, tuple):
            return [self.ids.get(one, one) for one in cell.value]
        return None if cell.value is None else self.ids.get(cell.value, cell.value)

    def shown(self, value: Value, plan: FieldPlan | None = None) -> str:
        """A value in words."""
        return shown(value, self.names, plan)

    def failure(self, code: str, message: str, span: Span, because: tuple[str, ...] = ()) -> Failure:
        """Something is not as it should be, at this place."""
        return Failure(Diagnostic(code, message, span, source_line=self.library.line(span)), because)

    def verdicts(self, record: str, wanted: frozenset[str] | None = None) -> tuple[str, ...]:
        """What rules and validations said of a record, in words; of these only, where they are named."""
        found = self.stage.notebook.of_record(record)
        kept = (one for one in found if wanted is None or one.what in wanted)
        return tuple(line for one in kept for line in explained(one, self.library, self.names, self.environment))
