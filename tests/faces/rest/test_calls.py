"""`POST /batch`: several calls in one transaction, on both databases."""

from collections.abc import Mapping
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests.faces.office import Office
from tests.faces.rest.program import Program, program

ACME: Mapping[str, object] = {"name": "acme", "method": "POST", "path": "/account", "body": {"name": "Acme"}}


def sent(asks: Program, *calls: object, key: str | None = None, **more: object) -> TestResponse:
    headers = {} if key is None else {"Idempotency-Key": key}
    return asks.send("POST", "/batch", {"calls": list(calls), **more}, headers=headers)


def refused_at(answer: TestResponse) -> str:
    assert answer.status_code == 400, answer.text
    found: str = (answer.json or {})["errors"][0]["field"]
    return found


def results(answer: TestResponse) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = (answer.json or {})["results"]
    return found


def count(asks: Program, object: str) -> int:
    found: int = asks.get(f"/{object}", count="exact")["total"]
    return found


def whole(last: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    """A company with a deal and people, then one more call."""
    of_acme = {"account": "@{acme.id}"}
    return (
        ACME,
        {"name": "pumps", "method": "POST", "path": "/deal", "body": {"name": "@{acme.name}: pumps", **of_acme}},
        {"method": "POST", "path": "/contact", "body": {"records": [{"last_name": "A", **of_acme}] * 2}},
        last,
    )


def test_later_calls_refer_to_earlier_answers(office: Office) -> None:
    """A value, a part of a text, a part of an address and a filter may come from earlier answers, by name or place."""
    rep = program(office, "rob")
    read = {"method": "GET", "path": '/contact?filter=account.id = "@{acme.id}"&fields=last_name,account.name'}
    change = {"method": "PATCH", "path": "/deal/@{pumps.id}", "body": {"amount": "5", "version": "@{pumps.version}"}}
    drop = {"method": "DELETE", "path": "/contact/@{2.records.1.id}"}
    found = results(sent(rep, *whole(read), change, drop))
    assert [(one["name"], one["status"]) for one in found] == [
        ("acme", 201),
        ("pumps", 201),
        ("2", 200),
        ("3", 200),
        ("4", 200),
        ("5", 204),
    ]
    assert found[1]["body"]["name"] == "Acme: pumps"
    assert [one["account.name"] for one in found[3]["body"]["records"]] == ["Acme", "Acme"]
    assert (found[4]["etag"], found[4]["body"]["amount"]) == ('"2"', "5.00")
    assert found[0]["location"].endswith(found[0]["body"]["id"])
    assert (count(rep, "account"), count(rep, "deal"), count(rep, "contact")) == (1, 1, 1)


REFUSED = [
    ("a wrong value", {"method": "POST", "path": "/contact", "body": {"email": "no"}}, 422, "email"),
    ("no such object", {"method": "POST", "path": "/nothing", "body": {}}, 404, None),
    ("no such address", {"method": "GET", "path": "/account/a/b/c/d"}, 404, None),
    ("no such method", {"method": "PUT", "path": "/account", "body": {}}, 405, None),
    ("a batch within", {"method": "POST", "path": "/batch", "body": {"calls": []}}, 404, None),
    ("a stale tag", {"method": "PATCH", "path": "/deal/@{pumps.id}", "body": {}, "if_match": '"7"'}, 412, None),
    ("a stale version", {"method": "PATCH", "path": "/deal/@{pumps.id}", "body": {"version": 7}}, 409, None),
    ("a later answer", {"method": "GET", "path": "/account/@{3.id}"}, 400, "@{3.id}"),
    ("no such part", {"method": "GET", "path": "/account/@{acme.no}"}, 400, "@{acme.no}"),
    ("no such place", {"method": "GET", "path": "/account/@{2.records.2.id}"}, 400, "@{2.records.2.id}"),
    ("a list in a text", {"method": "GET", "path": "/account/@{2.records}"}, 400, "@{2.records}"),
    ("no body", {"method": "POST", "path": "/account"}, 400, None),
    ("a list as a body", {"method": "POST", "path": "/account", "body": []}, 400, None),
    ("a body for nothing", {"method": "DELETE", "path": "/deal/@{pumps.id}", "body": {}}, 400, None),
    ("an unknown argument", {"method": "GET", "path": "/account?limt=1"}, 400, "limt"),
]


@pytest.mark.parametrize(("last", "status", "field"), [one[1:] for one in REFUSED], ids=[one[0] for one in REFUSED])
def test_one_refused_call_undoes_all(
    shared: Office, last: Mapping[str, object], status: int, field: str | None
) -> None:
    """The answer is that of the refused call, names it, and nothing of the others stays."""
    rep = program(shared, "rob")
    before = [count(rep, name) for name in ("account", "deal", "contact")]
    answer = sent(rep, *whole(last))
    assert answer.status_code == status, answer.text
    faults = (answer.json or {})["errors"]
    assert faults
    assert {one["call"] for one in faults} == {"3"}
    assert faults[0]["field"] == field or status in {409, 412}
    assert [count(rep, name) for name in ("account", "deal", "contact")] == before


MALFORMED: list[tuple[str, object, str]] = [
    ("none", [], "calls"),
    ("no list", {}, "calls"),
    ("too many", [ACME] * 101, "calls"),
    ("no object", [5], "calls"),
    ("a strange key", [{**ACME, "pth": 1}], "pth"),
    ("a strange method", [{**ACME, "method": "TRACE"}], "method"),
    ("no path", [{"method": "GET"}], "path"),
    ("a relative path", [{**ACME, "path": "account"}], "path"),
    ("another server", [{**ACME, "path": "http://x/account"}], "path"),
    ("a number as a name", [{**ACME, "name": "1"}], "name"),
    ("a name twice", [ACME, ACME], "name"),
    ("too many records", [{**ACME, "name": f"n{at}", "body": {"records": [{}] * 6000}} for at in range(2)], "calls"),
]


@pytest.mark.parametrize(("calls", "field"), [one[1:] for one in MALFORMED], ids=[one[0] for one in MALFORMED])
def test_a_batch_has_its_shape(root: Program, calls: object, field: str) -> None:
    """What is no batch is refused before any call is made, with the place."""
    answer = root.send("POST", "/batch", {"calls": calls})
    assert answer.status_code == 400, answer.text
    assert field in [one["field"] for one in (answer.json or {})["errors"]]


def test_a_dry_run_keeps_nothing(office: Office) -> None:
    """Everything is done and told, and undone; a dry run of one call undoes that call alone."""
    rep = program(office, "rob")
    answer = sent(rep, *whole({"method": "GET", "path": "/deal/@{pumps.id}"}), dry_run=True)
    assert ((answer.json or {})["dry_run"], results(answer)[3]["body"]["name"]) == (True, "Acme: pumps")
    assert (count(rep, "account"), count(rep, "deal")) == (0, 0)
    dry = {"method": "POST", "path": "/contact", "body": {"records": [{"last_name": "A"}], "dry_run": True}}
    assert [one["status"] for one in results(sent(rep, ACME, dry))] == [201, 200]
    assert (count(rep, "account"), count(rep, "contact")) == (1, 0)


def test_a_batch_counts_once(office: Office) -> None:
    """With an Idempotency-Key a batch sent again tells the same ids; what it read is read anew."""
    rep = program(office, "rob")
    calls = whole({"method": "GET", "path": "/deal/@{pumps.id}"})
    first = results(sent(rep, *calls, key="b1"))
    rep.send("PATCH", f"/deal/{first[1]['body']['id']}", {"amount": "7"})
    again = sent(rep, *calls, key="b1")
    assert again.headers["Idempotency-Replayed"] == "true"
    told = results(again)
    assert [one["status"] for one in told] == [one["status"] for one in first]
    assert (told[0]["body"]["id"], told[3]["body"]["amount"]) == (first[0]["body"]["id"], "7.00")
    assert (count(rep, "account"), count(rep, "contact")) == (1, 2)


def test_a_reference_is_one_part_of_an_address(root: Program) -> None:
    """What an earlier answer holds leads no later call elsewhere: no path takes a slash, arguments take it escaped."""
    evil = {"method": "POST", "path": "/account", "name": "evil", "body": {"name": "x/../../meta?labels=true#"}}
    answer = sent(root, evil, {"method": "GET", "path": "/account/@{evil.name}"})
    assert refused_at(answer) == "@{evil.name}"
    search = {"method": "GET", "path": '/account?filter=name = "@{evil.name}"&limit=1'}
    assert len(results(sent(root, evil, search))[1]["body"]["records"]) == 1


def test_a_text_may_look_like_a_reference(root: Program) -> None:
    """`@@{` stands for `@{`, and braces without the sign are text."""
    body = {"name": "@@{acme.id} {acme.id} @ {", "website": None}
    assert results(sent(root, {**ACME, "body": body}))[0]["body"]["name"] == "@{acme.id} {acme.id} @ {"


def test_a_body_of_nothing_is_told(root: Program) -> None:
    """A call whose body is null is no error of the server: what belongs there is said."""
    answer = root.send("POST", "/batch", {"calls": [{"method": "POST", "path": "/deal", "body": None}]})
    assert answer.status_code == 400
    assert "body" in answer.text
