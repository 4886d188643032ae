"""Exports: every record of a query as lines of CSV or JSON, made page by page: a million need no more memory."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from types import MappingProxyType

from flask import Response

from objectry.faces.rest.arguments import names_of, read_arguments, text_of
from objectry.faces.rest.codec import FILES, Codec, Spelling
from objectry.faces.rest.paths import end_of
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import ExportArguments
from objectry.faces.texts import Texts
from objectry.plan import Blueprint
from objectry.rules import Value
from objectry.runtime import Call, Page, Query, Record, Records, Rights, guarded

CSV, LINES = "csv", "jsonl"
MEDIA: Mapping[str, str] = MappingProxyType({CSV: "text/csv", LINES: "application/x-ndjson"})
BETWEEN = ";"
BYTE_ORDER_MARK = "\ufeff"  # by it spreadsheets know UTF-8
ARGUMENTS = ExportArguments()


def export(asked: Asked, object_name: str) -> Response:
    """Every record of the query as a file.  What is wrong with the query is told before the first byte."""
    arguments = read_arguments(asked.request, ARGUMENTS)
    query = Query(
        object=object_name,
        filter=text_of(arguments, "filter"),
        view=text_of(arguments, "view"),
        fields=names_of(arguments, "fields_"),
        search=text_of(arguments, "q"),
    )
    form = str(arguments["format"])
    text = export_text(asked.records, asked.call, query, form, spreadsheet=bool(arguments["spreadsheet"]))
    answer = Response((piece.encode() for piece in text), mimetype=MEDIA[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{object_name}.{form}"'
    return answer


def export_text(records: Records, call: Call, query: Query, form: str, *, spreadsheet: bool = False) -> Iterator[str]:
    """The file in pieces of a page each.

    Raises NotFound, NotAllowed, Invalid and Busy before the first piece is asked for.
    """
    rights = Rights(call.blueprint, call.actor)
    named = (_columns(call.blueprint, rights, query.object, path) for path in query.fields)
    columns = tuple(dict.fromkeys(chain.from_iterable(named))) or rights.readable(query.object)
    pages = records.export(call, replace(query, fields=columns) if query.fields else query)
    codec = Codec(Spelling(call.blueprint), Texts(call.blueprint, call.actor.language))
    mark = (BYTE_ORDER_MARK,) if spreadsheet and form == CSV else ()
    return chain(mark, _written(codec, columns, pages, form))


def _columns(blueprint: Blueprint, rights: Rights, object_name: str, path: str) -> tuple[str, ...]:
    """The columns of a path: of a field of several parts, those of its parts that this reader sees."""
    way, _, last = path.rpartition(".")
    end = end_of(blueprint, object_name, way) if way else None
    targets = blueprint.objects[end.object].fields[end.field].field.to if end is not None else (object_name,)
    plan = blueprint.objects.get(targets[0]) if len(targets) == 1 else None
    compound = plan.object.compounds.get(last) if plan is not None else None
    if plan is None or compound is None:
        return (path,)
    seen = [name for name in compound.parts.values() if rights.reads(plan.name, name)]
    return tuple(f"{way}.{name}" if way else name for name in seen) or (path,)


def _written(codec: Codec, columns: Sequence[str], pages: Iterable[Page], form: str) -> Iterator[str]:
    """Records under a head of their columns, or one JSON object a line."""
    if form == CSV:
        yield _rows([columns])
    for page in pages:
        if form == CSV:
            yield _rows([_cells(codec, columns, record) for record in page.records])
        else:
            yield "".join(json.dumps(codec.record(one), ensure_ascii=False) + "\n" for one in page.records)


def _cells(codec: Codec, columns: Sequence[str], record: Record) -> list[str]:
    """A record under the columns; a file is its address."""
    found = {path: cell(value, record.values[path]) for path, value in codec.values(record).items()}
    found.update({path: f"{FILES}/{file.id}" for path, file in record.files.items()})
    return [found.get(column, "") for column in columns]


def _rows(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def cell(value: object, inside: Value) -> str:
    """A value of an answer as the text of a cell: blank is empty, many values stand between semicolons.

    `inside` is the value as the door gave it: what is text there and more outside is a document.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(inside, tuple) and not any(BETWEEN in one for one in inside):
        return guarded(BETWEEN.join(inside))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return guarded(str(value))
