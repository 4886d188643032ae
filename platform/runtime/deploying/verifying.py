"""`crm verify rollups`: every stored roll-up held against what its children give, and computed anew where it differs.

Looking takes no lock.  Repairing goes from the lowest level up, a thousand records at a time: each part is a
transaction of its own that locks the records of one object in the order of their ids, as the door does, so that others
go on writing meanwhile.  It corrects figures and nothing else: no version, no history, no rule.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import islice

from objectry.plan import Blueprint, ObjectPlan, Rollup
from objectry.runtime.deploying.survey import SAMPLES, Survey
from objectry.runtime.desk import chunks
from objectry.runtime.store import UNLIMITED, Context, Recomputed, Store


@dataclass(frozen=True, slots=True)
class WrongFigures:
    """Records whose stored roll-up is not what their children give: how many, and the first few with both figures."""

    object: str
    field: str
    count: int
    samples: tuple[Recomputed, ...]

    @property
    def place(self) -> str:
        """`account.won_total`."""
        return f"{self.object}.{self.field}"


@dataclass(slots=True)
class Verified:
    """How many roll-ups were looked at, which differ, and how many figures were computed anew."""

    rollups: int = 0
    wrong: list[WrongFigures] = field(default_factory=list)
    repaired: int = 0


def stored_rollups(blueprint: Blueprint) -> list[Rollup]:
    """The roll-ups that are kept in columns, from the lowest level up."""
    found = [one for plan in blueprint.objects.values() for one in plan.rollups if one.stored]
    return sorted(found, key=lambda one: (one.level, one.object, one.field))


def differing(survey: Survey, plan: ObjectPlan) -> Iterator[WrongFigures]:
    """The roll-ups of one object that differ somewhere."""
    for rollup in plan.rollups:
        if rollup.stored and (found := _told(rollup, survey.transaction.differing(survey.context, rollup))).count:
            yield found


def _told(rollup: Rollup, wrong: Iterable[Recomputed]) -> WrongFigures:
    rows = iter(wrong)
    samples = tuple(islice(rows, SAMPLES))
    return WrongFigures(rollup.object, rollup.field, len(samples) + sum(1 for _ in rows), samples)


@dataclass(frozen=True, slots=True)
class RollupCheck:
    """One look over all stored roll-ups of a tenant, as they are deployed."""

    store: Store
    context: Context
    revision: int

    @property
    def blueprint(self) -> Blueprint:
        """What is deployed."""
        return self.context.tables.blueprint

    def run(self) -> Verified:
        """Look, and change nothing."""
        with self.store.read(self.revision, seconds=UNLIMITED) as reading:
            survey = Survey(reading, self.context)
            wrong = [found for plan in self.blueprint.objects.values() for found in differing(survey, plan)]
        return Verified(len(stored_rollups(self.blueprint)), wrong)

    def repair(self, tell: Callable[[int], None]) -> Verified:
        """Look, and compute anew what differs; `tell` hears after each part how many figures there were."""
        verified = self.run()
        for rollup in stored_rollups(self.blueprint):
            for ids in chunks(self._wrong(rollup)):
                verified.repaired += self.store.restart(partial(self._recompute, rollup, ids))
                tell(verified.repaired)
        return verified

    def _wrong(self, rollup: Rollup) -> list[str]:
        with self.store.read(self.revision, seconds=UNLIMITED) as reading:
            return [one.id for one in reading.differing(self.context, rollup)]

    def _recompute(self, rollup: Rollup, ids: list[str]) -> int:
        with self.store.write(self.revision, seconds=UNLIMITED) as writing:
            return len(writing.recompute(self.context, rollup, ids))
