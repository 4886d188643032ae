"""`POST /{object}/query`: rows with what is worked out for each, or figures by groups, over the records one sees."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Response, jsonify

from objectry.faces.rest.arguments import read_arguments, read_body, refuse_headers, text_of
from objectry.faces.rest.bodies import read_json
from objectry.faces.rest.codec import any_value, integer, percent
from objectry.faces.rest.expanding import expand, wanted_of
from objectry.faces.rest.refusals import Complaint, Refusal, unfit
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import MOST_PATHS, NoArguments, QueryBody
from objectry.rules import Value
from objectry.runtime import Column, GroupKey, GroupPage, GroupQuery, Query

BODY, NONE = QueryBody(), NoArguments()
OF_GROUPS, OF_ROWS = ("group_by", "aggregates", "having"), ("select", "count", "expand")
USUAL = 50
LABELS = "_labels"


@dataclass(frozen=True, slots=True)
class Output:
    """One thing to answer: a path, or an expression under a name; of dates by a span."""

    name: str
    value: str
    by: str | None = None

    @property
    def named(self) -> bool:
        """Whether it is more than a path."""
        return self.name != self.value or self.by is not None


def query(asked: Asked, object_name: str) -> Response:
    """Records, or groups of them."""
    refuse_headers(asked.request)
    read_arguments(asked.request, NONE)
    sent = read_json(asked.request)
    body = read_body(sent, BODY)
    grouped = any(name in sent for name in OF_GROUPS[:2])
    wrong = [name for name in (OF_ROWS if grouped else OF_GROUPS) if name in sent]
    if wrong:
        key = "key_of_rows" if grouped else "key_of_groups"
        raise Refusal(400, "F701", *(Complaint(key, name, {"name": name}) for name in wrong))
    return _groups(asked, object_name, body) if grouped else _rows(asked, object_name, body)


def _rows(asked: Asked, object_name: str, body: Mapping[str, object]) -> Response:
    outputs = _outputs(body, "select")
    wanted = Query(
        object=object_name,
        filter=text_of(body, "filter"),
        view=text_of(body, "view"),
        sort=_names(body, "sort"),
        fields=tuple(one.value for one in outputs if not one.named),
        search=text_of(body, "q"),
        limit=int(str(body.get("limit", USUAL))),
        after=text_of(body, "after"),
        count=str(body["count"]),
        values={one.name: one.value for one in outputs if one.named},
    )
    beside = wanted_of(_names(body, "expand"))
    found = asked.records.find(asked.call, wanted)
    document = asked.codec.page(found, labels=bool(body["labels"]), whole=not wanted.fields)
    expand(asked, object_name, found.records, document["records"], beside)
    return jsonify(document)


def _groups(asked: Asked, object_name: str, body: Mapping[str, object]) -> Response:
    wanted = GroupQuery(
        object=object_name,
        by=tuple(GroupKey(one.name, one.value, one.by) for one in _outputs(body, "group_by")),
        figures=_figures(body),
        filter=text_of(body, "filter"),
        view=text_of(body, "view"),
        search=text_of(body, "q"),
        having=text_of(body, "having"),
        sort=_names(body, "sort"),
        limit=int(str(body.get("limit", USUAL))),
        after=text_of(body, "after"),
    )
    page = asked.records.groups(asked.call, wanted)
    groups = [group_document(page, row) for row in page.rows]
    if body["labels"]:
        for group, labels in zip(groups, _labels(asked, page), strict=True):
            group[LABELS] = labels
    return jsonify(groups=groups, next=page.next)


def group_document(page: GroupPage, row: Mapping[str, Value]) -> dict[str, object]:
    """One group: numbers that are whole as numbers, others as text with all their digits."""
    return {name: written(column, row[name]) for name, column in page.columns.items()}


def written(column: Column, value: Value) -> object:
    """A key or figure as JSON."""
    if column.percent:
        return percent(value)
    return integer(value) if column.whole else any_value(value)


def _labels(asked: Asked, page: GroupPage) -> Iterator[dict[str, object]]:
    """For each group the names of the records and choices among its keys: one look at each object, not each group."""
    names = {name: _names_of(asked, page, name, column) for name, column in page.columns.items()}
    for row in page.rows:
        found = {name: known.get(str(row[name])) for name, known in names.items() if row[name] is not None}
        yield {name: label for name, label in found.items() if label is not None}


def _names_of(asked: Asked, page: GroupPage, name: str, column: Column) -> Mapping[str, str]:
    values = dict.fromkeys(str(row[name]) for row in page.rows if row[name] is not None)
    if column.picklist is not None:
        return {value: asked.texts.value(*column.picklist, value) for value in values}
    found: dict[str, str] = {}
    for target in column.targets:
        field = asked.blueprint.objects[target].object.name_field
        if asked.rights.reads(target, field):
            seen = asked.records.recall(asked.call, target, list(values), (field,))
            found |= {id: str(one.values[field]) for id, one in seen.items() if one.values[field] is not None}
    return found


def _outputs(body: Mapping[str, object], key: str) -> tuple[Output, ...]:
    """A list of paths and named expressions.  Raises Refusal 400."""
    given = body.get(key, [])
    if not isinstance(given, list) or len(given) > MOST_PATHS:
        raise Refusal(400, "F701", unfit(key, "outputs", limit=MOST_PATHS))
    return tuple(_output(key, one, place) for place, one in enumerate(given))


def _output(key: str, one: object, place: int) -> Output:
    if isinstance(one, str) and one:
        return Output(one, one)
    known = {"name", "value", "by"} if key == "group_by" else {"name", "value"}
    if not isinstance(one, dict) or not {"name", "value"} <= set(one) <= known:
        raise Refusal(400, "F701", unfit(key, "outputs", place, limit=MOST_PATHS))
    if not all(isinstance(value, str) and value for value in one.values()):
        raise Refusal(400, "F701", unfit(key, "outputs", place, limit=MOST_PATHS))
    return Output(one["name"], one["value"], one.get("by"))


def _figures(body: Mapping[str, object]) -> dict[str, str]:
    given = body.get("aggregates", {})
    if not isinstance(given, dict) or not all(isinstance(one, str) for one in given.values()):
        raise Refusal(400, "F701", unfit("aggregates", "figures"))
    return dict(given)


def _names(body: Mapping[str, object], key: str) -> tuple[str, ...]:
    given = body.get(key, [])
    if not isinstance(given, list) or not all(isinstance(one, str) for one in given) or len(given) > MOST_PATHS:
        raise Refusal(400, "F701", unfit(key, "list", limit=MOST_PATHS))
    return tuple(given)
