"""The shapes an OpenAPI document names: errors, envelopes, and each object's records, cut to one caller."""

from collections.abc import Mapping
from types import MappingProxyType

from apispec import APISpec

from objectry.faces.rest.describe import shown, targets
from objectry.faces.rest.parts import MOST_CALLS
from objectry.faces.rest.schemas import COUNTS, LARGEST_PAGE, METHODS, MOST_PATHS, RecordShapes
from objectry.plan import ObjectPlan
from objectry.runtime import BUCKETS, MOST_RECORDS, TIMELINE_KINDS, Rights

Document = dict[str, object]
TEXT: Document = {"type": "string"}
MAYBE: Document = {"type": ["string", "null"]}
WHOLE: Document = {"type": "integer"}
FLAG: Document = {"type": "boolean"}
TARGET: Mapping[str, Document] = MappingProxyType({"id": {"type": "string", "format": "uuid"}, "version": WHOLE})
"""By what a record to change or to delete is named."""


def ref(name: str, kind: str = "schemas") -> Document:
    """A reference to a named part."""
    return {"$ref": f"#/components/{kind}/{name}"}


def content(schema: Document, media: str = "application/json") -> Document:
    """A body of that shape."""
    return {media: {"schema": schema}}


def record(properties: Mapping[str, object], required: list[str] | None = None) -> Document:
    """A JSON object with these keys."""
    found: Document = {"type": "object", "properties": dict(properties)}
    return found | {"required": required} if required else found


def array(items: Document) -> Document:
    """A list."""
    return {"type": "array", "items": items}


def add_common(spec: APISpec) -> None:
    """What all objects share."""
    fault = {"call": TEXT, "record": {"type": ["integer", "null"]}, "field": MAYBE, "code": TEXT, "message": TEXT}
    problem = {"type": TEXT, "title": TEXT, "status": WHOLE, "code": TEXT, "detail": TEXT, "request_id": TEXT}
    spec.components.schema("Fault", record({**fault, "line": WHOLE, "column": WHOLE}, ["code", "message"]))
    spec.components.schema("Problem", record({**problem, "errors": array(ref("Fault"))}, ["status", "code"]))
    named = {"label": TEXT, "plural": TEXT, "rights": array(TEXT), "name": TEXT}
    spec.components.schema("ObjectName", record(named, ["name"]))
    spec.components.schema("ObjectDescription", record({**named, **_described()}, ["name"]))
    spec.components.schema("History", record({"history": array(_entry())}, ["history"]))
    gone = dict.fromkeys(("id", "deleted_at", "deleted_by"), TEXT) | dict.fromkeys(("name", "deleted_by_name"), MAYBE)
    spec.components.schema("Bin", record({"records": array(record(gone, ["id"])), "next": MAYBE}, ["records", "next"]))
    told = record({"timeline": array(_moment()), "kinds": array(TEXT), "next": MAYBE}, ["timeline", "kinds", "next"])
    spec.components.schema("Timeline", told)
    decision: Document = {"allowed": FLAG, "reason": TEXT}
    rights = {"type": "object", "additionalProperties": record(decision, ["allowed", "reason"])}
    spec.components.schema("Access", record({**decision, "rights": rights}, ["allowed", "reason"]))
    spec.components.schema("Share", _share())
    spec.components.schema("Shares", record({"shares": array(ref("Share"))}, ["shares"]))
    spec.components.schema("NewShare", record({"with": TEXT, "access": TEXT, "expires_at": MAYBE}, ["with"]))
    spec.components.schema("Part", _part())
    spec.components.schema("Reason", _reason())
    spec.components.schema("Draft", record({"condition": TEXT, "then": TEXT}, ["condition"]))
    counts = {"type": "object", "additionalProperties": WHOLE}
    rehearsal = {"records": WHOLE, "held": WHOLE, "samples": array(TEXT), "effects": counts}
    spec.components.schema("Rehearsal", record(rehearsal, ["records", "held", "samples", "effects"]))
    refusal = {"description": "Refused", "content": content(ref("Problem"), "application/problem+json")}
    spec.components.response("Problem", refusal)


