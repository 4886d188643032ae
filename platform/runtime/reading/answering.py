"""What a form shows, asks for and offers while somebody fills it in: its conditions and filters, with her own eyes."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from objectry.plan import ObjectPlan
from objectry.rules import Node, Value
from objectry.runtime.calls import FormState
from objectry.runtime.conditions import Condition, Everyone, Fulfils
from objectry.runtime.desk import own_read
from objectry.runtime.errors import NotFound
from objectry.runtime.reading.candidates import at_target, is_open, own_leaves
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import Transaction
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.events import Watch
from objectry.runtime.writing.facts import Facts

OWNER = "owner"
NEW = "ffffffff-ffff-ffff-ffff-ffffffffffff"  # the id of a record that is not there yet


@dataclass(slots=True)
class Answering:
    """One question of one form.  What its reader may not see is blank for its conditions."""

    reader: Reader
    transaction: Transaction

    def state(self, object: str, values: Mapping[str, object], id: str) -> FormState:
        """The state for these outside values, over those of the record if there is one.  Raises NotFound."""
        plan = self.reader.plan(object)
        draft = self._draft(plan, values, id)
        desk = self.reader.desk(self.transaction)
        watch = Watch(self.reader.program, self._facts(), desk.context.environment)

        def holds(node: Node | None) -> bool:
            return node is None or bool(watch.holding(node, [draft]))

        fields = plan.fields.values()
        return FormState(
            frozenset(one.name for one in fields if not holds(one.visible_if)),
            frozenset(place for place, node in plan.sections.items() if not holds(node)),
            frozenset(one.name for one in fields if one.required_if is not None and holds(one.required_if)),
        )

    def candidates(self, object: str, lookup: str, target: str, values: Mapping[str, object], id: str) -> Condition:
        """Which records of the target fit the lookup with these values; all, where she may not see what decides.

        Raises NotFound.
        """
        plan = self.reader.plan(object)
        field = plan.fields.get(lookup)
        if field is None or target not in field.field.to or not self.reader.rights.reads(object, lookup):
            raise NotFound(f"{object} has no lookup {lookup} to {target}")
        own = own_leaves(field)
        if field.filter is None or own is None or not is_open(plan, field, self.reader.rights):
            return Everyone()
        (known,) = self._facts().rows([self._draft(plan, values, id)], own)
        return Fulfils(at_target(field.filter, lookup, own_read(self.reader.plan(target), "id"), known))

    def _facts(self) -> Facts:
        return Facts(self.reader.desk(self.transaction).seen_by(self.reader.policies))

    def _draft(self, plan: ObjectPlan, values: Mapping[str, object], id: str) -> Draft:
        old = self._stored(plan, id) if id else None
        new = dict.fromkeys(plan.fields) | dict(old or {}) | dict(self._typed(plan, values))
        if OWNER in new and not id:
            new[OWNER] = new[OWNER] or self.reader.call.actor.id
        return Draft(plan, Kind.UPDATE if id else Kind.CREATE, id or NEW, frozenset({0}), old=old, new=new)

    def _stored(self, plan: ObjectPlan, id: str) -> Mapping[str, Value]:
        names = [name for name in self.reader.rights.readable(plan.name) if plan.fields[name].column is not None]
        outputs: dict[str, Node] = {name: own_read(plan, name) for name in names}
        rows = self.reader.desk(self.transaction).pick_where(plan.name, outputs, [id], self.reader.policies[plan.name])
        if not rows:
            raise NotFound(f"there is no {plan.name} {id}")
        return rows[0]

    def _typed(self, plan: ObjectPlan, values: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
        """What can be read of what was typed; the rest is as if it were blank."""
        for name, value in values.items():
            typed: Value = None
            with suppress(Unfit):
                typed = coerce(value, plan.fields[name], self.reader.call.actor.timezone)
            yield name, typed
