"""What has been in the recycle bin for long enough leaves it for good, children before their parents.

People and teams stay: what they did stands under their names.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from objectry.runtime.desk import TEAMS, USERS
from objectry.runtime.store import Context, Store

AT_A_TIME = 200
STAYING = frozenset({USERS, TEAMS})


@dataclass(frozen=True, slots=True)
class Emptying:
    """One emptying of the bin of a tenant, in short transactions: others go on writing meanwhile."""

    store: Store
    context: Context
    revision: int
    now: datetime

    def run(self, before: datetime, tell: Callable[[int], None]) -> dict[str, int]:
        """Take away what was deleted before a moment; how many records of each object.  `tell` hears of each part."""
        done: dict[str, int] = {}
        objects = self.context.tables.blueprint.objects
        for name in sorted(objects.keys() - STAYING, key=lambda one: (-objects[one].rank, one)):
            while gone := self.store.restart(partial(self._part, name, before)):
                done[name] = done.get(name, 0) + gone
                tell(sum(done.values()))
        return done

    def _part(self, name: str, before: datetime) -> int:
        with self.store.write(self.revision) as writing:
            ids = writing.due(self.context, name, before, AT_A_TIME)
            if ids:
                writing.erase(self.context, name, ids, self.now)
        return len(ids)
