"""The record page and the forms: create, edit, conflict, stage change, delete."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from objectry.runtime import Change
from tests.faces.office import NOW, Browser, Office

FUTURE = (NOW.date() + timedelta(days=20)).isoformat()


@pytest.fixture
def deal_id(office: Office) -> str:
    """A deal of Rob's with everything in it."""
    account = office.create("rob", "account", name="Nordwind AG", region="east")
    values = {"name": "Wind park", "account": account.id, "amount": "1234.5", "discount": "12.5", "close_date": FUTURE}
    return office.create("rob", "deal", **values).id


def test_the_record_page_shows_name_state_and_details(rob: Browser, deal_id: str) -> None:
    """Name, stage, highlights and sections stand on the page, written as the reader writes them."""
    text = rob.get(f"/o/deal/{deal_id}").text
    assert "<h1>Wind park</h1>" in text
    assert 'aria-current="step">Open' in text
    for part in ("€1,234.50", "Nordwind AG", "12 Dec 2026", "Rob Stone", "Latest changes", "created this deal"):
        assert part in text, part


def test_a_page_asks_for_no_more_than_it_shows(rob: Browser, deal_id: str) -> None:
    """Each tab is an address of its own and holds its own part only."""
    lines = rob.get(f"/o/deal/{deal_id}?tab=lines").text
    assert "No Lines yet." in lines
    assert "Close date" not in lines.partition('<div class="record-body')[2]


def test_creating_a_record_saves_what_was_typed(office: Office, rob: Browser) -> None:
    """Numbers, dates, choices and names typed in a form arrive as values."""
    office.create("rob", "account", name="Nordwind AG")
    rob.get("/o/deal/new")
    fields = {"name": "Sea park", "amount": "12,345.60", "close_date": FUTURE, "stage": "open"}
    answer = rob.post("/o/deal/new", **fields, account="", shown__account="Nordwind AG", known__account="")
    (made,) = office.find("rob", "deal")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/o/deal/{made.id}"
    assert (made.values["amount"], made.values["close_date"]) == (Decimal("12345.60"), date.fromisoformat(FUTURE))
    assert made.labels["account"] == "Nordwind AG"
    assert "Deal created" in rob.get(answer.headers["Location"]).text
    assert "Deal created" not in rob.get(answer.headers["Location"]).text


def test_errors_stand_at_their_fields_and_nothing_is_lost(office: Office, rob: Browser) -> None:
    """A refused form comes back with all entries, a summary with links, and each error at its field."""
    answer = rob.post("/o/deal/new", name="", amount="a lot", close_date="2020-01-01", reason="kept <b>", stage="open")
    assert answer.status_code == 422
    assert 'href="#in-name"' in answer.text
    assert 'id="wrong-name"' in answer.text
    assert "Amount: this is not a number." in answer.text
    assert 'value="a lot"' in answer.text
    assert 'value="kept &lt;b&gt;"' in answer.text
    assert office.find("rob", "deal") == []


def test_errors_speak_the_readers_language(office: Office) -> None:
    """Field errors and an admin's validation come in Chinese to a Chinese reader."""
    lin = office.browser("lin")
    answer = lin.post("/o/deal/new", name="交易", amount="1", close_date="2020-01-01", stage="open")
    assert "未关闭的商机，预计成交日期必须在将来。" in answer.text
    assert "为必填项。" in lin.post("/o/deal/new", name="", stage="open").text


def test_a_name_that_leads_nowhere_is_told(office: Office, rob: Browser) -> None:
    """Without a script a lookup takes a name; an unknown or ambiguous one is an error at the field."""
    for _ in range(2):
        office.create("rob", "account", name="Twin")
    unknown = rob.post("/o/deal/new", name="x", shown__account="Nobody", known__account="")
    twins = rob.post("/o/deal/new", name="x", shown__account="Twin", known__account="")
    assert "There is no “Nobody” you can choose." in unknown.text
    assert "Several records are called “Twin”." in twins.text
    assert 'value="Twin"' in twins.text


def test_only_changed_fields_are_sent(office: Office, rob: Browser, deal_id: str) -> None:
    """Saving an untouched form writes nothing; saving a changed one writes the change alone."""
    rob.get(f"/o/deal/{deal_id}/edit")
    same = {"name": "Wind park", "base__name": "Wind park", "version": "1"}
    assert rob.post(f"/o/deal/{deal_id}/edit", **same).status_code == 303
    assert office.find("rob", "deal")[0].version == 1
    assert rob.post(f"/o/deal/{deal_id}/edit", **same, amount="99.5", base__amount="1234.5").status_code == 303
    (after,) = office.find("rob", "deal")
    assert (after.version, after.values["amount"], after.values["name"]) == (2, Decimal("99.5"), "Wind park")


