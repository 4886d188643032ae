"""The properties every field may have: what each one says is what happens at the door, on both databases."""

from collections.abc import Iterator
from typing import Any

import pytest

from objectry.faces.wsgi import create_app
from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent, Platform, SetClock, Source
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.store import open_store
from tests.databases import drop_schemas, postgres_database, sqlite_database
from tests.faces.office import CHEAP, NOW, PASSWORD, Office
from tests.faces.rest.program import Program, program, refused

NOT_SENT = object()
OBJECT = """\
object: thing_{place}
label: Thing {place}
owned: false
fields:
  name: {{type: text, required: true}}
  held: {{type: {properties}}}
"""
CASES: list[tuple[str, Any, Any]] = [  # the field, what is sent, and what is stored or the code at the field
    ("text, required: true", None, "D521"),
    ("text, required: true", "x", "x"),
    ("boolean, required: true", None, False),
    ('text, required_if: name = "now"', None, "D521"),
    ('text, required_if: name = "later"', None, None),
    ("text, default: given", NOT_SENT, "given"),
    ("text, default: given", None, None),
    ('text, default_formula: "UPPER(name)"', NOT_SENT, "NOW"),
    ("text, read_only: true, default: kept", NOT_SENT, "kept"),
    ("text, read_only: true", "x", "D511"),
    ('text, formula: "UPPER(name)"', NOT_SENT, "NOW"),
    ("text, formula: name", "x", "D511"),
    ("text, max_length: 3", "four", "D523"),
    ("text, max_length: 4", "four", "four"),
    ("text, pattern: '[a-z]+'", "A1", "D526"),
    ("text, normalize: [trim, upper]", "  ab ", "AB"),
    ("text, index: true", "x", "x"),
    ("integer, min: 3, max: 5", 2, "D524"),
    ("integer, min: 3, max: 5", 6, "D525"),
    ("integer, min: 3, max: 5", 4, 4),
    ("percent, max: 50", "50.5", "D525"),
    ("percent, default: 20", NOT_SENT, "20"),
    ("decimal, precision: 4, scale: 2", "12.345", "12.35"),
    ("decimal, precision: 4, scale: 2", "123", "D537"),
    ("text, aliases: [kept__c]", "x", "x"),
    ("text, deprecated: true", "x", "x"),
    ("file, required: true", None, "D521"),
]


def app() -> AppSource:
    """An app with an object for each case, and two more."""
    files = {"app.yaml": "name: things\nversion: 1\n"}
    for place, (properties, _, _) in enumerate(CASES):
        files[f"objects/thing_{place}.yaml"] = OBJECT.format(place=place, properties=properties)
    unique = OBJECT.format(place="unique", properties="text, unique: true, external_id: true, aliases: [code__c]")
    files["objects/thing_unique.yaml"] = unique
    files["objects/thing_hidden.yaml"] = OBJECT.format(place="hidden", properties="text, sensitive: hush")
    files["permissions/all.yaml"] = (
        "permission_sets: {all: {label: All, objects: {thing_hidden: all}}}\nroles: {rep: {label: Rep, sets: [all]}}\n"
    )
    return AppSource("things", files)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def office(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Everything deployed, with an administrator and a rep."""
    if request.param == "sqlite":
        database = sqlite_database(tmp_path_factory.mktemp("things"))
    else:
        database = postgres_database(request.getfixturevalue("postgres_url"))
    platform = Platform(open_store(database.url, database.schema), SetClock(NOW), Passwords(CHEAP))
    assert isinstance(platform.clock, SetClock)
    planned, found = platform.deployments.plan([core_app(), app()])
    assert planned is not None, [str(one) for one in found]
    platform.deployments.apply(planned, Consent(), "test", "properties")
    made = Office(platform, create_app(platform), platform.clock)
    for username, role in (("root", "admin"), ("rob", "rep")):
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        person = platform.records.create(call, "user", [{"username": username, "name": username, "role": role}])
        assert person.records[0] is not None
        platform.identity.set_password(call, person.records[0].id, PASSWORD)
    yield made
    platform.close()
    if database.is_postgres:
        drop_schemas(database)


@pytest.fixture(scope="module")
def root(office: Office) -> Program:
    """A program of the administrator."""
    return program(office)


@pytest.mark.parametrize(
    "place", range(len(CASES)), ids=[f"{one[0]} <- {'nothing' if one[1] is NOT_SENT else one[1]}" for one in CASES]
)
def test_a_property_does_what_it_says(root: Program, place: int) -> None:
    """The value is stored as the property has it, or refused at the field with its own code."""
    _, sent, outcome = CASES[place]
    values = {"name": "now"} if sent is NOT_SENT else {"name": "now", "held": sent}
    answer = root.send("POST", f"/thing_{place}", values)
    if isinstance(outcome, str) and outcome.startswith("D5"):
        faults = refused(answer, 422)["errors"]
        assert [(one["field"], one["code"]) for one in faults] == [("held", outcome)]
    else:
        assert answer.status_code == 201, answer.text
        assert (answer.json or {})["held"] == outcome


def test_unique_means_once_and_is_found_again(root: Program) -> None:
    """A second record with the value is refused; an upsert by the field, or by its alias, finds the first."""
    made = root.made("thing_unique", name="a", held="K1")
    document = refused(root.send("POST", "/thing_unique", {"name": "b", "held": "K1"}), 422)
    assert [one["code"] for one in document["errors"]] == ["D530"]
    for field in ("held", "code__c"):
        again = root.send("PUT", f"/thing_unique/by/{field}/K1", {"name": field}).json or {}
        assert (again["id"], again["name"]) == (made["id"], field)
    assert [one["id"] for one in root.get("/thing_unique", filter='code__c = "K1"')["records"]] == [made["id"]]


def test_a_sensitive_field_is_not_there_for_others(office: Office, root: Program) -> None:
    """Without a set that names the tag it can be neither read, asked for nor written."""
    made, rob = root.made("thing_hidden", name="a", held="hush"), program(office, "rob")
    assert "held" not in rob.get(f"/thing_hidden/{made['id']}")
    refused(rob.send("GET", "/thing_hidden", query={"filter": 'held = "hush"'}), 422)
    refused(rob.send("PATCH", f"/thing_hidden/{made['id']}", {"held": "x"}), 422)
    assert root.get(f"/thing_hidden/{made['id']}")["held"] == "hush"
