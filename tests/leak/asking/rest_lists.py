"""Lists of the REST API: filter, sort, fields, search, views, counts, children, exports."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tests.leak.asking.draws import TEXTS, Draw
from tests.leak.asking.faces import Face
from tests.leak.making.stacks import WORDS
from tests.leak.oracle.answers import Reader, as_json
from tests.leak.oracle.expressions import Condition, Path
from tests.leak.oracle.rights import rights, sees_field
from tests.leak.oracle.world import Cell, Row
from tests.leak.served import Observation, Request

V1 = "/api/v1"
SORTED = (*TEXTS, "integer", "currency", "boolean", "date")
Names = tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """What a list is asked for."""

    object: str
    filter: Condition | None = None
    view: str = ""
    sort: tuple[tuple[str, Path], ...] = ()
    fields: tuple[Path, ...] = ()
    word: str = ""
    count: bool = False
    parent: tuple[str, str, str] | None = None  # object, id, and the name of its children

    def understood(self, reader: Reader, *, in_order: bool = True) -> bool:
        """Whether it names only what its reader may know."""
        paths = [*(one for _, one in self.order(reader) if in_order), *self.fields]
        conditions = [one for one in (self.filter, self.view_filter(reader)) if one is not None]
        return all(reader.knows(self.object, one.names) for one in paths) and all(
            reader.understands(self.object, one) for one in conditions
        )

    def view_filter(self, reader: Reader) -> Condition | None:
        return reader.world.stack.kinds[self.object].views[self.view].where if self.view else None

    def order(self, reader: Reader) -> tuple[tuple[str, Path], ...]:
        """What the records are sorted by: as asked, else as the view says."""
        declared = reader.world.stack.kinds[self.object].views[self.view].sort if self.view else ""
        return self.sort or ((("-", Path((declared,))),) if declared else ())

    def rows(self, reader: Reader, *, sorted_too: bool = True) -> list[Row]:
        """The records to be told, in order; else in that of their making."""
        conditions = [one for one in (self.filter, self.view_filter(reader)) if one is not None]
        found = reader.rows(self.object, *conditions)
        if self.parent is not None:
            _, lookup = reader.world.stack.relation(self.parent[0], self.parent[2])
            found = [row for row in found if row[lookup] == self.parent[1]]
        if self.word:
            hits = [row["id"] for row in reader.hits(self.object, self.word)]
            found = [row for row in found if row["id"] in hits]
        for sign, path in reversed(self.order(reader) if sorted_too else ()):
            found.sort(key=lambda row: rank(reader.scope(self.object, row).value(path.names)), reverse=sign == "-")
        return found

    def query(self) -> dict[str, str]:
        """The arguments that ask it."""
        given = {
            "filter": "" if self.filter is None else str(self.filter),
            "view": self.view,
            "sort": ",".join(f"{sign}{path}" for sign, path in self.sort),
            "fields": ",".join(map(str, self.fields)),
            "q": self.word,
            "count": "exact" if self.count else "",
        }
        return {name: value for name, value in given.items() if value}


def rank(value: Cell) -> tuple[bool, Cell]:
    """Blank comes first."""
    return (value is not None, 0 if value is None else value)


def draw_question(draw: Draw) -> Question:
    object = draw.object()
    kind, dice = draw.kind(object), draw.dice
    asked = Question(object, count=draw.chance(0.6))
    if draw.chance(0.7):
        asked = replace(asked, filter=draw.condition(object))
    if draw.chance(0.4):
        path = draw.path(object)
        if draw.end(object, path).type in SORTED:
            asked = replace(asked, sort=((dice.choice(("", "-")), path),))
    if draw.chance(0.4):
        chosen = dict.fromkeys(draw.path(object) if draw.chance(0.3) else draw.known_path(object) for _ in range(3))
        asked = replace(asked, fields=tuple(chosen))
    if draw.chance(0.15):
        asked = replace(asked, word=dice.choice(WORDS))
    if kind.views and draw.chance(0.15) and asked.filter is None:
        asked = replace(asked, view="mine")
    return asked


def ask_list(draw: Draw) -> Request:
    asked = draw_question(draw)
    more = {"labels": "true"} if draw.chance(0.3) else {}
    return Request("list", "GET", f"{V1}/{asked.object}", {**asked.query(), **more}, about=asked)


def ask_children(draw: Draw) -> Request | None:
    object = draw.object()
    relations = list(draw.world.stack.relations(object))
    if not relations:
        return None
    name, other, _ = draw.dice.choice(relations)
    id = draw.id(object)
    asked = Question(other, count=True, parent=(object, id, name))
    if draw.chance(0.4):
        asked = replace(asked, filter=draw.condition(other, 0))
    return Request("related", "GET", f"{V1}/{object}/{id}/related/{name}", asked.query(), about=asked)


def ask_export(draw: Draw) -> Request:
    asked = replace(draw_question(draw), sort=(), count=False)
    format = draw.dice.choice(("csv", "jsonl"))
    return Request("export", "GET", f"{V1}/{asked.object}/export", {**asked.query(), "format": format}, about=asked)


def refusal(reader: Reader, asked: Question) -> int | None:
    """The status that refuses a question; None where it is to be answered."""
    if asked.parent is not None:
        object, id, name = asked.parent
        row = reader.world.rows[object].get(id)
        if row is None or not reader.sees(object, row):
            return 404 if not rights(reader.world, reader.user, object) or reader.reads(object) else 403
        other, lookup = reader.world.stack.relation(object, name)
        if not sees_field(reader.world, reader.user, other, lookup):
            return 404
    held = rights(reader.world, reader.user, asked.object)
    if "read" not in held:
        return 403 if held else 404
    return None if asked.understood(reader) else 422


def judge_list(reader: Reader, request: Request, observed: Observation) -> str | None:
    """The records in order, their values and their count, as the oracle has them."""
    asked: Question = request.about
    status = refusal(reader, asked) or 200
    if observed.status != status:
        return f"status {observed.status}, not {status}"
    if status != 200:
        return None
    rows, told = asked.rows(reader), observed.json["records"]
    if asked.count and observed.json["total"] != len(rows):
        return f"counts {observed.json['total']}, not {len(rows)}"
    return differing(reader, asked, rows, told)


def differing(reader: Reader, asked: Question, rows: Sequence[Row], told: Sequence[dict[str, object]]) -> str | None:
    """What is wrong with the records told."""
    ids, expected = [one["id"] for one in told], [row["id"] for row in rows]
    order = asked.order(reader)
    if order and sorted(map(str, ids)) == sorted(map(str, expected)):
        ranks = [[rank(reader.scope(asked.object, row).value(path.names)) for _, path in order] for row in rows]
        by_id = {str(row["id"]): one for row, one in zip(rows, ranks, strict=True)}
        if [by_id[str(one)] for one in ids] != ranks:
            return f"order {ids}, not {expected}"
    elif set(ids) != set(expected) or len(ids) != len(expected):
        return f"records {ids}, not {expected}"
    by_row = {str(row["id"]): row for row in rows}
    return first(in_record(reader, asked, by_row[str(one["id"])], one) for one in told)


def first(complaints: Iterable[str | None]) -> str | None:
    """The first that is one."""
    return next(filter(None, complaints), None)


def in_record(reader: Reader, asked: Question, row: Row, told: dict[str, object]) -> str | None:
    names = [path.names for path in asked.fields] or [(name,) for name in reader.fields(asked.object)]
    expected = {".".join(one): json_of(reader, asked.object, row, one) for one in names}
    found = {name: value for name, value in told.items() if name != "_labels"}
    expected |= {name: json_of(reader, asked.object, row, (name,)) for name in ("id", "version")}
    return None if found == expected else f"{row['id']}: {found}, not {expected}"


def json_of(reader: Reader, object: str, row: Row, names: Names) -> object:
    """A path's value as JSON; a reference to one of several objects tells which, if the reader sees the record."""
    scope = reader.scope(object, row)
    value = scope.value(names)
    *before, last = names
    for name in before:
        found = reader.world.target(object, name, row)
        if found is None:
            return value
        object, row = found
    declared = reader.world.stack.kinds[object].fields.get(last)
    if declared is None:
        return moment(value) if last in {"created_at", "updated_at"} else value
    if declared.points and len(declared.to) > 1 and value is not None:
        there = reader.world.target(object, last, row)
        seen = there is not None and reader.reads(there[0]) and reader.sees(*there)
        return {"object": there[0] if seen and there else None, "id": value}
    return as_json(declared.type, value)


