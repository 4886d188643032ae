"""Steps 5 and 11: rules before the save in their order, rules after the write in rounds.

Rules give effects, which are values; this file turns them into the next round's drafts.  Rules act as `system:rules`:
they may write every field but those nobody writes, and the actor of the history stays the one who made the call.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from objectry import rules as language
from objectry.plan import ObjectPlan, RulePlan
from objectry.rules import (
    Effect,
    FieldSet,
    Notified,
    RecordCreated,
    Refused,
    Value,
)
from objectry.runtime.codes import problem
from objectry.runtime.errors import Problem
from objectry.runtime.values.coercion import fit, trouble
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.witness import rule_called
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.events import Watch, answers, listens
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.notices import addressed, refusal_of
from objectry.runtime.writing.work import Wave, Work

MAX_ROUNDS = 8
MAX_REPEATS = 3
MAX_MADE = 50
"""Records that rules may make for one of the caller's."""
MAX_WRITES = 200_000
NOTIFICATION = "notification"


def run_before_rules(work: Work, wave: Wave) -> None:
    """Step 5.  A later rule sees what an earlier one set."""
    for rule in wave.plan.before:
        if wave.kind is Kind.DELETE or not listens(rule, work.source(wave), before=True):
            continue
        facts = Facts(work.desk)
        watch = Watch(work.program, facts, work.for_rules(wave), work.witness)
        drafts = watch.holding(rule.condition, watch.happened(rule, wave.sound), rule_called(rule.name))
        for effect in carry_out(work, rule, drafts, facts, wave, before=True):
            _apply_before(work, rule, drafts, effect)


def _apply_before(work: Work, rule: RulePlan, drafts: Sequence[Draft], effect: Effect) -> None:
    draft = drafts[effect.record]
    if isinstance(effect, Refused):
        work.refuse(draft, [refusal(work, rule, draft, effect)])
    elif isinstance(effect, FieldSet):
        put(work, draft, effect.field, effect.value, rule_called(rule.name))


def put(work: Work, draft: Draft, name: str, value: Value, cause: str) -> None:
    """A rule sets a field: the value is made to fit, and the field remembers the rule.

    Rules obey the same list of fields nobody writes as everybody else.
    """
    plan = draft.plan.fields[name]
    if work.rules.level(draft.plan.name, name) != "edit":
        draft.broken.add(name)
        work.refuse(draft, [problem("D511", name, draft.position, label=plan.field.label)])
        return
    try:
        fitting = fit(value, plan)
    except Unfit as wrong:
        draft.broken.add(name)
        work.refuse(draft, [trouble(wrong, plan, draft.position)])
        return
    draft.new[name] = fitting
    draft.causes[name] = cause


def carry_out(
    work: Work, rule: RulePlan, drafts: Sequence[Draft], facts: Facts, wave: Wave, *, before: bool = False
) -> list[Effect]:
    """What the rule's statements ask for, for these drafts together."""
    if not drafts:
        return []
    rows = facts.rows(drafts, work.program.statement_leaves(rule.then))
    cause = rule_called(rule.name)
    work.witness.ran(cause, [draft.id for draft in drafts])
    return language.perform(
        rule.then,
        rows,
        work.for_rules(wave),
        before_save=before,
        branched=lambda branch, taken, passed: work.witness.branched(cause, branch, taken, passed),
    )


def refusal(work: Work, rule: RulePlan, draft: Draft, effect: Refused) -> Problem:
    """The admin's own words, as far as the caller may hear them."""
    return problem("D520", effect.at, draft.position, message=refusal_of(work, rule, effect.message))


