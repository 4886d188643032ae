"""What comes back from quarantine: a field or object that is declared again, by hand or by returning to a revision.

It comes back with its values where it is still the same.  A field that had another type in between comes back as it
was, but for the records whose value was changed since: those are converted.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from objectry.metadata import FieldType
from objectry.plan import (
    AddColumn,
    Change,
    ChangeClass,
    ChangeColumn,
    ChangePlan,
    Column,
    ConvertColumn,
    CreateIndex,
    CreateTable,
    DropIndex,
    FillColumn,
    QuarantineColumn,
    Refit,
    RenameColumn,
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

Adding = CreateTable | AddColumn | ChangeColumn
Key = tuple[str, str | None]
Back = RestoreTable | RestoreColumn
EVERYONE = Everyone()


@dataclass(frozen=True, slots=True)
class Found:
    """What the quarantine has in place of a step that would begin empty, or with fewer places than there were."""

    kept: Quarantined
    step: Back
    count: int
    widened: ChangeColumn | None = None


def with_quarantine(plan: ChangePlan, names: Mapping[str, str], transaction: Transaction) -> ChangePlan:
    """The plan, with what would begin empty brought back instead where the newest of its name in quarantine fits.

    `names` maps objects to what they are called as deployed.
    """
    found = dict(_findings(plan.steps, names, transaction))
    if not found:
        return plan
    built = {(step.table, step.index.name) for step in plan.steps if isinstance(step, CreateIndex)}
    steps = (one for step in plan.steps for one in _instead(step, found, names, built))
    changes = tuple(_told(change, found) for change in plan.changes)
    return replace(plan, changes=changes, steps=in_order(list(steps)))


def _instead(
    step: Step, found: Mapping[Key, Found], names: Mapping[str, str], built: Collection[tuple[str, str]]
) -> Iterator[Step]:
    """What is done in place of a step: it comes back, and needs no filling.  Some indexes are `built` anew anyway."""
    if _is_spared(step, found):
        return
    one = found.get(_key(step)) if isinstance(step, Adding) else None
    if one is None:
        yield step
    elif one.widened is None or one.widened.refit is None:
        yield one.step
    else:
        changed, refit = one.widened, one.widened.refit
        indexes = [index for index in changed.indexes if (changed.table, index.name) not in built]
        yield from (DropIndex(changed.table, index) for index in indexes)
        yield QuarantineColumn(changed.table, replace(changed.old, name=refit.old.name))
        yield one.step
        yield ConvertColumn(changed.table, names.get(changed.table, changed.table), refit)
        yield from (CreateIndex(changed.table, index) for index in indexes)


def _is_spared(step: Step, found: Mapping[Key, Found]) -> bool:
    """What comes back is filled already, and bears its name already."""
    if isinstance(step, FillColumn):
        return (step.table, step.column.name) in found
    one = found.get((step.table, step.new)) if isinstance(step, RenameColumn) else None
    return one is not None and one.widened is not None and one.widened.refit is not None


def _told(change: Change, found: Mapping[Key, Found]) -> Change:
    one = None if change.adds is None else found.get(_key(change.adds))
    if one is None:
        return change
    if isinstance(one.step, RestoreTable):
        return replace(change, text=f"table {change.name} comes back from quarantine with {one.count:,} records")
    back = f"comes back from quarantine with {one.count:,} values"
    if one.widened is not None:
        return replace(change, text=f"{change.text}; it {back}, values changed since are converted")
    if change.refit is not None:
        return replace(change, text=f"{change.text.split(';')[0]}; it {back}, values changed since are converted")
    if change.kind is ChangeClass.DATA_LOSS:
        return replace(change, text=change.text.replace("the new column starts empty", f"the new column {back}"))
    return replace(change, kind=ChangeClass.SAFE, text=f"column {change.name} {back}")


def _findings(steps: Sequence[Step], names: Mapping[str, str], transaction: Transaction) -> Iterator[tuple[Key, Found]]:
    """For each step the newest of its name that is of its kind: what left later may have been something else."""
    everything: dict[Key, list[Quarantined]] = {}
    for one in transaction.quarantined():
        everything.setdefault((one.object, one.column), []).append(one)
    for step in steps:
        if isinstance(step, CreateTable):
            wanted = step.table.columns
            fitting = [one for one in everything.get((step.table.name, None), ()) if _fits(one.columns, wanted)]
            found = [Found(one, RestoreTable(step.table, one.revision), 0) for one in fitting[:1]]
        elif isinstance(step, AddColumn):
            found = [Found(one, RestoreColumn(step.table, step.column, one.revision), 0)
                     for one in _columns(everything, names, step.table, step.column)[:1]]  # fmt: skip
        elif isinstance(step, ChangeColumn) and step.refit is not None:
            found = [Found(one, RestoreColumn(step.table, step.new, one.revision), 0, step)
                     for one in _columns(everything, names, step.table, step.new)[:1] if one.handed_on]  # fmt: skip
        else:
            continue
        yield from ((_key(step), replace(one, count=transaction.count_kept(one.kept))) for one in found)


def _columns(
    everything: Mapping[Key, list[Quarantined]], names: Mapping[str, str], table: str, column: Column
) -> list[Quarantined]:
    kept = everything.get((names.get(table, table), column.name), [])
    return [one for one in kept if alike(one.columns[column.name], column)]


def _key(step: Adding) -> Key:
    if isinstance(step, CreateTable):
        return step.table.name, None
    return step.table, (step.column if isinstance(step, AddColumn) else step.new).name


def _fits(kept: Mapping[str, Column], wanted: Mapping[str, Column]) -> bool:
    """Whether columns of one name are the same in both; others may have come or gone."""
    return all(alike(kept[name], column) for name, column in wanted.items() if name in kept)


def converted_over(
    survey: Survey, step: ConvertColumn, plan: ChangePlan, transaction: Transaction
) -> list[tuple[str, Value]]:
    """The values to write into a column of another type: all of them, or where it comes back those changed since."""
    now = converted(survey, step, plan)
    column = step.refit.new.name
    back = next((one for one in plan.steps if isinstance(one, RestoreColumn) and _fills(step, one)), None)
    if back is None:
        return now
    kept = [one for one in transaction.quarantined() if (one.object, one.column) == (step.source, column)]
    chosen = next(one for one in kept if one.revision == back.left)
    held = transaction.kept_values(chosen, step.source)
    unticked = _unticked(survey, step, chosen.at) if step.refit.old.field.type is FieldType.BOOLEAN else frozenset()
    return reconciled(survey, step, now, held, unticked, followed=chosen is kept[0] and chosen.handed_on)


def _unticked(survey: Survey, step: ConvertColumn, since: datetime) -> frozenset[str]:
    """The records that were there when their values became ticks, and have none: who had no value has no tick either,
    nor has who had one that is neither yes nor no."""
    created, found = survey.read(step.source, "created_at"), set[str]()
    for deleted in (False, True):
        for id, at in survey.values(step.source, created, EVERYONE, deleted=deleted):
            if isinstance(at, datetime) and at <= since:
                found.add(id)
    return frozenset(id for id, value in current_values(survey, step) if value is False and id in found)


def _fills(step: ConvertColumn, back: RestoreColumn) -> bool:
    return (back.table, back.column.name) == (step.table, step.refit.new.name)


def reconciled(
    survey: Survey,
    step: ConvertColumn,
    now: Sequence[tuple[str, Value]],
    held: Mapping[str, Value],
    unticked: Collection[str] = (),
    *,
    followed: bool,
) -> list[tuple[str, Value]]:
    """Of the converted values those that have to be written over what comes back: of records that are new or changed.

    `now` are all values of the field as it is, under its coming type; `held` what the quarantine holds.  Where the
    field as it is `followed` it, a record that has lost its value since, though it could have one, has none.  What is
    `unticked` may have had a value that is no tick, and keeps that.
    """
    forward = Refit(step.refit.new, step.refit.old, converted=True)
    timezone = survey.blueprint.settings.timezone
    current = dict(current_values(survey, step))
    as_before = {id for id in unticked if not _could_be(held.get(id), forward, timezone)}
    changed = ((id, value) for id, value in now if id not in as_before)
    written = [(id, value) for id, value in changed if not _unchanged(held.get(id), current.get(id), forward, timezone)]
    if not followed:
        return written
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
