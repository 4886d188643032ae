"""Finding the records that cells name, a batch at a time, through the door and with the importer's own sight."""

from collections.abc import Iterable, Sequence

from objectry.runtime.calls import Call, Query
from objectry.runtime.importing.plan import Lookup
from objectry.runtime.records import Records

CHUNK = 100
"""Texts asked for in one query, well inside the door's page size even when a few names stand twice."""


class LookupTable:
    """Remembers what was found during one import, so that 8,000 rows naming 85 accounts ask once each."""

    def __init__(self, records: Records, call: Call) -> None:
        self._records = records
        self._call = call
        self._found: dict[tuple[Lookup, str], tuple[str, ...]] = {}

    def prefetch(self, lookup: Lookup, texts: Iterable[str]) -> None:
        """Ask for all texts not asked for before."""
        wanted = sorted({text for text in texts if (lookup, text) not in self._found})
        for start in range(0, len(wanted), CHUNK):
            self._ask(lookup, wanted[start : start + CHUNK])

    def find(self, lookup: Lookup, text: str) -> tuple[str, ...]:
        """The ids of the records found: one, none, or several when the text is ambiguous."""
        return self._found.get((lookup, text), ())

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


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
