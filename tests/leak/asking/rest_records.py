"""One record of the REST API, and what is told about it: history, access, reasons, descriptions, drafts."""

from typing import Any

from tests.leak.asking.draws import NOWHERE, Draw
from tests.leak.asking.faces import Face
from tests.leak.asking.rest_lists import V1, Question, in_record
from tests.leak.oracle.answers import Reader
from tests.leak.oracle.expressions import Condition, Path
from tests.leak.oracle.rights import rights, sees_field
from tests.leak.served import Observation, Request

ONE = "/api/v1/<object_name>/<id>"


def access(reader: Reader, object: str, id: str) -> int:
    """The status of a question about one record, whatever it is."""
    held = rights(reader.world, reader.user, object)
    row = reader.world.rows[object].get(id)
    if "read" not in held:
        return 403 if held else 404
    return 200 if row is not None and reader.sees(object, row) else 404


def ask_one(draw: Draw) -> Request:
    object = draw.object()
    id, paths = draw.id(object), tuple(dict.fromkeys(draw.path(object) for _ in range(2)))
    fields = paths if draw.chance(0.5) else ()
    query = {"fields": ",".join(map(str, fields))} if fields else {}
    query |= {"labels": "true"} if draw.chance(0.3) else {}
    return Request("get", "GET", f"{V1}/{object}/{id}", query, about=(Question(object, fields=fields), id))


def judge_one(reader: Reader, request: Request, observed: Observation) -> str | None:
    """The record as the oracle has it, or the one answer for what is not there and what is out of sight."""
    asked, id = request.about
    status = access(reader, asked.object, id)
    understood = asked.understood(reader)
    allowed = {status} if understood else {status, 422} - {200}
    if observed.status not in allowed:
        return f"status {observed.status}, not {allowed}"
    return (
        in_record(reader, asked, reader.world.rows[asked.object][id], observed.json)
        if status == 200 and understood
        else None
    )


def about_one(name: str, end: str, **query: str) -> Face:
    """A face that tells something of one record."""

    def ask(draw: Draw) -> Request:
        object = draw.object()
        id = draw.id(object)
        return Request(name, "GET", f"{V1}/{object}/{id}{end}", query, about=(object, id))

    def judge(reader: Reader, request: Request, observed: Observation) -> str | None:
        status = access(reader, *request.about)
        return None if observed.status == status else f"status {observed.status}, not {status}"

    return Face(name, (("GET", f"{ONE}{end}"),), ask, judge)


def judge_history(reader: Reader, request: Request, observed: Observation) -> str | None:
    """Of each change, the fields that its reader may read today."""
    object, id = request.about
    if access(reader, object, id) != observed.status:
        return f"status {observed.status}"
    if observed.status != 200:
        return None
    told = sorted((one["version"], sorted(one["changes"])) for one in observed.json["history"])
    expected = changes(reader, object, id)
    return None if told == expected else f"{told}, not {expected}"


def changes(reader: Reader, object: str, id: str) -> list[tuple[int, list[str]]]:
    """What happened to a record, as its reader may know it: each version with the fields that changed."""
    visible = {
        name for name in reader.world.stack.kinds[object].fields if sees_field(reader.world, reader.user, object, name)
    }
    past = [one for one in reader.world.history if (one.object, one.record) == (object, id)]
    return sorted((one.version, sorted(visible & set(one.values))) for one in past)


def judge_timeline(reader: Reader, request: Request, observed: Observation) -> str | None:
    """Of each change the fields that its reader may read today; a change of nothing else is not there."""
    object, id = request.about
    if access(reader, object, id) != observed.status:
        return f"status {observed.status}"
    if observed.status != 200:
        return None
    told = [one["change"] for one in observed.json["timeline"]]
    seen = sorted((one["version"], sorted(one["changes"])) for one in told)
    return None if seen == [one for one in changes(reader, object, id) if one[1] or one[0] == 1] else f"{seen}"


