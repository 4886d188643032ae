"""Returning to an earlier revision: what went to quarantine comes back with its values, where it is still the same."""

from collections.abc import Mapping, Sequence
from typing import Any

from objectry.plan import AddColumn, Column, CreateTable, RestoreColumn, RestoreTable, Step, printed_columns
from objectry.runtime.store import Applying, Quarantined

Newest = Mapping[tuple[str, str | None], Quarantined]


def restored(steps: Sequence[Step], work: Applying) -> tuple[Step, ...]:
    """The steps, with what would be made empty brought back instead where the newest of its name in quarantine fits."""
    newest: dict[tuple[str, str | None], Quarantined] = {}
    for kept in work.quarantined():
        newest.setdefault((kept.object, kept.column), kept)
    return tuple(_restored(step, newest, work) for step in steps)


def _restored(step: Step, newest: Newest, work: Applying) -> Step:
    if isinstance(step, CreateTable) and _fits(step.table.name, None, step.table.columns, newest, work):
        return RestoreTable(step.table)
    if isinstance(step, AddColumn) and _fits(
        step.table, step.column.name, {step.column.name: step.column}, newest, work
    ):
        return RestoreColumn(step.table, step.column)
    return step


def _fits(table: str, column: str | None, wanted: Mapping[str, Column], newest: Newest, work: Applying) -> bool:
    """Whether what is kept had, when it left the model, just the columns that are wanted."""
    kept = newest.get((table, column))
    if kept is None:
        return False
    then = _columns_before(table, kept.revision, work)
    return {name: then.get(name) for name in (wanted if column else then)} == printed_columns(wanted)


def _columns_before(table: str, revision: int, work: Applying) -> Mapping[str, Any]:
    """The columns of a table in the stack that `revision` replaced."""
    deployment = work.deployment(revision - 1)
    thing = deployment.blueprint["objects"].get(table) if deployment else None
    return thing["table"]["columns"] if thing else {}
