"""Calls that count once: `Idempotency-Key`, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier, Event
from typing import Any

import pytest

from objectry.runtime import Change, Records
from objectry.runtime.joint import Queue
from objectry.runtime.store import WriteTransaction
from tests.faces.office import Office
from tests.faces.rest.program import Program, program, refused

TOGETHER = 64
KEY = {"Idempotency-Key": "order-1"}


def acme(asks: Program, key: str = "order-1", **values: object) -> Any:
    return asks.send("POST", "/account", {"name": "Acme", **values}, headers={"Idempotency-Key": key})


def count(asks: Program, object: str = "account") -> int:
    found: int = asks.get(f"/{object}", count="exact")["total"]
    return found


def test_many_threads_with_one_key_have_one_effect(office: Office) -> None:
    """64 threads that send one call with one key at once make one record, and all hear of that one."""
    rep = program(office, "rob")
    start = Barrier(TOGETHER)

    def run(_: int) -> tuple[int, str, bool]:
        start.wait(30)
        answer = acme(Program(office.app.test_client(), rep.token))
        return answer.status_code, (answer.json or {})["id"], "Idempotency-Replayed" in answer.headers

    with ThreadPoolExecutor(TOGETHER) as pool:
        heard = list(pool.map(run, range(TOGETHER)))
    assert len({(status, id) for status, id, _ in heard}) == 1
    assert [replayed for *_, replayed in heard].count(False) == 1
    assert count(rep) == 1


def test_every_way_of_writing_counts_once(office: Office) -> None:
    """One record or many, made, changed, put by a key or deleted: sent again, nothing more happens and the same is
    told."""
    rep = program(office, "rob")
    one = rep.made("account", name="One")["id"]
    two, three = (rep.made("contact", last_name=name)["id"] for name in ("Two", "Three"))
    calls: list[tuple[str, str, object]] = [
        ("POST", "/account", {"name": "Acme"}),
        ("POST", "/contact", {"records": [{"last_name": "A"}, {"last_name": "B", "email": "no"}], "mode": "partial"}),
        ("POST", "/account?upsert=external_id", {"records": [{"external_id": "1", "name": "Upserted"}]}),
        ("PUT", "/account/by/external_id/P1", {"name": "Put"}),
        ("PATCH", f"/account/{one}", {"name": "One AG"}),
        ("PATCH", "/account", {"records": [{"id": one, "name": "One SE"}]}),
        ("DELETE", f"/contact/{two}", None),
        ("DELETE", "/contact", {"records": [{"id": three}]}),
    ]
    for place, (method, path, body) in enumerate(calls):
        first, again = (rep.send(method, path, body, headers={"Idempotency-Key": f"k{place}"}) for _ in range(2))
        assert first.status_code < 300, first.text
        assert (again.status_code, again.headers.get("Location")) == (first.status_code, first.headers.get("Location"))
        assert again.headers["Idempotency-Replayed"] == "true"
        told, told_again = ((one.json or {}) if one.data else {} for one in (first, again))
        assert told.get("id") == told_again.get("id")
        assert told.get("actions") == told_again.get("actions")
        codes = [[(fault["record"], fault["code"]) for fault in of.get("errors", [])] for of in (told, told_again)]
        assert codes[0] == codes[1]
    assert (count(rep), count(rep, "contact")) == (4, 1)
    assert rep.get(f"/account/{one}")["version"] == 3


def test_it_is_told_again_with_the_rights_of_now(office: Office) -> None:
    """The second answer shows the record as it is and as the caller may see it by then; one out of sight is its id."""
    rep = program(office, "rob")
    made = acme(rep).json
    root = program(office, "root")
    assert root.send("PATCH", f"/account/{made['id']}", {"name": "Acme AG"}).status_code == 200
    assert acme(rep).json["name"] == "Acme AG"
    lin = office.people["lin"]
    office.platform.records.update(office.call("root"), "account", [Change(made["id"], {"owner": lin})])
    again = acme(rep)
    assert (again.status_code, again.json) == (201, {"id": made["id"]})


def test_a_key_belongs_to_one_call(lone: Office) -> None:
    """Another method, address, argument or body under a used key answers 422 and does nothing; the same body written
    in another way is the same call."""
    rep = program(lone, "rob")
    made = acme(rep, rating="5").json
    raw = '{ "rating" : "5",\n"name": "Acme" }'
    headers = {"Authorization": f"Bearer {rep.token}", **KEY}
    spaced = rep.client.post("/api/v1/account", data=raw, content_type="application/json", headers=headers)
    assert (spaced.json or {})["id"] == made["id"]
    others: list[tuple[str, str, object]] = [
        ("POST", "/account", {"name": "Acme", "rating": "6"}),
        ("POST", "/contact", {"name": "Acme", "rating": "5"}),
        ("POST", "/account?upsert=external_id", {"name": "Acme", "rating": "5"}),
        ("PATCH", f"/account/{made['id']}", {"name": "Acme", "rating": "5"}),
    ]
    for method, path, body in others:
        assert refused(rep.send(method, path, body, headers=KEY), 422)["code"] == "F714"
    assert count(rep) == 1


def test_a_key_belongs_to_one_caller(lone: Office) -> None:
    """The same key of somebody else, or of another token of the same user, is another call."""
    programs = [program(lone, "rob"), program(lone, "rob"), program(lone, "mia")]
    assert len({acme(asks).json["id"] for asks in programs}) == 3


def test_what_was_refused_may_be_sent_again(lone: Office) -> None:
    """An answer that was rolled back, or a dry run, uses no key up."""
    rep = program(lone, "rob")
    for _ in range(2):
        refused(rep.send("POST", "/account", {"region": "nonsense"}, headers=KEY), 422)
    dry = rep.send("POST", "/account", {"records": [{"name": "Dry"}], "dry_run": True}, headers=KEY)
    assert (dry.json or {})["dry_run"] is True
    assert acme(rep).status_code == 201
    assert count(rep) == 1


def test_keys_are_kept_for_seven_days(lone: Office) -> None:
    """After a week a key is free again."""
    rep = program(lone, "rob")
    first = acme(rep).json["id"]
    lone.clock.advance(timedelta(days=6, hours=23))
    assert acme(rep).json["id"] == first
    lone.clock.advance(timedelta(hours=2))
    assert acme(rep).json["id"] != first


def test_who_waits_too_long_is_told(lone: Office) -> None:
    """A call whose first is still at work for too long answers 409 and may be sent again."""
    rep, joint = program(lone, "rob"), lone.platform.joint
    begun, told, door = Event(), Event(), joint.door

    def slow(whole: WriteTransaction) -> Records:
        begun.set()
        told.wait(10)
        return door(whole)

    joint.door, joint.queue = slow, Queue(0.05)
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(acme, Program(lone.app.test_client(), rep.token))
        begun.wait(10)
        late = refused(acme(rep), 409)
        told.set()
    assert late["code"] == "F715"
    assert acme(rep).json["id"] == first.result().json["id"]


@pytest.mark.parametrize("key", ["", "x" * 256, "with blank", "ümlaut", "a\tb"])
def test_a_key_is_a_word(lone: Office, key: str) -> None:
    """A key that is empty, too long or no visible ASCII is refused with its place."""
    rep = program(lone, "rob")
    answer = rep.send("POST", "/account", {"name": "x"}, headers={"Idempotency-Key": key})
    assert refused(answer, 400)["errors"][0]["field"] == "Idempotency-Key"
