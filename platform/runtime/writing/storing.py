"""Step 9: the write itself, set-based, the version one higher, and the journal's lines for the history."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal

from objectry.rules import Value
from objectry.runtime.access.naming import may_date_back
from objectry.runtime.access.principals import PRINCIPALS, keep_principals
from objectry.runtime.access.rights import shareable
from objectry.runtime.codes import problem
from objectry.runtime.searching.keeping import keep_index
from objectry.runtime.store import HierarchyCycle, HierarchyTooDeep, Violated
from objectry.runtime.writing.automation import MAX_WRITES
from objectry.runtime.writing.binning import keep_bin
from objectry.runtime.writing.drafts import Draft, Kind, stored_fields
from objectry.runtime.writing.duplicates import repeated_together
from objectry.runtime.writing.events import Watch
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.files import bind_files, note_attachments
from objectry.runtime.writing.preparing import drop_unchanged
from objectry.runtime.writing.work import Rejected, Wave, Work


def write_records(work: Work, wave: Wave) -> None:
    """Step 9."""
    if wave.kind is Kind.UPDATE:
        drop_unchanged(work, wave)  # a rule may have given back the very value that was there
    if not wave.drafts:
        return
    work.count += len(wave.drafts)
    if work.count > MAX_WRITES:
        raise Rejected([problem("D505", limit=str(MAX_WRITES))], frozenset())
    for draft in wave.drafts if wave.kind is not Kind.CREATE else ():
        _mark(work, draft)
    _write(work, wave)
    bind_files(work, wave)
    for draft in wave.drafts:
        work.journal.add(draft, version_of(draft), draft.cause or work.call.cause)
    note_attachments(work, wave)
    if wave.kind is Kind.UPDATE:
        _note_formulas(work, wave)


def _note_formulas(work: Work, wave: Wave) -> None:
    """Formulas are in the history only where they ask for it."""
    watch = Watch(work.program, Facts(work.desk), work.for_rules(wave))
    for name, plan in wave.plan.fields.items():
        if plan.formula is not None and plan.field.history:
            now, then = (watch.values(name, wave.drafts, prior=prior) for prior in (False, True))
            for place, draft in enumerate(wave.drafts):
                work.journal.add_computed(draft, name, then[place], now[place])


def version_of(draft: Draft) -> int:
    """The version the record has after the write."""
    version = draft.new["version"]
    assert isinstance(version, Decimal)
    return int(version)


def _mark(work: Work, draft: Draft) -> None:
    told = draft.sent if may_date_back(work) else {}
    marks: Mapping[str, Value] = {"updated_at": work.call.now, "updated_by": work.call.actor.id}
    draft.new.update({name: value for name, value in marks.items() if name not in told})
    draft.new["version"] = Decimal(str(draft.before("version"))) + 1


def _write(work: Work, wave: Wave) -> None:
    try:
        if wave.kind is Kind.CREATE:
            work.transaction.insert(wave.plan, [draft.new for draft in wave.drafts])
        else:
            work.transaction.update(wave.plan, _changes(wave, work.call.now))
        keep_index(work, wave)
        keep_bin(work, wave)
        if wave.plan.name in PRINCIPALS:
            keep_principals(work, wave)
        _end_shares(work, wave)
    except Violated as wrong:
        _refuse_unique(work, wave, wrong)
    except (HierarchyCycle, HierarchyTooDeep) as wrong:
        _refuse_hierarchy(work, wave, wrong)


def _end_shares(work: Work, wave: Wave) -> None:
    """What the old owner has shared by hand is not the new owner's word."""
    if wave.kind is Kind.UPDATE and shareable(wave.plan.object):
        passed_on = [draft.id for draft in wave.drafts if draft.has_changed("owner")]
        if passed_on:
            work.transaction.shares.remove_all(passed_on)


def _changes(wave: Wave, now: datetime) -> list[dict[str, Value]]:
    """Rows of one shape: every column that any of the drafts changes."""
    if wave.kind in {Kind.DELETE, Kind.RESTORE}:
        marks, at = ("version", "updated_at", "updated_by"), now if wave.kind is Kind.DELETE else None
        return [
            {"id": draft.id, "deleted_at": at, **{name: draft.new[name] for name in (*marks, *draft.emptied)}}
            for draft in wave.drafts
        ]
    columns = set(stored_fields(wave.plan)) - {"id"}
    names = sorted({name for draft in wave.drafts for name in draft.changed()} & columns)
    return [{"id": draft.id, **{name: draft.new.get(name) for name in names}} for draft in wave.drafts]


def _refuse_unique(work: Work, wave: Wave, wrong: Violated) -> None:
    """Somebody else was faster: what step 7 would have said, had it known."""
    culprits = wave.drafts if wrong.record is None else [wave.drafts[wrong.record]]
    together = any(index.unique and index.fields == wrong.fields for index in wave.plan.object.indexes.values())
    name = wrong.fields[0] if wrong.fields else ""
    label = wave.plan.fields[name].field.label if name in wave.plan.fields else name
    for draft in culprits:
        one = problem("D530", name, draft.position, label=label)
        work.refuse(draft, repeated_together(draft, wrong.fields) if together else [one])
    work.stop_if_faulty()


def _refuse_hierarchy(work: Work, wave: Wave, wrong: HierarchyCycle | HierarchyTooDeep) -> None:
    users = set(wrong.users) if isinstance(wrong, HierarchyCycle) else {wrong.user}
    moved = [draft for draft in wave.drafts if draft.has_changed("manager")]
    culprits = [draft for draft in moved if draft.id in users] or moved or wave.drafts
    label = wave.plan.fields["manager"].field.label
    for draft in culprits:
        work.refuse(draft, [problem("D538", "manager", draft.position, label=label)])
    work.stop_if_faulty()
