"""Records as JSON: decimals and dates as text, percent as people write it, references as ids.

The way each path of an object is written is found once per blueprint and remembered, so that a list of 200 records
looks nothing up.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from objectry.metadata import FieldType
from objectry.plan import Blueprint, FieldPlan
from objectry.rules import Value
from objectry.runtime import Entry, Outcome, Page, Problem, Record

Writer = Callable[[Value], object]
HUNDRED = 100


class Codec:
    """Writes the records of one blueprint.  Safe to share between requests: it only ever adds the same answers."""

    def __init__(self, blueprint: Blueprint) -> None:
        self._blueprint = blueprint
        self._writers: dict[tuple[str, str], Writer] = {}

    def record(self, record: Record, *, labels: bool = False) -> dict[str, object]:
        """One record, its id and version first; with `labels`, the names of references and choices beside."""
        document: dict[str, object] = {"id": record.id, "version": record.version}
        for path, value in record.values.items():
            document[path] = self.writer(record.object, path)(value)
        if labels:
            document["labels"] = {**self._choices(record), **record.labels}
        return document

    def page(self, page: Page, *, labels: bool = False) -> dict[str, object]:
        """One page of a list."""
        document: dict[str, object] = {
            "records": [self.record(record, labels=labels) for record in page.records],
            "next": page.next,
        }
        if page.total is not None:
            document |= {"total": page.total, "capped": page.capped}
        return document

    def outcome(self, outcome: Outcome, faults: Callable[[Problem], Mapping[str, object]]) -> dict[str, object]:
        """The answer to a batch: one entry per record sent, in order."""
        return {
            "records": [self.record(one) if one is not None else None for one in outcome.records],
            "actions": list(outcome.actions),
            "errors": [faults(problem) for problem in outcome.problems],
            "warnings": [faults(warning) for warning in outcome.warnings],
            "dry_run": outcome.dry_run,
        }

    def entry(self, object_name: str, entry: Entry) -> dict[str, object]:
        """One row of history."""
        changes = {
            field: [self.writer(object_name, field)(value) for value in pair] for field, pair in entry.changes.items()
        }
        return {
            "version": entry.version,
            "at": _moment(entry.at),
            "actor": entry.actor,
            "actor_name": entry.actor_name,
            "cause": entry.cause,
            "kind": entry.kind,
            "changes": changes,
        }

    def writer(self, object_name: str, path: str) -> Writer:
        """How the value at a path is written."""
        known = self._writers.get((object_name, path))
        if known is None:
            known = self._writers[object_name, path] = _writer(self._field(object_name, path))
        return known

    def _field(self, object_name: str, path: str) -> FieldPlan | None:
        *hops, last = path.split(".")
        plan = self._blueprint.objects.get(object_name)
        for hop in hops:
            step = plan.fields.get(hop) if plan else None
            plan = self._blueprint.objects.get(step.field.to[0]) if step and step.field.to else None
        return plan.fields.get(last) if plan else None

    def _choices(self, record: Record) -> dict[str, str]:
        labels = {}
        for path, value in record.values.items():
            field = self._field(record.object, path)
            choice = field.field.picklist.values.get(str(value)) if field and field.field.picklist else None
            if choice is not None:
                labels[path] = choice.label
        return labels


def _writer(field: FieldPlan | None) -> Writer:
    if field is not None and field.field.type is FieldType.PERCENT:
        return _percent
    return WRITERS.get(field.field.type, _as_it_is) if field is not None else _any


def _as_it_is(value: Value) -> object:
    return value


def _number(value: Value) -> object:
    return format(value, "f") if isinstance(value, Decimal) else value


def _integer(value: Value) -> object:
    return int(value) if isinstance(value, Decimal) else value


def _percent(value: Value) -> object:
    return format((value * HUNDRED).normalize(), "f") if isinstance(value, Decimal) else value


def _date(value: Value) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _moment(value: Value) -> object:
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def _any(value: Value) -> object:
    for kind, write in ((datetime, _moment), (date, _date), (Decimal, _number)):
        if isinstance(value, kind):
            return write(value)
    return value


WRITERS: Mapping[FieldType, Writer] = {
    FieldType.TEXT: _as_it_is,
    FieldType.TEXTAREA: _as_it_is,
    FieldType.INTEGER: _integer,
    FieldType.DECIMAL: _number,
    FieldType.CURRENCY: _number,
    FieldType.PERCENT: _percent,
    FieldType.BOOLEAN: _as_it_is,
    FieldType.DATE: _date,
    FieldType.DATETIME: _moment,
    FieldType.PICKLIST: _as_it_is,
    FieldType.EMAIL: _as_it_is,
    FieldType.PHONE: _as_it_is,
    FieldType.URL: _as_it_is,
    FieldType.LOOKUP: _as_it_is,
    FieldType.AUTONUMBER: _as_it_is,
}
