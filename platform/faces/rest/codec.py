"""Records as JSON: decimals and dates as text, percent as people write it, references as ids.

How each path is written is found once per answer, so that a list of 200 records looks nothing up.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Context, Decimal
from types import MappingProxyType
from typing import Any

from objectry.faces.rest.paths import End, compound_of, end_of
from objectry.faces.several import is_several
from objectry.faces.texts import Texts
from objectry.metadata import FieldType
from objectry.plan import Blueprint
from objectry.rules import Value
from objectry.runtime import Entry, FileFacts, Page, Record

Writer = Callable[[Value], object]
LABELS, WARNINGS = "_labels", "_warnings"  # no field's name begins so
FILES = "/api/v1/files"
EXACT = Context(prec=200)


@dataclass(slots=True)
class Codec:
    """Writes records for one request."""

    blueprint: Blueprint
    texts: Texts
    _ends: dict[tuple[str, str], End | None] = field(default_factory=dict)
    _groups: dict[tuple[str, str], tuple[str, str] | None] = field(default_factory=dict)
    _writers: dict[str, dict[str, Writer]] = field(default_factory=dict)

    def record(self, record: Record, *, labels: bool = False, whole: bool = True) -> dict[str, object]:
        """One record, its id and version first; with `labels`, the names of references and choices beside.

        A record that has left the reader's sight is its id alone.  The parts of an address stand together under its
        name; in an answer that is not `whole`, a part that was asked for by its own name stands by itself.
        """
        if not record.version:
            return {"id": record.id}
        document: dict[str, object] = {"id": record.id, "version": record.version}
        for path, value in self.values(record):
            group = self._group(record.object, path, whole=whole)
            if group is None:
                document[path] = value
            else:
                inside = document.setdefault(group[0], {})
                assert isinstance(inside, dict)
                inside[group[1]] = value
        for path, one in record.files.items():
            document[path] = file_document(one)
        for path, value in record.values.items():
            if value is not None and self._leads_to_several(record.object, path):
                document[path] = {"object": record.objects.get(path), "id": value}
        if labels:
            document[LABELS] = {**dict(self._choices(record)), **record.labels, **_names(record)}
        return document

    def values(self, record: Record) -> Iterator[tuple[str, object]]:
        """Its values by their paths, each by itself."""
        writers = self._writers.setdefault(record.object, {})
        for path, value in record.values.items():
            write = writers.get(path)
            if write is None:
                write = writers[path] = self._writer(record.object, path)
            yield path, write(value)

    def page(self, page: Page, *, labels: bool = False, whole: bool = True) -> dict[str, Any]:
        """One page of a list."""
        records = [self.record(record, labels=labels, whole=whole) for record in page.records]
        counted = {} if page.total is None else {"total": page.total, "capped": page.capped}
        return {"records": records, "next": page.next, **counted}

    def entry(self, object_name: str, entry: Entry) -> dict[str, object]:
        """One row of history."""
        return {
            "version": entry.version,
            "at": moment(entry.at),
            "actor": entry.actor,
            "actor_name": entry.actor_name,
            "kind": entry.kind,
            "cause": entry.cause,
            "causes": dict(entry.causes),
            "changes": {
                name: [self._told(object_name, name, value, entry) for value in pair]
                for name, pair in entry.changes.items()
            },
        }

    def _told(self, object_name: str, name: str, value: Value, entry: Entry) -> object:
        known = entry.files.get(value) if isinstance(value, str) else None
        return self._writer(object_name, name)(value) if known is None else file_document(known)

    def _leads_to_several(self, object_name: str, path: str) -> bool:
        """Whether a value is a reference to one of several objects: then it is written with its object."""
        end = self._end(object_name, path)
        if end is None or end.type is not FieldType.LOOKUP:
            return False
        return is_several(self.blueprint.objects[end.object].fields[end.field].field)

    def _writer(self, object_name: str, path: str) -> Writer:
        """How the values at a path are written."""
        end = self._end(object_name, path)
        return any_value if end is None else WRITERS[end.type]

    def _group(self, object_name: str, path: str, *, whole: bool) -> tuple[str, str] | None:
        """The compound under which a value stands, by its path, and the part it is."""
        key = (object_name, path)
        if key not in self._groups:
            self._groups[key] = compound_of(self.blueprint, object_name, path)
        found = self._groups[key]
        return found if found is not None and (whole or "." in path) else None

    def _end(self, object_name: str, path: str) -> End | None:
        key = (object_name, path)
        if key not in self._ends:
            self._ends[key] = end_of(self.blueprint, object_name, path)
        return self._ends[key]

    def _choices(self, record: Record) -> Iterator[tuple[str, str | list[str]]]:
        for path, value in record.values.items():
            end = self._end(record.object, path)
            if end is not None and end.type is FieldType.PICKLIST and isinstance(value, str):
                yield path, self.texts.value(end.object, end.field, value)
            elif end is not None and end.type is FieldType.MULTI_PICKLIST and isinstance(value, tuple):
                yield path, [self.texts.value(end.object, end.field, one) for one in value]


def _names(record: Record) -> dict[str, list[str]]:
    return {path: list(names) for path, names in record.names.items()}


def as_it_is(value: Value) -> object:
    """Text and truth values are JSON already."""
    return value


def number(value: Value) -> object:
    """A decimal as text, without exponent."""
    return format(value, "f") if isinstance(value, Decimal) else value


def integer(value: Value) -> object:
    """A whole number."""
    return int(value) if isinstance(value, Decimal) else value


def percent(value: Value) -> object:
    """A fraction as per cent: 0.2 is 20."""
    return format(EXACT.normalize(EXACT.scaleb(value, 2)), "f") if isinstance(value, Decimal) else value


def day(value: Value) -> object:
    """A date (ISO 8601)."""
    return value.isoformat() if isinstance(value, date) else value


def moment(value: Value) -> object:
    """A moment in UTC (ISO 8601, Z)."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if isinstance(value, datetime) else value


