"""How a rule sets a field of a record on its way through the door."""

from objectry.rules import Value
from objectry.runtime.codes import problem
from objectry.runtime.values.coercion import fit, trouble
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.writing.drafts import Draft
from objectry.runtime.writing.work import Work


def put(work: Work, draft: Draft, name: str, value: Value, cause: str) -> None:
    """A rule sets a field: the value is made to fit, and the field remembers the rule.

    Rules obey the same list of fields nobody writes as everybody else.
    """
    plan = draft.plan.fields[name]
    if work.rules.level(draft.plan.name, name) != "edit":
        draft.broken.add(name)
        work.refuse(draft, [problem("D511", name, draft.position, label=plan.field.label)])
        return
    try:
        fitting = fit(value, plan)
    except Unfit as wrong:
        draft.broken.add(name)
        work.refuse(draft, [trouble(wrong, plan, draft.position)])
        return
    draft.new[name] = fitting
    draft.causes[name] = cause
