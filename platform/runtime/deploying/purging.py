"""When what has left the model goes for good: after so many days, with the next apply or by `crm purge`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from objectry.plan import Blueprint, ChangePlan, RestoreColumn, RestoreTable
from objectry.runtime.store import Quarantined


@dataclass(frozen=True, slots=True)
class Expiry:
    """Something in quarantine, when its time is over, and whether it is by now."""

    kept: Quarantined
    at: datetime
    due: bool


def expiries(kept: Sequence[Quarantined], blueprint: Blueprint, now: datetime) -> tuple[Expiry, ...]:
    """All of it, what goes first before the others."""
    days = timedelta(days=blueprint.settings.purge_after)
    found = (Expiry(one, one.at + days, one.at + days <= now) for one in kept)
    return tuple(sorted(found, key=lambda one: (one.at, one.kept.number)))


def still_kept(expired: Sequence[Expiry], plan: ChangePlan, former: Mapping[str, str]) -> tuple[Expiry, ...]:
    """Without what the plan brings back.  `former` has the deployed names of objects by their coming ones."""
    back = {_wanted(step, former) for step in plan.steps if isinstance(step, RestoreColumn | RestoreTable)}
    return tuple(one for one in expired if (one.kept.object, one.kept.column, one.kept.revision) not in back)


def _wanted(step: RestoreColumn | RestoreTable, former: Mapping[str, str]) -> tuple[str, str | None, int | None]:
    if isinstance(step, RestoreTable):
        return step.table.name, None, step.left
    return former.get(step.table, step.table), step.column.name, step.left


def due_numbers(expired: Sequence[Expiry]) -> frozenset[int]:
    """What a plan purges, by number."""
    return frozenset(one.kept.number for one in expired if one.due)
