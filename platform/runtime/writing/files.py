"""Files of records on their way through the door: whose they are and whether they fit (step 6), and to whom they
belong from now on (step 9).

A file belongs to one record.  Before that it is its uploader's alone; one that a record let go of may come back to it.
"""

from collections.abc import Iterator, Sequence

from objectry.metadata import FILE_FIELDS, Feature
from objectry.plan import FieldPlan
from objectry.runtime.codes import problem
from objectry.runtime.desk import own_read
from objectry.runtime.files.fitting import ill_fitting
from objectry.runtime.store import StoredFile
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work

NAME = "name"  # of an attachment


def check_files(work: Work, wave: Wave) -> None:
    """Each new file must be there for this actor and this record, stand once in the call, and fit its field."""
    fresh = [(plan, draft, str(draft.new[plan.name])) for plan, draft in _changed(wave) if draft.new.get(plan.name)]
    if not fresh:
        return
    olds = [str(draft.before(plan.name)) for plan, draft, _ in fresh if draft.before(plan.name)]
    found = work.transaction.files.lock([*(id for _, _, id in fresh), *olds])
    seen: set[str] = set()
    for plan, draft, id in fresh:
        file = found.get(id)
        if file is None or id in seen or not _may_have(work, draft, file):
            work.refuse(draft, [problem("D580", plan.name, draft.position, label=plan.field.label)])
            continue
        seen.add(id)
        _name_attachment(draft, file)
        wrong = ill_fitting(plan.field, file, draft.position)
        work.refuse(draft, [wrong] if wrong is not None else [])
        held = found.get(str(draft.before(plan.name)))
        if held is not None and (held.sha256, held.name) == (file.sha256, file.name):
            draft.new[plan.name] = held.id  # the same file once more changes nothing


def _name_attachment(draft: Draft, file: StoredFile) -> None:
    """An attachment nobody has named is called as its file."""
    if draft.plan.object.holder(Feature.ATTACHMENTS) is not None and draft.sent.get(NAME) is None:
        draft.new[NAME] = file.name


def _may_have(work: Work, draft: Draft, file: StoredFile) -> bool:
    if file.record is None:
        return file.uploaded_by == work.call.actor.id
    return (file.object, file.record) == (draft.plan.name, draft.id)


def bind_files(work: Work, wave: Wave) -> None:
    """The files the records hold now are theirs, and those they held before are let go."""
    changed = list(_changed(wave))
    taken = [(draft.id, str(draft.new[plan.name])) for plan, draft in changed if draft.new.get(plan.name)]
    left = {str(draft.before(plan.name)) for plan, draft in changed if draft.before(plan.name)}
    if left:
        work.transaction.files.release(sorted(left - {id for _, id in taken}), work.call.now)
    if taken:
        work.transaction.files.bind(wave.plan.name, taken)


def _changed(wave: Wave) -> Iterator[tuple[FieldPlan, Draft]]:
    """The file fields of drafts that get another value; a record that goes to the bin keeps its files."""
    fields: Sequence[FieldPlan] = [one for one in wave.plan.fields.values() if one.field.type in FILE_FIELDS]
    if wave.kind is not Kind.DELETE:
        yield from ((plan, draft) for plan in fields for draft in wave.drafts if draft.has_changed(plan.name))


def note_attachments(work: Work, wave: Wave) -> None:
    """After step 9: the history of a record tells which attachments came and which went, by their names."""
    holder = wave.plan.object.holder(Feature.ATTACHMENTS)
    if holder is None:
        return
    plan = work.call.blueprint.objects[holder]
    told = [(draft, str(draft.new.get(holder) or draft.before(holder))) for draft in wave.drafts]
    told = [(draft, id) for draft, id in told if (holder, id) not in work.going]
    rows = work.desk.pick(holder, {"version": own_read(plan, "version")}, [id for _, id in told])
    versions = {str(row["id"]): int(str(row["version"])) for row in rows}
    for draft, id in told:
        gone = None if draft.kind in {Kind.CREATE, Kind.RESTORE} else draft.before(NAME)
        come = None if draft.kind is Kind.DELETE else draft.new.get(NAME)
        if id in versions and gone != come:
            work.journal.add_attachment(plan, id, versions[id], draft.cause or work.call.cause, gone, come)
