"""Step 6, choices that depend: on the record's type, on another picklist, on who makes the record.

They bind a choice that changes, and every one of the record when what decides about it changes.
"""

from collections.abc import Iterator, Sequence
from itertools import chain

from objectry.metadata import RECORD_TYPE, choices_of_type, members
from objectry.plan import FieldPlan
from objectry.runtime.codes import problem
from objectry.runtime.errors import Problem
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work


def check_narrowing(drafts: Sequence[Draft]) -> Iterator[tuple[Draft, Problem]]:
    """The choices of records that their type does not have, and those that do not go with the picklist above."""
    for name, plan in drafts[0].plan.fields.items() if drafts else ():
        if plan.field.picklist is None or not (drafts[0].plan.object.record_types or plan.field.depends_on):
            continue
        for draft in drafts:
            if name not in draft.broken and draft.new.get(name) is not None:
                yield from ((draft, one) for one in chain(_of_type(draft, plan), _dependent(draft, plan)))


def _of_type(draft: Draft, plan: FieldPlan) -> Iterator[Problem]:
    left = choices_of_type(draft.plan.object, plan.name, draft.new.get(RECORD_TYPE))
    if left is not None and _binds(draft, plan.name, RECORD_TYPE):
        for one in members(draft.new[plan.name]):
            if one not in left:
                yield _trouble("D566", draft, plan, one)


def _dependent(draft: Draft, plan: FieldPlan) -> Iterator[Problem]:
    deciding = plan.field.depends_on
    if deciding is None or deciding in draft.broken or not _binds(draft, plan.name, deciding):
        return
    fitting = plan.field.values_for.get(str(draft.new.get(deciding)), ())
    for one in members(draft.new[plan.name]):
        if one not in fitting:
            yield _trouble("D568", draft, plan, one, deciding=deciding)


def _binds(draft: Draft, *names: str) -> bool:
    return draft.kind is Kind.CREATE or any(draft.has_changed(name) for name in names)


def _trouble(code: str, draft: Draft, plan: FieldPlan, value: object, **params: str) -> Problem:
    choice = plan.field.picklist.values.get(str(value)) if plan.field.picklist else None
    shown = choice.label if choice else str(value)
    return problem(code, plan.name, draft.position, label=plan.field.label, new=shown, **params)


def check_types(work: Work, wave: Wave) -> None:
    """People give records only the types their permission sets open; a record keeps the type it has."""
    if wave.by_rule or not wave.plan.object.record_types:
        return
    opened = work.rights.record_types(wave.plan.name)
    for draft in wave.drafts:
        given = draft.new.get(RECORD_TYPE)
        if given is not None and given not in opened and _binds(draft, RECORD_TYPE):
            work.refuse(draft, [_trouble("D567", draft, wave.plan.fields[RECORD_TYPE], given)])
