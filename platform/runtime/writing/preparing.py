"""Step 4: coerce and normalise, drop what changes nothing, give defaults and numbers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from objectry.metadata import EMPTY, RECORD_TYPE, FieldType
from objectry.plan import FieldPlan, ObjectPlan
from objectry.rules import Environment, Value, leaves
from objectry.runtime.access.naming import may_date_back
from objectry.runtime.access.queues import as_owner
from objectry.runtime.circumstances import organisations_day
from objectry.runtime.codes import problem
from objectry.runtime.sealing.keyring import NoKey
from objectry.runtime.sealing.vault import MASK
from objectry.runtime.store import format_number, period_of
from objectry.runtime.values.coercion import coerced, fit, named_object, trouble
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.links import load_links
from objectry.runtime.writing.work import Wave, Work

OWNER = "owner"


def prepare_values(work: Work, wave: Wave) -> None:
    """Step 4."""
    if wave.kind in {Kind.DELETE, Kind.RESTORE}:
        return
    _coerce(work, wave)
    load_links(work, wave)
    if wave.kind is Kind.UPDATE:
        _check_owners(work, wave)
        drop_unchanged(work, wave)
    else:
        _complete(work, wave)


def _coerce(work: Work, wave: Wave) -> None:
    """The caller's values, each of its field's type, a field of many records at a time."""
    for names, drafts in _alike(wave.drafts).items():
        for name in names:
            plan = wave.plan.fields[name]
            sent = [draft.sent[name] for draft in drafts]
            found = coerced(list(map(as_owner, sent)) if name == OWNER else sent, plan, work.call.actor.timezone)
            if plan.field.type is FieldType.SECRET:
                found = [_sealed(work, draft, plan, one) for draft, one in zip(drafts, found, strict=True)]
            _take(work, plan, drafts, found)


def _alike(drafts: Sequence[Draft]) -> Mapping[tuple[str, ...], list[Draft]]:
    """The drafts by the fields that were sent, which in a batch are nearly always the same."""
    groups: defaultdict[tuple[str, ...], list[Draft]] = defaultdict(list)
    for draft in drafts:
        groups[tuple(draft.sent)].append(draft)
    return groups


def _take(work: Work, plan: FieldPlan, drafts: Sequence[Draft], values: Sequence[Value | Unfit]) -> None:
    """A value that cannot be typed keeps its record out of rules."""
    name, refers = plan.name, plan.field.refers
    for draft, value in zip(drafts, values, strict=True):
        if isinstance(value, Unfit):
            draft.broken.add(name)
            work.refuse(draft, [trouble(value, plan, draft.position)])
            continue
        draft.new[name] = value
        if refers and (named := named_object(draft.sent[name], plan)) is not None:
            draft.objects[name] = named


def _sealed(work: Work, draft: Draft, plan: FieldPlan, plain: Value | Unfit) -> Value | Unfit:
    """A secret, sealed before any other step sees it; the one that is there stays where nothing new is said."""
    if not isinstance(plain, str):
        return plain
    draft.id = draft.id or work.ids.next()
    old = draft.before(plan.name)
    if old is not None and (plain == MASK or work.vault.keeps(old, plain, draft.id)):
        return old
    if plain == MASK:
        return Unfit("a secret, but the sign for one")
    try:
        return work.vault.seal(plain, draft.id)
    except NoKey as wrong:
        return Unfit("a secret", "D562", {"reason": str(wrong)})


def _check_owners(work: Work, wave: Wave) -> None:
    """Giving a record away needs the right transfer, which an owner has."""
    may_transfer = work.rights.may(wave.plan.name, "transfer").allowed
    for draft in wave.drafts:
        if wave.by_rule or may_transfer or "owner" not in draft.sent or not draft.has_changed("owner"):
            continue
        if not work.rights.owns(wave.plan.name, draft.before(OWNER)):
            work.refuse(draft, [problem("D514", "owner", draft.position)])


def drop_unchanged(work: Work, wave: Wave) -> None:
    """A row that stays as it is writes nothing, bumps nothing and fires nothing."""
    kept = []
    for draft in wave.drafts:
        if draft.broken or draft.changed() or any(root in work.faulty for root in draft.roots):
            kept.append(draft)
        elif not wave.by_rule:
            work.unchanged[draft.position] = draft.id
    wave.drafts = kept


def _complete(work: Work, wave: Wave) -> None:
    """Everything a new record has that nobody sent."""
    marks, told = _marks(work), may_date_back(work)
    for draft in wave.drafts:
        draft.id = draft.id or work.ids.next()
        draft.new |= {"id": draft.id, **(_untold(draft, marks) if told else marks)}
        _give_type(work, wave, draft)
    _begin(wave)
    _default_formulas(work, wave)
    _own(work, wave)
    _number(work, wave)


def _begin(wave: Wave) -> None:
    """What records have in the stored fields of which nothing is said, by their types."""
    said = set.intersection(*({*draft.new} for draft in wave.drafts)) if wave.drafts else set[str]()
    unsaid = [one for name, one in wave.plan.fields.items() if one.column is not None and name not in said]
    begun: dict[Value, Mapping[str, Value]] = {}
    for draft in wave.drafts:
        type_ = draft.new.get(RECORD_TYPE)
        if type_ not in begun:
            typed = typed_defaults(draft)
            begun[type_] = {one.name: _default(one, typed) for one in unsaid}
        given = begun[type_]
        if draft.broken:
            given = {name: one for name, one in given.items() if name not in draft.broken}
        draft.new = {**given, **draft.new}


def _marks(work: Work) -> Mapping[str, Value]:
    """Who and when."""
    now, actor = work.call.now, work.call.actor.id
    return {
        "created_at": now,
        "created_by": actor,
        "updated_at": now,
        "updated_by": actor,
        "version": Decimal(1),
    }


def _untold(draft: Draft, marks: Mapping[str, Value]) -> Mapping[str, Value]:
    """Those of the marks that imported history does not tell by itself."""
    return {name: one for name, one in marks.items() if name not in draft.sent or draft.new.get(name) is None}


def _give_type(work: Work, wave: Wave, draft: Draft) -> None:
    """A record that says nothing is of the first type its maker may give."""
    types = tuple(wave.plan.object.record_types)
    if types and RECORD_TYPE not in draft.new and RECORD_TYPE not in draft.broken:
        own = types if wave.by_rule else work.rights.record_types(wave.plan.name)
        draft.new[RECORD_TYPE] = (own or types)[0]


def typed_defaults(draft: Draft) -> Mapping[str, Value]:
    """What new records of the draft's type begin with."""
    found = draft.plan.object.record_types.get(str(draft.new.get(RECORD_TYPE)))
    return found.default if found else EMPTY


