"""`POST /{object}/{id}/actions/{name}`, on both databases."""

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.faces.office import Office, sample
from tests.faces.rest.program import Program, program, refused

VALUES = {
    "name": "Pumps",
    "amount": "100.10",
    "discount": "12.5",
    "interests": ["care", "parts"],
    "close_date": "2027-01-01",
}


def test_a_copy_has_the_same_values(office: Office) -> None:
    """A clone takes over what the caller may read and write, but for unique values; what she sends goes before."""
    rep = program(office, "rob")
    account = rep.made("account", name="Acme", external_id="A1", phone="+49 301")["id"]
    deal = rep.made("deal", **VALUES, account=account, stage="won")
    answer = rep.send("POST", f"/deal/{deal['id']}/actions/clone", {"values": {"name": "Copy", "stage": "open"}})
    copy = answer.json or {}
    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/deal/{copy['id']}")
    assert {name: copy[name] for name in VALUES} == {**VALUES, "name": "Copy"}
    assert (copy["account"], copy["stage"], copy["owner"]) == (account, "open", office.people["rob"])
    assert copy["number"] != deal["number"]
    other = rep.send("POST", f"/account/{account}/actions/clone", {}).json or {}
    assert (other["name"], other["external_id"], other["phone"]) == ("Acme", None, "+49 301")


def test_hidden_values_are_not_copied(office: Office) -> None:
    """What the caller may not read is not in her copy, and a record she does not see has none."""
    rep, boss = program(office, "rob"), program(office, "mia")
    account = rep.made("account", name="Acme")["id"]
    assert boss.send("PATCH", f"/account/{account}", {"credit_limit": "5"}).status_code == 200
    copy = (rep.send("POST", f"/account/{account}/actions/clone", {}).json or {})["id"]
    assert boss.get(f"/account/{copy}")["credit_limit"] is None
    assert boss.get(f"/account/{account}")["credit_limit"] == "5.00"
    refused(program(office, "lin").send("POST", f"/account/{account}/actions/clone", {}), 404)


def test_a_record_gets_another_owner(office: Office) -> None:
    """A transfer gives the record away; it minds the version, and is refused to who may not."""
    rep, lin = program(office, "rob"), program(office, "lin")
    account = rep.made("account", name="Acme")["id"]
    path, body = f"/account/{account}/actions/transfer", {"owner": office.people["lin"]}
    refused(rep.send("POST", path, {**body, "version": 7}), 409)
    refused(rep.send("POST", path, body, headers={"If-Match": '"7"'}), 412)
    refused(lin.send("POST", path, body), 404)
    answer = rep.send("POST", path, body, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer.json) == (200, {"id": account})
    assert lin.get(f"/account/{account}")["owner"] == office.people["lin"]


def test_actions_count_once_and_join(lone: Office) -> None:
    """An action sent again with its key is done once, and may be part of a batch."""
    rep = program(lone, "rob")
    deal = rep.made("deal", name="Pumps")["id"]
    made = [
        (rep.send("POST", f"/deal/{deal}/actions/clone", {}, headers={"Idempotency-Key": "c"}).json or {})["id"]
        for _ in range(2)
    ]
    assert made[0] == made[1]
    calls = [
        {"name": "copy", "method": "POST", "path": f"/deal/{deal}/actions/clone", "body": {"values": {"name": "B"}}},
        {"method": "PATCH", "path": "/deal/@{copy.id}", "body": {"amount": "5"}},
    ]
    answer = rep.send("POST", "/batch", {"calls": calls}).json or {}
    assert answer["results"][1]["body"]["amount"] == "5.00"
    assert rep.get("/deal", count="exact")["total"] == 3


WRONG: list[tuple[str, object, int]] = [
    ("clone", {"values": 5}, 400),
    ("clone", {"value": {}}, 400),
    ("clone", {"values": {"nothing": 1}}, 422),
    ("clone", {"values": {"id": "x"}}, 422),
    ("transfer", {}, 400),
    ("transfer", {"owner": 5}, 400),
    ("transfer", {"owner": "x"}, 422),
    ("transfer", {"owner": None}, 400),
    ("explode", {}, 404),
]


