"""Records as JSON: decimals and dates as text, percent as people write it, references as ids.

How each path is written is found once for a blueprint, so that a list of 200 records looks nothing up.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
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
from objectry.runtime import Entry, FileFacts, Moment, Page, Record

Writer = Callable[[Value], object]
LABELS, WARNINGS = "_labels", "_warnings"  # no field's name begins so
FILES = "/api/v1/files"
EXACT = Context(prec=200)
OF_UTC = "+00:00"
MOST_REMEMBERED = 1_000
CHOSEN = frozenset({FieldType.PICKLIST, FieldType.MULTI_PICKLIST})


@dataclass(frozen=True, slots=True)
class Line:
    """How the value of one path is written: `write` None leaves it as it is, `group` is the compound it stands in and
    the part it is, `several` a reference that is written with its object, `choice` where its label stands."""

    path: str
    write: Writer | None
    group: tuple[str, str] | None
    several: bool
    choice: End | None


@dataclass(frozen=True, slots=True)
class Form:
    """The lines of an answer.  One in which every value stands by itself needs only the `turned` ones looked at."""

    lines: tuple[Line, ...]
    turned: tuple[tuple[str, Writer], ...]
    by_themselves: bool


def form_of(lines: tuple[Line, ...]) -> Form:
    """The form of these lines."""
    turned = tuple((line.path, line.write) for line in lines if line.write is not None)
    return Form(lines, turned, not any(line.group or line.several for line in lines))


@dataclass(slots=True)
class Spelling:
    """How the records of one blueprint are written: found once for the paths of an answer, and kept for the next."""

    blueprint: Blueprint
    _forms: dict[tuple[str, tuple[str, ...]], Form] = field(default_factory=dict)

    def form(self, object_name: str, paths: tuple[str, ...]) -> Form:
        """The form for these paths."""
        known = self._forms.get((object_name, paths))
        if known is None:
            known = form_of(tuple(self._line(object_name, path) for path in paths))
            if len(self._forms) >= MOST_REMEMBERED:
                self._forms.clear()
            self._forms[object_name, paths] = known
        return known

    def _line(self, object_name: str, path: str) -> Line:
        end = end_of(self.blueprint, object_name, path)
        choice = end if end is not None and end.type in CHOSEN else None
        group = compound_of(self.blueprint, object_name, path)
        return Line(path, self.writer(end), group, self._leads_to_several(end), choice)

    def writer(self, end: End | None) -> Writer | None:
        """How the values at the end of a path are written."""
        return any_value if end is None else WRITERS[end.type]

    def _leads_to_several(self, end: End | None) -> bool:
        """Whether a value is a reference to one of several objects: then it is written with its object."""
        if end is None or end.type is not FieldType.LOOKUP:
            return False
        return is_several(self.blueprint.objects[end.object].fields[end.field].field)


@dataclass(frozen=True, slots=True)
class Codec:
    """Writes records for one request."""

    spelling: Spelling
    texts: Texts

    def record(self, record: Record, *, labels: bool = False, whole: bool = True) -> dict[str, object]:
        """One record, its id and version first; with `labels`, the names of references and choices beside.

        A record that has left the reader's sight is its id alone.  The parts of an address stand together under its
        name; in an answer that is not `whole`, a part that was asked for by its own name stands by itself.
        """
        if not record.version:
            return {"id": record.id}
        form = self.spelling.form(record.object, tuple(record.values))
        document: dict[str, object] = {"id": record.id, "version": record.version, **turned(record, form)}
        if not form.by_themselves:
            gather(document, record, form, whole=whole)
        for path, one in record.files.items():
            document[path] = file_document(one)
        if labels:
            document[LABELS] = {**dict(self._choices(record, form.lines)), **record.labels, **_names(record)}
        return document

    def values(self, record: Record) -> Mapping[str, object]:
        """Its values by their paths, each by itself."""
        return turned(record, self.spelling.form(record.object, tuple(record.values)))

    def page(self, page: Page, *, labels: bool = False, whole: bool = True) -> dict[str, Any]:
        """One page of a list."""
        records = [self.record(record, labels=labels, whole=whole) for record in page.records]
        counted = {} if page.total is None else {"total": page.total, "capped": page.capped}
        return {"records": records, "next": page.next, **counted}

    def moment(self, object_name: str, one: Moment) -> dict[str, object]:
        """Something of a timeline: a change of the record, or a record that belongs to it."""
        begun: dict[str, object] = {"kind": one.kind, "at": moment(one.at)}
        if one.entry is not None:
            return {**begun, "change": self.entry(object_name, one.entry)}
        assert one.record is not None
        return {**begun, "object": one.record.object, "record": self.record(one.record, labels=True)}

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
        if known is not None:
            return file_document(known)
        (line,) = self.spelling.form(object_name, (name,)).lines
        return value if value is None or line.write is None else line.write(value)

    def _choices(self, record: Record, lines: Sequence[Line]) -> Iterator[tuple[str, str | list[str]]]:
        for line, value in zip(lines, record.values.values(), strict=True):
            end = line.choice
            if end is not None and isinstance(value, str):
                yield line.path, self.texts.value(end.object, end.field, value)
            elif end is not None and isinstance(value, tuple):
                yield line.path, [self.texts.value(end.object, end.field, one) for one in value]


def written(kind: FieldType, value: Value) -> object:
    """A value of a type, as answers have it."""
    write = WRITERS[kind]
    return value if value is None or write is None else write(value)


def turned(record: Record, form: Form) -> dict[str, object]:
    """The values as answers have them, each by itself."""
    values: dict[str, Any] = dict(record.values)
    for path, write in form.turned:
        value = values[path]
        if value is not None:
            values[path] = write(value)
    return values


def gather(document: dict[str, object], record: Record, form: Form, *, whole: bool) -> None:
    """Put parts under the name of their compound, and references beside the object they lead to."""
    for line in form.lines:
        if line.group is not None and (whole or "." in line.path):
            inside = document.setdefault(line.group[0], {})
            assert isinstance(inside, dict)
            inside[line.group[1]] = document.pop(line.path)
        elif line.several and document[line.path] is not None:
            document[line.path] = {"object": record.objects.get(line.path), "id": record.values[line.path]}


def _names(record: Record) -> dict[str, list[str]]:
    return {path: list(names) for path, names in record.names.items()}


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
    if not isinstance(value, datetime):
        return value
    at = value if value.tzinfo is UTC else value.astimezone(UTC)
    return at.isoformat().removesuffix(OF_UTC) + "Z"


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


WRITERS: Mapping[FieldType, Writer | None] = MappingProxyType(
    {
        FieldType.TEXT: None,
        FieldType.TEXTAREA: None,
        FieldType.RICH_TEXT: None,
        FieldType.SECRET: None,
        FieldType.INTEGER: integer,
        FieldType.DECIMAL: number,
        FieldType.CURRENCY: number,
        FieldType.PERCENT: percent,
        FieldType.BOOLEAN: None,
        FieldType.DATE: day,
        FieldType.DATETIME: moment,
        FieldType.TIME: time_of_day,
        FieldType.PICKLIST: None,
        FieldType.MULTI_PICKLIST: several,
        FieldType.MANY_TO_MANY: several,
        FieldType.EMAIL: None,
        FieldType.PHONE: None,
        FieldType.URL: None,
        FieldType.LOOKUP: None,
        FieldType.MASTER_DETAIL: None,
        FieldType.AUTONUMBER: None,
        FieldType.JSON: document,
        FieldType.FILE: None,  # with what is known of it, `file_document` writes it
        FieldType.IMAGE: None,
    }
)