def add_query(spec: APISpec) -> None:
    """A query and its two kinds of answer."""
    named = record({"name": TEXT, "value": TEXT, "by": {"type": "string", "enum": list(BUCKETS)}}, ["name", "value"])
    outputs: Document = array({"anyOf": [TEXT, named]}) | {"maxItems": MOST_PATHS}
    plain = dict.fromkeys(("filter", "view", "q", "having", "after"), TEXT)
    count: Document = {"type": "string", "enum": list(COUNTS), "default": "none"}
    limit: Document = {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 50}
    figures: Document = {"type": "object", "additionalProperties": TEXT}
    asked = {
        "select": outputs,
        "group_by": outputs,
        "aggregates": figures,
        "sort": array(TEXT),
        "expand": array(TEXT),
        "limit": limit,
    }
    body = record({**plain, **asked, "count": count, "labels": {**FLAG, "default": False}})
    spec.components.schema("Query", {**body, "additionalProperties": False})
    row: Document = {"type": "object"}
    rows = {"records": array(row), "next": MAYBE, "total": WHOLE, "capped": FLAG}
    spec.components.schema("Rows", record(rows, ["records", "next"]))
    spec.components.schema("Groups", record({"groups": array(row), "next": MAYBE}, ["groups", "next"]))


def calls() -> Document:
    """Several calls, as they are sent."""
    name: Document = {"type": "string", "pattern": "^[A-Za-z_][A-Za-z0-9_]{0,39}$"}
    method: Document = {"type": "string", "enum": list(METHODS)}
    path: Document = {"type": "string", "pattern": "^/", "description": "below /api/v1: `/account/@{acme.id}`"}
    body: Document = {"description": "what a call of its own would send; `@{acme.id}` is a part of an earlier answer"}
    call = record({"name": name, "method": method, "path": path, "body": body, "if_match": TEXT}, ["method", "path"])
    several = array({**call, "additionalProperties": False}) | {"minItems": 1, "maxItems": MOST_CALLS}
    return {
        **record({"calls": several, "dry_run": {**FLAG, "default": False}}, ["calls"]),
        "additionalProperties": False,
    }


def results() -> Document:
    """The answers to several calls."""
    result = record({"name": TEXT, "status": WHOLE, "etag": TEXT, "location": TEXT, "body": {}}, ["name", "status"])
    return record({"results": array(result), "dry_run": FLAG}, ["results", "dry_run"])


def _described() -> Document:
    things = {"type": "array", "items": {"type": "object"}}
    return {"name_field": TEXT, "record_types": things, "fields": things, "views": things, "related": things}


def _entry() -> Document:
    pair: Document = {"type": "array", "items": {}, "minItems": 2, "maxItems": 2}
    words = dict.fromkeys(("actor", "actor_name", "kind", "cause"), TEXT)
    changes: Document = {"type": "object", "additionalProperties": pair}
    causes: Document = {"type": "object", "additionalProperties": TEXT}
    moment: Document = {"type": "string", "format": "date-time"}
    return record({"version": WHOLE, "at": moment, **words, "changes": changes, "causes": causes})


def _moment() -> Document:
    """Something of a timeline."""
    at: Document = {"type": "string", "format": "date-time"}
    kind: Document = {"type": "string", "enum": list(TIMELINE_KINDS)}
    return record({"kind": kind, "at": at, "change": _entry(), "object": TEXT, "record": {"type": "object"}}, ["kind"])


def _part() -> Document:
    return record({"text": TEXT, "value": {}, "hidden": FLAG, "parts": array(ref("Part"))}, ["text", "value"])


def _share() -> Document:
    """Whom a record is open to by hand."""
    named = {"id": TEXT, "with": TEXT, "name": TEXT, "access": TEXT, "shared_by": TEXT, "at": TEXT, "lasting": FLAG}
    return record({**named, "expires_at": MAYBE}, ["id", "with", "access"])


def _reason() -> Document:
    maybe: Document = {"type": ["boolean", "null"]}
    words = dict.fromkeys(("object", "record", "name", "kind", "label"), TEXT)
    event = record({"event": TEXT, "happened": maybe}, ["event", "happened"])
    effects: Document = {"type": ["array", "null"], "items": {"type": "object"}}
    outcome = {"holds": maybe, "because": MAYBE, "condition": {"anyOf": [ref("Part"), {"type": "null"}]}}
    save = {"version": {"type": ["integer", "null"]}, "at": MAYBE}
    did = {"events": array(event), "fired": maybe, "effects": effects, "did": array(TEXT)}
    return record({**words, **save, **outcome, **did}, ["object", "record", "name", "kind", "holds", "fired"])


