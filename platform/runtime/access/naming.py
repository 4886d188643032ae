"""Step 3: may the actor write these fields?  Names become canonical; unknown and forbidden ones answer alike."""

from collections.abc import Iterator, Mapping

from objectry.metadata import Compound
from objectry.plan import FieldPlan, ObjectPlan
from objectry.runtime.access.rights import HISTORIC, Rights
from objectry.runtime.actor import Source
from objectry.runtime.codes import near, problem
from objectry.runtime.errors import Problem
from objectry.runtime.values.compounds import compound_names, split
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work

BACK_DATED = frozenset({Source.HISTORY_IMPORT, Source.SEED})
"""The doors through which records of the past come with their own stamps."""


def check_names(work: Work, wave: Wave) -> None:
    """Step 3."""
    if wave.by_rule or wave.kind is Kind.DELETE:
        return
    names, free = canonical_names(wave.plan), work.rights.writable(wave.plan.name)
    for draft in wave.drafts:
        if draft.sent.keys() <= free:
            continue
        resolved: dict[str, object] = {}
        work.refuse(draft, list(_resolve(work, draft, names, resolved)))
        draft.sent = resolved


def canonical_names(plan: ObjectPlan) -> Mapping[str, str]:
    """Every way to write a field's name, folded, to the name itself."""
    found = {alias.casefold(): name for name, field in plan.fields.items() for alias in field.field.aliases}
    found.update({old.casefold(): name for name, field in plan.fields.items() for old in field.field.renamed_from})
    return found | {name.casefold(): name for name in plan.fields}


def _resolve(work: Work, draft: Draft, names: Mapping[str, str], into: dict[str, object]) -> Iterator[Problem]:
    sent, faults = parts_of(draft, work.rights)
    yield from faults
    for written, value in sent:
        name = names.get(written.casefold())
        if name is None or work.rights.level(draft.plan.name, name) == "none":
            yield unknown(draft, written, work.rights)
        elif name in into:
            yield problem("D512", name, draft.position, label=draft.plan.fields[name].field.label)
        elif (fault := _not_writable(work, draft, draft.plan.fields[name])) is not None:
            yield fault
        else:
            into[name] = value


def parts_of(draft: Draft, rights: Rights) -> tuple[list[tuple[str, object]], list[Problem]]:
    """What was sent, the value of a compound as values of its parts; and what cannot be taken apart."""
    compounds = compound_names(draft.plan.object)
    if not compounds:
        return list(draft.sent.items()), []
    sent: list[tuple[str, object]] = []
    faults: list[Problem] = []
    for written, value in draft.sent.items():
        one = compounds.get(written.casefold())
        try:
            sent += [(written, value)] if one is None else _parts(draft, one, value, rights)
        except Unfit as wrong:
            faults.append(problem(wrong.code, written, draft.position, label=one.label if one else "", **wrong.params))
    return sent, faults


def _parts(draft: Draft, one: Compound, value: object, rights: Rights) -> Iterator[tuple[str, object]]:
    """The parts; one that a text leaves blank is not emptied where this actor may not write it."""
    for name, given in split(one, value).items():
        if given is not None or isinstance(value, Mapping) or rights.level(draft.plan.name, name) == "edit":
            yield name, given


def unknown(draft: Draft, written: str, rights: Rights) -> Problem:
    """The one answer for a name that is not there and a name that is not for this actor."""
    hint = near(written, rights.readable(draft.plan.name))
    return problem("D510", None, draft.position, name=written, hint=hint)


def _not_writable(work: Work, draft: Draft, plan: FieldPlan) -> Problem | None:
    if plan.name in HISTORIC and may_date_back(work):
        return None
    if work.rights.level(draft.plan.name, plan.name) == "edit":
        return None
    return problem("D513" if plan.field.administered else "D511", plan.name, draft.position, label=plan.field.label)


def may_date_back(work: Work) -> bool:
    """Whether this call tells of the past: then it may say when, and by whom."""
    return work.call.source in BACK_DATED and work.rights.system("import_history").allowed