def test_a_form_without_version_is_a_conflict(office: Office, rob: Browser, deal_id: str) -> None:
    """A form always says from which version it was made; one that does not cannot save."""
    answer = rob.post(f"/o/deal/{deal_id}/edit", name="New", base__name="Wind park")
    assert answer.status_code == 409
    assert office.find("rob", "deal")[0].values["name"] == "Wind park"


def test_a_conflict_shows_both_values_and_lets_choose(office: Office, rob: Browser, deal_id: str) -> None:
    """What two people changed is shown side by side; what only one changed is kept or taken as it is."""
    call = office.call("mia")
    office.platform.records.update(call, "deal", [Change(deal_id, {"amount": "500", "close_date": "2027-01-05"}, 1)])
    mine = {"name": "Wind park II", "base__name": "Wind park", "amount": "700", "base__amount": "1234.5"}
    untouched = {"close_date": FUTURE, "base__close_date": FUTURE}
    answer = rob.post(f"/o/deal/{deal_id}/edit", **mine, **untouched, version="1")
    assert answer.status_code == 409
    assert "was changed by Mia Berg while you were editing" in answer.text
    assert "<strong>700</strong>" in answer.text
    assert "<strong>€500.00</strong>" in answer.text
    assert 'name="version" value="2"' in answer.text
    assert 'value="2027-01-05"' in answer.text
    chosen = {**mine, "base__amount": "500", "choice__amount": "theirs", "version": "2"}
    assert rob.post(f"/o/deal/{deal_id}/edit", **chosen).status_code == 303
    (after,) = office.find("rob", "deal")
    assert (after.values["name"], after.values["amount"]) == ("Wind park II", Decimal(500))


def test_the_stage_bar_changes_the_stage(office: Office, rob: Browser, deal_id: str) -> None:
    """A stage that may follow is a button; pressing it moves the record."""
    assert '<button name="value" value="won"' in rob.get(f"/o/deal/{deal_id}").text
    answer = rob.post(f"/o/deal/{deal_id}/move", field="stage", value="won", version="1")
    assert answer.status_code == 303
    assert office.find("rob", "deal")[0].values["stage"] == "won"
    assert '<button name="value"' not in rob.get(f"/o/deal/{deal_id}").text


def test_a_refused_move_asks_for_what_is_missing(office: Office, rob: Browser, deal_id: str) -> None:
    """Losing a deal needs a reason: the refusal holds a form with just that, and sending it moves the record."""
    refused = rob.post(f"/o/deal/{deal_id}/move", field="stage", value="lost", version="1")
    assert refused.status_code == 422
    assert 'id="in-reason"' in refused.text
    assert 'id="in-amount"' not in refused.text
    again = {"field": "stage", "value": "lost", "version": "1", "reason": "Price", "base__reason": ""}
    assert rob.post(f"/o/deal/{deal_id}/move", **again).status_code == 303
    assert office.find("rob", "deal")[0].values["reason"] == "Price"


def test_a_forbidden_move_says_why(rob: Browser, deal_id: str) -> None:
    """A move the transitions do not allow is refused in words, from whatever form it comes."""
    rob.post(f"/o/deal/{deal_id}/move", field="stage", value="won", version="1")
    answer = rob.post(f"/o/deal/{deal_id}/move", field="stage", value="open", version="2")
    assert answer.status_code == 422
    assert "Stage cannot change from Won to Open." in answer.text


@pytest.mark.parametrize("field", ["nothing", "name", "id"])
def test_only_picklists_move(rob: Browser, deal_id: str, field: str) -> None:
    """The move address is for picklists; other names answer as unknown ones."""
    assert rob.post(f"/o/deal/{deal_id}/move", field=field, value="x", version="1").status_code == 404


def test_deleting_asks_first_and_says_what_it_means(office: Office, rob: Browser, deal_id: str) -> None:
    """The question names the record and what goes with it; only the answer deletes."""
    asked = rob.get(f"/o/deal/{deal_id}/delete").text
    assert "Delete “Wind park”?" in asked
    assert "Its Lines are deleted with it." in asked
    assert len(office.find("rob", "deal")) == 1
    answer = rob.post(f"/o/deal/{deal_id}/delete", id=deal_id, version="1", confirmed="yes")
    assert answer.headers["Location"] == "/o/deal"
    assert office.find("rob", "deal") == []


