"""Describing: metadata and the OpenAPI document, cut to the caller and valid."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from objectry.faces.openapi import openapi
from objectry.faces.rest.sections import METHODS, meaning_of, sections_of, type_of
from objectry.metadata import FieldType
from objectry.runtime import Actor, Rights
from tests.faces.office import Office
from tests.faces.rest.program import V1, program, refused

PEOPLE = ["rob", "lin", "mia", "root", "zed"]


def operations(document: Any) -> Iterator[tuple[str, str, Any]]:
    for path, item in document["paths"].items():
        yield from ((path, method, item[method]) for method in METHODS if method in item)


@pytest.mark.parametrize("who", ["lin", "root", "zed"])
def test_the_document_is_valid(shared: Office, who: str) -> None:
    """A document of few rights, of all and of none is valid OpenAPI 3.1; every reference in it leads somewhere."""
    document = program(shared, who).get("/openapi.json")
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()
    ids = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(ids) == len(set(ids))


def references(part: object) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([str(part["$ref"])] if "$ref" in part else [])
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


@pytest.mark.parametrize("who", PEOPLE)
def test_every_reference_leads_somewhere(shared: Office, who: str) -> None:
    """Nothing in the document points to a shape that was cut away for this caller."""
    document = program(shared, who).get("/openapi.json")
    for reference in references(document):
        part: Any = document
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


@pytest.mark.parametrize("who", PEOPLE)
def test_the_document_has_the_calls_she_may_make(shared: Office, who: str) -> None:
    """An operation is in the document exactly when its caller holds the right it needs."""
    asks = program(shared, who)
    document = asks.get("/openapi.json")
    needs = {"list": "read", "read": "read", "create": "create", "update": "update", "delete": "delete"}
    blueprint = shared.platform.current().blueprint
    rights = Rights(blueprint, shared.platform.identity.log_in(who, "correct horse").actor)
    found = {operation["operationId"] for _, _, operation in operations(document)}
    for name in blueprint.objects:
        for verb, right in needs.items():
            assert (f"{verb}_{name}" in found) == rights.may(name, right).allowed, (verb, name)


def test_operations_exist(shared: Office) -> None:
    """Each path of the document is served: a call to it does not answer that there is nothing there."""
    boss = program(shared, "root")
    answers = {}
    for path, method, _ in operations(boss.get("/openapi.json")):
        filled = path.replace("{id}", "x").replace("{value}", "x").replace("{object}", "deal")
        answers[method, path] = boss.send(method.upper(), filled, {} if method != "get" else None).status_code
    assert not [call for call, status in answers.items() if status in {405, 500}]


def test_shapes_of_records(shared: Office) -> None:
    """A record's shape has its readable fields and marks those that cannot be written; what may be sent is apart."""
    schemas = program(shared, "rob").get("/openapi.json")["components"]["schemas"]
    deal, values, new = schemas["deal"], schemas["deal_values"], schemas["deal_new"]
    assert deal["properties"]["expected"]["readOnly"]
    assert "readOnly" not in deal["properties"]["amount"]
    assert "expected" not in values["properties"]
    assert "won_at" not in values["properties"]
    assert new["allOf"][1]["required"] == ["name"]
    assert set(deal["properties"]["stage"]["enum"]) == {"open", "won", "lost"}
    assert deal["properties"]["account"]["x-targets"] == ["account"]
    assert deal["properties"]["close_date"]["format"] == "date"
    assert values["properties"]["name"]["maxLength"] == 120
    assert schemas["account"]["properties"]["employees"]["minimum"] == 0


def test_documents_are_kept_by_rights_not_by_name(vaulted: Office) -> None:
    """People of one role share a document; others get their own, and a new deployment makes new ones."""
    rob, lin, root = (program(vaulted, who).get("/openapi.json") for who in ("rob", "lin", "root"))
    assert rob == lin
    assert "/vault" not in rob["paths"]
    assert "/vault" in root["paths"]


def test_the_command_line_writes_the_same_document(shared: Office) -> None:
    """`crm openapi` and the API give one document for one user."""
    actor: Actor = shared.platform.identity.log_in("rob", "correct horse").actor
    assert openapi(shared.platform, actor) == program(shared, "rob").get("/openapi.json")


def test_an_object_described(shared: Office) -> None:
    """A description has the caller's rights, fields with their facts, views and lists of children."""
    found = program(shared, "rob").get("/meta/deal")
    fields = {one["name"]: one for one in found["fields"]}
    assert (found["label"], found["plural"], found["name_field"]) == ("Deal", "Deals", "name")
    assert "delete" in found["rights"]
    assert fields["stage"]["transitions"] == {"open": ["won", "lost"], "won": []}
    assert fields["stage"]["values"][0] == {"value": "open", "label": "Open", "color": "gray"}
    assert (fields["amount"]["precision"], fields["amount"]["scale"], fields["amount"]["editable"]) == (18, 2, True)
    assert (fields["expected"]["computed"], fields["expected"]["editable"]) == (True, False)
    assert fields["account"]["to"] == ["account"]
    assert {one["type"] for one in fields.values()} <= set(FieldType)
    assert {one["name"] for one in found["views"]} >= {"open", "mine", "pipeline"}
    assert {"name": "lines", "object": "line", "field": "deal"} in found["related"]


