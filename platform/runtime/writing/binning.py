"""What a deletion did, noted with the write itself (part of step 9), so that it can be taken back whole."""

from collections.abc import Iterator

from objectry.runtime.store import ALONG, EMPTIED, TOP, Binned
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.work import Wave, Work


def keep_bin(work: Work, wave: Wave) -> None:
    """Records that went, lookups that were emptied because of it, and deletions that are taken back."""
    if wave.kind is Kind.RESTORE:
        work.transaction.bin.forget(sorted({draft.deletion for draft in wave.drafts}))
    work.transaction.bin.put([one for draft in wave.drafts for one in _entries(work, draft)])


def _entries(work: Work, draft: Draft) -> Iterator[Binned]:
    thing, at, actor = draft.plan.name, work.call.now, work.call.actor.id
    if draft.kind is Kind.DELETE:
        yield Binned(draft.deletion or work.ids.next(), ALONG if draft.along else TOP, thing, draft.id, at, actor)
        return
    for field, deletion in draft.emptied.items():
        target = draft.before(field)
        if isinstance(target, str) and draft.new.get(field) is None:
            yield Binned(deletion, EMPTIED, thing, draft.id, at, actor, field, target)
