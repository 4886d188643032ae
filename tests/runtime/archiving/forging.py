"""Archives as somebody would make them who means harm, or a disk that fails: with digests that fit, or not."""

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

Members = dict[str, bytes]
MANIFEST = "manifest.json"


def members(path: Path) -> Members:
    """What is in an archive."""
    with zipfile.ZipFile(path) as container:
        return {name: container.read(name) for name in container.namelist()}


def put(path: Path, found: Mapping[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive of these members."""
    with zipfile.ZipFile(path, "w", kind) as container:
        for name, content in found.items():
            container.writestr(name, content)
    return path


def manifest(found: Members, change: Callable[[Any], object]) -> None:
    """Change what an archive says of itself."""
    said = json.loads(found[MANIFEST])
    change(said)
    found[MANIFEST] = json.dumps(said).encode()


def rewritten(found: Members, table: str, change: Callable[[bytes], bytes]) -> None:
    """Change the lines of a table, and let the manifest say what they come to now."""
    member = f"tables/{table}.jsonl"
    lines = found[member] = change(found[member])
    facts = {"rows": lines.count(b"\n"), "bytes": len(lines), "sha256": hashlib.sha256(lines).hexdigest()}

    def tell(said: Any) -> None:
        next(one for one in said["tables"] if one["name"] == table).update(facts)

    manifest(found, tell)


def cell(found: Members, table: str, column: str, value: object) -> None:
    """Another value in the first line of a table."""
    columns = next(one["columns"] for one in json.loads(found[MANIFEST])["tables"] if one["name"] == table)

    def change(text: bytes) -> bytes:
        first, _, rest = text.partition(b"\n")
        row = json.loads(first)
        row[columns.index(column)] = value
        return json.dumps(row, separators=(",", ":")).encode() + b"\n" + rest

    rewritten(found, table, change)
