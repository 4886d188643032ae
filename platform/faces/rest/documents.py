"""The OpenAPI 3.1 document of exactly what one caller may call."""

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from objectry.faces.rest.schemas import Batch, ListArguments, record_schema
from objectry.plan import Blueprint, ObjectPlan
from objectry.runtime import Rights

ERRORS = {
    "400": "Malformed",
    "401": "No valid token",
    "403": "Not allowed",
    "404": "Not found",
    "422": "Not acceptable",
}


def openapi_document(blueprint: Blueprint, rights: Rights) -> dict[str, object]:
    """The document for one caller: her objects, her fields, her calls."""
    plugin = MarshmallowPlugin()
    app = blueprint.apps[-1] if blueprint.apps else None
    spec = APISpec(
        title=f"{app.label if app else 'Objectry'} API",
        version=app.version if app else "0",
        openapi_version="3.1.0",
        plugins=[plugin],
        servers=[{"url": "/api/v1"}],
        security=[{"token": []}],
    )
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer"})
    spec.components.schema("Batch", schema=Batch)
    spec.components.schema("Problem", _problem())
    spec.components.response(
        "Problem", {"description": "What went wrong", "content": _content("Problem", problem=True)}
    )
    for plan in blueprint.objects.values():
        if rights.may(plan.name, "read").allowed:
            _add_object(spec, plan, rights)
    return dict(spec.to_dict())


def _add_object(spec: APISpec, plan: ObjectPlan, rights: Rights) -> None:
    name = plan.name
    readable = tuple(rights.readable(name))
    editable = frozenset(field for field in readable if rights.level(name, field) == "edit")
    spec.components.schema(name, schema=record_schema(plan, readable, editable))
    page = {
        "type": "object",
        "properties": {
            "records": {"type": "array", "items": _ref(name)},
            "next": {"type": ["string", "null"]},
            "total": {"type": "integer"},
            "capped": {"type": "boolean"},
        },
    }
    spec.components.schema(f"{name}_page", page)
    many = {"get": _operation(plan, "list", f"{name}_page", ListArguments)}
    one = {"get": _operation(plan, "read", name)}
    if rights.may(name, "create").allowed:
        many["post"] = _operation(plan, "create", name, body=name, status="201")
    if rights.may(name, "update").allowed:
        many["patch"] = _operation(plan, "update_many", name, body="Batch")
        one["patch"] = _operation(plan, "update", name, body=name)
    if rights.may(name, "delete").allowed:
        one["delete"] = _operation(plan, "delete", None, status="204")
    spec.path(path=f"/{name}", operations=many)
    id_parameter = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
    spec.path(path=f"/{name}/{{id}}", operations=one, parameters=[id_parameter])


def _operation(
    plan: ObjectPlan,
    verb: str,
    answer: str | None,
    query: type | None = None,
    *,
    body: str | None = None,
    status: str = "200",
) -> dict[str, object]:
    success: dict[str, object] = {"description": "Done"}
    if answer is not None:
        success["content"] = _content(answer)
    operation: dict[str, object] = {
        "operationId": f"{verb}_{plan.name}",
        "summary": f"{verb.replace('_', ' ').capitalize()}: {plan.object.plural}",
        "tags": [plan.object.plural],
        "responses": {status: success} | {code: {"$ref": "#/components/responses/Problem"} for code in ERRORS},
    }
    if query is not None:
        operation["parameters"] = [{"in": "query", "schema": query}]
    if body is not None:
        operation["requestBody"] = {"required": True, "content": _content(body)}
    return operation


def _content(name: str, *, problem: bool = False) -> dict[str, object]:
    media = "application/problem+json" if problem else "application/json"
    return {media: {"schema": _ref(name)}}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _problem() -> dict[str, object]:
    text = {"type": "string"}
    maybe = {"type": ["string", "null"]}
    fault = {"record": {"type": ["integer", "null"]}, "field": maybe, "code": text, "message": text}
    return {
        "type": "object",
        "properties": {
            "type": text,
            "title": text,
            "status": {"type": "integer"},
            "code": text,
            "detail": text,
            "errors": {"type": "array", "items": {"type": "object", "properties": fault}},
        },
    }
