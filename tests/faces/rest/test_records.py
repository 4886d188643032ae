"""One record through the API, on both databases."""

import pytest

from tests.faces.office import Office
from tests.faces.rest.program import Program, fields_of, program, refused

NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def rep(office: Office) -> Program:
    return program(office, "rob")


def test_a_record_from_its_making_to_its_end(rep: Program) -> None:
    """A record is made, read, changed and deleted; each answer is the record as the caller sees it, with its tag."""
    account = rep.made("account", name="Nordwind", region="east")
    answer = rep.send("POST", "/deal", {"name": "Pumps", "account": account["id"], "amount": "1200.50", "discount": 20})
    made = answer.json or {}
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/deal/{made['id']}"
    assert (answer.headers["ETag"], made["version"]) == ('"1"', 1)
    assert (made["amount"], made["discount"], made["net"], made["expected"]) == ("1200.50", "20", "960.40", "240.10")
    assert (made["stage"], made["close_date"], made["number"]) == ("open", "2026-12-22", "D-2026-0001")

    read = rep.send("GET", f"/deal/{made['id']}")
    assert read.json == made
    assert read.headers["ETag"] == '"1"'

    changed = rep.send("PATCH", f"/deal/{made['id']}", {"stage": "won"}, headers={"If-Match": '"1"'})
    assert changed.status_code == 200
    assert (changed.json or {})["won_at"] == "2026-11-22T09:00:00Z"
    assert changed.headers["ETag"] == f'"{(changed.json or {})["version"]}"'

    gone = rep.send("DELETE", f"/deal/{made['id']}", headers={"If-Match": changed.headers["ETag"]})
    assert (gone.status_code, gone.data) == (204, b"")
    refused(rep.send("GET", f"/deal/{made['id']}"), 404)
    refused(rep.send("DELETE", f"/deal/{made['id']}"), 404)


def test_a_reference_to_one_of_several_objects(rep: Program) -> None:
    """It is answered and taken as object and id, the name stands among the labels; its object can be asked for."""
    account = rep.made("account", name="Nordwind")
    wanted = {"object": "account", "id": account["id"]}
    made = rep.made("activity", name="Call", related_to=account["id"])
    assert made["related_to"] == wanted
    again = rep.made("activity", name="Call back", related_to=made["related_to"])
    paths = "related_to,related_to.object,related_to.name"
    read = rep.get(f"/activity/{again['id']}", labels="true", fields=paths)
    assert (read["related_to"], read["related_to.object"], read["related_to.name"]) == (wanted, "account", "Nordwind")
    assert (read["_labels"]["related_to"], read["_labels"]["related_to.object"]) == ("Nordwind", "Account")
    wrong = refused(rep.send("POST", "/activity", {"name": "x", "related_to": {**wanted, "object": "deal"}}), 422)
    assert [(one["field"], one["code"]) for one in wrong["errors"]] == [("related_to", "D529")]


def test_a_stale_version_changes_nothing(rep: Program) -> None:
    """A failed If-Match answers 412 and a stale version in the body 409; the record stays as it is, in both."""
    made = rep.made("account", name="Acme")
    path = f"/account/{made['id']}"
    rep.send("PATCH", path, {"name": "Acme AG"})
    header = refused(rep.send("PATCH", path, {"name": "x"}, headers={"If-Match": '"1"'}), 412)
    body = refused(rep.send("PATCH", path, {"name": "x", "version": 1}), 409)
    assert header["code"] == body["code"] == "F706"
    assert "2" in header["errors"][0]["message"]
    assert rep.get(path)["name"] == "Acme AG"


def test_which_tags_a_write_may_name(rep: Program) -> None:
    """If-Match takes a star, or several tags; a tag that is no version of ours, or a weak one, matches nothing."""
    made = rep.made("account", name="Acme")
    path = f"/account/{made['id']}"
    for tags, status in (('"1"', 200), ("*", 200), ('"2", "3"', 200), ('"x"', 412), ('W/"3"', 412), ("", 412)):
        answer = rep.send("PATCH", path, {"name": f"now {tags}"}, headers={"If-Match": tags})
        assert answer.status_code == status, (tags, answer.text)


def test_header_and_body_may_not_disagree(rep: Program) -> None:
    """A call that names two versions is refused, as one of them is a mistake."""
    made = rep.made("account", name="Acme")
    answer = rep.send("PATCH", f"/account/{made['id']}", {"name": "x", "version": 2}, headers={"If-Match": '"1"'})
    assert fields_of(refused(answer, 400)) == ["version"]


def test_chosen_fields_and_labels(rep: Program) -> None:
    """`fields` chooses paths, also through lookups; `labels` adds the names of references and choices."""
    parent = rep.made("account", name="Nord Holding", region="west")
    made = rep.made("account", name="Nordwind", parent=parent["id"], region="east")
    path = f"/account/{made['id']}"
    assert rep.get(path, fields="name,parent.region") == {
        "id": made["id"],
        "version": 1,
        "name": "Nordwind",
        "parent.region": "west",
    }
    labelled = rep.get(path, labels="true")["_labels"]
    assert labelled["parent"] == "Nord Holding"
    assert labelled["region"] == "East"
    assert labelled["owner"] == "Rob Stone"


