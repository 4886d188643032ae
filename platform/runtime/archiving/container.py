"""The file an archive is: a zip file that is written in one go and never unpacked by the names inside.

Lines of tables are deflated; contents of files are stored as they are.  What is written has reached the disk before it
has its name, and nobody but its owner may read it.
"""

import hashlib
import io
import os
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from objectry.runtime.archiving.manifest import (
    NAME,
    BadManifest,
    FileEntry,
    Manifest,
    TableEntry,
    manifest_text,
    read_manifest,
)

CHUNK = 1 << 16
LONGEST_LINE = 64_000_000
LARGEST_MANIFEST = 64_000_000
LINES_AT_ONCE = 500
UNFINISHED = ".part"
OWNER_ONLY = 0o600
STARTED = (1980, 1, 1, 0, 0, 0)  # members have no time of their own
KINDS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, RuntimeError, ValueError)


class BadArchive(Exception):
    """The file is no archive, or not a whole one; the message says why."""


class Writing:
    """An archive in the making."""

    def __init__(self, container: zipfile.ZipFile) -> None:
        self._container = container

    def table(self, name: str, columns: Sequence[str], lines: Iterable[str]) -> TableEntry:
        """Write the lines of a table.  Raises BadArchive for a row that could not be read back."""
        digest, rows, size, source = hashlib.sha256(), 0, 0, iter(lines)
        entry = TableEntry(name, tuple(columns), 0, 0, "")
        with self._member(entry.member, zipfile.ZIP_DEFLATED) as target:
            while part := [f"{line}\n".encode() for _, line in zip(range(LINES_AT_ONCE), source)]:  # noqa: B905
                if max(map(len, part)) > LONGEST_LINE:
                    raise BadArchive(f"{name} has a row of more than {LONGEST_LINE:,} bytes")
                text = b"".join(part)
                digest.update(text)
                target.write(text)
                rows, size = rows + len(part), size + len(text)
        return TableEntry(name, tuple(columns), rows, size, digest.hexdigest())

    def file(self, key: str, source: IO[bytes]) -> FileEntry:
        """Write the content of a file."""
        digest, size = hashlib.sha256(), 0
        with self._member(FileEntry(key, 0, "").member, zipfile.ZIP_STORED) as target:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                target.write(chunk)
                size += len(chunk)
        return FileEntry(key, size, digest.hexdigest())

    def close(self, manifest: Manifest) -> None:
        """Write what the archive says of itself, last."""
        with self._member(NAME, zipfile.ZIP_DEFLATED) as target:
            target.write(manifest_text(manifest).encode())

    def _member(self, name: str, kind: int) -> IO[bytes]:
        info = zipfile.ZipInfo(name, STARTED)
        info.compress_type, info.external_attr = kind, OWNER_ONLY << 16
        return self._container.open(info, "w", force_zip64=True)


@contextmanager
def writing(path: Path) -> Iterator[Writing]:
    """A new archive: there as a whole in the end, or not at all.  Raises OSError, also where the file exists."""
    if path.exists():
        raise FileExistsError(17, "there is a file of this name already", str(path))
    unfinished = path.with_name(path.name + UNFINISHED)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    try:
        with os.fdopen(handle, "wb") as stream:
            with zipfile.ZipFile(stream, "w", compresslevel=6) as container:
                yield Writing(container)
            stream.flush()
            os.fsync(stream.fileno())
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


class Reading:
    """An archive that is there.  Nothing it says is believed before it was seen."""

    def __init__(self, container: zipfile.ZipFile, manifest: Manifest) -> None:
        self._container, self.manifest = container, manifest

    def lines(self, table: TableEntry) -> Iterator[str]:
        """The lines of a table.  Raises BadArchive, at the latest behind the last of them."""
        digest, rows, size = hashlib.sha256(), 0, 0
        with self._opened(table.member) as source:
            while line := source.readline(LONGEST_LINE + 1):
                if not line.endswith(b"\n"):
                    raise BadArchive(f"{table.member}, line {rows + 1}: it does not end, or is too long")
                digest.update(line)
                rows, size = rows + 1, size + len(line)
                yield line[:-1].decode()
        if (rows, size, digest.hexdigest()) != (table.rows, table.bytes, table.sha256):
            raise BadArchive(f"{table.member} is not what the manifest says: it was changed")

    @contextmanager
    def file(self, entry: FileEntry) -> Iterator[IO[bytes]]:
        """The content of a file; whoever reads it holds its digest against the entry's."""
        with self._opened(entry.member) as source:
            yield source

    def check_file(self, entry: FileEntry) -> None:
        """Read a file through.  Raises BadArchive."""
        digest, size = hashlib.sha256(), 0
        with self._opened(entry.member) as source:
            while chunk := source.read(CHUNK):
                digest.update(chunk)
                size += len(chunk)
        if (size, digest.hexdigest()) != (entry.bytes, entry.sha256):
            raise BadArchive(f"{entry.member} is not what the manifest says: it was changed")

    @contextmanager
    def _opened(self, member: str) -> Iterator[IO[bytes]]:
        with told(member), self._container.open(member) as source:
            raw: Any = source
            yield io.BufferedReader(raw, CHUNK)


@contextmanager
def reading(path: Path) -> Iterator[Reading]:
    """Open an archive, seeing that it holds what its manifest names and nothing else.  Raises BadArchive, OSError."""
    with path.open("rb") as stream:
        try:
            container = zipfile.ZipFile(stream)
        except (*BROKEN, OSError) as error:
            raise BadArchive(f"it is no archive, or its end is missing ({error})") from error
        with container:
            infos = container.infolist()
            check_members(infos, path.stat().st_size)
            manifest = _manifest(container, infos)
            wanted, found = manifest.members(), {one.filename: one.file_size for one in infos if one.filename != NAME}
            for name in sorted(wanted.keys() ^ found.keys()):
                raise BadArchive(f"{name} does not belong into it" if name in found else f"{name} is missing in it")
            for name in wanted:
                if wanted[name] != found[name]:
                    raise BadArchive(f"{name} has {found[name]:,} bytes, and the manifest says {wanted[name]:,}")
            yield Reading(container, manifest)


def check_members(infos: Sequence[zipfile.ZipInfo], size: int) -> None:
    """Refuse what unpacks to more than it can: members that lie over one another, or are not of our two kinds."""
    if len({one.filename for one in infos}) < len(infos):
        raise BadArchive("it holds two members of one name")
    if sum(one.compress_size for one in infos) > size:
        raise BadArchive("its members lie over one another")
    for one in infos:
        if one.compress_type not in KINDS or one.flag_bits & 1:
            raise BadArchive(f"{one.filename!r} is packed in a way of its own")
        if one.compress_type == zipfile.ZIP_STORED and one.compress_size != one.file_size:
            raise BadArchive(f"{one.filename!r} says another size than it has")


def _manifest(container: zipfile.ZipFile, infos: Sequence[zipfile.ZipInfo]) -> Manifest:
    info = next((one for one in infos if one.filename == NAME), None)
    if info is None or info.file_size > LARGEST_MANIFEST:
        raise BadArchive("it has no manifest" if info is None else "its manifest is too large")
    with told(NAME):
        text = container.read(info)
    try:
        return read_manifest(text)
    except BadManifest as error:
        raise BadArchive(str(error)) from error


@contextmanager
def told(what: str) -> Iterator[None]:
    """What the zip library says of a file that is damaged, as ours."""
    try:
        yield
    except BadArchive:
        raise
    except BROKEN as error:
        raise BadArchive(f"{what} cannot be read: {error}") from error
