"""Writes of every kind, with names and records that somebody may not touch among them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.leak.asking.draws import Draw
from tests.leak.asking.faces import Face
from tests.leak.asking.rest_lists import V1
from tests.leak.oracle.rights import level
from tests.leak.oracle.world import SYSTEM, Field
from tests.leak.served import Request

FRESH = ("acacia", "baobab", "cypress")  # words no record has: a taken value may be told, and so is not asked for
ONE = "/api/v1/<object_name>/<id>"
MANY = "/api/v1/<object_name>"


Values = dict[str, Any]


@dataclass(frozen=True)
class Write:
    """What is to be written, of which records: `sent` by field."""

    object: str
    ids: tuple[str, ...] = ()
    sent: Mapping[str, Any] = field(default_factory=dict)
    deletes: bool = False


def sent(draw: Draw, object: str) -> Values:
    """New values for a few fields; among them those nobody sends, and those this person may not write."""
    kind = draw.kind(object)
    names = [*kind.fields, "owner"]
    able = [name for name in kind.fields if may_send(draw, object, name)]
    names = able if able and draw.chance(0.6) else names
    chosen = draw.dice.sample(names, min(len(names), draw.dice.choice((1, 1, 2, 3))))
    if draw.chance(0.2):
        chosen.append(draw.dice.choice((*SYSTEM[1:5], "deleted_at")))
    return {name: value(draw, kind.fields.get(name), name) for name in chosen}


def may_send(draw: Draw, object: str, name: str) -> bool:
    declared = draw.kind(object).fields[name]
    return not declared.computed and level(draw.world, draw.reader.user, object, name) == "edit"


def value(draw: Draw, declared: Field | None, name: str) -> Any:
    """An outside value."""
    if declared is None:
        return draw.id("user") if name in {"owner", "created_by", "updated_by"} else "2020-01-01T00:00:00Z"
    if declared.points:
        return draw.id(draw.dice.choice(declared.to))
    match declared.type:
        case "integer" | "currency":
            return draw.number()
        case "boolean":
            return draw.chance(0.5)
        case "date":
            return "2026-12-24"
        case "picklist":
            return draw.dice.choice(declared.values)
        case "multi_picklist":
            return [draw.dice.choice(declared.values)]
    return draw.dice.choice(FRESH)


def complete(draw: Draw, object: str, values: Values) -> Values:
    """The values with what a new record cannot do without."""
    kind = draw.kind(object)
    return {kind.parent: draw.id(kind.fields[kind.parent].to[0]), **values} if kind.parent else values


def ask_create(draw: Draw) -> Request:
    object = draw.object()
    values = complete(draw, object, sent(draw, object))
    batch = draw.chance(0.3)
    body: Any = {"records": [values], "mode": draw.dice.choice(("all", "partial"))} if batch else values
    return Request("create", "POST", f"{V1}/{object}", body=body, about=Write(object, sent=values))


def ask_update(draw: Draw) -> Request:
    object = draw.object()
    id, values = draw.id(object), sent(draw, object)
    about = Write(object, (id,), values)
    if draw.chance(0.4):
        body = {"records": [{**values, "id": id}], "mode": draw.dice.choice(("all", "partial"))}
        return Request("update", "PATCH", f"{V1}/{object}", body=body, about=about)
    return Request("update", "PATCH", f"{V1}/{object}/{id}", body=values, about=about)


def ask_delete(draw: Draw) -> Request:
    object = draw.object()
    id = draw.id(object)
    about = Write(object, (id,), deletes=True)
    if draw.chance(0.4):
        return Request("delete", "DELETE", f"{V1}/{object}", body={"records": [{"id": id}]}, about=about)
    return Request("delete", "DELETE", f"{V1}/{object}/{id}", about=about)


def ask_upsert(draw: Draw) -> Request | None:
    """By a unique field, found or not."""
    object = draw.object()
    unique = [name for name, one in draw.kind(object).fields.items() if one.unique]
    if not unique:
        return None
    name, rows = unique[0], draw.world.rows[object]
    values = complete(draw, object, {key: one for key, one in sent(draw, object).items() if key != name})
    seen = [
        row for row in rows.values() if row.get(name) and draw.reader.reads(object) and draw.reader.sees(object, row)
    ]
    key = str(draw.dice.choice(seen)[name]) if seen and draw.chance(0.6) else FRESH[0]
    ids = tuple(id for id, row in rows.items() if row.get(name) == key)
    about = Write(object, ids, {**values, name: key})
    if draw.chance(0.5):
        return Request("upsert", "PUT", f"{V1}/{object}/by/{name}/{key}", body=values, about=about)
    return Request("upsert", "POST", f"{V1}/{object}", {"upsert": name}, body={**values, name: key}, about=about)


def ask_batch(draw: Draw) -> Request:
    """A write within a batch, behind a read."""
    object = draw.object()
    id, values = draw.id(object), sent(draw, object)
    calls = [{"method": "GET", "path": "/meta"}, {"method": "PATCH", "path": f"/{object}/{id}", "body": values}]
    return Request("batch write", "POST", f"{V1}/batch", body={"calls": calls}, about=Write(object, (id,), values))


def ask_form(draw: Draw) -> Request:
    """A form with more in it than its page has shown."""
    object = draw.object()
    values = sent(draw, object)
    posted = {name: one for name, one in values.items() if not isinstance(one, list)}
    form = {name: "true" if one is True else "" if one is False else str(one) for name, one in posted.items()}
    if draw.chance(0.5):
        kind = draw.kind(object)
        form |= {kind.parent: draw.id(kind.fields[kind.parent].to[0])} if kind.parent else {}
        return Request(
            "web write", "POST", f"/o/{object}/new", form=form, by_session=True, about=Write(object, sent=form)
        )
    id = draw.id(object)
    version = str(draw.world.rows[object].get(id, {"version": 1})["version"])
    path = f"/o/{object}/{id}/" + draw.dice.choice(("edit", "edit", "delete"))
    about = Write(object, (id,), form, deletes=path.endswith("delete"))
    return Request("web write", "POST", path, form={**form, "version": version}, by_session=True, about=about)


def ask_move(draw: Draw) -> Request:
    """A card moved to another column, or a field that is none."""
    object = draw.object()
    id, kind = draw.id(object), draw.kind(object)
    name = draw.dice.choice([*kind.fields, "owner", "created_by"])
    moved = str(value(draw, kind.fields.get(name), name))
    form = {"field": name, "value": moved, "version": "1"}
    return Request(
        "web move",
        "POST",
        f"/o/{object}/{id}/move",
        form=form,
        by_session=True,
        about=Write(object, (id,), {name: moved}),
    )


def ask_notice(draw: Draw) -> Request:
    """Somebody's message marked as read."""
    id = draw.id("notification")
    path = draw.dice.choice((f"/notifications/{id}/open", "/notifications/read"))
    ids = tuple(draw.world.rows["notification"])
    return Request(
        "web notices", "POST", path, form={}, by_session=True, about=Write("notification", ids, {"read": True})
    )


FACES = (
    Face("create", (("POST", MANY),), ask_create, writes=True, weight=2),
    Face("update", (("PATCH", MANY), ("PATCH", ONE)), ask_update, writes=True, weight=3),
    Face("delete", (("DELETE", MANY), ("DELETE", ONE)), ask_delete, writes=True),
    Face("upsert", (("PUT", f"{MANY}/by/<field>/<path:value>"), ("POST", MANY)), ask_upsert, writes=True),
    Face("batch write", (("POST", "/api/v1/batch"),), ask_batch, writes=True),
    Face(
        "web write",
        (("POST", "/o/<object>/new"), ("POST", "/o/<object>/<id>/edit"), ("POST", "/o/<object>/<id>/delete")),
        ask_form,
        writes=True,
    ),
    Face("web move", (("POST", "/o/<object>/<id>/move"),), ask_move, writes=True),
    Face(
        "web notices", (("POST", "/notifications/<id>/open"), ("POST", "/notifications/read")), ask_notice, writes=True
    ),
)
