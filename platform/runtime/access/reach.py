"""Step 8: the actor must be allowed the records as they will be.

Asked of the same policy as everything else, but of values that are not stored yet: so here the policy is answered in
Python.  A transfer may leave the actor's sight; that is what it is for.
"""

from collections.abc import Sequence

from objectry.runtime.codes import problem
from objectry.runtime.conditions import (
    AllOf,
    AnyOf,
    Condition,
    Everyone,
    Fulfils,
    IdIn,
    OneOf,
    OwnedBelow,
    OwnedBy,
    SharedWith,
    Through,
)
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.events import Watch
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.work import Wave, Work


def check_reach(work: Work, wave: Wave) -> None:
    """Step 8.  What is told of a record's parent already needs no second word on access."""
    if wave.by_rule or wave.kind in {Kind.DELETE, Kind.RESTORE}:
        return
    condition = work.rights.reach(wave.plan.name, new=wave.kind is Kind.CREATE).condition
    link = wave.plan.object.sharing.parent
    told = {one.record for one in work.problems if link is not None and one.field == link}
    staying = [one for one in wave.sound if not (_given_away(work, one) or one.position in told)]
    reached = {draft.id for draft in Reach(work).fulfilling(condition, staying)}
    for draft in staying:
        if draft.id not in reached:
            work.refuse(draft, [problem("D535", None, draft.position)])


def _given_away(work: Work, draft: Draft) -> bool:
    owner = draft.new.get("owner")
    return "owner" in draft.plan.fields and owner != work.call.actor.id and draft.has_changed("owner")


class Reach:
    """Answers conditions for drafts, as the store answers them for rows."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._watch = Watch(work.program, Facts(work.desk), work.desk.context.environment)

    def fulfilling(self, condition: Condition, drafts: Sequence[Draft]) -> list[Draft]:
        """The drafts for which the condition will hold.  What is not known here holds for none."""
        if isinstance(condition, Everyone):
            return list(drafts)
        if isinstance(condition, AnyOf):
            hit = {draft.id for part in condition.parts for draft in self.fulfilling(part, drafts)}
            return [draft for draft in drafts if draft.id in hit]
        if isinstance(condition, AllOf):
            left = list(drafts)
            for part in condition.parts:
                left = self.fulfilling(part, left)
            return left
        return self._simple(condition, drafts)

    def _simple(self, condition: Condition, drafts: Sequence[Draft]) -> list[Draft]:
        if isinstance(condition, OwnedBy):
            return [draft for draft in drafts if draft.new.get("owner") == condition.principal]
        if isinstance(condition, OwnedBelow):
            return self._behind(drafts, "owner", self._below(condition.user, drafts))
        if isinstance(condition, Fulfils):
            return self._watch.holding(condition.node, drafts)
        if isinstance(condition, IdIn):
            return [draft for draft in drafts if draft.id in condition.ids]
        if isinstance(condition, SharedWith):  # of those that are there already
            return self._among(drafts, condition)
        if isinstance(condition, OneOf):
            return [draft for draft in drafts if draft.new.get(condition.field) in condition.values]
        if isinstance(condition, Through):
            ids = {str(draft.new[condition.link]) for draft in drafts if draft.new.get(condition.link) is not None}
            above = self._work.desk.ids_fulfilling(condition.object, ids, condition.condition)
            return self._behind(drafts, condition.link, above)
        return []

    def _among(self, drafts: Sequence[Draft], condition: Condition) -> list[Draft]:
        there = [draft for draft in drafts if draft.old is not None]
        if not there:
            return []
        ids = self._work.desk.ids_fulfilling(there[0].plan.name, [draft.id for draft in there], condition)
        return [draft for draft in there if draft.id in ids]

    def _below(self, user: str, drafts: Sequence[Draft]) -> frozenset[str]:
        owners = {owner for draft in drafts if isinstance(owner := draft.new.get("owner"), str)}
        return self._work.desk.below(user, sorted(owners)) if owners else frozenset()

    def _behind(self, drafts: Sequence[Draft], name: str, ids: frozenset[str]) -> list[Draft]:
        return [draft for draft in drafts if draft.new.get(name) in ids]
