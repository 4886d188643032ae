"""Step 6, the checks of single fields: required, range, length, pattern, choice, transitions.

Each check is pure: a draft in, problems out.  Limits bind values that change, so that a limit an admin tightens does
not lock the records that were there before; being required binds whenever a record is written.
"""

import re
from collections.abc import Callable, Collection, Iterator
from datetime import time
from decimal import Decimal

from objectry.metadata import FieldType
from objectry.plan import FieldPlan
from objectry.rules import Value
from objectry.runtime.codes import near, problem
from objectry.runtime.errors import Problem
from objectry.runtime.writing.drafts import Draft, Kind

UNMEASURED = frozenset({FieldType.PICKLIST, FieldType.SECRET})  # a choice is on its list, a secret was measured
Check = Callable[[Draft, FieldPlan, Value], Iterator[Problem]]


def check_fields(draft: Draft, hidden: Collection[str] = ()) -> Iterator[Problem]:
    """Every problem of the draft's own fields, in declared order; fields without a type's value have theirs already.

    What a condition hides from whoever fills in the form is not asked for.
    """
    born = draft.kind is Kind.CREATE
    for name, plan in draft.plan.fields.items():
        if name in draft.broken or plan.field.computed:
            continue
        value = draft.new.get(name)
        if value is None:
            untouched = plan.field.junction is not None and name not in draft.new and not born
            if plan.field.required and name not in hidden and not untouched:
                yield from _required(draft, plan)
        elif born or draft.has_changed(name):
            for check in checks_of(plan, born=born):
                yield from check(draft, plan, value)


def checks_of(plan: FieldPlan, *, born: bool) -> Iterator[Check]:
    """The checks that can find anything in a field: of a new record, or of one that changes."""
    field = plan.field
    if field.max_length is not None:
        yield _length
    if field.minimum is not None or field.maximum is not None:
        yield _range
    if field.pattern is not None:
        yield _pattern
    if field.picklist is not None:
        yield _choice
    if not born:
        yield from (_transition, _parent)


def _required(draft: Draft, plan: FieldPlan) -> Iterator[Problem]:
    if plan.field.required and not plan.field.system and plan.field.type is not FieldType.AUTONUMBER:
        yield _trouble(draft, plan, "D521")


def _length(draft: Draft, plan: FieldPlan, value: Value) -> Iterator[Problem]:
    limit = plan.field.max_length
    if limit is not None and isinstance(value, str) and len(value) > limit and plan.field.type not in UNMEASURED:
        yield _trouble(draft, plan, "D523", limit=str(limit))


def _range(draft: Draft, plan: FieldPlan, value: Value) -> Iterator[Problem]:
    low, high = plan.field.minimum, plan.field.maximum
    if low is not None and _is_less(value, low):
        yield _trouble(draft, plan, "D524", limit=as_written(low, plan))
    if high is not None and _is_less(high, value):
        yield _trouble(draft, plan, "D525", limit=as_written(high, plan))


def _is_less(one: Value, other: Value) -> bool:
    """Whether a number or time is below another; no other values have limits."""
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return one < other
    return isinstance(one, time) and isinstance(other, time) and one < other


def as_written(value: Decimal | time, plan: FieldPlan) -> str:
    """The limit as people write it: 20 for 20 %, 09:30 for half past nine."""
    if isinstance(value, time):
        return value.isoformat("auto" if value.second or value.microsecond else "minutes")
    shown = value.scaleb(2) if plan.field.type is FieldType.PERCENT else value
    return f"{shown.normalize():f}"


def _pattern(draft: Draft, plan: FieldPlan, value: Value) -> Iterator[Problem]:
    pattern = plan.field.pattern
    if pattern is not None and isinstance(value, str) and not re.fullmatch(pattern, value):
        yield _trouble(draft, plan, "D526")


def _choice(draft: Draft, plan: FieldPlan, value: Value) -> Iterator[Problem]:
    picklist = plan.field.picklist
    for one in value if isinstance(value, tuple) else (value,):
        if picklist is not None and one not in picklist.values:
            yield _trouble(draft, plan, "D527", value=str(one), hint=near(str(one), picklist.values))


def _transition(draft: Draft, plan: FieldPlan, value: Value) -> Iterator[Problem]:
    """Moves bind on update only: a record may be born in any state."""
    old = draft.before(plan.name)
    if plan.field.picklist is None or draft.kind is not Kind.UPDATE or not isinstance(old, str):
        return
    allowed = plan.field.picklist.transitions.get(old)
    if allowed is not None and value not in allowed:
        yield _trouble(draft, plan, "D528", old=_label(plan, old), new=_label(plan, str(value)))


def _parent(draft: Draft, plan: FieldPlan, _value: Value) -> Iterator[Problem]:
    """A part stays with its whole, unless the field says otherwise; a rule may move it, as it may write read-only."""
    if draft.kind is Kind.UPDATE and not plan.field.reparentable and plan.name not in draft.causes:
        yield _trouble(draft, plan, "D570")


def _label(plan: FieldPlan, value: str) -> str:
    known = plan.field.picklist.values.get(value) if plan.field.picklist else None
    return known.label if known else value


def _trouble(draft: Draft, plan: FieldPlan, code: str, **params: str) -> Problem:
    return problem(code, plan.name, draft.position, label=plan.field.label, **params)
