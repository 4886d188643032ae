"""Whether what scenarios speak of is there: people, records, objects, fields, choices, rules."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from objectry.diagnostics import Span, suggest
from objectry.metadata.checking.known import Known
from objectry.metadata.choices import members
from objectry.metadata.model import Field, FieldType
from objectry.metadata.model_scenarios import Cell, Expectation, Happening, Person, Scenario

RULE = "rule "  # what the cause of a rule begins with
USER = "user"


def check_scenarios(known: Known) -> None:
    """All scenarios of the stack."""
    for scenario in known.model.scenarios.values():
        cast = _Cast(known, scenario)
        cast.check_people()
        for step in scenario.steps:
            cast.check_step(step)
        for one in scenario.then:
            cast.check_expectation(one)


@dataclass
class _Cast:
    """One scenario on its way from step to step: which records it has made so far, and of which object each is."""

    known: Known
    scenario: Scenario
    records: dict[str, str] = field(default_factory=dict)

    def check_people(self) -> None:
        """Roles and managers are there, and there is somebody who acts."""
        for one in self.scenario.people.values():
            roles = self.known.tree.part("role")
            if one.role not in roles:
                self.error("M215", f'unknown role "{one.role}"{suggest(one.role, roles)}', one.span)
            self._check_manager(one)
        if not self.scenario.actor:
            self.error("M202", 'a scenario needs the key "actor"', self.scenario.span)
        else:
            self.person(self.scenario.actor, self.scenario.span)

    def _check_manager(self, one: Person) -> None:
        """A chain of managers ends somewhere."""
        seen, at = {one.name}, one.manager
        while at is not None and self.person(at, one.span):
            if at in seen:
                self.error("M291", f'"{one.name}" would be above or below themselves', one.span)
                return
            seen.add(at)
            at = self.scenario.people[at].manager

    def check_step(self, step: Happening) -> None:
        """A step, and what is there after it."""
        self.person(step.actor, step.place("actor"))
        if step.verb == "advance":
            return
        owner = self._owner(step)
        if step.alias is not None and step.verb == "create":
            self._take(step.alias, owner or "", step.place("as"))
        if owner is None:
            return
        for name, cell in step.values.items():
            found = self.known.field(owner, name, cell.span)
            if found is not None and step.refused is None:
                self.check_value(found, owner, cell)
        self._check_refusal(owner, step)

    def _owner(self, step: Happening) -> str | None:
        """The object a step is about."""
        if step.verb == "create":
            return step.subject if self.known.object(step.subject, step.span) else None
        return self.record(step.subject, step.span)

    def _take(self, alias: str, owner: str, span: Span) -> None:
        if alias in self.records or alias in self.scenario.people:
            self.error("M209", f'"{alias}" is somebody or something else in this scenario already', span)
        self.records[alias] = owner

    def _check_refusal(self, owner: str, step: Happening) -> None:
        thing = self.known.model.objects.get(owner)
        if thing is None:
            return
        for rule in step.warned:
            self.one_of(rule, thing.duplicates, f"{owner} has no duplicate rule", step.place("warned"))
        if step.refused is not None and step.refused.validation is not None:
            place = step.place("refused.validation")
            self.one_of(step.refused.validation, thing.validations, f"{owner} has no validation", place)
        if step.refused is not None and step.refused.at is not None:
            self.known.field(owner, step.refused.at, step.place("refused.at"))

    def check_expectation(self, one: Expectation) -> None:
        """What is expected, by its kind."""
        self.person(one.actor, one.place("actor"))
        if one.kind in {"record", "history", "deleted"}:
            self._check_record(one)
        elif one.kind in {"count", "list"}:
            self._check_list(one)
        elif one.kind == "notification":
            self.person(one.said["notification"]["to"], one.place("notification.to"))
        else:
            self._check_claim(one)

    def _check_record(self, one: Expectation) -> None:
        owner = self.record(one.subject, one.span)
        if owner is None:
            return
        for path, cell in one.values.items():
            found = self.known.path(owner, path, cell.span)
            if found is not None:
                self.check_value(found, owner, cell)
        if one.said.get("field") is not None:
            self.known.field(owner, one.said["field"], one.place("field"))
        cause = one.said.get("cause", "")
        if cause.startswith(RULE):
            self.one_of(cause.removeprefix(RULE), self.known.tree.part("rule"), "there is no rule", one.place("cause"))

    def _check_list(self, one: Expectation) -> None:
        if not self.known.object(one.subject, one.span):
            return
        layout = self.known.model.layouts.get(one.subject)
        if one.said.get("view") is not None and layout is not None:
            self.one_of(one.said["view"], layout.views, f"{one.subject} has no view", one.place("view"))
        for alias in one.said.get("are", ()):
            self.record(alias, one.place(f"are.{alias}"))

    def _check_claim(self, one: Expectation) -> None:
        """What somebody may do is about a record, an object or a field, and about one of them."""
        told = [key for key in ("record", "object", "field") if key in one.said]
        if len(told) != 1:
            self.error("M219", f"{one.kind} is about one of record, object, field", one.span)
        elif told == ["record"]:
            self.record(one.said["record"], one.place("record"))
        else:
            owner, _, name = one.said[told[0]].partition(".")
            if self.known.object(owner, one.place(told[0])) and told == ["field"]:
                self.known.field(owner, name, one.place("field"))

    def check_value(self, field: Field, owner: str, cell: Cell) -> None:
        """A choice is one of the field's, and a reference leads to a record or a person of this scenario."""
        if cell.expression is not None:
            return
        for value in members(cell.value):
            text = str(value)
            if field.picklist is not None and field.type is not FieldType.MULTI_PICKLIST:
                choices = field.picklist.values
                self.one_of(text, choices, f"{field.name} of {owner} has no value", cell.span, code="M217")
            elif field.refers or field.junction or field.name == "owner":
                self._check_reference(field, text, cell.span)

    def _check_reference(self, field: Field, text: str, span: Span) -> None:
        known = [*self.records, *self.scenario.people]
        if text not in known:
            message = f'"{text}" is no record and nobody in this scenario'
            self.error("M290", f"{message}{suggest(text, known)}", span)
        elif field.to and self.records.get(text) and self.records[text] not in field.to:
            message = f'"{text}" is a record of {self.records[text]}, not of {" or ".join(field.to)}'
            self.error("M290", message, span)

    def record(self, alias: str, span: Span) -> str | None:
        """The object of a record that has been made; told if there is none."""
        if alias not in self.records:
            message = f'no step before makes a record called "{alias}"{suggest(alias, self.records)}'
            self.error("M290", message, span)
        return self.records.get(alias) or None

    def person(self, name: str | None, span: Span) -> bool:
        """Whether somebody of this name takes part; told if not."""
        if name is None or name in self.scenario.people:
            return True
        hint = suggest(name, self.scenario.people)
        self.error("M291", f'nobody called "{name}" takes part; `users` names who does{hint}', span)
        return False

    def one_of(
        self, name: str, there: Mapping[str, object] | Collection[str], what: str, span: Span, code: str = "M293"
    ) -> None:
        """Tell a name that is not among those there."""
        if name not in there:
            self.error(code, f'{what} "{name}"{suggest(name, there)}', span)

    def error(self, code: str, message: str, span: Span) -> None:
        self.known.problems.error(code, message, span)
