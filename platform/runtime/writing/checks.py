"""Step 6, the checks of single fields: required, range, length, pattern, choice, transitions.

Each check is pure: a draft in, problems out.  Limits bind values that change, so that a limit an admin tightens does
not lock the records that were there before; being required binds whenever a record is written.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import time
from decimal import Decimal

from objectry.metadata import EMPTY, FieldType, members
from objectry.plan import FieldPlan
from objectry.rules import Value
from objectry.runtime.codes import near, problem
from objectry.runtime.errors import Problem
from objectry.runtime.writing.drafts import Draft, Kind

UNMEASURED = frozenset({FieldType.PICKLIST, FieldType.SECRET})  # a choice is on its list, a secret was measured
NONE: tuple[Problem, ...] = ()
Check = Callable[[Draft, FieldPlan, Value], Iterable[Problem]]
Hidden = Mapping[int, Collection[str]]
"""By draft, what a condition hides from whoever fills in the form: that is not asked for."""


def check_fields(drafts: Sequence[Draft], hidden: Hidden = EMPTY) -> Iterator[tuple[Draft, Problem]]:
    """Every problem of the own fields of drafts of one kind, field by field in declared order; fields without a type's
    value have theirs already."""
    for plan in drafts[0].plan.fields.values() if drafts else ():
        if not plan.field.computed:
            yield from _check_field(plan, drafts, hidden)


def _check_field(plan: FieldPlan, drafts: Sequence[Draft], hidden: Hidden) -> Iterator[tuple[Draft, Problem]]:
    born = drafts[0].kind is Kind.CREATE
    checks, name = tuple(checks_of(plan, born=born)), plan.name
    if not checks and not plan.field.required:
        return
    for draft in drafts:
        value = draft.new.get(name)
        if name in draft.broken:
            continue
        if value is None:
            untouched = plan.field.junction is not None and name not in draft.new and not born
            if plan.field.required and name not in hidden.get(id(draft), ()) and not untouched:
                yield from ((draft, one) for one in _required(draft, plan))
        elif born or draft.has_changed(name):
            for check in checks:
                yield from ((draft, one) for one in check(draft, plan, value))


def checks_of(plan: FieldPlan, *, born: bool) -> Iterator[Check]:
    """The checks that can find anything in a field: of a new record, or of one that changes."""
    field = plan.field
    if field.max_length is not None and field.type not in UNMEASURED:
        yield _length
    if field.minimum is not None or field.maximum is not None:
        yield _range
    if field.pattern is not None:
        yield _pattern
    if field.picklist is not None:
        yield _choice
    if not born:
        yield from (_transition, _parent)


def _required(draft: Draft, plan: FieldPlan) -> Iterable[Problem]:
    asked = plan.field.required and not plan.field.system and plan.field.type is not FieldType.AUTONUMBER
    return (_trouble(draft, plan, "D521"),) if asked else NONE


def _length(draft: Draft, plan: FieldPlan, value: Value) -> Iterable[Problem]:
    limit = plan.field.max_length
    if limit is None or not isinstance(value, str) or len(value) <= limit:
        return NONE
    return (_trouble(draft, plan, "D523", limit=str(limit)),)


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


def _choice(draft: Draft, plan: FieldPlan, value: Value) -> Iterable[Problem]:
    known = plan.field.picklist.values if plan.field.picklist else EMPTY
    if value in known:
        return NONE
    strange = [str(one) for one in members(value) if one not in known]
    return [_trouble(draft, plan, "D527", value=one, hint=near(one, known)) for one in strange]


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
