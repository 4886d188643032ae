"""The search index kept with every write: part of step 9, in the same transaction, for a whole wave at once."""

from collections.abc import Sequence

from objectry.runtime.searching.entries import entry_of
from objectry.runtime.searching.fields import Indexed
from objectry.runtime.store import Entry
from objectry.runtime.writing.drafts import Draft, Kind
from objectry.runtime.writing.events import Watch
from objectry.runtime.writing.facts import Facts
from objectry.runtime.writing.work import Wave, Work


def keep_index(work: Work, wave: Wave) -> None:
    """The records of a wave as they are found from now on; those in the recycle bin are not found."""
    indexed = work.program.indexed.get(wave.plan.name)
    if indexed is None:
        return
    search = work.transaction.search
    if wave.kind is Kind.DELETE:
        search.remove([draft.id for draft in wave.drafts])
    elif wave.kind is Kind.CREATE:
        search.add(_entries(work, wave, indexed, wave.drafts))
    elif wave.kind is Kind.RESTORE:
        search.put(_entries(work, wave, indexed, wave.drafts))
    elif touched := [draft for draft in wave.drafts if any(map(draft.has_changed, indexed.inputs))]:
        search.put(_entries(work, wave, indexed, touched))


def _entries(work: Work, wave: Wave, indexed: Indexed, drafts: Sequence[Draft]) -> list[Entry]:
    watch = Watch(work.program, Facts(work.desk), work.for_rules(wave))
    columns = {name: watch.values(name, drafts, prior=False) for name in indexed.read}
    return [
        entry_of(indexed, draft.id, {name: values[place] for name, values in columns.items()})
        for place, draft in enumerate(drafts)
    ]