def time_of_day(value: Value) -> object:
    """A time of day (ISO 8601)."""
    return value.isoformat() if isinstance(value, time) else value


def several(value: Value) -> object:
    """A set as a list."""
    return list(value) if isinstance(value, tuple) else value


def document(value: Value) -> object:
    """A JSON document as itself."""
    return json.loads(value) if isinstance(value, str) else value


def file_document(file: FileFacts) -> dict[str, object]:
    """A file as programs see it."""
    address = f"{FILES}/{file.id}"
    told: dict[str, object] = {"id": file.id, "name": file.name, "size": file.size, "type": file.type, "url": address}
    return told | {"thumbnail": f"{address}/thumbnail"} if file.small else told


def any_value(value: Value) -> object:
    """A value whose field is not known."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, tuple):
        return several(value)
    return value.isoformat() if isinstance(value, date | time) else number(value)


WRITERS: Mapping[FieldType, Writer] = MappingProxyType(
    {
        FieldType.TEXT: as_it_is,
        FieldType.TEXTAREA: as_it_is,
        FieldType.RICH_TEXT: as_it_is,
        FieldType.SECRET: as_it_is,
        FieldType.INTEGER: integer,
        FieldType.DECIMAL: number,
        FieldType.CURRENCY: number,
        FieldType.PERCENT: percent,
        FieldType.BOOLEAN: as_it_is,
        FieldType.DATE: day,
        FieldType.DATETIME: moment,
        FieldType.TIME: time_of_day,
        FieldType.PICKLIST: as_it_is,
        FieldType.MULTI_PICKLIST: several,
        FieldType.MANY_TO_MANY: several,
        FieldType.EMAIL: as_it_is,
        FieldType.PHONE: as_it_is,
        FieldType.URL: as_it_is,
        FieldType.LOOKUP: as_it_is,
        FieldType.MASTER_DETAIL: as_it_is,
        FieldType.AUTONUMBER: as_it_is,
        FieldType.JSON: document,
        FieldType.FILE: as_it_is,  # with what is known of it, `file_document` writes it
        FieldType.IMAGE: as_it_is,
    }
)
