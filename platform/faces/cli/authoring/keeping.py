"""Checks of a workspace, kept in `.objectry/cache`: the last one whole, and of the last without errors its memory.

What is kept is data with a sum over it, never code.  What is damaged, or made by another version of the platform, is
as good as none.  It is written to a file of its own and put in place in one step, so runs do not disturb each other.
Of the files it was made from it keeps the sums only.
"""

import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from objectry.definitions import PACKAGE
from objectry.diagnostics import Diagnostic, Diagnostics, Severity, Span
from objectry.metadata import AppSource, file_prefix
from objectry.plan import Checked, Memory, Remembered, Ripples

FOLDER = Path(".objectry")
CHECK, MEMORY = "check.json", "memory.json"
CODE = (".py", ".lark", ".yaml")
Sums = list[tuple[str, dict[str, str]]]  # of each app its name, and by file the sum over it


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished check: the sums of the files of each app, how many objects they make, and all problems."""

    sums: Sums
    objects: int
    problems: Diagnostics


@dataclass(frozen=True, slots=True)
class KeptMemory:
    """The memory of a check without errors, and the sums of the files it was of."""

    sums: Sums
    memory: Memory


def sums_of(apps: Sequence[AppSource]) -> Sums:
    """The sums of all files of a stack."""
    return [
        (
            app.name,
            {name: _sum(text) for name, text in app.texts.items()}
            | {f"unread/{name}": why for name, why in app.unread},
        )
        for app in apps
    ]


def _sum(text: str) -> str:
    return blake2b(text.encode(errors="surrogateescape"), digest_size=16).hexdigest()


def changed(before: Sums, now: Sums) -> set[str] | None:
    """The files that differ, called as in problems; None where the apps are not the same."""
    if [name for name, _ in before] != [name for name, _ in now]:
        return None
    named = [AppSource(name, {}) for name, _ in now]
    found: set[str] = set()
    for number, ((_, old), (_, new)) in enumerate(zip(before, now, strict=True)):
        differing = (file for file in old.keys() | new.keys() if old.get(file) != new.get(file))
        found.update(file_prefix(named, number) + file for file in differing)
    return found


def recall(workspace: Path) -> Kept | None:
    """The last check, or None where there is none that can be trusted."""
    plain = _read(workspace, CHECK)
    return (
        None if plain is None else Kept(_sums(plain), plain["objects"], Diagnostics(map(_problem, plain["problems"])))
    )


def recall_memory(workspace: Path) -> KeptMemory | None:
    """The memory of the last check without errors, or None where there is none that can be trusted."""
    plain = _read(workspace, MEMORY)
    if plain is None:
        return None
    objects = {
        name: Remembered(tuple(files), sketch, tuple(fields), tuple(points_to), tuple(asks))
        for name, (files, sketch, fields, points_to, asks) in plain["objects"].items()
    }
    leads, deleted = plain["ripples"]
    ripples = Ripples({start: set(ends) for start, ends in leads.items()}, set(deleted))
    return KeptMemory(_sums(plain), Memory(objects, tuple(map(_problem, plain["warnings"])), ripples))


def keep(workspace: Path, sums: Sums, checked: Checked) -> None:
    """Keep a check for the next run; where nothing can be written, the next run does without."""
    problems = [_plain(one) for one in checked.problems]
    _write(workspace, CHECK, {"apps": sums, "objects": checked.objects, "problems": problems})
    if checked.memory is not None:
        _write(workspace, MEMORY, {"apps": sums, **_plain_memory(checked.memory)})


def _read(workspace: Path, name: str) -> dict[str, Any] | None:
    try:
        head, _, body = (workspace / FOLDER / "cache" / name).read_bytes().partition(b"\n")
        plain: dict[str, Any] | None = json.loads(body) if head == _head(body) else None
    except (OSError, ValueError):
        return None
    return plain


def _write(workspace: Path, name: str, plain: Mapping[str, Any]) -> None:
    body = json.dumps(plain, separators=(",", ":")).encode()
    folder = workspace / FOLDER / "cache"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (workspace / FOLDER / ".gitignore").write_text("*\n", encoding="ascii")
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(_head(body) + b"\n" + body)
        Path(file.name).replace(folder / name)
    except OSError:
        return


def _head(body: bytes) -> bytes:
    """The sum over the content and everything else the result hangs on."""
    return blake2b(body, key=blake2b(this_engine().encode()).digest()).hexdigest().encode()


def engine(code: Path = PACKAGE) -> str:
    """This version of the platform, to the file: in a checkout the code changes while the version does not."""
    return "\n".join([version("objectry"), sys.version, *sorted(_stamps(code))])


this_engine = cache(engine)  # a process goes on with the code it began with


def _stamps(code: Path) -> Iterator[str]:
    for folder, folders, files in os.walk(code):
        folders[:] = [name for name in folders if name != "__pycache__"]
        for file in (os.path.join(folder, name) for name in files if name.endswith(CODE)):  # noqa: PTH118 (many)
            at = os.stat(file)  # noqa: PTH116 (the same)
            yield f"{file}:{at.st_mtime_ns}:{at.st_size}"


def _sums(plain: Mapping[str, Any]) -> Sums:
    return [(name, sums) for name, sums in plain["apps"]]


def _plain_memory(memory: Memory) -> dict[str, Any]:
    return {
        "objects": {
            name: [one.files, one.sketch, one.fields, one.points_to, one.asks] for name, one in memory.objects.items()
        },
        "warnings": [_plain(one) for one in memory.warnings],
        "ripples": [
            {start: sorted(ends) for start, ends in memory.ripples.leads.items()},
            sorted(memory.ripples.deleted),
        ],
    }


def _plain(one: Diagnostic) -> list[Any]:
    at = one.span
    return [one.code, one.message, [at.file, at.line, at.column, at.length], str(one.severity), one.source_line]


def _problem(plain: Sequence[Any]) -> Diagnostic:
    code, message, span, severity, line = plain
    return Diagnostic(code, message, Span(*span), Severity(severity), line)
