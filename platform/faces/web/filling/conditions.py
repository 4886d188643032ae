"""Forms whose fields and sections come and go: what the door says of the values as they stand."""

import json
from collections.abc import Collection, Mapping
from dataclasses import replace

from objectry.faces.web import addresses
from objectry.faces.web.filling.forms import FormPage, FormSection, Input, LiveState, entry_form
from objectry.faces.web.visit import Visit
from objectry.metadata import EMPTY, Form
from objectry.plan import ObjectPlan
from objectry.runtime import FormState


def is_live(plan: ObjectPlan) -> bool:
    """Whether anything in the object's forms depends on what is typed."""
    asked = (one.required_if is not None or one.visible_if is not None for one in plan.fields.values())
    return bool(plan.sections) or any(asked)


def state_of(visit: Visit, plan: ObjectPlan, values: Mapping[str, object], id: str) -> FormState:
    """What the form shows and asks for with these values."""
    return visit.platform.records.form_state(visit.call, plan.name, values, id)


def live(visit: Visit, plan: ObjectPlan, form: FormPage, values: Mapping[str, object], kind: object) -> FormPage:
    """The form as its conditions have it; a field with something wrong is never hidden."""
    if not is_live(plan):
        return form
    state = state_of(visit, plan, values, form.id)
    gone = {name for owner, name in state.sections if owner == entry_form(visit, plan, kind).name}
    sections = tuple(_section(one, state, gone) for one in form.sections)
    return replace(form, sections=sections, state=described(visit, plan, state, form.id, kind))


def _section(section: FormSection, state: FormState, gone: Collection[str]) -> FormSection:
    inputs = tuple(_input(one, state) for one in section.inputs)
    faulty = any(one.errors for one in inputs)
    return replace(section, inputs=inputs, unseen=section.name in gone and not faulty)


def _input(one: Input, state: FormState) -> Input:
    return replace(
        one, required=one.required or one.name in state.required, unseen=one.name in state.hidden and not one.errors
    )


def shown_form(visit: Visit, plan: ObjectPlan, form: Form, id: str) -> Form:
    """A form as the page of a record shows it: without what its conditions hide."""
    if not is_live(plan):
        return form
    state = state_of(visit, plan, EMPTY, id)
    sections = {
        name: replace(one, fields=tuple(field for field in one.fields if field not in state.hidden))
        for name, one in form.sections.items()
        if (form.name, name) not in state.sections
    }
    return replace(form, sections=sections)


def described(visit: Visit, plan: ObjectPlan, state: FormState, id: str, kind: object) -> LiveState:
    """The state for the form's script; of fields she may not know nothing is told."""
    known = {name for name in plan.fields if visit.reads(plan.name, name)}
    gone = sorted(name for owner, name in state.sections if owner == entry_form(visit, plan, kind).name)
    return LiveState(
        json.dumps(sorted(state.hidden & known)),
        json.dumps(gone),
        json.dumps(sorted(state.required & known)),
        addresses.answering(plan.name, id),
    )
