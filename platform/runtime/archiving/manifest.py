"""What an archive says of itself: who wrote it, when, of which revision, and every table and file with its digest."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FORMAT = 1
NAME = "manifest.json"
TABLES, FILES = "tables", "files"
TABLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
KEY = re.compile(r"[0-9a-f]{32}")
KEY_ID = re.compile(r"[0-9a-f]{8}")
DIGEST = re.compile(r"[0-9a-f]{64}")


class BadManifest(Exception):
    """The text is no manifest; the message says why."""


@dataclass(frozen=True, slots=True)
class TableEntry:
    """One table: its columns in the order of the lines, how many lines there are, and what they come to."""

    name: str
    columns: tuple[str, ...]
    rows: int
    bytes: int
    sha256: str

    @property
    def member(self) -> str:
        """Where in the archive it lies."""
        return f"{TABLES}/{self.name}.jsonl"


@dataclass(frozen=True, slots=True)
class FileEntry:
    """The content of one file, or of a small picture."""

    key: str
    bytes: int
    sha256: str

    @property
    def member(self) -> str:
        """Where in the archive it lies."""
        return f"{FILES}/{self.key}"


@dataclass(frozen=True, slots=True)
class Manifest:
    """All of it.  `keys` are the ids of the keys that sealed its secrets; `lost` are files without a content."""

    engine: str
    made_at: datetime
    revision: int
    database: str
    tables: tuple[TableEntry, ...]
    files: tuple[FileEntry, ...]
    keys: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def records(self) -> int:
        """How many rows objects have."""
        return sum(table.rows for table in self.tables if not table.name.startswith("_"))

    def members(self) -> dict[str, int]:
        """Everything else in the archive, with its size."""
        tables = {one.member: one.bytes for one in self.tables}
        return tables | {one.member: one.bytes for one in self.files}


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON."""
    said = {"format": FORMAT, **asdict(manifest), "made_at": manifest.made_at.isoformat()}
    return json.dumps(said, ensure_ascii=False, indent=1)


def read_manifest(text: bytes) -> Manifest:
    """The manifest that was written.  Raises BadManifest."""
    try:
        said = json.loads(text)
        if said["format"] != FORMAT:
            raise BadManifest(f"it is of format {said['format']!r}, and this engine reads {FORMAT}")
        return Manifest(
            _word(said["engine"]),
            datetime.fromisoformat(_word(said["made_at"])),
            _count(said["revision"]),
            _word(said["database"]),
            _distinct(_table, said["tables"]),
            _distinct(_file, said["files"]),
            tuple(_fitting(KEY_ID, one) for one in said["keys"]),
            tuple(_fitting(KEY, one) for one in said["lost"]),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise BadManifest(f"its manifest cannot be read ({type(error).__name__}: {error})") from error


def _distinct(read: Callable[[Mapping[str, Any]], Any], given: list[Mapping[str, Any]]) -> tuple[Any, ...]:
    found = tuple(map(read, given))
    if len({one.member for one in found}) < len(found):
        raise BadManifest("its manifest names something twice")
    return found


def _table(said: Mapping[str, Any]) -> TableEntry:
    columns = tuple(map(_word, said["columns"]))
    name = _fitting(TABLE, said["name"])
    return TableEntry(name, columns, _count(said["rows"]), _count(said["bytes"]), _fitting(DIGEST, said["sha256"]))


def _file(said: Mapping[str, Any]) -> FileEntry:
    return FileEntry(_fitting(KEY, said["key"]), _count(said["bytes"]), _fitting(DIGEST, said["sha256"]))


def _word(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is no text")
    return value


def _fitting(pattern: re.Pattern[str], value: object) -> str:
    if not pattern.fullmatch(_word(value)):
        raise ValueError(f"{value!r} is no proper name")
    return _word(value)


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is no count")
    return value
