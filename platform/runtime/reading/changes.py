"""What a history tells one reader: the stored rows cut to what she may know today."""

from collections.abc import Sequence

from objectry.plan import ObjectPlan
from objectry.runtime.calls import Entry
from objectry.runtime.reading.files import entries_with_files
from objectry.runtime.reading.history import actors, entries, names_told, without_hidden_links
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import Passage, Transaction


def told_changes(reader: Reader, reading: Transaction, plan: ObjectPlan, found: Sequence[Passage]) -> tuple[Entry, ...]:
    """The rows as this reader may see them, in their order."""

    def seen(target: str, ids: frozenset[str]) -> frozenset[str]:
        return reader.desk(reading).ids_fulfilling(target, sorted(ids), reader.policies[target])

    names = names_told(reading.principal_names(actors(found)), reader.rights)
    told = entries(found, names, reader.rights)
    return entries_with_files(reading, plan, without_hidden_links(told, plan, seen))