def test_descriptions_speak_the_callers_language(shared: Office) -> None:
    """Labels of objects, fields, choices and views come translated."""
    answer = program(shared, "rob").send("GET", "/meta/deal", headers={"Accept-Language": "zh-CN"}).json or {}
    stage = next(one for one in answer["fields"] if one["name"] == "stage")
    assert (answer["label"], stage["label"], stage["values"][1]["label"]) == ("商机", "阶段", "赢单")


def test_the_page_shows_the_document(shared: Office) -> None:
    """The page lists every call of the document and every field of its records, in the reader's language."""
    rob = program(shared, "rob")
    answer = rob.client.get("/api/docs", headers={"Authorization": f"Bearer {rob.token}", "Accept-Language": "zh-CN"})
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    assert "程序接口" in answer.text
    for path, method, operation in operations(rob.get("/openapi.json")):
        assert f"{V1}{path}" in answer.text
        assert operation["summary"] in answer.text, method
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    style = shared.app.test_client().get("/api/docs.css")
    assert (style.status_code, style.mimetype) == (200, "text/css")


def test_the_page_is_not_for_strangers(shared: Office) -> None:
    """Without a token or a session the page is refused; a person in a browser is led to the log-in."""
    refused(shared.app.test_client().get("/api/docs"), 401)
    answer = shared.app.test_client().get("/api/docs", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/api/docs")


def test_sections_of_a_document(shared: Office) -> None:
    """Each object is a section with its calls and fields; arguments say what they are for."""
    sections = {one.anchor: one for one in sections_of(program(shared, "rob").get("/openapi.json"))}
    deal = sections["deal"]
    assert deal.title == "Deals"
    listing = next(one for one in deal.calls if one.method == "GET" and one.address == f"{V1}/deal")
    assert {one.name for one in listing.arguments} >= {"filter", "sort", "limit", "after"}
    assert all(one.meaning for one in listing.arguments)
    assert listing.answer == "deal_page"
    assert {one.name for one in deal.fields} >= {"name", "stage", "amount"}


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": ["string", "null"], "format": "date"}, "string or null (date)"),
        ({"$ref": "#/components/schemas/deal"}, "deal"),
        ({"anyOf": [{"$ref": "#/a/b"}, {"type": "null"}]}, "b or null"),
        ({"allOf": [{"$ref": "#/a/b"}, {}]}, "b"),
        ({}, ""),
    ],
)
def test_shapes_in_a_few_words(schema: dict[str, Any], words: str) -> None:
    """A schema is told in words a reader takes in at a glance."""
    assert type_of(schema) == words


def test_meanings_in_a_few_words() -> None:
    """What a field is for: its label, its help, its choices, where it leads."""
    schema = {"title": "Stage", "description": "How far.", "enum": ["open", "won", None], "x-targets": ["deal"]}
    assert meaning_of(schema) == "Stage. How far. open, won. → deal"


def test_a_new_object_is_served_at_once(vaulted: Office) -> None:
    """An object that was applied while the server runs has its endpoint and its description, without a restart."""
    boss = program(vaulted, "root")
    made = boss.made("vault", name="North")
    assert boss.get("/vault", filter='name = "North"')["records"][0]["id"] == made["id"]
    assert boss.get("/meta/vault")["label"] == "Vault"
    assert "/vault/{id}" in boss.get("/openapi.json")["paths"]


@pytest.mark.parametrize(
    ("shape", "value", "fits"),
    [
        ("deal_changes", {"records": [{"id": "01a20000-0000-7000-8000-000000000000", "version": 1}]}, True),
        ("deal_changes", {"records": [{"name": "New"}]}, False),
        ("deal_changes", {"records": [], "drop": True}, False),
        ("deal_targets", {"records": [{"id": "01a20000-0000-7000-8000-000000000000"}]}, True),
        ("deal_targets", {"records": [{"id": "01a20000-0000-7000-8000-000000000000", "name": "New"}]}, False),
        ("deal_new_batch", {"records": [], "oops": 1}, False),
    ],
)  # fmt: skip
def test_envelopes_take_what_the_server_takes(shared: Office, shape: str, value: object, fits: bool) -> None:  # noqa: FBT001
    """A change names its record beside its values, and what the server refuses does not fit the shape."""
    document = program(shared).get("/openapi.json")
    whole = {"$ref": f"#/components/schemas/{shape}", "components": document["components"]}
    assert Draft202012Validator(whole).is_valid(value) is fits


def test_an_answer_fits_its_shape_with_all_that_was_asked_for(lone: Office) -> None:
    """Paths, labels and warnings beside the fields are part of what is described."""
    root = program(lone)
    account = root.made("account", name="Nordwind")
    deal = root.made("deal", name="Big", account=account["id"])
    read = root.get(f"/deal/{deal['id']}", fields="name,account.name", labels="true")
    assert {"account.name", "_labels"} <= set(read)
    whole = {"$ref": "#/components/schemas/deal", "components": root.get("/openapi.json")["components"]}
    for one in (deal, read, {**deal, "_warnings": [{"code": "D532", "message": "alike"}]}):
        assert [wrong.message for wrong in Draft202012Validator(whole).iter_errors(one)] == []
