"""Addresses and places in the API: one object each, their parts by name where they are asked for."""

import shutil
from collections.abc import Iterator

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.databases import sqlite_database
from tests.faces.fixtures import Template
from tests.faces.office import Office, give_sites, open_office
from tests.faces.rest.program import Program, fields_of, program, refused

BILLING = {"country": "CN", "province": "北京市", "city": "北京市", "district": "海淀区", "street": "中关村1号"}


@pytest.fixture(scope="module")
def sited(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The sample company whose accounts have an address and a place."""
    folder = tmp_path_factory.mktemp("sited")
    shutil.copytree(template[0], folder, dirs_exist_ok=True)
    opened = open_office(sqlite_database(folder), template[1])
    give_sites(opened)
    yield opened
    opened.platform.close()


@pytest.fixture
def root(sited: Office) -> Program:
    """The administrator's program."""
    return program(sited, "root")


def test_an_address_is_an_object(root: Program) -> None:
    """Sent as an object, a text or part by part; answered as an object."""
    whole = root.send("POST", "/account", {"name": "a", "billing": BILLING, "place": {"latitude": "1", "longitude": 2}})
    assert whole.status_code == 201, whole.text
    made = whole.json
    assert made is not None
    assert made["billing"] == {**BILLING, "postcode": None}
    assert made["place"] == {"latitude": "1.000000", "longitude": "2.000000"}
    assert "billing_city" not in made
    text = root.send("POST", "/account", {"name": "b", "billing": "北京市海淀区中关村1号"}).json
    assert text is not None
    assert text["billing"] == made["billing"]
    assert root.get(f"/account/{made['id']}")["billing"] == made["billing"]


def test_fields_name_the_whole_or_a_part(root: Program) -> None:
    """What is asked for by its own name is answered under it; through lookups too."""
    made = root.send("POST", "/account", {"name": "c", "billing": {"city": "Bonn"}}).json or {}
    one = root.get(f"/account/{made['id']}", fields="billing_city,billing.street")
    assert (one["billing_city"], one["billing"]) == ("Bonn", {"street": None})
    branch = root.send("POST", "/account", {"name": "d", "parent": made["id"]}).json or {}
    asked = {"filter": 'parent.billing.city = "Bonn"', "fields": "parent.billing", "sort": "billing_city"}
    listed = root.get("/account", **asked)["records"]
    assert [(row["id"], row["parent.billing"]["city"]) for row in listed] == [(branch["id"], "Bonn")]


def test_a_wrong_part_is_named(root: Program) -> None:
    """The refusal says which part."""
    document = refused(root.send("POST", "/account", {"name": "e", "billing": {"country": "Atlantis"}}), 422)
    assert fields_of(document) == ["billing_country"]
    assert '"Atlantis" is no country' in document["errors"][0]["message"]
    assert fields_of(refused(root.send("POST", "/account", {"name": "e", "place": "there"}), 422)) == ["place"]


@pytest.mark.parametrize("who", ["root", "rob"])
def test_documents_describe_what_the_caller_sees(sited: Office, who: str) -> None:
    """The OpenAPI document is valid, and neither it nor the description names a place she may not see."""
    asks = program(sited, who)
    document = asks.get("/openapi.json")
    if who == "rob":  # of what he may not see nothing may be missing in it
        OpenAPIV31SpecValidator(document).validate()
    shown = document["components"]["schemas"]["account"]["properties"]
    assert "billing" in shown
    assert ("place" in shown) is (who == "root")
    described = {one["name"]: one for one in asks.get("/meta/account")["compounds"]}
    assert described["billing"]["parts"]["city"] == "billing_city"
    assert ("place" in described) is (who == "root")


def test_an_exported_address_fills_a_column_for_each_part(root: Program) -> None:
    """Asked for by the name of the whole, its own or that of a record behind a lookup."""
    account = root.made("account", name="out", billing=BILLING)
    root.made("deal", name="out", account=account["id"])
    for object, path in (("account", "billing"), ("deal", "account.billing")):
        query = {"fields": f"name,{path}", "filter": 'name = "out"'}
        head, row = root.send("GET", f"/{object}/export", query=query).text.splitlines()
        assert head.split(",")[1:3] == [f"{path}_country", f"{path}_province"]
        assert row == "out,CN,北京市,北京市,海淀区,中关村1号,"
