"""A change plan held against the live database: how many records each change concerns, how many would break a rule."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from objectry.plan import Change, ChangeClass, ChangePlan
from objectry.rules import FieldRead, Value
from objectry.runtime.conditions import Condition, Everyone, Fulfils
from objectry.runtime.store import Context, Figure, Select, Transaction

SLOW_ROWS = 100_000


def weigh(plan: ChangePlan, transaction: Transaction, context: Context) -> ChangePlan:
    """The same plan with counts; `context` has the tables as they are deployed now.

    A change that rewrites few records is not slow, and says so.
    """
    rows: dict[str, int] = {}
    weighed = []
    for change in plan.changes:
        if change.object is not None and change.object not in rows:
            rows[change.object] = _count(change.object, Everyone(), transaction, context)
        weighed.append(_weighed(change, rows, transaction, context))
    return replace(plan, changes=tuple(weighed))


def _weighed(change: Change, rows: Mapping[str, int], transaction: Transaction, context: Context) -> Change:
    if change.object is None:
        return change
    count = rows[change.object]
    few = change.kind is ChangeClass.SLOW and count < SLOW_ROWS
    return replace(
        change,
        kind=ChangeClass.SAFE if few else change.kind,
        rows=count,
        breaking=_breaking(change.object, change, transaction, context) if count else None,
    )


def _breaking(thing: str, change: Change, transaction: Transaction, context: Context) -> int | None:
    if change.breaks is not None:
        return _count(thing, Fulfils(change.breaks), transaction, context)
    if change.duplicates:
        return _repeated(thing, change.duplicates, transaction, context)
    return None


def _count(thing: str, where: Condition, transaction: Transaction, context: Context) -> int:
    return transaction.count(context, Select(thing, {}, where))


def _repeated(thing: str, fields: tuple[str, ...], transaction: Transaction, context: Context) -> int:
    """How many live records repeat the values of another; a blank repeats nothing."""
    plans = context.tables.blueprint.objects[thing].fields
    by = [FieldRead((), thing, name, plans[name].type) for name in fields]
    groups = transaction.group(context, thing, by, {"records": Figure("COUNT")}, Everyone(), {})
    return sum(_number(figures["records"]) - 1 for key, figures in groups if None not in key)


def _number(value: Value) -> int:
    return int(value) if isinstance(value, Decimal) else 0
