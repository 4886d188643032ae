"""How long others will wait while a plan is applied, from the number of records each step works on.

The figures are careful guesses for two cores of a common server and have not been measured yet; a busy machine takes
longer.  They are for saying "seconds" or "minutes", not for planning trains.
"""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from objectry.plan import (
    ChangeColumn,
    ComputeRollup,
    ConvertColumn,
    CreateIndex,
    FillColumn,
    FillNumbers,
    RenameValues,
    Step,
)
from objectry.runtime.conditions import Everyone
from objectry.runtime.deploying.survey import Survey

FIXED = 0.05
"""Seconds for the transaction itself and the row of the new revision."""
RECORDS_A_SECOND: Mapping[type[Step], int] = MappingProxyType(
    {
        ChangeColumn: 250_000,
        FillColumn: 200_000,
        RenameValues: 100_000,
        ConvertColumn: 25_000,
        FillNumbers: 20_000,
        ComputeRollup: 60_000,
        CreateIndex: 400_000,
    }
)
"""Records a second, by kind of step.  Other steps only change the catalogue."""


def seconds_of(steps: Sequence[Step], survey: Survey) -> float:
    """How long a plan takes, nothing else going on."""
    rows: dict[str, int] = {}
    total = FIXED
    for step in steps:
        rate = RECORDS_A_SECOND.get(type(step))
        table = _table(step)
        if rate is None or table not in survey.blueprint.objects:
            continue
        if table not in rows:
            rows[table] = survey.count(table, Everyone())
        total += rows[table] / rate
    return round(total, 2)


def _table(step: Step) -> str:
    if isinstance(step, ComputeRollup):
        return step.rollup.object
    return step.source if isinstance(step, ConvertColumn) else getattr(step, "table", "")
