"""Writing a whole tenant into an archive: of one moment, while others work."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from objectry.plan import Blueprint
from objectry.runtime.archiving.container import Writing, writing
from objectry.runtime.archiving.manifest import FileEntry, Manifest, TableEntry
from objectry.runtime.deploying.refusing import refused_by
from objectry.runtime.files.contents import Contents
from objectry.runtime.store import Store, Transaction, Whole, fp

SEALED = re.compile(r"\bsealed1\.([0-9a-f]{8})\.")
FILE_TABLE = "_file"
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Saved:
    """What was written, and the tables and columns that belong to nothing and were left out."""

    manifest: Manifest
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Saving:
    """One backup of a tenant."""

    store: Store
    contents: Contents | None
    engine: str
    blueprint_at: Callable[[int], Blueprint]

    def run(self, path: Path, now: datetime, tell: Tell) -> Saved:
        """Write the archive; it is there as a whole, or not at all.  Raises DeploymentRefused, Busy and OSError."""
        with self.store.still() as moment, writing(path) as archive:
            revision = moment.revision()
            whole = moment.wholes.of(self.blueprint_at(revision))
            lost = moment.wholes.missing(whole)
            if lost:
                raise refused_by("P473", f"the database lacks {', '.join(lost)}: `crm doctor` tells more")
            keys: set[str] = set()
            fp("backup.begun")
            tables = tuple(self._tables(moment, whole, archive, keys, tell))
            fp("backup.after_tables")
            files, gone = self._files(moment, archive, tell)
            made = Manifest(self.engine, now, revision, self.store.kind, tables, files, tuple(sorted(keys)), gone)
            archive.close(made)
            fp("backup.before_end")
            return Saved(made, tuple(moment.wholes.left_over(whole)))

    def _tables(
        self, moment: Transaction, whole: Whole, archive: Writing, keys: set[str], tell: Tell
    ) -> Iterator[TableEntry]:
        for name in whole.all:
            entry = archive.table(name, whole.columns(name), _watched(moment.wholes.lines(whole, name), keys))
            tell(f"{name} {entry.rows:,}")
            yield entry

    def _files(
        self, moment: Transaction, archive: Writing, tell: Tell
    ) -> tuple[tuple[FileEntry, ...], tuple[str, ...]]:
        """The contents that rows name; the names of those that are gone."""
        written: list[FileEntry] = []
        lost: list[str] = []
        for key in moment.files.contents():
            path = None if self.contents is None else self.contents.path(key)
            if path is None or not path.is_file():
                lost.append(key)
                continue
            with path.open("rb") as source:
                written.append(archive.file(key, source))
        tell(f"files {len(written):,}")
        return tuple(written), tuple(lost)


def _watched(lines: Iterator[str], keys: set[str]) -> Iterator[str]:
    """The lines, with a note of every key that sealed a secret in them."""
    for line in lines:
        if "sealed1." in line:
            keys.update(SEALED.findall(line))
        yield line