def ask_why(draw: Draw) -> Request:
    """Why a formula or a sharing rule came out as it did, or would with other values."""
    object = draw.object()
    kind = draw.kind(object)
    names = [name for name, one in kind.fields.items() if one.formula is not None]
    names += [rule.name for rule in draw.world.stack.rules if rule.object == object]
    name = draw.dice.choice(names) if names and draw.chance(0.95) else "nothing"
    path = f"{V1}/{object}/{draw.id(object)}/why/{name}"
    if draw.chance(0.3):
        flag = draw.dice.choice([one for one, field in kind.fields.items() if field.type in {"text", "textarea"}])
        return Request("why", "POST", path, body={flag: "oak"})
    return Request("why", "GET", path, {"version": "2"} if draw.chance(0.2) else {})


def ask_draft(draw: Draw) -> Request:
    """What a draft of a validation would hold for."""
    object = draw.object()
    condition = draw.condition(object)
    return Request(
        "rehearse", "POST", f"{V1}/{object}/rehearse", body={"condition": str(condition)}, about=(object, condition)
    )


def judge_draft(reader: Reader, request: Request, observed: Observation) -> str | None:
    """How many of the records in sight it holds for."""
    object, condition = request.about
    held = rights(reader.world, reader.user, object)
    status = 404 if not held else 403 if "read" not in held else 200 if reader.understands(object, condition) else 422
    if observed.status != status:
        return f"status {observed.status}, not {status}"
    if status != 200:
        return None
    expected = {"records": len(reader.rows(object)), "held": len(reader.rows(object, condition))}
    told = {name: observed.json[name] for name in expected}
    return None if told == expected else f"{told}, not {expected}"


def ask_meta(draw: Draw) -> Request:
    object = draw.object()
    return Request(
        "meta", "GET", draw.dice.choice((f"{V1}/meta", f"{V1}/meta/{object}", f"{V1}/openapi.json")), about=object
    )


def judge_meta(reader: Reader, request: Request, observed: Observation) -> str | None:
    """An object's description names the fields its reader may read, and those she may write; no other."""
    object = request.about
    held = rights(reader.world, reader.user, object)
    if not request.path.endswith(f"meta/{object}"):
        return None if observed.status == 200 else f"status {observed.status}"
    if observed.status != (200 if held else 404):
        return f"status {observed.status}"
    told = {one["name"] for one in observed.json["fields"]} if observed.status == 200 else set()
    hidden = {one for one in told if one in reader.world.stack.kinds[object].fields} - set(reader.fields(object))
    hidden = hidden if "read" in held else set()
    return f"names {hidden}" if hidden else None


def ask_batch(draw: Draw) -> Request:
    """Several reads in one call; a later one takes a part of an earlier answer."""
    object = draw.object()
    condition = draw.condition(object, 0)
    path = f"/{object}?filter={encoded(condition)}&fields=id&limit=1"
    calls: list[dict[str, Any]] = [{"name": "a", "method": "GET", "path": path}]
    calls.append({"method": "GET", "path": f"/{object}/@{{a.records.0.id}}"})
    return Request("batch", "POST", f"{V1}/batch", body={"calls": calls})


def encoded(condition: Condition) -> str:
    return "".join(one if one.isalnum() else f"%{ord(one):02X}" for one in str(condition))


def ask_nobody(draw: Draw) -> Request:
    """A record that is not there, for whose sake others must not answer otherwise."""
    object = draw.object()
    return Request("get", "GET", f"{V1}/{object}/{NOWHERE}", about=(Question(object, fields=(Path(("id",)),)), NOWHERE))


FACES = (
    Face("get", (("GET", ONE),), ask_one, judge_one, weight=3),
    Face("history", (("GET", f"{ONE}/history"),), about_one("history", "/history").ask, judge_history),
    Face(
        "timeline", (("GET", f"{ONE}/timeline"),), about_one("timeline", "/timeline", limit="200").ask, judge_timeline
    ),
    about_one("access", "/access"),
    Face("why", (("GET", f"{ONE}/why/<name>"), ("POST", f"{ONE}/why/<name>")), ask_why, weight=2),
    Face("rehearse", (("POST", "/api/v1/<object_name>/rehearse"),), ask_draft, judge_draft),
    Face(
        "meta",
        (("GET", "/api/v1/meta"), ("GET", "/api/v1/meta/<object_name>"), ("GET", "/api/v1/openapi.json")),
        ask_meta,
        judge_meta,
    ),
    Face("batch", (("POST", "/api/v1/batch"),), ask_batch),
)
