"""Changing one field of the rows marked in a list."""

import pytest

from objectry.runtime import Change
from tests.faces.office import Browser, Office

CHANGE = "/o/deal/change"


@pytest.fixture
def deals(office: Office) -> list[str]:
    """Three deals of Rob's."""
    return [office.create("rob", "deal", name=name).id for name in ("Ames", "Burr", "Cole")]


def changed(browser: Browser, ids: list[str], field: str, versions: str = "111", **fields: object) -> str:
    """What the page says to the new value, or nothing where it leads back to the list."""
    answer = browser.post(CHANGE, id=ids, version=list(versions), confirmed="yes", which__field=field, **fields)
    assert answer.status_code in {303, 422}, answer.text
    return answer.text if answer.status_code == 422 else ""


def change(office: Office, id: str, **values: object) -> None:
    """What somebody changes meanwhile."""
    office.platform.records.update(office.call("rob"), "deal", [Change(id, values, 1)])


def test_the_page_names_the_records_and_asks_for_a_field(rob: Browser, office: Office, deals: list[str]) -> None:
    """The owner comes first, what nobody may change is not offered, and nothing is changed by asking."""
    asked = rob.post(CHANGE, id=deals[:2]).text
    assert "Change 2 Deals" in asked
    assert "<li>Ames</li>" in asked
    assert "<li>Cole</li>" not in asked
    offered = asked.partition("<select")[2].partition("</select>")[0]
    assert [name for name in ("owner", "amount", "stage", "code", "created_at") if f'value="{name}"' in offered] == [
        "owner", "amount", "stage",
    ]  # fmt: skip
    assert offered.index('value="owner"') < offered.index('value="amount"')
    assert 'name="amount"' not in asked
    assert 'name="amount"' in rob.post(CHANGE, id=deals, which__field="amount").text
    assert {one.version for one in office.find("rob", "deal")} == {1}


def test_all_marked_records_get_the_value(rob: Browser, office: Office, deals: list[str]) -> None:
    """In one call; the list says how many, and comes back where it stood."""
    answer = rob.post(
        CHANGE, id=deals[:2], version=["1", "1"], confirmed="yes", which__field="amount", amount="1,200.50",
        back="/o/deal?view=mine",
    )  # fmt: skip
    assert answer.headers["Location"] == "/o/deal?view=mine"
    assert "2 records changed" in rob.get("/o/deal").text
    amounts = {one.id: one.values["amount"] for one in office.find("rob", "deal")}
    assert [str(amounts[id] or "") for id in deals] == ["1200.50", "1200.50", ""]


def test_records_are_given_to_somebody_else_by_name(mia: Browser, office: Office, deals: list[str]) -> None:
    """The owner's name may be typed, as in any lookup; an unknown one is told, and nothing is changed."""
    told = changed(mia, deals, "owner", owner="", shown__owner="Nobody Atall", known__owner="")
    assert "Nobody Atall" in told
    assert {one.values["owner"] for one in office.find("mia", "deal")} == {office.people["rob"]}
    assert not changed(mia, deals, "owner", owner=office.people["mia"])
    assert {one.values["owner"] for one in office.find("mia", "deal")} == {office.people["mia"]}


def test_those_that_cannot_be_changed_are_told_and_the_others_are(
    rob: Browser, office: Office, deals: list[str]
) -> None:
    """Each with its reason and its name, and the form stays with these alone for another try."""
    account = office.create("rob", "account", name="Nordwind AG")
    change(office, deals[0], stage="won", account=account.id)
    told = changed(rob, deals, "stage", stage="lost")
    assert "3 records could not be changed" in told  # two for want of a reason
    change(office, deals[1], reason="Too dear")
    told = changed(rob, deals, "stage", versions="221", stage="lost")
    assert "2 records could not be changed" in told
    assert "1 record changed" not in told
    assert "Deal changed" in told
    assert told.count('name="version"') == 2
    stages = {one.id: one.values["stage"] for one in office.find("rob", "deal")}
    assert [stages[id] for id in deals] == ["won", "lost", "open"]


def test_a_wrong_value_stands_at_its_field(rob: Browser, office: Office, deals: list[str]) -> None:
    """With what was typed, and none of the records is changed."""
    told = changed(rob, deals, "amount", amount="much")
    assert 'value="much"' in told
    assert "could not be changed" in told
    assert {one.version for one in office.find("rob", "deal")} == {1}


def test_a_change_meanwhile_is_not_overwritten(rob: Browser, office: Office, deals: list[str]) -> None:
    """A record somebody has changed since it was shown is told; trying once more changes it."""
    change(office, deals[0], name="Ames & Co")
    told = changed(rob, deals, "amount", amount="7")
    assert "Ames &amp; Co" in told
    assert {str(one.values["amount"]) for one in office.find("rob", "deal") if one.id != deals[0]} == {"7.00"}
    again = rob.post(CHANGE, id=deals[:1], version="2", confirmed="yes", which__field="amount", amount="7")
    assert again.status_code == 303


@pytest.mark.parametrize("field", ["credit_limit", "id", "created_at", "nothing", ""])
def test_only_what_the_form_offers_is_changed(rob: Browser, office: Office, field: str) -> None:
    """A field this person may not write, or that is none, is asked for again whatever is sent."""
    account = office.create("rob", "account", name="Nordwind AG")
    sent = {"which.field": field, field or "x": "5", "id": account.id, "version": "1", "confirmed": "yes"}
    answer = rob.client.post("/o/account/change", data={"form_token": rob.token, **sent})
    assert answer.status_code == 200
    assert office.find("mia", "account")[0].version == 1


def test_nothing_marked_leads_back(rob: Browser, deals: list[str]) -> None:
    """And so do ids of records that are not there for this person."""
    for ids in ([], ["x"], ["' or 1=1"], [deals[0] + "0"]):
        answer = rob.post(CHANGE, id=ids)
        assert answer.headers.get("Location") == "/o/deal", (ids, answer.text)


def test_whoever_may_not_update_has_no_button(office: Office) -> None:
    """And no way around it."""
    zed = office.browser("zed")
    office.create("root", "account", name="Nordwind AG")
    assert "/o/account/change" not in zed.get("/o/account").text
    assert zed.post("/o/account/change", id=["x"]).status_code in {403, 404}


def test_the_page_speaks_chinese(office: Office, deals: list[str]) -> None:
    """Like every page."""
    rob = office.browser("rob")
    rob.post("/profile", language="zh-CN", timezone="UTC", theme="auto")
    asked = rob.post(CHANGE, id=deals[:2]).text
    assert "修改 2 条" in asked
    assert "修改哪个字段" in asked
