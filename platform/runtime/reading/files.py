"""What there is to tell of the files among the values that were read: one question for all of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from objectry.metadata import FILE_FIELDS
from objectry.plan import ObjectPlan
from objectry.rules import Kind, Node, Value
from objectry.runtime.calls import Entry, FileFacts, Record
from objectry.runtime.store import Transaction


def with_files(transaction: Transaction, outputs: Mapping[str, Node], records: Sequence[Record]) -> list[Record]:
    """The records with what is known of their files; a file is called by its name."""
    paths = [path for path, node in outputs.items() if node.type.kind is Kind.FILE]
    if not paths:
        return list(records)
    facts = _facts(transaction, (record.values[path] for record in records for path in paths))
    return [
        _with(record, {path: facts[id] for path in paths if (id := str(record.values[path])) in facts})
        for record in records
    ]


def _with(record: Record, files: Mapping[str, FileFacts]) -> Record:
    names = {path: one.name for path, one in files.items()}
    return replace(record, files=files, labels={**record.labels, **names}) if files else record


def entries_with_files(transaction: Transaction, plan: ObjectPlan, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """The same for what a history tells."""
    names = {name for name, one in plan.fields.items() if one.field.type in FILE_FIELDS}
    values = [id for one in entries for name in names & one.changes.keys() for id in one.changes[name]]
    facts = _facts(transaction, values) if values else {}
    return tuple(replace(one, files=facts) for one in entries) if facts else tuple(entries)


def _facts(transaction: Transaction, ids: Iterable[Value]) -> dict[str, FileFacts]:
    found = transaction.files.find(id for id in ids if isinstance(id, str))
    return {
        id: FileFacts(id, one.name, one.media_type, one.size, small=one.thumbnail is not None)
        for id, one in found.items()
    }
