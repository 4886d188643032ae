"""How long others will wait while a plan is applied: an estimate, in the measure of the live database.

Each kind of step takes so many times as long as reading a record does; these proportions were measured on SQLite and
PostgreSQL with 40,000 records, and are between the two.  How fast records are read is measured when a plan is made
that rewrites many.  It is for saying "seconds" or "minutes", not for planning trains.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import islice
from time import monotonic
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
        FillColumn: 150_000,
        RenameValues: 200_000,
        ConvertColumn: 13_000,
        FillNumbers: 12_000,
        ComputeRollup: 60_000,
        CreateIndex: 400_000,
    }
)
"""Records a second, by kind of step, where `READ` are read in one.  Other steps only change the catalogue."""
READ = 50_000
WORTH_MEASURING = 0.5
SAMPLE = 6_000


def seconds_of(steps: Sequence[Step], survey: Survey, clock: Callable[[], float] = monotonic) -> float:
    """How long a plan takes, going by how fast this database is just now."""
    rows: dict[str, int] = {}
    total = 0.0
    for step in steps:
        rate = RECORDS_A_SECOND.get(type(step))
        table = _table(step)
        if rate is None or table not in survey.blueprint.objects:
            continue
        if table not in rows:
            rows[table] = survey.count(table, Everyone())
        total += rows[table] / rate
    if total < WORTH_MEASURING:
        return round(FIXED + total, 2)
    return round(FIXED + total * slowness(survey, max(rows, key=rows.__getitem__), clock), 2)


def slowness(survey: Survey, table: str, clock: Callable[[], float]) -> float:
    """How many times as long as usual this database takes to read some records of a table."""
    start = clock()
    count = sum(1 for _ in islice(survey.values(table, survey.read(table, "id"), Everyone()), SAMPLE))
    return (clock() - start) * READ / count if count else 1.0


def _table(step: Step) -> str:
    if isinstance(step, ComputeRollup):
        return step.rollup.object
    return step.source if isinstance(step, ConvertColumn) else getattr(step, "table", "")
