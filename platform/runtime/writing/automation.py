"""Steps 5 and 11: rules before the save in their order, rules after the write in rounds.

Rules give effects, which are values; this file turns them into the next round's drafts.  Rules act as `system:rules`:
they may write every field but those nobody writes, and the actor of the history stays the one who made the call.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from objectry import rules as language
from objectry.plan import RulePlan
from objectry.rules import Effect, FieldSet, Refused, Value
from objectry.runtime.codes import problem
from objectry.runtime.errors import Problem
from objectry.runtime.witness import rule_called
from objectry.runtime.writing.assigning import put
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.events import Watch, answers, listens
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.gathering import Wanted, waves_of
from objectry.runtime.writing.notices import addressed, refusal_of
from objectry.runtime.writing.targets import Targets
from objectry.runtime.writing.work import Wave, Work

MAX_ROUNDS = 8
MAX_REPEATS = 3
MAX_WRITES = 200_000


def run_before_rules(work: Work, wave: Wave) -> None:
    """Step 5.  A later rule sees what an earlier one set."""
    for rule in wave.plan.before:
        if wave.kind in {Kind.DELETE, Kind.RESTORE} or not listens(rule, work.source(wave), before=True):
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
        fetch=Targets(work.desk, rows).fetch,
        branched=lambda branch, taken, passed: work.witness.branched(cause, branch, taken, passed),
    )


def refusal(work: Work, rule: RulePlan, draft: Draft, effect: Refused) -> Problem:
    """The admin's own words, as far as the caller may hear them."""
    return problem("D520", effect.at, draft.position, message=refusal_of(work, rule, effect.message))


@dataclass(slots=True)
class Fired:
    """How often a rule has fired for a record, and the values of the fields it waits for that it has seen."""

    times: int = 0
    seen: set[tuple[str, Value]] = field(default_factory=set)

    def again(self, values: set[tuple[str, Value]]) -> bool:
        """Whether the rule fires, which is noted."""
        fires = self.times == 0 or (self.times < MAX_REPEATS and not values <= self.seen)
        if fires:
            self.times += 1
            self.seen |= values
        return fires


@dataclass(slots=True)
class Rounds:
    """Step 11: after-rules and their effects, until nothing more happens.

    A rule fires once for a record in a call.  One that waits for a change may fire again when a field it waits for
    has a value it has not seen, at most three times.
    """

    work: Work
    fired: dict[tuple[str, str], Fired] = field(default_factory=dict)

    def following(self, waves: Sequence[Wave]) -> list[Wave]:
        """The next round: what the rules called up by these waves ask for."""
        wanted = [one for wave in waves for rule in wave.plan.after for one in self._wanted(rule, wave)]
        self.work.stop_if_faulty()
        following = waves_of(self.work, wanted)
        self.work.stop_if_faulty()
        return following

    def _wanted(self, rule: RulePlan, wave: Wave) -> list[Wanted]:
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
                found.append(Wanted(rule, draft, effect, wave))
        return found

    def _fresh(self, rule: RulePlan, watch: Watch, drafts: list[Draft]) -> list[Draft]:
        """Those for which the rule may fire (again), which is noted."""
        watched = sorted({event.field for event in rule.events if event.field is not None})
        columns = [watch.values(name, drafts, prior=False) for name in watched]
        fresh = []
        for place, draft in enumerate(drafts):
            values = {(name, column[place]) for name, column in zip(watched, columns, strict=True)}
            if self.fired.setdefault((rule.name, draft.id), Fired()).again(values):
                fresh.append(draft)
        return fresh