def add_record(spec: APISpec, shapes: RecordShapes, plan: ObjectPlan, rights: Rights) -> None:
    """The shapes of one object: `deal` as answered, `deal_values` and `deal_new` as sent, and their envelopes."""
    name, editable = plan.name, rights.editable(plan.name)
    if rights.may(name, "read").allowed:
        spec.components.schema(name, schema=shapes.readable(name, rights.readable(name), frozenset(editable)))
        page = {"records": array(ref(name)), "next": MAYBE, "total": WHOLE, "capped": FLAG}
        spec.components.schema(f"{name}_page", record(page, ["records", "next"]))
    spec.components.schema(f"{name}_values", schema=shapes.writable(name, editable))
    if rights.may(name, "create").allowed:
        spec.components.schema(f"{name}_new", _new(plan, editable))
        spec.components.schema(f"{name}_new_batch", _batch(ref(f"{name}_new")))
    spec.components.schema(f"{name}_changes", _batch(ref(f"{name}_change")))
    spec.components.schema(f"{name}_targets", _batch({**record(TARGET, ["id"]), "additionalProperties": False}))
    spec.components.schema(f"{name}_outcome", _outcome(name, rights))


def _new(plan: ObjectPlan, editable: tuple[str, ...]) -> Document:
    """The values of a new record; without a default or a condition, what is required must be sent."""
    needed = [one for one in editable if plan.fields[one].field.required and not _has_default(plan, one)]
    values = ref(f"{plan.name}_values")
    return {"allOf": [values, {"type": "object", "required": needed}]} if needed else {"allOf": [values]}


def _has_default(plan: ObjectPlan, name: str) -> bool:
    plain = plan.fields[name].field
    return plain.default is not None or plain.default_formula is not None or plain.system


def _batch(items: Document) -> Document:
    records = array(items) | {"maxItems": MOST_RECORDS}
    mode: Document = {"type": "string", "enum": ["all", "partial"], "default": "all"}
    found = record({"records": records, "mode": mode, "dry_run": {**FLAG, "default": False}}, ["records"])
    return {**found, "additionalProperties": False}


def _outcome(name: str, rights: Rights) -> Document:
    one = ref(name) if rights.may(name, "read").allowed else record({"id": TEXT})
    lists = {"records": array({"anyOf": [one, {"type": "null"}]}), "actions": array(MAYBE)}
    return record({**lists, "errors": array(ref("Fault")), "warnings": array(ref("Fault")), "dry_run": FLAG})


def complete(document: Document, plan: ObjectPlan) -> None:
    """What follows from the shapes of an object: values with the id of the record they are for, and that an answer has
    more keys than fields: paths that were asked for, labels, warnings."""
    components = document.get("components")
    schemas = components.get("schemas", {}) if isinstance(components, dict) else {}
    values = schemas[f"{plan.name}_values"]
    named = {**values.get("properties", {}), **TARGET}
    schemas[f"{plan.name}_change"] = {**values, "properties": named, "required": ["id"]}
    if plan.name in schemas:
        beside = {
            "_labels": {"type": "object", "readOnly": True},
            "_warnings": array(ref("Fault")) | {"readOnly": True},
        }
        answered = schemas[plan.name]
        schemas[plan.name] = {
            **answered,
            "properties": {**answered["properties"], **beside},
            "additionalProperties": True,
        }


def add_targets(document: Document, plan: ObjectPlan, rights: Rights) -> None:
    """Say of each lookup which objects it points to: those this caller knows."""
    components = document.get("components")
    schemas = components.get("schemas", {}) if isinstance(components, dict) else {}
    for name in (plan.name, f"{plan.name}_values"):
        properties = schemas.get(name, {}).get("properties", {})
        for field in shown(plan, rights):
            if field in properties and plan.fields[field].field.to:
                properties[field]["x-targets"] = list(targets(plan.fields[field], rights))
