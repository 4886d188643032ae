"""Step 6: checks of fields, targets of lookups, validation rules; all problems of all records together."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from objectry.plan import FieldPlan, Template, ValidationPlan
from objectry.rules import FieldRead, Node, Value, walk
from objectry.runtime.access.principals import DECLARED, unknown_grant
from objectry.runtime.access.queues import owners_of
from objectry.runtime.access.reach import Reach
from objectry.runtime.codes import problem
from objectry.runtime.conditions import Condition, Everyone
from objectry.runtime.desk import USERS, chunks
from objectry.runtime.witness import validation_called
from objectry.runtime.writing.checks import check_fields
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.events import Watch
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.files import check_files
from objectry.runtime.writing.fitting import check_filters
from objectry.runtime.writing.links import members
from objectry.runtime.writing.narrowing import check_narrowing, check_types
from objectry.runtime.writing.trees import check_trees
from objectry.runtime.writing.work import Wave, Work

PRINCIPALS = frozenset({"owner", "created_by", "updated_by"})


def check_values(work: Work, wave: Wave) -> None:
    """Step 6."""
    if wave.kind in {Kind.DELETE, Kind.RESTORE}:
        return
    facts = Facts(work.desk)
    watch = Watch(work.program, facts, work.for_person(), work.witness)
    hidden = _hidden(wave, watch)
    for draft, found in chain(check_fields(wave.drafts, hidden), check_narrowing(wave.drafts)):
        work.refuse(draft, [found])
    for draft in wave.drafts if wave.plan.name in DECLARED else ():
        work.refuse(draft, unknown_grant(work, draft))
    check_types(work, wave)
    for name, plan in wave.plan.fields.items():
        if plan.required_if is not None:
            _check_required_if(work, wave, watch, plan, hidden)
        if plan.field.refers and plan.column is not None:
            _check_targets(work, wave, name, plan)
        elif plan.field.junction is not None:
            _check_links(work, wave, name, plan)
    check_files(work, wave)
    check_trees(work, wave)
    check_filters(work, wave, watch)
    check_validations(work, wave, watch, wave.plan.validations)


def _hidden(wave: Wave, watch: Watch) -> dict[int, set[str]]:
    """By draft, the blank fields that would be asked for if their condition did not hide them."""
    hidden: dict[int, set[str]] = defaultdict(set)
    for name, plan in wave.plan.fields.items():
        if plan.shown_if is not None and (plan.field.required or plan.required_if is not None):
            blank = [draft for draft in wave.sound if draft.new.get(name) is None]
            shown = {id(draft) for draft in watch.holding(plan.shown_if, blank)}
            for draft in blank:
                if id(draft) not in shown:
                    hidden[id(draft)].add(name)
    return hidden


def _check_required_if(
    work: Work, wave: Wave, watch: Watch, plan: FieldPlan, hidden: Mapping[int, Collection[str]]
) -> None:
    blank = [
        draft for draft in wave.sound if draft.new.get(plan.name) is None and plan.name not in hidden.get(id(draft), ())
    ]
    for draft in watch.holding(plan.required_if, blank):
        work.refuse(draft, [problem("D521", plan.name, draft.position, label=plan.field.label)])


def _check_targets(work: Work, wave: Wave, name: str, plan: FieldPlan) -> None:
    """What a lookup points to must be there; for the caller's own values, it must be there for her."""
    changed = [draft for draft in wave.drafts if draft.new.get(name) is not None and draft.has_changed(name)]
    own = [draft for draft in changed if name in draft.sent and name not in draft.causes]
    others = [draft for draft in changed if name not in draft.sent or name in draft.causes]
    for drafts, as_actor in ((own, True), (others, False)):
        ids = {str(draft.new[name]) for draft in drafts}
        there = _targets(work, plan, ids, as_actor=as_actor, holder=wave.plan.name) if ids else {}
        for draft in drafts:
            found = there.get(str(draft.new[name]))
            named = draft.objects.get(name) if as_actor else None
            if found is None or named not in (None, found):
                work.refuse(draft, [problem("D529", name, draft.position, label=plan.field.label)])


