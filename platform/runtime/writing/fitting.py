"""Lookup filters: what a lookup points to has to fit the record that points to it."""

from objectry.plan import FieldPlan
from objectry.rules import FieldRead, walk
from objectry.runtime.codes import problem
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.events import Watch
from objectry.runtime.writing.work import Wave, Work


def check_filters(work: Work, wave: Wave, watch: Watch) -> None:
    """Part of step 6, for what people write: where the lookup changes, or a field of the record its filter reads."""
    if wave.by_rule:
        return
    for name, plan in wave.plan.fields.items():
        if plan.filter is None:
            continue
        concerned = [one for one in wave.sound if one.new.get(name) is not None and _touched(one, plan)]
        fitting = {one.id for one in watch.holding(plan.filter, concerned)} if concerned else set()
        for draft in concerned:
            if draft.id not in fitting:
                work.refuse(draft, [problem("D573", name, draft.position, label=plan.field.label)])


def _touched(draft: Draft, plan: FieldPlan) -> bool:
    return draft.kind is Kind.CREATE or any(draft.has_changed(name) for name in own_inputs(plan))


def own_inputs(plan: FieldPlan) -> tuple[str, ...]:
    """The fields of the record itself that a lookup's filter depends on, the lookup first."""
    reads = (one for one in walk(plan.filter) if isinstance(one, FieldRead)) if plan.filter is not None else ()
    own = (one.hops[0].field if one.hops else one.field for one in reads)
    return tuple(dict.fromkeys((plan.name, *own)))
