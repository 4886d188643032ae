"""Exports: every record of a query as lines of CSV or JSON, made page by page: a million need no more memory."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType

from flask import Response, request

from objectry.faces.rest.arguments import names_of, read_arguments, text_of
from objectry.faces.rest.codec import Codec
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import ExportArguments
from objectry.faces.texts import Texts
from objectry.runtime import Call, Page, Query, Records, Rights, guarded

CSV, LINES = "csv", "jsonl"
MEDIA: Mapping[str, str] = MappingProxyType({CSV: "text/csv", LINES: "application/x-ndjson"})
BETWEEN = ";"
BYTE_ORDER_MARK = "\ufeff"  # by it spreadsheets know UTF-8
ARGUMENTS = ExportArguments()


def export(asked: Asked, object_name: str) -> Response:
    """Every record of the query as a file.  What is wrong with the query is told before the first byte."""
    arguments = read_arguments(request, ARGUMENTS)
    query = Query(
        object=object_name,
        filter=text_of(arguments, "filter"),
        view=text_of(arguments, "view"),
        fields=names_of(arguments, "fields_"),
        search=text_of(arguments, "q"),
    )
    form = str(arguments["format"])
    text = export_text(asked.platform.records, asked.call, query, form, spreadsheet=bool(arguments["spreadsheet"]))
    answer = Response((piece.encode() for piece in text), mimetype=MEDIA[form])
    answer.headers["Content-Disposition"] = f'attachment; filename="{object_name}.{form}"'
    return answer


def export_text(records: Records, call: Call, query: Query, form: str, *, spreadsheet: bool = False) -> Iterator[str]:
    """The file in pieces of a page each.

    Raises NotFound, NotAllowed, Invalid and Busy before the first piece is asked for.
    """
    pages = records.export(call, query)
    columns = query.fields or Rights(call.blueprint, call.actor).readable(query.object)
    codec = Codec(call.blueprint, Texts(call.blueprint, call.actor.language))
    mark = (BYTE_ORDER_MARK,) if spreadsheet and form == CSV else ()
    return chain(mark, _written(codec, columns, pages, form))


def _written(codec: Codec, columns: Sequence[str], pages: Iterable[Page], form: str) -> Iterator[str]:
    """Records under a head of their columns, or one JSON object a line."""
    if form == CSV:
        yield _rows([columns])
    for page in pages:
        documents = [codec.record(record) for record in page.records]
        if form == CSV:
            yield _rows([[cell(one.get(column)) for column in columns] for one in documents])
        else:
            yield "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in documents)


def _rows(rows: Iterable[Sequence[str]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue()


def cell(value: object) -> str:
    """A value of an answer as the text of a cell: blank is empty, many values stand between semicolons."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and all(isinstance(one, str) and BETWEEN not in one for one in value):
        return guarded(BETWEEN.join(value))
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return guarded(str(value))
