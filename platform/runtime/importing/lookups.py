"""Finding the records that cells name, a batch at a time, through the door and with the importer's own sight."""

from collections.abc import Iterable, Sequence

from objectry.runtime.calls import Call, Query
from objectry.runtime.desk import chunks
from objectry.runtime.importing.plan import Ask, Lookup, OneOf
from objectry.runtime.records import Records
from objectry.runtime.values.coercion import identifier

CHUNK = 100
"""Texts asked for in one query, well inside the door's page size even when a few names stand twice."""


class LookupTable:
    """Remembers what was found during one import, so that 8,000 rows naming 85 accounts ask once each."""

    def __init__(self, records: Records, call: Call) -> None:
        self._records = records
        self._call = call
        self._found: dict[tuple[Lookup, str], tuple[str, ...]] = {}

    def prefetch(self, ways: Iterable[tuple[Lookup, str]]) -> None:
        """Ask for all texts not asked for before."""
        wanted: dict[Lookup, set[str]] = {}
        for lookup, text in ways:
            if (lookup, text) not in self._found:
                wanted.setdefault(lookup, set()).add(text)
        for lookup, texts in wanted.items():
            for part in chunks(sorted(texts), CHUNK):
                self._ask(lookup, part)

    def resolve(self, lookup: Lookup | OneOf, written: str) -> tuple[list[str], list[str]]:
        """The ids of the records a cell asks for, and what is wrong where it is not one record for each."""
        ids: list[str] = []
        problems: list[str] = []
        asks = lookup.asks(written)
        for ask in asks:
            found = self._found_by(ask)
            ids += found[:1]
            if len(found) != 1:
                number = "no" if not found else "more than one"
                by = " or ".join(way.by for way, _ in ask)
                problems.append(f'{number} {ask[0][0].object} with {by} "{ask[0][1]}"')
        if asks or not isinstance(lookup, OneOf):
            return ids, problems
        return _bare(lookup, written)

    def _found_by(self, ask: Ask) -> tuple[str, ...]:
        """The ids found in the first way that finds any; several when the text is ambiguous."""
        return next((found for way in ask if (found := self._found.get(way, ()))), ())

    def forget(self, object_name: str) -> None:
        """Drop what is remembered of an object whose records the import has just written."""
        self._found = {key: ids for key, ids in self._found.items() if key[0].object != object_name}

    def _ask(self, lookup: Lookup, texts: Sequence[str]) -> None:
        ids: dict[str, list[str]] = {text: [] for text in texts}
        choices = ", ".join(_quoted(text) for text in texts)
        page = self._records.find(
            self._call,
            Query(lookup.object, filter=f"{lookup.by} in ({choices})", fields=(lookup.by,), limit=2 * CHUNK),
        )
        for record in page.records:
            ids.setdefault(str(record.values[lookup.by]), []).append(record.id)
        self._found.update({(lookup, text): tuple(found) for text, found in ids.items()})


def _bare(lookup: OneOf, written: str) -> tuple[list[str], list[str]]:
    """A cell that names no object may hold the id itself."""
    if (known := identifier(written)) is not None:
        return [known], []
    forms = ", ".join(f"{name}:..." for name in lookup.objects)
    return [], [f'"{written}" does not say of which object; write {forms}']


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
