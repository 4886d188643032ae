"""Two blueprints -> ChangePlan: what is told to people, and the steps in the one order that works.

Pure: it looks at no database.  How many records a change concerns is counted by the runtime, which has one.
"""

from itertools import chain

from objectry.plan.changes import (
    AddColumn,
    Change,
    ChangeClass,
    ChangeColumn,
    ChangePlan,
    ComputeRollup,
    ConvertColumn,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropIndex,
    FillColumn,
    FillNumbers,
    QuarantineColumn,
    QuarantineTable,
    RenameColumn,
    RenameTable,
    RenameValues,
    RestoreColumn,
    RestoreTable,
    Step,
)
from objectry.plan.declared import compare_declared
from objectry.plan.matching import match
from objectry.plan.renaming import rename_holdings
from objectry.plan.rights import compare_rights, granting, revealing
from objectry.plan.seeding import compare_seeds, sow
from objectry.plan.shapes import Blueprint
from objectry.plan.storage import compare_storage, create_object
from objectry.plan.strictness import compare_strictness

ORDER: tuple[type[Step], ...] = (
    DropIndex,
    QuarantineTable,
    RenameTable,
    QuarantineColumn,
    DropColumn,
    RenameColumn,
    RestoreTable,
    CreateTable,
    RestoreColumn,
    AddColumn,
    ChangeColumn,
    RenameValues,
    FillColumn,
    ConvertColumn,
    FillNumbers,
    ComputeRollup,
    CreateIndex,
)


def compare(old: Blueprint | None, new: Blueprint) -> ChangePlan:
    """What leads from the deployed blueprint (None: nothing is deployed) to the new one."""
    if old is None:
        return _first(new)
    if old.hash == new.hash:
        return ChangePlan(old.hash, new.hash)
    found = match(old, new)
    stored = (*compare_storage(found), *rename_holdings(found))
    told = [one for one in stored if isinstance(one, Change)]
    steps = [one for one in stored if not isinstance(one, Change)]
    further = (*compare_rights(found), *compare_declared(found), *compare_seeds(found, new))
    changes = [*told, *compare_strictness(found), *further]
    if not changes:
        changes = [Change(ChangeClass.SAFE, "order", "the order of declarations")]
    return ChangePlan(old.hash, new.hash, tuple(changes), in_order(steps), seeds=sow(found, new))


def _first(new: Blueprint) -> ChangePlan:
    plans = sorted(new.objects.values(), key=lambda plan: plan.rank)
    stored = tuple(chain.from_iterable(create_object(plan) for plan in plans))
    told = (one for one in stored if isinstance(one, Change))
    changes = (
        *told,
        *granting(None, new),
        *chain.from_iterable(
            revealing(plan.name, plan.fields.values()) for plan in plans if plan.object.junction is None
        ),
        *compare_seeds(None, new),
    )
    steps = in_order([one for one in stored if not isinstance(one, Change)])
    return ChangePlan(None, new.hash, changes, steps, seeds=sow(None, new))


def in_order(steps: list[Step]) -> tuple[Step, ...]:
    """The steps as they can be carried out: room is made before it is taken, and values come before indexes.

    Roll-ups go bottom-up; otherwise steps of one kind keep their order.
    """
    return tuple(sorted(steps, key=lambda step: (ORDER.index(type(step)), _level(step))))


def _level(step: Step) -> int:
    return step.rollup.level if isinstance(step, ComputeRollup) else 0
