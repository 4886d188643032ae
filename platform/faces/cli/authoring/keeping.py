"""The last check of a workspace, kept in `.objectry/cache`: what the files were, and what there was to tell.

A kept check is data with a sum over it, never code.  One that is damaged, or made by another version of the platform,
is as good as none.  It is written to a file of its own and put in place in one step, so runs do not disturb each other.
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from objectry.definitions import PACKAGE
from objectry.diagnostics import Diagnostic, Diagnostics, Severity, Span
from objectry.metadata import AppSource

FOLDER = Path(".objectry")
FILE = "check.json"
CODE = {".py", ".lark"}
Files = list[tuple[str, dict[str, str]]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A finished check: the files of each app, how many objects they make, and all problems."""

    apps: tuple[AppSource, ...]
    objects: int
    problems: Diagnostics


def same(one: Sequence[AppSource], other: Sequence[AppSource]) -> bool:
    """Whether two stacks are the same to the letter."""
    return len(one) == len(other) and all(
        (left.name, left.files, left.scenarios) == (right.name, right.files, right.scenarios)
        for left, right in zip(one, other, strict=True)
    )


def recall(workspace: Path) -> Kept | None:
    """The kept check, or None where there is none that can be trusted."""
    try:
        head, _, body = (workspace / FOLDER / "cache" / FILE).read_bytes().partition(b"\n")
        return _kept(json.loads(body)) if head == _head(body) else None
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return None


def keep(workspace: Path, kept: Kept) -> None:
    """Keep a check for the next run; where nothing can be written, the next run does without."""
    body = json.dumps(_plain(kept), separators=(",", ":")).encode()
    folder = workspace / FOLDER / "cache"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (workspace / FOLDER / ".gitignore").write_text("*\n", encoding="ascii")
        with NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(_head(body) + b"\n" + body)
        Path(file.name).replace(folder / FILE)
    except OSError:
        return


def _head(body: bytes) -> bytes:
    """The sum over the content and everything else the result hangs on."""
    return blake2b(body, key=blake2b(_engine().encode()).digest()).hexdigest().encode()


def _engine() -> str:
    """This version of the platform, to the file: in a checkout the code changes while the version does not."""
    stamps = (f"{path}:{at.st_mtime_ns}:{at.st_size}" for path in sorted(_code()) for at in [path.stat()])
    return "\n".join([version("objectry"), sys.version, *stamps])


def _code() -> Iterator[Path]:
    return (path for path in PACKAGE.rglob("*") if path.suffix in CODE)


def _plain(kept: Kept) -> dict[str, Any]:
    return {
        "apps": [[app.name, dict(app.files), dict(app.scenarios)] for app in kept.apps],
        "objects": kept.objects,
        "problems": [_plain_problem(one) for one in kept.problems],
    }


def _plain_problem(one: Diagnostic) -> list[Any]:
    at = one.span
    return [one.code, one.message, [at.file, at.line, at.column, at.length], str(one.severity), one.source_line]


def _kept(plain: dict[str, Any]) -> Kept:
    problems = (
        Diagnostic(code, message, Span(*span), Severity(severity), line)
        for code, message, span, severity, line in plain["problems"]
    )
    return Kept(tuple(AppSource(*app) for app in plain["apps"]), plain["objects"], Diagnostics(problems))
