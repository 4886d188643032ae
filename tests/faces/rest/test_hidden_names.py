"""What a caller may not see answers exactly like what does not exist: status, body and headers."""

import re

import pytest
from werkzeug.test import TestResponse

from tests.faces.office import Office
from tests.faces.rest.program import Program, program, refused

HIDDEN, ABSENT = "credit_limit", "kredit_limit"  # reps may not read the first; nothing has the second's name
NOBODY = "01890000-0000-7000-8000-000000000000"


def told(answer: TestResponse, name: str) -> tuple[int, str, list[tuple[str, str]]]:
    """An answer without the name that was asked for."""
    headers = [(key, value) for key, value in answer.headers if key != "Content-Length"]
    return answer.status_code, re.sub(re.escape(name), "NAME", answer.text), headers


PLACES = [
    "?fields={}",
    "?sort={}",
    "?sort=-{}",
    "?fields=name,parent.{}",
    "?filter={} > 1",
    "?filter=ISBLANK({})",
    "?filter=parent.{} = 5",
    '?filter=CONTAINS(TEXT({}), "1")',
    "?filter=SUM(branches.{}) > 1",
    "?filter=COUNT(branches where branches.{} > 1) > 0",
    '?filter=name = "x" and {} > 1',
    "?sort=parent.parent.{}",
    "?fields=parent.owner.manager.{}",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_hidden_field_is_an_unknown_name_in_reads(rob: Program, place: str) -> None:
    """As output, sort key or in a filter, directly, through lookups and in aggregates, a hidden field is unknown."""
    hidden, absent = (rob.send("GET", "/account" + place.format(name)) for name in (HIDDEN, ABSENT))
    refused(hidden, 422)
    assert told(hidden, HIDDEN) == told(absent, ABSENT)


@pytest.mark.parametrize("spelling", ["credit_limit", "Credit_Limit", "CREDIT_LIMIT", " credit_limit", "credit_limit "])
def test_no_spelling_opens_a_hidden_field(rob: Program, spelling: str) -> None:
    """Case and blanks around a name make no difference to who may read it."""
    for query in ({"filter": f"{spelling} > 1"}, {"sort": spelling}, {"fields": spelling}):
        refused(rob.send("GET", "/account", query=query), 422)


@pytest.mark.parametrize("method", ["POST", "PATCH"])
def test_a_hidden_field_is_an_unknown_name_in_writes(rob: Program, method: str) -> None:
    """Sent in a body, a hidden field is refused like a name nobody knows."""
    path = "/account" if method == "POST" else f"/account/{rob.made('account', name='Acme')['id']}"
    hidden, absent = (rob.send(method, path, {"name": "x", name: "5"}) for name in (HIDDEN, ABSENT))
    refused(hidden, 422)
    assert told(hidden, HIDDEN) == told(absent, ABSENT)


def test_a_hidden_field_is_in_no_answer(shared: Office, rob: Program) -> None:
    """Records, lists, outcomes, history, descriptions and documents of a rep never name the hidden field."""
    boss = program(shared, "mia")
    made = rob.made("account", name="Acme")
    assert boss.send("PATCH", f"/account/{made['id']}", {"credit_limit": "777.77"}).status_code == 200
    path = f"/account/{made['id']}"
    for answer in (
        rob.send("GET", path),
        rob.send("GET", "/account"),
        rob.send("PATCH", path, {"name": "Acme AG"}),
        rob.send("GET", f"{path}/history"),
        rob.send("GET", "/meta/account"),
        rob.send("GET", "/openapi.json"),
        rob.client.get("/api/docs", headers={"Authorization": f"Bearer {rob.token}"}),
    ):
        assert answer.status_code == 200
        assert HIDDEN not in answer.text
        assert "777" not in answer.text
    assert boss.get(path)["credit_limit"] == "777.77"
    assert "777.77" in boss.send("GET", f"{path}/history").text


CALLS = [
    ("GET", "/{}", None),
    ("GET", "/{}?filter=name = 1", None),
    ("GET", f"/{{}}/{NOBODY}", None),
    ("GET", f"/{{}}/{NOBODY}/history", None),
    ("GET", f"/{{}}/{NOBODY}/access", None),
    ("GET", f"/{{}}/{NOBODY}/related/deals", None),
    ("GET", f"/{{}}/{NOBODY}/shares", None),
    ("POST", f"/{{}}/{NOBODY}/shares", {"with": NOBODY, "access": "edit"}),
    ("DELETE", f"/{{}}/{NOBODY}/shares/{NOBODY}", None),
    ("POST", "/{}", {"name": "x"}),
    ("POST", "/{}", {"records": [{"name": "x"}]}),
    ("POST", "/{}?upsert=name", {"name": "x"}),
    ("PATCH", "/{}", {"records": [{"id": NOBODY}]}),
    ("DELETE", "/{}", {"records": [{"id": NOBODY}]}),
    ("PATCH", f"/{{}}/{NOBODY}", {"name": "x"}),
    ("DELETE", f"/{{}}/{NOBODY}", None),
    ("PUT", "/{}/by/name/x", {"name": "x"}),
    ("GET", "/meta/{}", None),
]


@pytest.mark.parametrize(("method", "path", "body"), CALLS, ids=[f"{one[0]} {one[1]}"[:40] for one in CALLS])
def test_a_hidden_object_is_not_there(vaulted: Office, method: str, path: str, body: object) -> None:
    """Every call on an object the caller has no right on answers like a call on one that does not exist."""
    rep = program(vaulted, "rob")
    hidden, absent = (rep.send(method, path.format(name), body) for name in ("vault", "vavlt"))
    refused(hidden, 404)
    assert told(hidden, "vault") == told(absent, "vavlt")


def test_nobody_without_rights_learns_names(shared: Office) -> None:
    """A user whose role grants nothing sees no object, in lists or in documents; what is left is about herself."""
    zed = program(shared, "zed")
    assert zed.get("/meta") == {"objects": []}
    paths = zed.get("/openapi.json")["paths"]
    assert {one for one in paths if not one.startswith("/me/")} == {"/meta", "/meta/{object}"}
    for name in ("account", "deal", "user", "notification"):
        assert refused(zed.send("GET", f"/{name}"), 404) == refused(zed.send("GET", "/nothing"), 404)


def test_a_hidden_object_leaves_no_trace(vaulted: Office) -> None:
    """Lookups that lead to a hidden object, and its lists of children, do not give its name away."""
    rep, boss = program(vaulted, "rob"), program(vaulted, "root")
    described = rep.get("/meta/deal")
    assert [one["to"] for one in described["fields"] if one["name"] == "vault"] == [[]]
    assert "vaults" not in [one["name"] for one in described["related"]]
    assert "vaults" in [one["name"] for one in boss.get("/meta/deal")["related"]]
    document = rep.send("GET", "/openapi.json").text
    assert "/vault" not in document
    assert '"vault_' not in document
    deal = rep.made("deal", name="Pumps")
    hidden = rep.send("GET", f"/deal/{deal['id']}/related/vaults")
    absent = rep.send("GET", f"/deal/{deal['id']}/related/vavlts")
    assert told(hidden, "vaults") == told(absent, "vavlts")
    assert boss.send("GET", f"/deal/{deal['id']}/related/vaults").status_code == 200
    for path in ("vault.name", "vault.deal.name"):
        refused(rep.send("GET", "/deal", query={"fields": path}), 422)


@pytest.mark.parametrize(
    "name", ["id", "created_at", "created_by", "updated_at", "updated_by", "version", "number", "won_at", "expected"]
)
def test_what_the_platform_writes_nobody_sends(rob: Program, name: str) -> None:
    """System fields, numbers, computed and read-only fields are refused in every way of writing."""
    account = rob.made("account", name="Acme")
    made = rob.made("deal", name="Pumps", account=account["id"])
    value = made[name] if made[name] is not None else "2026-01-01T00:00:00Z"
    one = {"name": "x", name: value}
    sent = [
        rob.send("POST", "/deal", one),
        rob.send("POST", "/deal", {"records": [one]}),
    ]
    if name != "number":
        sent.append(rob.send("PUT", "/deal/by/number/D-2026-9999", one))
    if name not in {"id", "version"}:  # these tell which record, and which state of it
        sent.append(rob.send("PATCH", "/deal", {"records": [{"id": made["id"], **one}]}))
    if name != "version":
        sent.append(rob.send("PATCH", f"/deal/{made['id']}", one))
    for answer in sent:
        refused(answer, 422)
    assert rob.get(f"/deal/{made['id']}")["name"] == "Pumps"


@pytest.mark.parametrize("name", ["role", "manager", "active", "username"])
def test_nobody_gives_herself_power(shared: Office, rob: Program, name: str) -> None:
    """A user's role, manager, state and name are not writable by those who do not manage users."""
    me = shared.people["rob"]
    for answer in (
        rob.send("PATCH", f"/user/{me}", {name: "admin"}),
        rob.send("PATCH", "/user", {"records": [{"id": me, name: "admin"}]}),
        rob.send("POST", "/user", {"name": "x", name: "admin"}),
    ):
        assert answer.status_code in {403, 422}
    assert rob.get(f"/user/{me}")["role"] == "rep"


def test_a_filter_is_told_to_those_who_know_what_it_reads(vaulted: Office) -> None:
    """A description has the filter of a lookup as it is written, and says which one makes a hierarchy."""
    rep, boss = (
        {one["name"]: one for one in program(vaulted, who).get("/meta/deal")["fields"]} for who in ("rob", "root")
    )
    assert rep["buyer"]["filter"] == boss["buyer"]["filter"] == "account = $record.account"
    assert boss["elder"]["filter"] == "born < $record.close_date"
    assert "filter" not in rep["elder"]  # it names when people were born, which is personal
    assert rep["part_of"]["hierarchy"] is True
    assert {"filter", "hierarchy"}.isdisjoint(rep["account"])