def _default(plan: FieldPlan, typed: Mapping[str, Value]) -> Value:
    """The literal default; a checkbox without one is off, a figure over no children is zero."""
    if plan.rollup is not None:
        return Decimal(0) if plan.rollup.function in {"COUNT", "SUM"} else None
    default = typed.get(plan.name, plan.field.default)
    if default is None:
        return False if plan.field.type is FieldType.BOOLEAN else None
    return fit(default, plan)


def _default_formulas(work: Work, wave: Wave) -> None:
    """Defaults that are worked out, in declared order, each seeing those before it."""
    environment = work.for_rules(wave)
    for name, plan in wave.plan.fields.items():
        if plan.default_formula is None:
            continue
        waiting = [
            draft
            for draft in wave.sound
            if name not in draft.sent and name not in draft.causes and name not in typed_defaults(draft)
        ]
        _fill(work, plan, waiting, environment)


def _fill(work: Work, plan: FieldPlan, drafts: Sequence[Draft], environment: Environment) -> None:
    node = plan.default_formula
    if node is None or not drafts:
        return
    rows = Facts(work.desk).rows(drafts, tuple(leaves(node)))
    for draft, value in zip(drafts, work.program.evaluator(node).run(rows, environment), strict=True):
        try:
            draft.new[plan.name] = fit(value, plan)
        except Unfit as wrong:
            draft.broken.add(plan.name)
            work.refuse(draft, [trouble(wrong, plan, draft.position)])


def _own(work: Work, wave: Wave) -> None:
    """A new record belongs to whoever makes it; giving it to another at once is a transfer."""
    if not wave.plan.object.owned:
        return
    may_transfer = wave.by_rule or work.rights.may(wave.plan.name, "transfer").allowed
    for draft in wave.drafts:
        if draft.new.get("owner") is None and "owner" not in draft.broken:
            draft.new["owner"] = work.call.actor.id
        elif not may_transfer and not work.rights.owns(wave.plan.name, draft.new.get(OWNER)):
            work.refuse(draft, [problem("D514", "owner", draft.position)])


def _number(work: Work, wave: Wave) -> None:
    """Autonumbers, all of a wave at once; a dry run takes none."""
    if work.dry_run:
        return
    numbered = [plan for plan in wave.plan.fields.values() if plan.field.type is FieldType.AUTONUMBER]
    drafts = [draft for draft in wave.sound if not (draft.roots & work.faulty)] if numbered else []
    for plan in numbered if drafts else ():
        _give_numbers(work, wave.plan, plan, drafts)


def _give_numbers(work: Work, plan: ObjectPlan, field: FieldPlan, drafts: Sequence[Draft]) -> None:
    today = organisations_day(work.call)
    period = period_of(field.field.reset, today)
    numbers = work.transaction.next_numbers(f"{plan.name}.{field.name}", period, len(drafts))
    for draft, number in zip(drafts, numbers, strict=True):
        draft.new[field.name] = format_number(field.field.format or "{0}", number, today)
