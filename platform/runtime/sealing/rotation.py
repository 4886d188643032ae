"""The change of keys: every secret sealed anew with the first key, in batches, records in the recycle bin too.

Nothing else of a record changes: not its version, not its history.  What cannot be opened is counted and left.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from objectry.metadata import FieldType
from objectry.plan import ObjectPlan
from objectry.rules import Value
from objectry.runtime.calls import Call
from objectry.runtime.circumstances import for_rules
from objectry.runtime.conditions import Everyone
from objectry.runtime.desk import open_desk
from objectry.runtime.sealing.keyring import NoKey
from objectry.runtime.sealing.vault import Vault
from objectry.runtime.store import UNLIMITED, Select, Store

BATCH = 200


@dataclass(slots=True)
class Rotated:
    """How many secrets were sealed anew, were sealed with the first key already, and could not be opened."""

    renewed: int = 0
    current: int = 0
    locked: int = 0


@dataclass(slots=True)
class Rotation:
    """One change of keys over a tenant."""

    store: Store
    vault: Vault
    call: Call

    def run(self, tell: Callable[[Rotated], None]) -> Rotated:
        """Seal everything anew; `tell` hears the counts after each batch.  Raises NoKey where no key is there."""
        self.vault.ring.sealing()
        counts = Rotated()
        for plan in self.call.blueprint.objects.values():
            names = secret_fields(plan)
            for ids in self._batches(plan) if names else ():
                self.store.restart(partial(self._renew, plan, names, ids, counts))
                tell(counts)
        return counts

    def _batches(self, plan: ObjectPlan) -> Iterator[Sequence[str]]:
        """The ids of all records, live ones and those in the bin."""
        for deleted in (False, True):
            after: tuple[Value, ...] | None = None
            while ids := self._page(plan, after, deleted=deleted):
                yield ids
                after = (ids[-1],)

    def _page(self, plan: ObjectPlan, after: tuple[Value, ...] | None, *, deleted: bool) -> Sequence[str]:
        everything = {name: Everyone() for name in self.call.blueprint.objects}
        with self.store.read(self.call.revision, seconds=UNLIMITED) as reading:
            desk = open_desk(reading, self.store.tables(self.call.blueprint), self.call, for_rules)
            wanted = Select(plan.name, {}, Everyone(), (), BATCH, after, everything, deleted)
            return [str(row["id"]) for row in reading.select(desk.context, wanted)]

    def _renew(self, plan: ObjectPlan, names: Sequence[str], ids: Sequence[str], counts: Rotated) -> None:
        """One batch under the locks of its records, so that no newer secret is overwritten."""
        found = Rotated()
        with self.store.write(self.call.revision, seconds=UNLIMITED) as writing:
            rows = [self._row(row, names, found) for row in writing.lock(plan, ids)]
            changed = [row for row in rows if len(row) > 1]
            if changed:
                writing.update(plan, changed)
        counts.renewed += found.renewed
        counts.current += found.current
        counts.locked += found.locked

    def _row(self, row: dict[str, Value], names: Sequence[str], found: Rotated) -> dict[str, Value]:
        changed: dict[str, Value] = {"id": row["id"]}
        for name in names:
            sealed = row[name]
            if isinstance(sealed, str):
                self._one(sealed, str(row["id"]), name, changed, found)
        return changed

    def _one(self, sealed: str, id: str, name: str, changed: dict[str, Value], found: Rotated) -> None:
        try:
            renewed = self.vault.renewed(sealed, id)
        except NoKey:
            found.locked += 1
            return
        if renewed is None:
            found.current += 1
        else:
            found.renewed += 1
            changed[name] = renewed


def secret_fields(plan: ObjectPlan) -> tuple[str, ...]:
    """The fields of an object that are secrets."""
    return tuple(name for name, one in plan.fields.items() if one.field.type is FieldType.SECRET)
