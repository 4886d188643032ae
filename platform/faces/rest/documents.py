"""The OpenAPI 3.1 document of exactly what one caller may call."""

from collections.abc import Iterable

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from objectry.faces.rest.components import (
    FLAG,
    MAYBE,
    TEXT,
    Document,
    add_common,
    add_query,
    add_record,
    add_targets,
    array,
    calls,
    complete,
    content,
    record,
    ref,
    results,
)
from objectry.faces.rest.operations import KEY, ON_WRITES, REFUSALS, Operations
from objectry.faces.rest.schemas import AuditArguments, RecordShapes, SearchArguments, record_shapes
from objectry.plan import Blueprint
from objectry.runtime import Rights

SERVER = "/api/v1"
OBJECT: Document = {"name": "object", "in": "path", "required": True, "schema": {"type": "string"}}


def openapi_document(blueprint: Blueprint, rights: Rights, shapes: RecordShapes | None = None) -> Document:
    """The document for one caller: her objects, her fields, her calls.  `shapes` are those of this blueprint."""
    made = shapes or record_shapes(blueprint)
    spec = _begin(blueprint)
    add_common(spec)
    _add_describing(spec)
    known = [plan for plan in blueprint.objects.values() if rights.knows(plan.name)]
    if known:
        _add_batch(spec)
        add_query(spec)
        _add_search(spec)
    _add_delegations(spec)
    if rights.system("view_audit").allowed:
        _add_audit(spec)
    for plan in known:
        add_record(spec, made, plan, rights)
        for path in Operations(plan, rights).paths():
            spec.path(path=path.address, operations=path.operations, parameters=list(path.parameters))
    document: Document = spec.to_dict()
    for plan in known:
        add_targets(document, plan, rights)
        complete(document, plan)
    return document


def _begin(blueprint: Blueprint) -> APISpec:
    app = blueprint.apps[-1] if blueprint.apps else None
    spec = APISpec(
        title=app.label if app else "Objectry",
        version=app.version if app else "0",
        openapi_version="3.1.0",
        plugins=[MarshmallowPlugin()],
        servers=[{"url": SERVER}],
        security=[{"token": []}],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    return spec


def _add_describing(spec: APISpec) -> None:
    """The two addresses that tell what there is."""
    objects = record({"objects": array(ref("ObjectName"))}, ["objects"])
    described = (("/meta", "list_objects", objects), ("/meta/{object}", "describe_object", ref("ObjectDescription")))
    for address, name, answer in described:
        done = {"200": {"description": "Done", "content": content(answer)}}
        responses = done | {status: ref("Problem", "responses") for status in REFUSALS}
        summary = name.replace("_", " ").capitalize()
        call = {"operationId": name, "summary": summary, "tags": ["Metadata"], "responses": responses}
        parameters = [OBJECT] if "{object}" in address else []
        spec.path(path=address, operations={"get": call}, parameters=parameters)


def _add_batch(spec: APISpec) -> None:
    """Several calls in one."""
    spec.components.schema("Calls", calls())
    spec.components.schema("Results", results())
    refused = {status: ref("Problem", "responses") for status in sorted((*REFUSALS, *ON_WRITES))}
    call: Document = {
        "operationId": "batch",
        "summary": "Several calls in one transaction",
        "tags": ["Several calls"],
        "parameters": [KEY],
        "requestBody": {"required": True, "content": content(ref("Calls"))},
        "responses": {"200": {"description": "Done", "content": content(ref("Results"))}, **refused},
    }
    spec.path(path="/batch", operations={"post": call})


def _add_delegations(spec: APISpec) -> None:
    """Who stands in for the caller, and for whom she stands in."""
    told = dict.fromkeys(("id", "user", "user_name", "to", "to_name", "access", "starts_at", "ends_at"), TEXT)
    spec.components.schema("Delegation", record(told, ["id"]))

    def problems(statuses: Iterable[str]) -> Document:
        return {status: ref("Problem", "responses") for status in statuses}

    refused = problems(REFUSALS)

    def call(name: str, status: str, shape: Document | None, *more: str) -> Document:
        done: Document = {"description": "Done"} | ({} if shape is None else {"content": content(shape)})
        summary = name.replace("_", " ").capitalize()
        return {
            "operationId": name,
            "summary": summary,
            "tags": ["Me"],
            "responses": {status: done, **refused, **problems(more)},
        }

    listed = call("list_delegations", "200", record({"delegations": array(ref("Delegation"))}, ["delegations"]))
    made = call("delegate", "201", ref("Delegation"), "413", "415")
    wanted = record(dict.fromkeys(("to", "access", "starts_at", "ends_at", "user"), TEXT), ["to", "ends_at"])
    made["requestBody"] = {"required": True, "content": content(wanted)}
    spec.path(path="/me/delegations", operations={"get": listed, "post": made})
    place: Document = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    spec.path(
        path="/me/delegations/{id}",
        operations={"delete": call("end_delegation", "204", None)},
        parameters=[place],
    )


def _add_audit(spec: APISpec) -> None:
    """The audit log."""
    texts = ("id", "at", "event", "cause")
    event = record(
        dict.fromkeys(texts, TEXT)
        | dict.fromkeys(("actor", "actor_name", "object", "record", "name"), MAYBE)
        | {"number": {"type": ["integer", "null"]}, "detail": {"type": "object"}},
        [*texts, "detail"],
    )
    spec.components.schema("AuditEvents", record({"events": array(event), "next": MAYBE}, ["events", "next"]))
    call: Document = {
        "operationId": "list_audit_events",
        "summary": "Who did what about rights, log-ins and deployments",
        "tags": ["Audit"],
        "parameters": [{"in": "query", "schema": AuditArguments}],
        "responses": {
            "200": {"description": "Done", "content": content(ref("AuditEvents"))},
            **{status: ref("Problem", "responses") for status in REFUSALS},
        },
    }
    spec.path(path="/audit", operations={"get": call})


def _add_search(spec: APISpec) -> None:
    """Records of all objects by words."""
    hit = record({"object": TEXT, "id": TEXT, "name": MAYBE}, ["object", "id", "name"])
    spec.components.schema("Hits", record({"results": array(hit), "more": FLAG}, ["results", "more"]))
    call: Document = {
        "operationId": "search",
        "summary": "Search across objects",
        "tags": ["Search"],
        "parameters": [{"in": "query", "schema": SearchArguments}],
        "responses": {
            "200": {"description": "Done", "content": content(ref("Hits"))},
            **{status: ref("Problem", "responses") for status in REFUSALS},
        },
    }
    spec.path(path="/search", operations={"get": call})
