"""`crm verify search`: every entry of the search index held against its record, and made anew where it differs.

Looking takes no lock.  Repairing goes a thousand records at a time, under the locks a save takes.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from objectry.runtime.deploying.survey import SAMPLES, Survey
from objectry.runtime.desk import chunks
from objectry.runtime.searching.fields import Indexed
from objectry.runtime.searching.renewing import Indexes, expected, misfiled
from objectry.runtime.store import UNLIMITED, Context, Store


@dataclass(frozen=True, slots=True)
class WrongEntries:
    """Records of an object that the search index keeps otherwise than they are: how many, and the first few ids."""

    object: str
    count: int
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SearchVerified:
    """What is searched, what differs, and how many entries were made anew."""

    objects: tuple[str, ...]
    wrong: tuple[WrongEntries, ...]
    repaired: int = 0


def wrong_entries(survey: Survey, indexes: Indexes) -> tuple[WrongEntries, ...]:
    """What differs, object by object."""
    found = groupby(misfiled(survey, indexes), lambda one: one[0])
    return tuple(_counted(name, [id for _, id in each]) for name, each in found)


def _counted(name: str, ids: Sequence[str]) -> WrongEntries:
    return WrongEntries(name, len(ids), tuple(sorted(ids)[:SAMPLES]))


@dataclass(frozen=True, slots=True)
class SearchCheck:
    """One look over the search index of a tenant."""

    store: Store
    context: Context
    revision: int
    indexes: Indexes

    def run(self) -> SearchVerified:
        """Look, and change nothing."""
        with self.store.read(self.revision, seconds=UNLIMITED) as reading:
            wrong = wrong_entries(Survey(reading, self.context), self.indexes)
        return SearchVerified(tuple(self.indexes), wrong)

    def repair(self, tell: Callable[[int], None]) -> SearchVerified:
        """Look, and make anew what differs; `tell` hears after each part how many entries there were."""
        with self.store.read(self.revision, seconds=UNLIMITED) as reading:
            found = list(misfiled(Survey(reading, self.context), self.indexes))
        done: Counter[str] = Counter()
        for name, each in groupby(found, lambda one: one[0]):
            for ids in chunks(id for _, id in each):
                done[name] += self.store.restart(partial(self._renew, self.indexes[name], ids))
                tell(done.total())
        self.store.restart(self._rebuild)
        counts = groupby(found, lambda one: one[0])
        wrong = tuple(_counted(name, [id for _, id in each]) for name, each in counts)
        return SearchVerified(tuple(self.indexes), wrong, done.total())

    def _renew(self, indexed: Indexed, ids: Sequence[str]) -> int:
        with self.store.write(self.revision) as writing:
            writing.lock(self.context.tables.blueprint.objects[indexed.object], ids)
            entries = list(expected(Survey(writing, self.context), indexed, ids))
            writing.search.remove(ids)
            writing.search.add(entries)
        return len(ids)

    def _rebuild(self) -> None:
        with self.store.write(self.revision) as writing:
            writing.search.rebuild()
