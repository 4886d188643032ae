"""The history of records: writing a call's journal, reading it back under the reader's rights of today."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from objectry.rules import Value
from objectry.runtime.access.rights import Rights
from objectry.runtime.calls import Call, Entry
from objectry.runtime.store import Passage
from objectry.runtime.writing.journal import Journal, Line

CAUSE = "$cause:"
"""Marks, among the changes of a stored row, which rule has set a field: `$cause:grade` -> (null, rule)."""

Changes = Mapping[str, tuple[Value, Value]]


def passages(journal: Journal, call: Call) -> list[Passage]:
    """One row for each record the call has written, rounds merged; none for objects without history."""
    return [_passage(line, call) for line in journal.lines.values() if "history" in line.plan.object.features]


def _passage(line: Line, call: Call) -> Passage:
    changes = line.changes()
    causes: Changes = {CAUSE + name: (None, line.causes[name]) for name in changes if name in line.causes}
    return Passage(
        object=line.plan.name,
        record=line.id,
        version=line.version,
        at=call.now,
        actor=call.actor.id,
        cause=line.cause,
        kind=str(line.kind),
        changes=MappingProxyType({**changes, **causes}),
    )


def entries(found: Sequence[Passage], names: Mapping[str, str], rights: Rights) -> tuple[Entry, ...]:
    """Stored rows as the reader may see them: fields she may not read are not there."""
    return tuple(_entry(one, names, rights) for one in found)


def _entry(one: Passage, names: Mapping[str, str], rights: Rights) -> Entry:
    readable = frozenset(rights.readable(one.object))
    changes = {name: pair for name, pair in one.changes.items() if name in readable}
    causes = {name: str(one.changes[CAUSE + name][1]) for name in changes if CAUSE + name in one.changes}
    return Entry(
        one.version,
        one.at,
        one.actor,
        names.get(one.actor, ""),
        one.cause,
        one.kind,
        MappingProxyType(changes),
        MappingProxyType(causes),
    )


def actors(found: Iterable[Passage]) -> list[str]:
    """Everyone who acted."""
    return sorted({one.actor for one in found})