def _check_links(work: Work, wave: Wave, name: str, plan: FieldPlan) -> None:
    """The same for each record that is newly linked."""
    for own in (True, False):
        drafts = [one for one in wave.drafts if (name in one.sent and name not in one.causes) is own]
        added = {id(one): set(members(one.new.get(name))) - set(members(one.before(name))) for one in drafts}
        ids = set[str]().union(*added.values())
        there = _targets(work, plan, ids, as_actor=own) if ids else {}
        for draft in drafts:
            if not added[id(draft)] <= there.keys():
                work.refuse(draft, [problem("D529", name, draft.position, label=plan.field.label)])


def _targets(work: Work, plan: FieldPlan, ids: set[str], *, as_actor: bool, holder: str = "") -> dict[str, str]:
    """Those of the ids that are live records of an object the lookup may point to, each with this object.

    Records of `holder` may belong to a queue of theirs.
    """
    principal = plan.field.system and plan.name in PRINCIPALS
    known = ids & {work.call.actor.id} if principal else frozenset[str]()  # who acts is there: nobody needs to be asked
    if plan.name == "owner" and plan.field.system:
        known |= ids & owners_of(work.call.blueprint, holder)
    if principal and not as_actor and known != ids:
        known |= work.desk.principals(sorted(ids - known))
    found = dict.fromkeys(known, USERS)
    for target in plan.field.to or (USERS,):
        condition: Condition = work.rights.policy(target, "read").condition if as_actor else Everyone()
        there = work.desk.ids_fulfilling(target, ids - found.keys(), condition)
        found |= dict.fromkeys(there if plan.field.system else _held(work, target, there), target)
    return found


def _held(work: Work, target: str, ids: frozenset[str]) -> frozenset[str]:
    """Those that are still there, and stay there until the end: nobody deletes what is being referred to."""
    plan = work.call.blueprint.objects[target]
    return frozenset().union(*(work.transaction.hold(plan, part) for part in chunks(sorted(ids))))


def check_validations(work: Work, wave: Wave, watch: Watch, validations: Sequence[ValidationPlan]) -> None:
    """The admin's conditions that must not hold, with their messages rendered for the one who reads them."""
    for one in validations:
        if one.sources and work.source(wave) not in one.sources:
            continue
        failing = watch.holding(one.condition, wave.sound, validation_called(wave.plan.name, one.name))
        for draft, message in zip(failing, messages(work, one.message, failing, own=not wave.by_rule), strict=True):
            work.refuse(draft, [problem("D520", one.at, draft.position, message=message, validation=one.name)])


def messages(work: Work, template: Template, drafts: Sequence[Draft], *, own: bool) -> list[str]:
    """The template's text for each draft, as the caller may know it: what she may not read is left out of it.

    Records a rule or a roll-up has come to (not her `own`) may be out of her sight: then nothing of them is told.
    """
    seen = {draft.id for draft in (drafts if own else _seen(work, drafts))}
    policies = {name: work.rights.policy(name, "read").condition for name in work.call.blueprint.objects}
    watch = Watch(work.program, Facts(work.desk.seen_by(policies)), work.for_person())
    pieces: list[list[str]] = [[] for _ in drafts]
    for part in template.parts:
        texts = [part] * len(drafts) if isinstance(part, str) else _texts(work, watch, part, drafts)
        for piece, text, draft in zip(pieces, texts, drafts, strict=True):
            piece.append(text if isinstance(part, str) or draft.id in seen else "")
    return ["".join(piece) for piece in pieces]


def _seen(work: Work, drafts: Sequence[Draft]) -> list[Draft]:
    if not drafts:
        return []
    return Reach(work).fulfilling(work.rights.policy(drafts[0].plan.name, "read").condition, drafts)


def _texts(work: Work, watch: Watch, node: Node, drafts: Sequence[Draft]) -> list[str]:
    if not all(work.rights.reads(one.object, one.field) for one in walk(node) if isinstance(one, FieldRead)):
        return [""] * len(drafts)
    return [_shown(value) for value in watch.evaluate(node, drafts)]


def _shown(value: Value) -> str:
    if isinstance(value, tuple):
        return ", ".join(value)
    return "" if value is None else str(value)
