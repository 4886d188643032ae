"""The history of records: writing a call's journal, reading it back under the reader's rights of today."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata import Feature, companion_name
from objectry.plan import ObjectPlan
from objectry.rules import Value
from objectry.runtime.access.rights import Rights
from objectry.runtime.calls import Call, Entry
from objectry.runtime.desk import USERS
from objectry.runtime.store import SYSTEM_PRINCIPALS, Passage
from objectry.runtime.writing.drafts import Kind
from objectry.runtime.writing.journal import ATTACHED, SHARED, Journal, Line, keeps_history

SHARES = "shares"
CAUSE = "$cause:"
"""Marks, among the changes of a stored row, which rule has set a field: `$cause:grade` -> (null, rule)."""

Changes = Mapping[str, tuple[Value, Value]]


def passages(journal: Journal, call: Call) -> list[Passage]:
    """One row for each record the call has written, rounds merged; none for objects without history."""
    return [_passage(line, call) for line in journal.lines.values() if "history" in line.plan.object.features]


def _passage(line: Line, call: Call) -> Passage:
    changes = line.changes()
    causes: Changes = {
        CAUSE + name: (None, cause) for name, cause in line.causes.items() if _tells(line, name, changes)
    }
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


def _tells(line: Line, name: str, changes: Changes) -> bool:
    """Whether the row names the rule that has set the field: with the change, and of a new record, which has none."""
    return name in changes or (line.kind is Kind.CREATE and keeps_history(line.plan, name))


def entries(found: Sequence[Passage], names: Mapping[str, str], rights: Rights) -> tuple[Entry, ...]:
    """Stored rows as the reader may see them: fields she may not read are not there."""
    return tuple(_entry(one, names, rights) for one in found)


def names_told(names: Mapping[str, str], rights: Rights) -> Mapping[str, str]:
    """What those who acted are called, by id: people only to those who may read what people are called."""
    if rights.reads(USERS, "name"):
        return names
    return {id: name for id, name in names.items() if id in SYSTEM_PRINCIPALS.values()}


def _entry(one: Passage, names: Mapping[str, str], rights: Rights) -> Entry:
    readable = frozenset(rights.readable(one.object))
    changes = {name: pair for name, pair in one.changes.items() if name in readable}
    if ATTACHED in one.changes and rights.reads(companion_name(Feature.ATTACHMENTS, one.object), "file"):
        changes[Feature.ATTACHMENTS] = one.changes[ATTACHED]
    if SHARED in one.changes and SHARES not in rights.fields(one.object):
        changes[SHARES] = one.changes[SHARED]
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


def without_hidden_links(
    told: tuple[Entry, ...], plan: ObjectPlan, see: Callable[[str, frozenset[str]], frozenset[str]]
) -> tuple[Entry, ...]:
    """The entries without links to records the reader cannot see; a change of nothing else is no change for her."""
    for name, field in plan.fields.items():
        if field.field.junction is None:
            continue
        ids = frozenset(id for one in told for value in one.changes.get(name, ()) for id in _members(value))
        seen = see(field.field.to[0], ids) if ids else ids
        told = tuple(_cut(one, name, seen) for one in told)
    return told


def _cut(one: Entry, name: str, seen: frozenset[str]) -> Entry:
    if name not in one.changes:
        return one
    old, new = (tuple(id for id in _members(value) if id in seen) or None for value in one.changes[name])
    changes = {key: pair for key, pair in one.changes.items() if key != name} | (
        {name: (old, new)} if old != new else {}
    )
    return replace(one, changes=MappingProxyType(changes))


def _members(value: Value) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else ()


def actors(found: Iterable[Passage]) -> list[str]:
    """Everyone who acted."""
    return sorted({one.actor for one in found})