def test_marked_rows_are_deleted_together(office: Office, rob: Browser) -> None:
    """A list's marked rows are named in one question and deleted by one answer."""
    ids = [office.create("rob", "contact", last_name=name).id for name in ("Ames", "Burr", "Cole")]
    asked = rob.post("/o/contact/delete", id=ids[:2])
    assert "Delete 2 Contacts?" in asked.text
    assert "<li>Ames</li>" in asked.text
    rob.post("/o/contact/delete", id=ids[:2], version=["1", "1"], confirmed="yes")
    assert [one.id for one in office.find("rob", "contact")] == ids[2:]


def test_people_see_and_change_only_what_they_may(office: Office, rob: Browser) -> None:
    """A field nobody granted appears nowhere, and a right that is missing has no button and no way around."""
    account = office.create("rob", "account", name="Nordwind AG")
    page = rob.get(f"/o/account/{account.id}").text
    assert "Credit limit" not in page
    assert f"/o/account/{account.id}/delete" not in page
    assert "Credit limit" not in rob.get("/o/account/new").text
    assert rob.get(f"/o/account/{account.id}/delete").status_code == 403
    posted = rob.post(f"/o/account/{account.id}/edit", version="1", credit_limit="5", base__credit_limit="")
    assert posted.status_code == 303
    assert office.find("mia", "account")[0].values["credit_limit"] is None
    assert "Credit limit" in office.browser("mia").get(f"/o/account/{account.id}").text


def test_records_of_others_do_not_exist(office: Office, rob: Browser) -> None:
    """Another rep's record answers like one that never was, on every address."""
    hidden = office.create("lin", "account", name="Lin's own").id
    for address in (f"/o/account/{hidden}", f"/o/account/{hidden}/edit", f"/go/deal/account/{hidden}"):
        assert rob.get(address).status_code == 404
    assert "Lin&#39;s own" not in rob.get(f"/o/deal/new?account={hidden}").text
    assert office.browser("mia").get(f"/o/account/{hidden}").status_code == 200


def test_history_tells_who_what_and_why(office: Office, rob: Browser, deal_id: str) -> None:
    """Each change names its author, the old and the new value, and the rule that made it."""
    office.platform.records.update(office.call("mia"), "deal", [Change(deal_id, {"stage": "won"}, 1)])
    text = rob.get(f"/o/deal/{deal_id}?tab=history").text
    assert "Mia Berg" in text
    assert "Today" in text
    assert text.index(">Open<") < text.index(">Won<")
    activity = office.find("rob", "activity")[0].id
    assert '<span title="system:seed">Automation</span>' in rob.get(f"/o/user/{office.people['rob']}").text
    assert "A won deal is followed up" in rob.get(f"/o/activity/{activity}?tab=history").text


def test_causes_are_in_the_readers_language(office: Office) -> None:
    """What the platform itself writes as the cause of a change is no English on a Chinese page."""
    at_console = replace(office.call("lin"), cause="command line")
    made = office.platform.records.create(at_console, "account", [{"name": "山海"}]).records[0]
    assert made is not None
    text = office.browser("lin").get(f"/o/account/{made.id}?tab=history").text
    assert "命令行" in text
    assert "command line" not in text


def test_a_lookup_of_several_objects_leads_on(office: Office, rob: Browser, deal_id: str) -> None:
    """A reference to one of several objects shows its object's sign and leads there; its form begins with it."""
    activity = office.create("rob", "activity", name="Call", related_to=deal_id)
    text = rob.get(f"/o/activity/{activity.id}").text
    assert f'<a class="of-object" href="/o/deal/{deal_id}" title="Deal">' in text
    assert "icons.svg#target-arrow" in text
    assert rob.get(f"/go/activity/related_to/{deal_id}").headers["Location"] == f"/o/deal/{deal_id}"
    assert '<option value="deal" selected>' in rob.get(f"/o/activity/{activity.id}/edit").text
    assert '<option value="deal" selected>' in rob.get(f"/o/activity/new?related_to={deal_id}").text


def test_times_are_the_readers(office: Office, rob: Browser) -> None:
    """A time is typed and shown in the reader's zone and stored in UTC."""
    rob.post("/profile", timezone="Asia/Shanghai")
    rob.post("/o/activity/new", name="Call", due_at="2026-12-24T09:30", base__due_at="")
    (made,) = office.find("rob", "activity")
    assert str(made.values["due_at"]) == "2026-12-24 01:30:00+00:00"
    assert "24 Dec 2026 09:30" in rob.get(f"/o/activity/{made.id}").text
    assert 'value="2026-12-24T09:30"' in rob.get(f"/o/activity/{made.id}/edit").text
