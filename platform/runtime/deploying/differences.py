"""What a revision changed: files, line by line, and the changes they come to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from objectry.metadata import AppSource
from objectry.plan import Change, compare, compile_stack
from objectry.runtime.store import DeploymentSummary


@dataclass(frozen=True, slots=True)
class FileDifference:
    """A file that was added, removed or changed, with its lines as `diff -u` shows them."""

    path: str
    verb: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A revision with what it changed.  `changes` is None where this version cannot read one of the two stacks."""

    summary: DeploymentSummary
    files: tuple[FileDifference, ...]
    changes: tuple[Change, ...] | None


def difference(summary: DeploymentSummary, new: Sequence[AppSource], old: Sequence[AppSource]) -> Difference:
    """What lies between two stacks."""
    return Difference(summary, tuple(_files(_texts(old), _texts(new))), _changes(old, new))


def _texts(apps: Sequence[AppSource]) -> dict[str, str]:
    return {f"{app.name}/{path}": text for app in apps for path, text in app.files.items()}


def _files(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[FileDifference]:
    for path in sorted(old.keys() | new.keys()):
        before, after = old.get(path), new.get(path)
        if before != after:
            verb = "added" if before is None else "removed" if after is None else "changed"
            lines = unified_diff((before or "").splitlines(), (after or "").splitlines(), lineterm="", n=2)
            yield FileDifference(path, verb, tuple(lines)[2:])


def _changes(old: Sequence[AppSource], new: Sequence[AppSource]) -> tuple[Change, ...] | None:
    after, _ = compile_stack(new)
    before = compile_stack(old)[0] if old else None
    if after is None or (old and before is None):
        return None
    return compare(before, after).changes
