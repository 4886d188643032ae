"""What rules ask for, gathered into the waves of the next round: of one object and kind each.

What several rules want of one record is one draft.  A record that one rule changes and another deletes is deleted.
However many rules there are, what they do for one of the caller's records has an end.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from objectry.plan import ObjectPlan, RulePlan
from objectry.rules import Effect, FieldSet, Notified, RecordChanged, RecordCreated, RecordDeleted, Value
from objectry.runtime.codes import problem
from objectry.runtime.witness import rule_called
from objectry.runtime.writing.assigning import put
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work

MAX_WRITTEN = 50
"""Records that rules may write for one of the caller's."""
MAX_SENT = 20
"""Messages that rules may send for one of the caller's."""
NOTIFICATION = "notification"


@dataclass(frozen=True, slots=True)
class Wanted:
    """An effect with the rule that wants it, the record that has called the rule up, and the wave of that record."""

    rule: RulePlan
    draft: Draft
    effect: Effect
    wave: Wave

    @property
    def cause(self) -> str:
        """What the history says of it."""
        return rule_called(self.rule.name)


def waves_of(work: Work, wanted: Iterable[Wanted]) -> list[Wave]:
    """The waves of the next round."""
    gathering = Gathering(work)
    for one in wanted:
        gathering.take(one)
    return gathering.waves()


@dataclass(slots=True)
class Gathering:
    """Drafts by what is to be done, and the chain of rules that led to each kind of them."""

    work: Work
    changed: dict[tuple[str, str], Draft] = field(default_factory=dict)
    deleted: dict[tuple[str, str], Draft] = field(default_factory=dict)
    created: defaultdict[str, list[Draft]] = field(default_factory=lambda: defaultdict(list))
    chains: dict[tuple[str, Kind], tuple[str, ...]] = field(default_factory=dict)
    round: int = 0

    def take(self, one: Wanted) -> None:
        """Note what is wanted."""
        self.round = one.wave.round + 1
        effect = one.effect
        if isinstance(effect, FieldSet):
            self._change(one, one.draft.plan.name, one.draft.id, {effect.field: effect.value})
        elif isinstance(effect, RecordChanged):
            self._change(one, effect.object, effect.id, dict(effect.values))
        elif isinstance(effect, RecordDeleted):
            self._known(one, self.deleted, effect.object, effect.id, Kind.DELETE)
        elif isinstance(effect, RecordCreated):
            self._create(one, effect.object, dict(effect.values))
        elif isinstance(effect, Notified):
            values: dict[str, Value] = {"recipient": effect.to, "message": effect.message}
            self._create(one, NOTIFICATION, values | {"link_object": one.draft.plan.name, "link_id": one.draft.id})
            self._limit(one, self.work.sent, one.draft.roots, MAX_SENT, "D596", one.rule.name)

    def _change(self, one: Wanted, object: str, id: str, values: Mapping[str, Value]) -> None:
        target = self._known(one, self.changed, object, id, Kind.UPDATE)
        for name, value in values.items():
            put(self.work, target, name, value, one.cause)

    def _known(self, one: Wanted, among: dict[tuple[str, str], Draft], object: str, id: str, kind: Kind) -> Draft:
        """The draft of a record that is there; the caller's records that want something of it add up."""
        plan = self.work.call.blueprint.objects[object]
        draft = among.get((object, id))
        if draft is None:
            draft = among[object, id] = Draft(plan, kind, id, frozenset(), cause=one.cause)
        self._count(one, plan, kind, one.draft.roots - draft.roots)
        draft.roots |= one.draft.roots
        return draft

    def _create(self, one: Wanted, object: str, values: Mapping[str, Value]) -> None:
        plan = self.work.call.blueprint.objects[object]
        made = Draft(plan, Kind.CREATE, "", one.draft.roots, cause=one.cause)
        for name, value in values.items():
            put(self.work, made, name, value, made.cause)
        self.created[object].append(made)
        self._count(one, plan, Kind.CREATE, one.draft.roots)

    def _count(self, one: Wanted, plan: ObjectPlan, kind: Kind, roots: Iterable[int]) -> None:
        chain = self.chains.setdefault((plan.name, kind), (*one.wave.chain, f"{one.rule.name} -> {plan.name}"))
        self._limit(one, self.work.made, roots, MAX_WRITTEN, "D549", " -> ".join(chain))

    def _limit(self, one: Wanted, counts: Counter[int], roots: Iterable[int], most: int, code: str, chain: str) -> None:
        for root in roots:
            counts[root] += 1
            if counts[root] == most + 1:
                told = problem(code, None, root, limit=str(most), chain=chain)
                self.work.refuse(one.draft, [told])

    def waves(self) -> list[Wave]:
        """Changes first, then what is new, then what goes."""
        objects = self.work.call.blueprint.objects
        changes = [draft for key, draft in self.changed.items() if key not in self.deleted]
        groups: list[tuple[Kind, Sequence[Draft]]] = [
            (Kind.UPDATE, changes),
            (Kind.CREATE, [draft for drafts in self.created.values() for draft in drafts]),
            (Kind.DELETE, list(self.deleted.values())),
        ]
        return [
            Wave(objects[name], kind, drafts, self.round, by_rule=True, chain=self.chains[name, kind])
            for kind, group in groups
            for name, drafts in sorted(_by_object(group).items(), key=lambda one: objects[one[0]].rank)
        ]


def _by_object(drafts: Sequence[Draft]) -> Mapping[str, list[Draft]]:
    found: dict[str, list[Draft]] = {}
    for draft in drafts:
        found.setdefault(draft.plan.name, []).append(draft)
    return found
