"""Lookups with a filter: the search under the box follows what stands in the form."""

import re
from dataclasses import dataclass

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.faces.office import Browser, Office, sample

FIELDS = """fields:
  day:     {type: date, label: Day}
  buyer:   {type: lookup, label: Buyer, to: contact, related_as: bought, filter: account = $record.account}
  elder:   {type: lookup, label: Elder, to: contact, related_as: elder_of, filter: born <= $record.day}
  own:     {type: lookup, label: Own, to: contact, related_as: own_of, filter: owner = $record.owner}
  other:   {type: lookup, label: Other, to: deal, related_as: rest, filter: id <> $record.id and stage = $record.stage}
"""


@dataclass
class Deals:
    """An office whose deals name contacts that fit them."""

    office: Office
    north: str
    south: str

    def offered(self, who: Browser, field: str = "buyer", query: str = "", **typed: object) -> list[str]:
        answer = who.post(f"/lookup/deal/{field}?{query}", **typed)
        assert answer.status_code == 200, answer.text
        return sorted(re.findall(r'data-name="([^"]*)"', answer.text))


@pytest.fixture
def deals(office: Office) -> Deals:
    """Two accounts, with Ann and Anton at the one and Anna at the other."""
    deploy(office, FIELDS)
    north, south = (office.create("rob", "account", name=name).id for name in ("North", "South"))
    for name, account, born in (("Ann", north, "1970-01-01"), ("Anton", north, None), ("Anna", south, "2001-01-01")):
        values = {"born": born} if born else {}
        office.create("root", "contact", last_name=name, account=account, **values)
    return Deals(office, north, south)


def deploy(office: Office, fields: str) -> None:
    files = dict(sample().files)
    files["objects/deal.yaml"] = files["objects/deal.yaml"].replace("fields:\n", fields, 1)
    files["layouts/deal.yaml"] = files["layouts/deal.yaml"].replace("fields: [reason", "fields: [buyer, day, reason", 1)
    planned, found = office.platform.deployments.plan([core_app(), AppSource("sample_crm", files)])
    assert planned is not None, [str(one) for one in found]
    office.platform.deployments.apply(planned, Consent(), "test", "buyers")


def test_only_what_fits_is_offered(deals: Deals, rob: Browser) -> None:
    """The list holds what the filter leaves with the values as they stand, searched or not; blank fits blank."""
    rob.get("/o/deal/new")
    assert deals.offered(rob, account=deals.north) == ["Ann", "Anton"]
    assert deals.offered(rob, account=deals.south) == ["Anna"]
    assert deals.offered(rob, query="q=anto", account=deals.north) == ["Anton"]
    assert deals.offered(rob, query="q=anto", account=deals.south) == []
    assert deals.offered(rob, account="") == deals.offered(rob, account="nonsense") == []


def test_the_record_tells_what_the_form_does_not(deals: Deals, rob: Browser) -> None:
    """Of a stored record the fields the form does not carry count as stored, those it carries as typed."""
    id = deals.office.create("rob", "deal", name="D", account=deals.north).id
    rob.get(f"/o/deal/{id}/edit")
    assert deals.offered(rob, query=f"id={id}") == ["Ann", "Anton"]
    assert deals.offered(rob, query=f"id={id}", account=deals.south) == ["Anna"]
    other = deals.office.create("rob", "deal", name="E").id
    assert deals.offered(rob, "other", f"id={id}") == ["E"]
    assert deals.offered(rob, "other", f"id={other}") == ["D"]


def test_values_are_read_as_the_form_writes_them(deals: Deals) -> None:
    """A date is a date and not its text; a new record without an owner is of who makes it."""
    root = deals.office.browser("root")
    assert deals.offered(root, "elder", day="1999-12-31") == ["Ann"]
    assert deals.offered(root, "elder", day="31.12.") == []
    assert deals.offered(root, "own") == ["Ann", "Anna", "Anton"]
    assert deals.offered(root, "own", owner=deals.office.people["rob"]) == []


def test_what_is_hidden_decides_nothing(deals: Deals, rob: Browser) -> None:
    """Who may not read a field of the filter gets the list as it is: an answer would tell of the hidden values."""
    assert not any(one.values.get("born") for one in deals.office.find("rob", "contact"))
    for day in ("1960-01-01", "1999-12-31"):
        assert deals.offered(rob, "elder", day=day) == ["Ann", "Anna", "Anton"]


def test_rights_stay_what_they_are(deals: Deals, rob: Browser) -> None:
    """A record she may not see is neither offered nor asked; without the page's token nothing is answered."""
    deals.office.create("lin", "deal", name="Secret")
    mine = deals.office.create("rob", "deal", name="Mine").id
    rob.get("/o/deal/new")
    assert deals.offered(rob, "other", stage="open") == ["Mine"]
    hidden = deals.office.find("lin", "deal")[0].id
    assert rob.post(f"/lookup/deal/buyer?id={hidden}").status_code == 404
    assert rob.post("/lookup/deal/nothing").status_code == 404
    assert rob.post(f"/lookup/deal/buyer?id={mine}", form_token="").status_code == 403


def test_the_form_says_what_decides(deals: Deals, rob: Browser) -> None:
    """The page names the fields to send; without a script the door says what does not fit."""
    form = rob.get("/o/deal/new").text
    assert 'data-lookup="/lookup/deal/buyer" data-deciding="account"' in form
    assert 'data-lookup="/lookup/deal/account">' in form
    anna = next(one.id for one in deals.office.find("rob", "contact") if one.values["name"] == "Anna")
    refused = rob.post("/o/deal/new", name="D", account=deals.north, buyer=anna)
    assert refused.status_code == 422
    assert "Buyer: this record does not belong here." in refused.text