def moment(value: Cell) -> object:
    if value is None:
        return None
    seconds = int(str(value)) // 1_000_000
    day, rest = divmod(seconds - 1_795_305_600, 86_400)
    return f"2026-11-{22 + day:02}T{rest // 3600:02}:{rest % 3600 // 60:02}:{rest % 60:02}Z"


def judge_export(reader: Reader, request: Request, observed: Observation) -> str | None:
    """As many records as the oracle has, of these ids or, where no id is asked for, of these values."""
    asked: Question = request.about
    held = rights(reader.world, reader.user, asked.object)
    status = (
        404
        if not held
        else 403
        if not {"read", "export"} <= held
        else 200
        if asked.understood(reader, in_order=False)
        else 422
    )
    if observed.status != status:
        return f"status {observed.status}, not {status}"
    if status != 200:
        return None
    told, rows = lines(observed, request.query["format"]), asked.rows(reader, sorted_too=False)
    if len(told) != len(rows):
        return f"{len(told)} lines, not {len(rows)}"
    if request.query["format"] == "csv" or asked.fields:
        return None
    return first(in_record(reader, asked, row, one) for row, one in zip(rows, told, strict=True))


def lines(observed: Observation, format: str) -> list[dict[str, object]]:
    """The records of a file."""
    if format == "jsonl":
        return [json.loads(line) for line in observed.text.splitlines()]
    return [dict(one) for one in csv.DictReader(io.StringIO(observed.text))]


FACES = (
    Face("list", (("GET", "/api/v1/<object_name>"),), ask_list, judge_list, weight=6),
    Face("related", (("GET", "/api/v1/<object_name>/<id>/related/<name>"),), ask_children, judge_list, weight=2),
    Face("export", (("GET", "/api/v1/<object_name>/export"),), ask_export, judge_export, weight=2),
)
