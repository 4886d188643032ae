"""The contents of files: one folder outside the web root, one file for each under a random name.

What is written has reached the disk before anybody knows its name: to a temporary name, flushed, renamed, the folder
flushed too.  A crash leaves at most a content that no row names, which the sweep removes.
"""

import hashlib
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from errno import EDQUOT, EFBIG, ENOSPC
from pathlib import Path
from typing import IO

from objectry.runtime.errors import NoRoom

CHUNK = 1 << 16
FULL = frozenset({ENOSPC, EDQUOT, EFBIG})
UNFINISHED = ".part"
SQLITE = "sqlite:///"
DEFAULT_SCHEMA = "objectry"


class TooLarge(Exception):
    """There is more content than allowed; nothing of it is kept."""


@dataclass(frozen=True, slots=True)
class Content:
    """What was written: the name it is kept under, its size and digest."""

    key: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Contents:
    """The folder of one tenant."""

    folder: Path

    def put(self, stream: IO[bytes], most: int) -> Content:
        """Keep what the stream holds.  Raises TooLarge and NoRoom."""
        return self.keep(secrets.token_hex(16), stream, most)

    def keep(self, key: str, stream: IO[bytes], most: int) -> Content:
        """Keep it under a name it had before.  Raises TooLarge."""
        path, digest, size = self.path(key), hashlib.sha256(), 0
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = path.with_suffix(UNFINISHED)
        try:
            with unfinished.open("xb") as target:
                for chunk in _chunks(stream, most):
                    size += len(chunk)
                    digest.update(chunk)
                    target.write(chunk)
                target.flush()
                os.fsync(target.fileno())
            unfinished.replace(path)
        except BaseException as error:
            unfinished.unlink(missing_ok=True)
            if isinstance(error, OSError) and error.errno in FULL:
                raise NoRoom(error.strerror) from error
            raise
        _flush(path.parent)
        return Content(key, size, digest.hexdigest())

    def path(self, key: str) -> Path:
        """Where a content lies; folders by the first two signs keep each of them small."""
        return self.folder / key[:2] / key

    def remove(self, key: str) -> None:
        """Throw a content away; one that is gone already is no error."""
        self.path(key).unlink(missing_ok=True)

    def older(self, than: datetime) -> Iterator[str]:
        """The names of contents written before a time, those that were never finished among them."""
        for path in self.folder.glob("??/*"):
            if datetime.fromtimestamp(path.stat().st_mtime, UTC) < than:
                yield path.name


def _chunks(stream: IO[bytes], most: int) -> Iterator[bytes]:
    """What the stream holds, piece by piece.  Raises TooLarge where that is more than allowed."""
    size = 0
    while chunk := stream.read(CHUNK):
        size += len(chunk)
        if size > most:
            raise TooLarge
        yield chunk


def folder_of(url: str, schema: str | None, given: Path | None) -> Path | None:
    """A tenant's folder: its schema's in the one given, else the one beside a SQLite database; None for neither."""
    if given is not None:
        return given / (schema or DEFAULT_SCHEMA) if url.startswith("postgresql") else given
    path = url.removeprefix(SQLITE)
    return Path(f"{path}.files") if url.startswith(SQLITE) and path not in {"", ":memory:"} else None


def _flush(folder: Path) -> None:
    """The name of a new file lies in its folder: that too must reach the disk."""
    if os.name == "nt":  # folders cannot be opened there, and need not be
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