@dataclass(slots=True)
class Rounds:
    """Step 11: after-rules and their effects, until nothing more happens.

    A rule fires once for a record in a call.  One that waits for a change may fire again when the field has a value
    it has not seen, at most three times.
    """

    work: Work
    fired: dict[tuple[str, str], list[Value]] = field(default_factory=dict)

    def following(self, waves: Sequence[Wave]) -> list[Wave]:
        """The next round: what the rules called up by these waves ask for."""
        effects: list[tuple[RulePlan, Draft, Effect, Wave]] = []
        for wave in waves:
            for rule in wave.plan.after:
                effects.extend(self._effects(rule, wave))
        self.work.stop_if_faulty()
        following = _waves(self.work, effects)
        self.work.stop_if_faulty()
        return following

    def _effects(self, rule: RulePlan, wave: Wave) -> Iterable[tuple[RulePlan, Draft, Effect, Wave]]:
        source = self.work.source(wave)
        if not wave.drafts or not answers(rule, self.work.call.source, source):
            return []
        facts = Facts(self.work.desk)
        watch = Watch(self.work.program, facts, self.work.for_rules(wave), self.work.witness)
        happened = self._fresh(rule, watch, watch.happened(rule, wave.drafts))
        drafts = watch.holding(rule.condition, happened, rule_called(rule.name))
        found = []
        for effect in addressed(self.work, rule, carry_out(self.work, rule, drafts, facts, wave)):
            draft = drafts[effect.record]
            if isinstance(effect, Refused):
                self.work.refuse(draft, [refusal(self.work, rule, draft, effect)])
            else:
                found.append((rule, draft, effect, wave))
        return found

    def _fresh(self, rule: RulePlan, watch: Watch, drafts: list[Draft]) -> list[Draft]:
        """Those for which the rule may fire (again), which is noted."""
        watched = next((event.field for event in rule.events if event.field is not None), None)
        values = watch.values(watched, drafts, prior=False) if watched else [None] * len(drafts)
        fresh = []
        for draft, value in zip(drafts, values, strict=True):
            seen = self.fired.setdefault((rule.name, draft.id), [])
            if not seen or (watched is not None and value not in seen and len(seen) < MAX_REPEATS):
                seen.append(value)
                fresh.append(draft)
        return fresh


def _waves(work: Work, effects: Iterable[tuple[RulePlan, Draft, Effect, Wave]]) -> list[Wave]:
    """Effects gathered into waves of one object and kind; what several rules set in one record is one draft."""
    made = _Gathering(work)
    for rule, draft, effect, wave in effects:
        made.take(rule, draft, effect, wave)
    return made.waves()


class _Gathering:
    def __init__(self, work: Work) -> None:
        self._work = work
        self._updates: dict[tuple[str, str], Draft] = {}
        self._creations: dict[str, list[Draft]] = defaultdict(list)
        self._chains: dict[tuple[str, Kind], tuple[str, ...]] = {}
        self._round = 0

    def take(self, rule: RulePlan, draft: Draft, effect: Effect, wave: Wave) -> None:
        cause = rule_called(rule.name)
        self._round = wave.round + 1
        if isinstance(effect, FieldSet):
            target = self._update(draft)
            target.roots |= draft.roots
            target.cause = target.cause or cause
            put(self._work, target, effect.field, effect.value, cause)
            self._chain(draft.plan, Kind.UPDATE, rule, wave)
        elif isinstance(effect, RecordCreated):
            self._create(effect.object, dict(effect.values), draft, rule, wave)
        elif isinstance(effect, Notified):
            values: dict[str, Value] = {"recipient": effect.to, "message": effect.message}
            values |= {"link_object": draft.plan.name, "link_id": draft.id}
            self._create(NOTIFICATION, values, draft, rule, wave)

    def _update(self, draft: Draft) -> Draft:
        key = (draft.plan.name, draft.id)
        if key not in self._updates:
            self._updates[key] = Draft(draft.plan, Kind.UPDATE, draft.id, draft.roots)
        return self._updates[key]

    def _create(self, object: str, values: dict[str, Value], draft: Draft, rule: RulePlan, wave: Wave) -> None:
        plan = self._work.call.blueprint.objects[object]
        made = Draft(plan, Kind.CREATE, "", draft.roots, cause=rule_called(rule.name))
        for name, value in values.items():
            put(self._work, made, name, value, made.cause)
        self._creations[object].append(made)
        self._chain(plan, Kind.CREATE, rule, wave)
        self._count(draft, self._chains[object, Kind.CREATE])

    def _count(self, draft: Draft, chain: tuple[str, ...]) -> None:
        """However many rules there are, what they make for one record has an end."""
        self._work.made.update(draft.roots)
        if any(self._work.made[root] == MAX_MADE + 1 for root in draft.roots):
            limit, way = str(MAX_MADE), " -> ".join(chain)
            self._work.refuse(draft, [problem("D549", None, draft.position, limit=limit, chain=way)])

    def _chain(self, plan: ObjectPlan, kind: Kind, rule: RulePlan, wave: Wave) -> None:
        self._chains.setdefault((plan.name, kind), (*wave.chain, f"{rule.name} -> {plan.name}"))

    def waves(self) -> list[Wave]:
        by_object: dict[str, list[Draft]] = defaultdict(list)
        for (object, _), draft in self._updates.items():
            by_object[object].append(draft)
        objects = self._work.call.blueprint.objects
        found = [(Kind.UPDATE, by_object), (Kind.CREATE, self._creations)]
        return [
            Wave(objects[name], kind, drafts, self._round, by_rule=True, chain=self._chains[name, kind])
            for kind, group in found
            for name, drafts in sorted(group.items(), key=lambda one: objects[one[0]].rank)
        ]
