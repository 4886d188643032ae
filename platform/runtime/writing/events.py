"""Which rules a moment calls up: the event of a rule against what happened to a record."""

from collections.abc import Sequence

from objectry.plan import RulePlan
from objectry.rules import Environment, Event, Node, Value, leaves
from objectry.runtime.actor import Source
from objectry.runtime.program import Program
from objectry.runtime.witness import UNWATCHED, Witness
from objectry.runtime.writing.drafts import Draft, Kind, differs
from objectry.runtime.writing.facts import Facts, Row

QUIET = frozenset({Source.SEED, Source.HISTORY_IMPORT})
KINDS = {
    "created": frozenset({Kind.CREATE}),
    "updated": frozenset({Kind.UPDATE}),
    "saved": frozenset({Kind.CREATE, Kind.UPDATE}),
    "deleted": frozenset({Kind.DELETE}),
    "before_save": frozenset({Kind.CREATE, Kind.UPDATE}),
}


def listens(rule: RulePlan, source: Source, *, before: bool) -> bool:
    """Whether the rule runs for calls through this door.

    One that names its sources runs for those alone; others run for all, but after the write not for seeds and
    imported history, which tell of what has long happened.
    """
    if rule.sources:
        return source in rule.sources
    return before or source not in QUIET


def answers(rule: RulePlan, call: Source, wave: Source) -> bool:
    """Whether the rule runs after the write of a wave: one that a quiet call has led to is as quiet as the call."""
    return listens(rule, call if call in QUIET else wave, before=False)


class Watch:
    """Finds, among drafts that were written, those an event speaks of."""

    def __init__(self, program: Program, facts: Facts, environment: Environment, witness: Witness = UNWATCHED) -> None:
        self._program, self._facts, self._environment, self._witness = program, facts, environment, witness

    def happened(self, rule: RulePlan, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts for which at least one of the rule's events happened, in their order."""
        hit = {draft.id for event in rule.events for draft in self._hit(event, drafts)}
        return [draft for draft in drafts if draft.id in hit]

    def _hit(self, event: Event, drafts: Sequence[Draft]) -> list[Draft]:
        if event.field is None:
            return [draft for draft in drafts if draft.kind in KINDS[event.kind]]
        if event.kind == "changes":
            moved = [draft for draft in drafts if draft.kind in {Kind.UPDATE, Kind.ROLLUP}]
        else:
            moved = [draft for draft in drafts if draft.kind is not Kind.DELETE]
        return self._narrowed(event, event.field, moved)

    def _narrowed(self, event: Event, field: str, drafts: list[Draft]) -> list[Draft]:
        """Those whose field changed, from and to what the event says."""
        now, then = self.values(field, drafts, prior=False), self.values(field, drafts, prior=True)
        wanted_old, wanted_new = self._evaluated(event.old, drafts), self._evaluated(event.new, drafts)
        hits = []
        for index, draft in enumerate(drafts):
            changed = draft.old is None or differs(now[index], then[index])
            from_fits = wanted_old is None or wanted_old[index] == then[index]
            to_fits = wanted_new is None or wanted_new[index] == now[index]
            if changed and from_fits and to_fits:
                hits.append(draft)
        return hits

    def values(self, field: str, drafts: Sequence[Draft], *, prior: bool) -> list[Value]:
        """The field's value in each draft, now or before; a formula is worked out from current values."""
        formula = drafts[0].plan.fields[field].formula if drafts else None
        if formula is None:
            return [draft.before(field) if prior else draft.new.get(field) for draft in drafts]
        views = [_as_it_was(draft) for draft in drafts] if prior else list(drafts)
        return self.evaluate(formula, views)

    def _evaluated(self, node: Node | None, drafts: Sequence[Draft]) -> list[Value] | None:
        return None if node is None else self.evaluate(node, drafts)

    def evaluate(self, node: Node, drafts: Sequence[Draft]) -> list[Value]:
        """The value of a tree for each draft."""
        if not drafts:
            return []
        return self._evaluate(node, self._facts.rows(drafts, tuple(leaves(node))))

    def _evaluate(self, node: Node, rows: Sequence[Row]) -> list[Value]:
        return self._program.evaluator(node).run(rows, self._environment)

    def holding(self, condition: Node | None, drafts: Sequence[Draft], what: str = "") -> list[Draft]:
        """The drafts for which the condition holds; null counts as no, and no condition as yes.

        `what` is the rule or validation whose condition it is, for the witness.
        """
        if condition is None or not drafts:
            return list(drafts)
        rows = self._facts.rows(drafts, tuple(leaves(condition)))
        held = [value is True for value in self._evaluate(condition, rows)]
        if what:
            self._witness.judged(what, condition, [draft.id for draft in drafts], rows, held)
        return [draft for draft, holds in zip(drafts, held, strict=True) if holds]


def _as_it_was(draft: Draft) -> Draft:
    """The record before the change, as a draft of its own to evaluate on."""
    return Draft(draft.plan, draft.kind, draft.id, draft.roots, old=draft.old, new=dict(draft.old or {}))
