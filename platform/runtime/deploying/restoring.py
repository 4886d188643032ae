"""What comes back from quarantine: a field or object that is declared again, by hand or by returning to a revision.

It comes back with its values where it is still the same.  A field that had another type in between comes back as it
was, but for the records whose value was changed since: those are converted.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from objectry.plan import (
    AddColumn,
    Change,
    ChangeClass,
    ChangePlan,
    Column,
    ConvertColumn,
    CreateTable,
    FillColumn,
    Refit,
    RestoreColumn,
    RestoreTable,
    Step,
    in_order,
)
from objectry.rules import Value
from objectry.runtime.conditions import Everyone
from objectry.runtime.deploying.converting import convert, converted
from objectry.runtime.deploying.survey import Survey
from objectry.runtime.store import Quarantined, Transaction, alike
from objectry.runtime.values.unfit import Unfit

Adding = CreateTable | AddColumn
Key = tuple[str, str | None]
Back = RestoreTable | RestoreColumn
EVERYONE = Everyone()


@dataclass(frozen=True, slots=True)
class Found:
    """What the quarantine has in place of a step that would begin empty."""

    kept: Quarantined
    step: Back
    count: int


def with_quarantine(plan: ChangePlan, names: Mapping[str, str], transaction: Transaction) -> ChangePlan:
    """The plan, with what would begin empty brought back instead where the newest of its name in quarantine fits.

    `names` maps objects to what they are called as deployed.
    """
    found = dict(_findings(plan.steps, names, transaction))
    if not found:
        return plan
    steps = (
        found[_key(step)].step if isinstance(step, CreateTable | AddColumn) and _key(step) in found else step
        for step in plan.steps
        if not (isinstance(step, FillColumn) and (step.table, step.column.name) in found)
    )
    changes = tuple(_told(change, found) for change in plan.changes)
    return replace(plan, changes=changes, steps=in_order(list(steps)))


def _told(change: Change, found: Mapping[Key, Found]) -> Change:
    one = None if change.adds is None else found.get(_key(change.adds))
    if one is None:
        return change
    if isinstance(one.step, RestoreTable):
        return replace(change, text=f"table {change.name} comes back from quarantine with {one.count:,} records")
    back = f"comes back from quarantine with {one.count:,} values"
    if change.refit is not None:
        return replace(change, text=f"{change.text.split(';')[0]}; it {back}, values changed since are converted")
    if change.kind is ChangeClass.DATA_LOSS:
        return replace(change, text=change.text.replace("the new column starts empty", f"the new column {back}"))
    return replace(change, kind=ChangeClass.SAFE, text=f"column {change.name} {back}")


def _findings(steps: Sequence[Step], names: Mapping[str, str], transaction: Transaction) -> Iterator[tuple[Key, Found]]:
    newest: dict[tuple[str, str | None], Quarantined] = {}
    for one in transaction.quarantined():
        newest.setdefault((one.object, one.column), one)
    for step in steps:
        if isinstance(step, CreateTable):
            kept, back = newest.get((step.table.name, None)), _table_back(step)
            fits = kept is not None and _fits(kept.columns, step.table.columns)
        elif isinstance(step, AddColumn):
            kept, back = newest.get((names.get(step.table, step.table), step.column.name)), _column_back(step)
            fits = kept is not None and alike(kept.columns[step.column.name], step.column)
        else:
            continue
        if kept is not None and fits:
            yield _key(step), Found(kept, back, transaction.count_kept(kept))


def _table_back(step: CreateTable) -> Back:
    return RestoreTable(step.table)


def _column_back(step: AddColumn) -> Back:
    return RestoreColumn(step.table, step.column)


def _key(step: Adding) -> Key:
    return (step.table.name, None) if isinstance(step, CreateTable) else (step.table, step.column.name)


def _fits(kept: Mapping[str, Column], wanted: Mapping[str, Column]) -> bool:
    """Whether columns of one name are the same in both; others may have come or gone."""
    return all(alike(kept[name], column) for name, column in wanted.items() if name in kept)


def converted_over(
    survey: Survey, step: ConvertColumn, plan: ChangePlan, transaction: Transaction
) -> list[tuple[str, Value]]:
    """The values to write into a column of another type: all of them, or where it comes back those changed since."""
    now = converted(survey, step, plan)
    column = step.refit.new.name
    back = any(
        isinstance(one, RestoreColumn) and (one.table, one.column.name) == (step.table, column) for one in plan.steps
    )
    kept = (one for one in transaction.quarantined() if (one.object, one.column) == (step.source, column))
    return reconciled(survey, step, now, transaction.kept_values(next(kept), step.source)) if back else now


def reconciled(
    survey: Survey, step: ConvertColumn, now: Sequence[tuple[str, Value]], held: Mapping[str, Value]
) -> list[tuple[str, Value]]:
    """Of the converted values those that have to be written over what comes back: of records that are new or changed.

    `now` are all values of the field as it is, under its coming type; `held` what the quarantine holds.  A record that
    has lost its value since, though it could have one, has none.
    """
    forward = Refit(step.refit.new, step.refit.old, converted=True)
    timezone = survey.blueprint.settings.timezone
    current = dict(current_values(survey, step))
    written = [(id, value) for id, value in now if not _unchanged(held.get(id), current.get(id), forward, timezone)]
    blanked = [(id, None) for id, value in held.items() if id not in current and _could_be(value, forward, timezone)]
    return [*written, *blanked]


def current_values(survey: Survey, step: ConvertColumn) -> Iterator[tuple[str, Value]]:
    """The values of the field as it is, the recycle bin included."""
    own = survey.read(step.source, step.refit.old.name)
    for deleted in (False, True):
        for id, value in survey.values(step.source, own, EVERYONE, deleted=deleted):
            if value is not None:
                yield id, value


def _unchanged(held: Value, current: Value, forward: Refit, timezone: str) -> bool:
    try:
        return held is not None and convert(held, forward, timezone) == current
    except Unfit:
        return False


def _could_be(held: Value, forward: Refit, timezone: str) -> bool:
    try:
        return convert(held, forward, timezone) is not None
    except Unfit:
        return False
