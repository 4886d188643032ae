"""Addresses and places on pages: one line to read, a group to fill in, filters part by part."""

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.faces.office import Browser, Office, give_sites, sample

ADDRESS = "浙江省杭州市西湖区文三路1号 310000"


@pytest.fixture
def root(office: Office) -> Browser:
    """The administrator of a company whose accounts have addresses."""
    give_sites(office)
    return office.browser("root")


def test_a_form_shows_the_parts_as_a_group(root: Browser) -> None:
    """Under the label of the whole each part is called by its word; countries are chosen by name."""
    text = root.get("/o/account/new").text
    group = text.partition("<legend>Billing</legend>")[2].partition("</fieldset>")[0]
    for part in ("Country", "State or province", "City", "District", "Street", "Postcode"):
        assert f">{part}</label>" in group
    assert '<option value="DE">Germany</option>' in group
    assert 'hx-get="/divisions/account/billing_city"' in group


def test_a_posted_group_is_saved_and_shown_in_one_line(office: Office, root: Browser) -> None:
    """What is typed part by part is one address on the page and in the list, and a place has a map."""
    root.get("/o/account/new")
    parts = {"billing_country": "DE", "billing_city": "Bonn", "billing_street": "Markt 1", "billing_postcode": "53111"}
    answer = root.post("/o/account/new", name="Acme", **parts, place_latitude="50.7374", place_longitude="7.0982")
    assert answer.status_code == 303, answer.text
    text = root.get(answer.headers["Location"]).text
    assert "Markt 1, 53111 Bonn, Germany" in text
    assert 'href="https://www.openstreetmap.org/?mlat=50.737400&amp;mlon=7.098200#map=15/50.737400/7.098200"' in text
    assert "50.737400, 7.098200" in text
    (made,) = office.find("root", "account")
    edited = root.get(f"/o/account/{made.id}/edit").text
    assert 'value="Markt 1"' in edited
    assert '<option value="DE" selected>Germany</option>' in edited


def test_one_degree_alone_is_refused_at_the_other(root: Browser) -> None:
    """The form comes back with the fault beside the empty degree."""
    root.get("/o/account/new")
    answer = root.post("/o/account/new", name="Acme", place_latitude="50.7374")
    assert answer.status_code == 422
    assert 'id="wrong-place_longitude"' in answer.text


def test_towns_narrow_with_what_stands_above(root: Browser) -> None:
    """Provinces of the country, cities of the province, districts of the city; nothing where nothing is known."""
    at = "/divisions/account/billing_"
    assert '<option value="浙江省">' in root.get(f"{at}province?billing_country=CN").text
    assert '<option value="杭州市">' in root.get(f"{at}city?billing_country=CN&billing_province=浙江省").text
    named = "billing_country=CN&billing_province=浙江省&billing_city=杭州市"
    assert '<option value="西湖区">' in root.get(f"{at}district?{named}").text
    assert "<option" not in root.get(f"{at}city?billing_country=CN").text
    assert root.get(f"{at}street?billing_country=CN").status_code == 404
    assert root.get("/divisions/account/name").status_code == 404


def test_a_list_filters_by_parts(office: Office, root: Browser) -> None:
    """A chip of a country reads by its name; a city by its text."""
    office.create("root", "account", name="Acme", billing=ADDRESS)
    office.create("root", "account", name="Bold", billing={"country": "DE"})
    text = root.get("/o/account?f=billing_country:is:CN").text
    assert "Acme" in text
    assert "Bold" not in text
    assert "China" in text
    assert "Bold" not in root.get("/o/account?f=billing_city:contains:杭").text


def test_an_address_stands_in_lists_through_a_lookup(office: Office, root: Browser) -> None:
    """`account.billing` is a column of one line; a name that is no address there is told."""
    account = office.create("root", "account", name="Acme", billing=ADDRESS)
    office.create("root", "deal", name="Pumps", account=account.id)
    for column, told in (("account.billing", []), ("account.bilting", ["M214"])):
        assert show_in_deals(office, column) == told
    text = root.get("/o/deal?view=sites").text
    assert "China 浙江省杭州市西湖区文三路1号 310000" in text
    assert "Account: Billing" in text


def show_in_deals(office: Office, column: str) -> list[str]:
    """Deploy a view of deals with this column; the codes of what is wrong with it."""
    top = office.platform.deployments.apps()[-1]
    view = f"views:\n  sites: {{label: Sites, columns: [name, {column}]}}\n"
    layout = sample().files["layouts/deal.yaml"].replace("views:\n", view, 1)
    app = AppSource(top.name, {**top.files, "layouts/deal.yaml": layout})
    planned, found = office.platform.deployments.plan([core_app(), app])
    if planned is not None:
        office.platform.deployments.apply(planned, Consent(maintenance=True), "test", "sites")
    return [one.code for one in found.errors]


def test_a_reader_sees_only_her_parts(office: Office, root: Browser) -> None:
    """Who may not read a place has neither its column nor its inputs; in Chinese, China is 中国."""
    made = office.create("lin", "account", name="Acme", billing=ADDRESS)
    lin = office.browser("lin")
    assert "place_latitude" in root.get("/o/account/new").text
    assert "place_latitude" not in lin.get("/o/account/new").text
    assert "中国浙江省杭州市西湖区文三路1号 310000" in lin.get(f"/o/account/{made.id}").text