def test_records_are_put_by_an_external_id(rep: Program) -> None:
    """PUT by a unique field makes the record the first time and changes it the second."""
    first = rep.send("PUT", "/account/by/external_id/A%2F1", {"name": "Acme"})
    second = rep.send("PUT", "/account/by/external_id/A%2F1", {"name": "Acme AG", "external_id": "A/1"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json or {})["id"] == (second.json or {})["id"]
    assert (second.json or {})["name"] == "Acme AG"
    other = rep.send("PUT", "/account/by/external_id/A%2F1", {"external_id": "B"})
    assert fields_of(refused(other, 400)) == ["external_id"]
    refused(rep.send("PUT", "/account/by/name/Acme", {"region": "east"}), 422)
    refused(rep.send("PUT", "/account/by/nothing/Acme", {"region": "east"}), 422)


def test_one_record_may_be_posted_as_upsert(rep: Program) -> None:
    """`?upsert=` counts for a single record as for many."""
    first = rep.send("POST", "/account?upsert=external_id", {"name": "Acme", "external_id": "U1"})
    second = rep.send("POST", "/account?upsert=external_id", {"name": "Acme AG", "external_id": "U1"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert (first.json or {})["id"] == (second.json or {})["id"]


def test_history_tells_who_changed_what(rep: Program) -> None:
    """The history has one entry for each change, newest first, in the values of the API."""
    account = rep.made("account", name="Nordwind")
    made = rep.made("deal", name="Pumps", account=account["id"], amount=100, discount=10)
    rep.send("PATCH", f"/deal/{made['id']}", {"discount": "12.5", "close_date": "2026-12-24"})
    newest, first = rep.get(f"/deal/{made['id']}/history")["history"]
    assert (newest["kind"], newest["actor_name"], newest["at"]) == ("update", "Rob Stone", "2026-11-22T09:00:00Z")
    assert newest["changes"]["discount"] == ["10", "12.5"]
    assert newest["changes"]["close_date"] == ["2026-12-22", "2026-12-24"]
    assert first["kind"] == "create"
    refused(rep.send("GET", f"/deal/{NOBODY}/history"), 404)


def test_why_a_record_may_be_seen(office: Office, rep: Program) -> None:
    """Access names the reasons that open the record to the caller; a record that is closed to her is not there."""
    made = rep.made("account", name="Nordwind")
    told = rep.get(f"/account/{made['id']}/access")
    assert (told["allowed"], told["reason"], told["rights"]["update"]["reason"]) == (True, "owner", "owner")
    assert told["rights"]["delete"] == {"allowed": False, "reason": "nothing grants delete on account"}
    boss = program(office, "root").get(f"/account/{made['id']}/access", user="lin")
    assert (boss["allowed"], boss["reason"]) == (
        False,
        "there is no such record, or nothing opens it to read (tried: owner, hierarchy, share)",
    )
    refused(rep.send("GET", f"/account/{made['id']}/access?user=lin"), 403)
    deal = rep.made("deal", name="Pumps")
    assert program(office, "mia").get(f"/deal/{deal['id']}/access")["reason"] == "hierarchy"
    refused(program(office, "lin").send("GET", f"/account/{made['id']}/access"), 404)
    refused(rep.send("GET", f"/account/{NOBODY}/access"), 404)


def test_children_of_a_record(rep: Program) -> None:
    """The records that point to one are a list of their own, with all a list can do."""
    account, other = rep.made("account", name="Nordwind"), rep.made("account", name="Südwind")
    for name, amount in (("Pumps", 5), ("Pipes", 7)):
        rep.made("deal", name=name, account=account["id"], amount=amount)
    rep.made("deal", name="Elsewhere", account=other["id"])
    path = f"/account/{account['id']}/related/deals"
    assert [one["name"] for one in rep.get(path, sort="-amount")["records"]] == ["Pipes", "Pumps"]
    assert [one["name"] for one in rep.get(path, filter="amount < 6")["records"]] == ["Pumps"]
    refused(rep.send("GET", f"/account/{account['id']}/related/nothing"), 404)
    refused(rep.send("GET", f"/account/{NOBODY}/related/deals"), 404)


def test_an_answer_may_carry_warnings(rep: Program) -> None:
    """What a duplicate rule warns of stands beside the record that was written all the same."""
    rep.made("account", name="Nordwind", phone="+49 30 1234567")
    second = rep.made("account", name="Nord Wind", phone="+49 30 1234567")
    assert [one["code"] for one in second["_warnings"]] == ["D532"]


def test_ids_of_others_are_not_there(office: Office, rep: Program) -> None:
    """A record of somebody else answers like one that does not exist, byte by byte, to every call."""
    foreign = program(office, "lin").made("account", name="远航")["id"]
    for method, tail, body in (
        ("GET", "", None),
        ("PATCH", "", {"name": "x"}),
        ("GET", "/history", None),
        ("GET", "/access", None),
        ("GET", "/related/deals", None),
    ):
        closed = rep.send(method, f"/account/{foreign}{tail}", body)
        absent = rep.send(method, f"/account/{NOBODY}{tail}", body)
        refused(closed, 404)
        assert (closed.data, dict(closed.headers)) == (absent.data, dict(absent.headers)), (method, tail)
    pointing = rep.send("POST", "/deal", {"name": "x", "account": foreign})
    nowhere = rep.send("POST", "/deal", {"name": "x", "account": NOBODY})
    assert refused(pointing, 422) == refused(nowhere, 422)
