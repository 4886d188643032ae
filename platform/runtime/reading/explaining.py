"""Why a rule fired for a record, or did not, or would: its condition part by part, its events, and what it does.

Worked out with the engine's eyes, as the rule itself was, and told as far as the one who asks may know: what she may
not read has neither name nor value, and nothing that follows from it is told either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from objectry import rules as language
from objectry.diagnostics import suggest
from objectry.plan import ObjectPlan, RulePlan, event_words, fields_set, touched
from objectry.rules import (
    Effect,
    Environment,
    Event,
    Node,
    Part,
    Value,
    explain,
    first_false,
    leaves,
    statement_leaves,
)
from objectry.runtime.access.naming import canonical_names
from objectry.runtime.circumstances import for_person, for_rules
from objectry.runtime.codes import near, problem
from objectry.runtime.conditions import Everyone
from objectry.runtime.desk import USERS, Desk, open_desk, own_read
from objectry.runtime.errors import Invalid, NotFound
from objectry.runtime.reading.history import CAUSE
from objectry.runtime.reading.moments import Moment, as_it_was, as_it_would_be
from objectry.runtime.reading.reader import Reader
from objectry.runtime.reading.secrecy import Secrecy
from objectry.runtime.reading.subjects import RULE, Subject, subject_of, subjects
from objectry.runtime.store import Transaction
from objectry.runtime.values.coercion import coerce, identifier, trouble
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.witness import rule_called
from objectry.runtime.writing.drafts import Draft, stored_fields
from objectry.runtime.writing.events import Watch
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.targets import Targets

MOST_SAVES = 500
UNNAMED = "…"


@dataclass(frozen=True, slots=True)
class Happened:
    """An event a rule waits for, and whether it happened; None where the reader may not know."""

    text: str
    happened: bool | None


@dataclass(frozen=True, slots=True)
class Explained:
    """Why, of one record and one thing about it.

    `version` and `at` are of the save this is about, None for a state that is only thought.  `holds` is the outcome of
    the condition (of a formula there is none), `fired` that of a rule; None says that the reader may not know.
    `because` is the first part that kept the condition from holding.  `effects` are what the rule's statements ask for
    in this state, None where she may not know; `did` the fields that the history says the rule has set.
    """

    object: str
    record: str
    subject: str
    kind: str
    label: str
    condition: Part | None
    holds: bool | None
    because: Part | None
    events: tuple[Happened, ...] = ()
    fired: bool | None = None
    effects: tuple[Effect, ...] | None = ()
    did: tuple[str, ...] = ()
    version: int | None = None
    at: datetime | None = None


@dataclass(slots=True)
class Explaining:
    """One question of one reader."""

    reader: Reader
    transaction: Transaction

    def explain(self, object: str, id: str, name: str, given: Mapping[str, object], version: int | None) -> Explained:
        """Why, with other values `given`, or at the save of a version.

        Raises NotFound for an unknown record, version or name, and Invalid for values that do not fit.
        """
        plan = self.reader.plan(object)
        subject = self._subject(plan, name)
        moment = self._moment(plan, id, given, version)
        if subject.rule is not None:
            moment = moment.before_rule(rule_called(subject.name), _sets(subject.rule))
        desk = self._desk(moment)
        whole = self._whole(plan, subject, moment, desk)
        told = self._events(subject.rule, moment, desk) if subject.rule else ()
        fired, effects = self._fired(plan, subject, whole, told, moment, desk)
        return Explained(
            plan.name,
            moment.draft.id,
            subject.name,
            subject.kind,
            subject.label,
            whole,
            holds=_outcome(whole),
            because=None if whole is None else first_false(whole),
            events=told,
            fired=fired,
            effects=effects,
            did=self._did(plan, subject, moment),
            version=moment.passage.version if moment.passage else None,
            at=moment.at,
        )

    def _subject(self, plan: ObjectPlan, name: str) -> Subject:
        found = subject_of(self.reader.call.blueprint, plan, name)
        if found is None or not self._may_know(plan, found):
            known = [one.name for one in subjects(self.reader.call.blueprint, plan) if self._may_know(plan, one)]
            raise NotFound(f'{plan.name} has no rule, validation or formula "{name}"{suggest(name, known)}')
        return found

    def _may_know(self, plan: ObjectPlan, subject: Subject) -> bool:
        return subject.field is None or self.reader.rights.reads(plan.name, subject.field)

    # ------------------------------------------------------------ the record

    def _moment(self, plan: ObjectPlan, id: str, given: Mapping[str, object], version: int | None) -> Moment:
        wanted = identifier(id) or ""
        desk = self.reader.desk(self.transaction)
        outputs: dict[str, Node] = {name: own_read(plan, name) for name in stored_fields(plan)}
        if not desk.ids_fulfilling(plan.name, [wanted], self.reader.policies[plan.name]):
            raise NotFound("there is no such record")
        (row,) = desk.pick(plan.name, outputs, [wanted])
        if given:
            return as_it_would_be(plan, row, self._typed(plan, given))
        passages = [one for one in self.transaction.history(wanted, MOST_SAVES) if one.object == plan.name]
        return as_it_was(plan, row, passages, version)

    def _typed(self, plan: ObjectPlan, given: Mapping[str, object]) -> Mapping[str, Value]:
        """Other values, by names and of types as in a change of the record."""
        names, rights, found = canonical_names(plan), self.reader.rights, {}
        faults = []
        for name, value in given.items():
            field = plan.fields.get(names.get(name.casefold(), ""))
            if field is None or not rights.reads(plan.name, field.name):
                faults.append(problem("D510", None, name=name, hint=near(name, rights.readable(plan.name))))
            elif field.column is None or field.rollup is not None:
                faults.append(problem("D511", field.name, label=field.field.label))
            else:
                try:
                    found[field.name] = coerce(value, field, self.reader.call.actor.timezone)
                except Unfit as wrong:
                    faults.append(trouble(wrong, field))
        if faults:
            raise Invalid(tuple(faults))
        return found

    def _desk(self, moment: Moment) -> Desk:
        """The engine's eyes with the circumstances of the save: its clock, and who saved."""
        call = self.reader.call
        if moment.passage is not None:
            call = replace(call, now=moment.passage.at)
        tables = self.reader.store.tables(call.blueprint)
        return open_desk(self.transaction, tables, call, for_rules)

    def _environment(self, subject: Subject, moment: Moment, desk: Desk) -> Environment:
        own = desk.context.environment
        if subject.kind != RULE:  # what is checked for a person has her day
            own = for_person(replace(self.reader.call, now=own.now), own.user)
        if moment.passage is None or moment.passage.actor == self.reader.call.actor.id:
            return own
        return replace(own, user=self._user(moment.passage.actor))

    def _user(self, id: str) -> Mapping[str, Value]:
        """What may be known of the one who saved."""
        plan, rights = self.reader.call.blueprint.objects[USERS], self.reader.rights
        names = [name for name in rights.readable(USERS) if plan.fields[name].column is not None]
        outputs: dict[str, Node] = {name: own_read(plan, name) for name in names}
        rows = self.reader.desk(self.transaction).pick_where(USERS, outputs, [id], self.reader.policies[USERS])
        return {**(rows[0] if rows else {}), "id": id}

    # ------------------------------------------------------------ the condition, the events

    def _whole(self, plan: ObjectPlan, subject: Subject, moment: Moment, desk: Desk) -> Part | None:
        if subject.node is None:
            return None
        read = tuple(leaves(subject.node))
        secrecy = Secrecy(self.reader, desk)
        rows = Facts(desk).rows([moment.draft], read)
        hidden = [secrecy.hidden(moment.draft, read)]
        environment = self._environment(subject, moment, desk)
        return explain(subject.node, rows, environment, subject.text, hidden, secrecy.unnamed(plan, read))[0]

    def _events(self, rule: RulePlan, moment: Moment, desk: Desk) -> tuple[Happened, ...]:
        watch = Watch(self.reader.program, Facts(desk), desk.context.environment)
        return tuple(self._event(rule, event, watch, moment.draft) for event in rule.events)

    def _event(self, rule: RulePlan, event: Event, watch: Watch, draft: Draft) -> Happened:
        if event.field is not None and not self.reader.rights.reads(rule.object, event.field):
            return Happened(UNNAMED, None)
        only = replace(rule, events=(event,))
        return Happened(event_words(event), bool(watch.happened(only, [draft])))

    # ------------------------------------------------------------ what comes of it

    def _fired(
        self,
        plan: ObjectPlan,
        subject: Subject,
        whole: Part | None,
        told: Sequence[Happened],
        moment: Moment,
        desk: Desk,
    ) -> tuple[bool | None, tuple[Effect, ...] | None]:
        """Whether a rule fires in this state, and what its statements ask for."""
        if subject.rule is None:
            return None, ()
        outcome = True if whole is None else _outcome(whole)
        happened = [one.happened for one in told]
        if outcome is False or not any(one is not False for one in happened):
            return False, ()
        if outcome is None or True not in happened:
            return None, None
        return True, self._effects(plan, subject.rule, moment, desk, before=subject.before)

    def _effects(
        self, plan: ObjectPlan, rule: RulePlan, moment: Moment, desk: Desk, *, before: bool
    ) -> tuple[Effect, ...] | None:
        read = statement_leaves(rule.then)
        secrecy = Secrecy(self.reader, desk)
        if secrecy.unnamed(plan, read) or secrecy.hidden(moment.draft, read) or not self._sees_targets(rule):
            return None
        rows = Facts(desk).rows([moment.draft], read)
        environment, fetch = desk.context.environment, Targets(desk, rows).fetch
        return tuple(language.perform(rule.then, rows, environment, before_save=before, fetch=fetch))

    def _sees_targets(self, rule: RulePlan) -> bool:
        """Whether she may read every field that is written, and sees all records among which some are chosen."""
        reads, policies = self.reader.rights.reads, self.reader.policies
        return all(
            all(reads(one.object, name) for name in one.fields)
            and (not one.chosen or isinstance(policies[one.object], Everyone))
            for one in touched(rule.object, rule.then)
        )

    def _did(self, plan: ObjectPlan, subject: Subject, moment: Moment) -> tuple[str, ...]:
        """The fields that the history says the rule has set, as far as she reads them."""
        if subject.rule is None or moment.passage is None:
            return ()
        cause = rule_called(subject.name)
        changes = moment.passage.changes
        named = (name for name in sorted(_sets(subject.rule)) if changes.get(CAUSE + name, (None, None))[1] == cause)
        return tuple(name for name in named if self.reader.rights.reads(plan.name, name))


def _outcome(part: Part | None) -> bool | None:
    """Whether a condition held; None where that is hidden, or where this is no condition."""
    if part is None:
        return True
    return None if part.hidden else part.value is True


def _sets(rule: RulePlan) -> frozenset[str]:
    return frozenset(fields_set(rule.then))