@pytest.mark.parametrize(("name", "body", "status"), WRONG)
def test_what_is_wrong_is_told(rob: Program, name: str, body: object, status: int) -> None:
    """Wrong bodies and actions that are none are refused."""
    account = rob.made("account", name="Acme")["id"]
    refused(rob.send("POST", f"/account/{account}/actions/{name}", body), status)


def test_a_deleted_record_comes_back(office: Office) -> None:
    """The bin lists what one deleted; `restore` brings it back with its version, once, and not for others."""
    rep, other = program(office, "rob"), program(office, "lin")
    first, second = (rep.made("deal", **VALUES | {"name": name})["id"] for name in ("D1", "D2"))
    for one in (first, second):
        assert rep.send("DELETE", f"/deal/{one}").status_code == 204
    found = []
    for after in (None, rep.get("/deal/deleted", limit=1)["next"]):
        page = rep.get("/deal/deleted", limit=1, **({} if after is None else {"after": after}))
        found += [(one["name"], one["deleted_by"]) for one in page["records"]]
    assert sorted(found) == [("D1", office.people["rob"]), ("D2", office.people["rob"])]
    assert other.get("/deal/deleted")["records"] == []
    refused(other.send("POST", f"/deal/{first}/actions/restore"), 404)
    back = rep.send("POST", f"/deal/{first}/actions/restore")
    assert (back.status_code, (back.json or {})["name"], back.headers["ETag"]) == (200, "D1", '"3"')
    refused(rep.send("POST", f"/deal/{first}/actions/restore"), 404)
    refused(rep.send("POST", f"/deal/{second}/actions/restore", {"name": "x"}), 400)
    assert [one["name"] for one in rep.get("/deal/deleted")["records"]] == ["D2"]


def test_a_record_is_taken_out_of_a_queue(office: Office) -> None:
    """A member takes it, once and at its version; others and owners of their own do not; the page offers it."""
    give_queue(office)
    rep, boss = program(office, "rob"), program(office, "mia")
    deal = rep.made("deal", **VALUES)["id"]
    refused(rep.send("POST", f"/deal/{deal}/actions/claim"), 403)
    assert rep.send("POST", f"/deal/{deal}/actions/transfer", {"owner": "queue:waiting"}).status_code == 200
    refused(rep.send("POST", f"/deal/{deal}/actions/claim"), 404)
    shown = boss.get(f"/deal/{deal}", labels="true")
    assert shown["_labels"]["owner"] == "Waiting"
    browser = office.browser("mia")
    assert f'action="/o/deal/{deal}/claim"' in browser.get(f"/o/deal/{deal}").text
    taken = boss.send("POST", f"/deal/{deal}/actions/claim")
    assert (taken.status_code, (taken.json or {})["owner"]) == (200, office.people["mia"])
    refused(boss.send("POST", f"/deal/{deal}/actions/claim"), 403)
    assert boss.send("PATCH", f"/deal/{deal}", {"owner": "queue:waiting"}).status_code == 200
    assert browser.post(f"/o/deal/{deal}/claim").headers["Location"] == f"/o/deal/{deal}"
    assert "Deal is yours now" in browser.get(f"/o/deal/{deal}").text
    assert "/deal/{id}/actions/claim" in boss.get("/openapi.json")["paths"]


def give_queue(office: Office) -> None:
    """From now on deals may wait in a queue of the managers."""
    plain = sample()
    queue = "queues: {waiting: {objects: [deal], members: ['role:manager']}}\n"
    app = AppSource(plain.name, {**plain.files, "permissions/queues.yaml": queue})
    planned, found = office.platform.deployments.plan([core_app(), app])
    assert planned is not None, [str(one) for one in found]
    office.platform.deployments.apply(planned, Consent(), "test", "queues")
