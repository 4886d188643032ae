"""Many records in one call, on both databases."""

import pytest

from tests.faces.office import Office
from tests.faces.rest.program import Program, program, refused

NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def rep(office: Office) -> Program:
    return program(office, "rob")


def names(rep: Program) -> list[str]:
    return [one["name"] for one in rep.get("/contact", sort="last_name")["records"]]


def test_all_or_nothing(rep: Program) -> None:
    """Without a word on it, one wrong record keeps all others out; every problem is told, with its record."""
    good, bad = {"last_name": "A"}, {"last_name": "B", "email": "no"}
    problem = refused(rep.send("POST", "/contact", {"records": [good, bad, {}]}), 422)
    assert [(one["record"], one["field"], one["code"]) for one in problem["errors"]] == [
        (1, "email", "D522"),
        (2, "last_name", "D521"),
    ]
    assert names(rep) == []


def test_as_many_as_can_be(rep: Program) -> None:
    """In partial mode the good records are written; the answer has one place for each record sent."""
    records = [{"last_name": "A"}, {"last_name": "B", "email": "no"}, {"last_name": "C"}]
    answer = rep.send("POST", "/contact", {"records": records, "mode": "partial"}).json or {}
    assert [one and one["name"] for one in answer["records"]] == ["A", None, "C"]
    assert answer["actions"] == ["created", None, "created"]
    assert [(one["record"], one["code"]) for one in answer["errors"]] == [(1, "D522")]
    assert names(rep) == ["A", "C"]


def test_a_dry_run_keeps_nothing(rep: Program) -> None:
    """A dry run answers as the real one would, and leaves the data as they were."""
    answer = rep.send("POST", "/contact", {"records": [{"last_name": "A"}], "dry_run": True}).json or {}
    assert (answer["dry_run"], answer["actions"]) == (True, ["created"])
    assert names(rep) == []


def test_no_records_are_no_work(rep: Program) -> None:
    """An empty batch is answered empty."""
    answer = rep.send("POST", "/contact", {"records": []})
    assert (answer.status_code, (answer.json or {})["records"]) == (200, [])


def test_too_many_records_are_refused(rep: Program) -> None:
    """A batch holds ten thousand records at most; one more is refused before any work."""
    problem = refused(rep.send("POST", "/contact", {"records": [{"last_name": "A"}] * 10_001}), 422)
    assert [one["code"] for one in problem["errors"]] == ["D505"]


def test_many_are_changed(rep: Program) -> None:
    """Each record of a batch of changes names its id, and may name its version; a stale one stops all with 409."""
    first, second = rep.made("contact", last_name="A"), rep.made("contact", last_name="B")
    changes = [{"id": first["id"], "last_name": "A2"}, {"id": second["id"], "version": 1, "last_name": "B2"}]
    answer = rep.send("PATCH", "/contact", {"records": changes}).json or {}
    assert [one["last_name"] for one in answer["records"]] == ["A2", "B2"]
    refused(rep.send("PATCH", "/contact", {"records": [{**changes[0], "last_name": "x"}, changes[1]]}), 409)
    assert names(rep) == ["A2", "B2"]
    partial = rep.send(
        "PATCH", "/contact", {"records": [{**changes[0], "last_name": "A3"}, changes[1]], "mode": "partial"}
    )
    assert [one["code"] for one in (partial.json or {})["errors"]] == ["D503"]
    assert names(rep) == ["A3", "B2"]


def test_many_are_deleted(rep: Program) -> None:
    """A batch of ids goes to the bin; one that is not there keeps the others."""
    ids = [rep.made("contact", last_name=name)["id"] for name in "ABC"]
    missing = rep.send("DELETE", "/contact", {"records": [{"id": ids[0]}, {"id": NOBODY}]})
    assert [(one["record"], one["code"]) for one in refused(missing, 422)["errors"]] == [(1, "D501")]
    answer = rep.send("DELETE", "/contact", {"records": [{"id": ids[0]}, {"id": ids[1], "version": 1}]}).json or {}
    assert answer["actions"] == ["deleted", "deleted"]
    assert names(rep) == ["C"]


@pytest.mark.parametrize(
    ("method", "record", "place"),
    [
        ("PATCH", {"last_name": "x"}, "id"),
        ("PATCH", {"id": 5}, "id"),
        ("PATCH", {"id": None}, "id"),
        ("PATCH", {"id": NOBODY, "version": "1"}, "version"),
        ("PATCH", {"id": NOBODY, "version": True}, "version"),
        ("DELETE", {}, "id"),
        ("DELETE", {"id": NOBODY, "last_name": "x"}, "last_name"),
    ],
)
def test_a_record_of_a_batch_says_which_it_is(root: Program, method: str, record: object, place: str) -> None:
    """Records without a proper id or version are refused with their place, and so is a key that would do nothing."""
    fault = refused(root.send(method, "/contact", {"records": [{"id": NOBODY}, record]}), 400)["errors"][0]
    assert (fault["record"], fault["field"]) == (1, place)


def test_many_are_upserted(rep: Program) -> None:
    """With `?upsert=` known records are changed, unknown ones made, equal ones left alone."""
    rep.made("account", name="Acme", external_id="1")
    rep.made("account", name="Same", external_id="3")
    records = [
        {"external_id": "1", "name": "Acme AG"},
        {"external_id": "2", "name": "New"},
        {"external_id": "3", "name": "Same"},
    ]
    answer = rep.send("POST", "/account?upsert=external_id", {"records": records}).json or {}
    assert answer["actions"] == ["updated", "created", "unchanged"]
    refused(rep.send("POST", "/account?upsert=name", {"records": records}), 422)
    refused(rep.send("POST", "/account?upsert=credit_limit", {"records": records}), 422)
