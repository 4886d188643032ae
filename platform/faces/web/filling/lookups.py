"""Lookups: the search behind a box while one types, and the plain way for a name typed without JavaScript."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask import Response, abort, request

from objectry.faces.answers import Fault
from objectry.faces.web import addresses
from objectry.faces.web.expressions import quoted
from objectry.faces.web.filling.entries import Entries
from objectry.faces.web.filling.forms import Choice, Input, deciding, empty_input, outside_value, posted_input
from objectry.faces.web.pages import fragment, to
from objectry.faces.web.showing.cells import record_cell, record_name
from objectry.faces.web.visit import Visit
from objectry.metadata import OPAQUE_TYPES, FieldType
from objectry.plan import ObjectPlan
from objectry.runtime import Call, NotFound, Page, Query, Record

Find = Callable[[Call, Query], Page]
OFFERED = 8
NOT_SHOWN = OPAQUE_TYPES | {FieldType.TEXTAREA, FieldType.RICH_TEXT, FieldType.BOOLEAN}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record a lookup may point to, with a line that tells it from others of the same name."""

    id: str
    name: str
    more: str
    object: str


def search(visit: Visit, object: str, field: str) -> Response:
    """The list under a lookup's box, as a fragment; of what stands in the form nothing is known."""
    plan = _plan_of(visit, object, field)
    return _offer(visit, _target(visit, plan, field, request.args.get("target", "")), visit.platform.records.find)


def search_fitting(visit: Visit, object: str, field: str) -> Response:
    """The same for a form, which sends what decides: only records that fit are listed.  Nothing is written."""
    plan = _plan_of(visit, object, field)
    values = _deciding_values(visit, plan, field, Entries(request.form))

    def find(call: Call, query: Query) -> Page:
        return visit.platform.records.candidates(call, query, object, field, values, request.args.get("id", ""))

    return _offer(visit, _target(visit, plan, field, ""), find)


def _plan_of(visit: Visit, object: str, field: str) -> ObjectPlan:
    plan = visit.plan(object)
    if field not in plan.fields or not visit.reads(object, field):
        raise NotFound
    return plan


def _deciding_values(visit: Visit, plan: ObjectPlan, field: str, entries: Entries) -> dict[str, object]:
    """What the form says of the fields that decide; of those it does not carry the record itself tells."""
    names = (
        name for name in deciding(visit, plan, field) if entries.has(name) and not plan.fields[name].field.computed
    )
    typed = (posted_input(empty_input(visit, plan, name), entries) for name in names)
    return {one.name: outside_value(visit, one) for one in typed}


def _offer(visit: Visit, target: str, find: Find) -> Response:
    found = _matches(visit, target, request.args.get("q", "").strip(), find)
    return fragment(visit, "options.html", candidates=found, target=target)


def _target(visit: Visit, plan: ObjectPlan, field: str, wanted: str) -> str:
    open_targets = [one for one in plan.fields[field].field.to if visit.may(one, "read")]
    if not open_targets:
        abort(404)
    return wanted if wanted in open_targets else open_targets[0]


def _matches(visit: Visit, target: str, typed: str, find: Find) -> tuple[Candidate, ...]:
    plan = visit.blueprint.objects[target]
    more = _telling(visit, plan)
    active = "active" if target == "user" and "active" in plan.fields else None
    query = Query(
        target,
        search=typed or None,
        filter=active,
        fields=(plan.object.name_field, *more),
        sort=(plan.object.name_field,) if typed else ("-updated_at",),
        limit=OFFERED,
    )
    return tuple(_candidate(visit, one, more) for one in find(visit.call, query).records)


def _telling(visit: Visit, plan: ObjectPlan) -> tuple[str, ...]:
    """Two fields that tell records of one name apart: the first highlights."""
    named = plan.layout.page.highlights or plan.layout.search
    fit = [name for name in named if name in plan.fields and name != plan.object.name_field]
    plain = [name for name in fit if plan.fields[name].field.type not in NOT_SHOWN]
    return visit.readable(plan.name, tuple(plain))[:2]


def _candidate(visit: Visit, record: Record, more: tuple[str, ...]) -> Candidate:
    line = " · ".join(text for path in more if (text := record_cell(visit, record, path).text))
    return Candidate(record.id, record_name(visit, record), line, record.object)


def resolve(visit: Visit, plan: ObjectPlan, shown: Input, entries: Entries) -> tuple[str, Fault | None]:
    """The id for the name typed into a lookup, or what is wrong with it."""
    typed = entries.shown(shown.name)
    if not typed:
        return "", None
    found = _named(visit, _target(visit, plan, shown.name, entries.target(shown.name)), typed)
    if len(found.records) == 1:
        return found.records[0].id, None
    key = "lookup_several" if found.records else "lookup_none"
    return "", Fault("D529", visit.texts(key, name=typed), shown.name)


def resolve_many(visit: Visit, plan: ObjectPlan, shown: Input, entries: Entries) -> tuple[Input, list[Fault]]:
    """The input with the records whose names were typed beside those chosen, semicolons between; what is wrong."""
    ids, wrong, left = list(shown.ticked), [], []
    for typed in filter(None, (one.strip() for one in entries.shown(shown.name).split(";"))):
        found = _named(visit, _target(visit, plan, shown.name, ""), typed)
        if len(found.records) == 1:
            ids.append(found.records[0].id)
        else:
            key = "lookup_several" if found.records else "lookup_none"
            wrong.append(Fault("D529", visit.texts(key, name=typed), shown.name))
            left.append(typed)
    text = "\n".join(dict.fromkeys(filter(None, ids)))
    return replace(shown, text=text, shown="; ".join(left), known=""), wrong


def named_links(visit: Visit, plan: ObjectPlan, one: Input) -> Input:
    """An input of links with what is linked as its choices, by name; other inputs as they are."""
    if one.widget.kind != "links":
        return one
    target = _target(visit, plan, one.name, "")
    ids = list(dict.fromkeys(filter(None, (*one.base.split("\n"), *one.ticked))))
    if not ids:
        return one
    field = visit.blueprint.objects[target].object.name_field
    listed = ", ".join(map(quoted, ids))
    query = Query(target, filter=f"id in ({listed})", fields=(field,), sort=(field,), limit=len(ids))
    found = visit.platform.records.find(visit.call, query).records
    return replace(one, choices=tuple(Choice(record.id, record_name(visit, record)) for record in found))


def _named(visit: Visit, target: str, name: str) -> Page:
    field = visit.blueprint.objects[target].object.name_field
    return visit.platform.records.find(
        visit.call, Query(target, filter=f"{field} = {quoted(name)}", fields=(field,), limit=2)
    )


def follow(visit: Visit, object: str, field: str, id: str) -> Response:
    """On to the record a lookup of several targets points to."""
    plan = visit.plan(object)
    step = plan.fields.get(field)
    if step is None or not visit.reads(object, field):
        raise NotFound
    for target in step.field.to:
        if visit.may(target, "read") and _exists(visit, target, id):
            return to(addresses.record(target, id))
    raise NotFound


def _exists(visit: Visit, target: str, id: str) -> bool:
    try:
        visit.platform.records.get(visit.call, target, id, (visit.blueprint.objects[target].object.name_field,))
    except NotFound:
        return False
    return True
