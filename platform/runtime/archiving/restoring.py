"""Putting a whole tenant back into an empty database: all of it, looked over before and afterwards, or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from objectry.plan import Blueprint
from objectry.runtime.archiving.container import BadArchive, Reading, reading
from objectry.runtime.archiving.manifest import FileEntry, Manifest, TableEntry
from objectry.runtime.deploying.refusing import refused_by
from objectry.runtime.errors import Busy
from objectry.runtime.files.contents import Contents
from objectry.runtime.store import Applicant, Applying, BadLine, Deployment, Store, StoreError, Whole, fp

MOST = 1 << 62  # of a content: the archive says how much there is
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Restoring:
    """One return of a tenant from an archive."""

    store: Store
    contents: Contents | None
    compiled: Callable[[Deployment], Blueprint]
    with_files: bool = True

    def check(self, path: Path, tell: Tell) -> Manifest:
        """Read an archive through.  Raises DeploymentRefused and OSError."""
        with _refusing(self.store), reading(path) as archive:
            return _looked_over(archive, tell)

    def run(self, path: Path, now: Callable[[], datetime], author: str, tell: Tell) -> Manifest:
        """Put everything back.  Raises DeploymentRefused, Busy and OSError; then everything is as it was before."""
        self._check_empty()
        with _refusing(self.store), reading(path) as archive:
            manifest = _looked_over(archive, tell)
            kept: list[str] = []
            try:
                self._keep_files(archive, kept)
                fp("restore.after_files")
                self.store.apply(0, lambda work: self._load(work, archive, tell), Applicant(author, now))
            except BaseException:
                self._forget(kept)
                raise
            return manifest

    def _check_empty(self) -> None:
        """Refuse a database in which anything is, whoever made it."""
        revision = self.store.revision()
        with self.store.still() as moment:
            strange = moment.wholes.left_over(moment.wholes.bare())
        if revision or strange:
            there = f"revision {revision} is deployed in it" if revision else f"it has {strange[0]}"
            way_out = "name a new file with --database, or on PostgreSQL another database or --schema"
            raise refused_by("P472", f"only an empty database takes a backup back, and {there}: {way_out}")

    def _keep_files(self, archive: Reading, kept: list[str]) -> None:
        """Contents first, as for every file: a crash leaves some that no row names, which the sweep removes."""
        entries = archive.manifest.files if self.with_files else ()
        if entries and self.contents is None:
            raise refused_by("P474", "the archive holds files: name a folder for them with --files or OBJECTRY_FILES")
        for entry in entries:
            assert self.contents is not None
            if self.contents.path(entry.key).exists():
                raise refused_by("P472", f"the folder for files has {entry.key} already: name an empty one")
            _keep(self.contents, archive, entry)
            kept.append(entry.key)

    def _forget(self, kept: list[str]) -> None:
        for key in kept:
            if self.contents is not None:
                self.contents.remove(key)

    def _load(self, work: Applying, archive: Reading, tell: Tell) -> None:
        """Every table, in the transaction: the platform's own say what the others are."""
        entries = {entry.name: entry for entry in archive.manifest.tables}
        bare = work.wholes.bare()
        work.wholes.clear()
        for name in bare.all:
            if name in entries:
                self._table(work, bare, entries[name], archive, tell)
        deployment = work.deployment()
        if deployment is None or deployment.revision != archive.manifest.revision:
            raise BadArchive("the revision it names is not deployed in it")
        whole = work.wholes.of(self.compiled(deployment))
        _check_tables(whole, entries)
        work.wholes.make(whole)
        for name in (*whole.objects, *whole.hidden):
            self._table(work, whole, entries[name], archive, tell)
        work.wholes.finish(whole)
        for name, entry in entries.items():
            _check_kept(work, whole, name, entry)
        fp("restore.checked")

    def _table(self, work: Applying, whole: Whole, entry: TableEntry, archive: Reading, tell: Tell) -> None:
        unknown = set(entry.columns) - set(whole.columns(entry.name))
        if unknown:
            raise refused_by(
                "P471", f"{entry.name} has columns this engine does not know: {', '.join(sorted(unknown))}"
            )
        try:
            work.wholes.load(whole, entry.name, entry.columns, archive.lines(entry))
        except BadLine as error:
            raise BadArchive(f"{entry.member}: {error}") from error
        tell(f"{entry.name} {entry.rows:,}")


def _check_tables(whole: Whole, entries: dict[str, TableEntry]) -> None:
    """The archive has the tables its stack asks for, each with all its columns, and no others."""
    wanted = {*whole.objects, *whole.hidden}
    strange = entries.keys() - wanted - whole.platform.keys()
    if strange:
        raise refused_by("P471", f"the archive has tables this engine does not know: {', '.join(sorted(strange))}")
    for name in wanted:
        if name not in entries:
            raise BadArchive(f"the table {name} is missing in it")
        lacking = set(whole.columns(name)) - set(entries[name].columns)
        if lacking:
            raise BadArchive(f"{name} lacks {', '.join(sorted(lacking))}")


def _check_kept(work: Applying, whole: Whole, name: str, entry: TableEntry) -> None:
    """What is in the database now reads as what the archive holds; a table of an older engine has fewer columns."""
    if whole.columns(name) != entry.columns:
        return
    digest = sha256()
    for line in work.wholes.lines(whole, name):
        digest.update(f"{line}\n".encode())
    if digest.hexdigest() != entry.sha256:
        raise refused_by("P475", f"{name} does not read back as it was written; nothing was kept")


def _keep(contents: Contents, archive: Reading, entry: FileEntry) -> None:
    with archive.file(entry) as source:
        kept = contents.keep(entry.key, source, MOST)
    if kept.sha256 != entry.sha256:
        contents.remove(entry.key)
        raise BadArchive(f"{entry.member} is not what the manifest says")


def _looked_over(archive: Reading, tell: Tell) -> Manifest:
    """Every member read to its end, before anything is done with it."""
    for table in archive.manifest.tables:
        for _ in archive.lines(table):
            pass
    for file in archive.manifest.files:
        archive.check_file(file)
    tell(f"checked {len(archive.manifest.tables):,} tables, {len(archive.manifest.files):,} files")
    return archive.manifest


@contextmanager
def _refusing(store: Store) -> Iterator[None]:
    """What is wrong with an archive, or what the database says of it, as a refusal with its code."""
    try:
        with store.computing():
            yield
    except BadArchive as error:
        raise refused_by("P470", f"the archive is not taken: {error}") from error
    except Busy:
        raise
    except StoreError as error:
        raise refused_by("P475", f"the database does not take it, and nothing was kept: {error}") from error
