"""Hostile input at every address: always a refusal in the one shape, never an error of the server, nothing changed."""

import re
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from flask import Flask

from objectry.faces.rest.routes import ROUTES
from tests.faces.office import Office
from tests.faces.rest.program import V1, program, refused

TEXTS = [
    "",
    " ",
    "\x00",
    "null",
    "-1",
    "1e999",
    "NaN",
    "'; drop table account; --",
    '" or 1 = 1 --',
    "{{7*7}}${7*7}<%= 7*7 %>",
    "../../etc/passwd",
    "%00%ff",
    "\u202e\u0000\ufeff",
    "\U0001f600" * 50,
    "a" * 9000,
    "(" * 3000,
    "1" * 500 + " = 1",
    "REPEAT(name, 99999)",
    "$user.password",
    "__class__.__mro__",
    "eyJhbGciOiJub25lIn0.e30.",
]
ARGUMENTS = [
    "filter", "view", "sort", "fields", "q", "limit", "after", "count", "labels", "expand", "upsert", "format",
    "spreadsheet", "objects", "version", "nothing",
]  # fmt: skip
DEEP = '{"a":' * 400 + "1" + "}" * 400
BODIES: list[tuple[str, bytes]] = [
    ("application/json", one)
    for one in (
        b"",
        b"{",
        b"[]",
        b"null",
        b"5",
        b'"x"',
        b"{}",
        b"\xff\xfe",
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": 1e9999999}',
        b'{"a": ' + b"9" * 5000 + b"}",
        DEEP.encode(),
        b"[" * 100_000,
        b'{"records": 5}',
        b'{"records": [5, null, [], "x"]}',
        b'{"records": [{"id": {"a": 1}}], "mode": "sometimes", "dry_run": "yes"}',
        b'{"id": null, "version": {}, "name": {"a": [1]}, "owner": [1], "account": {"object": "x"}}',
        b'{"calls": [{"method": "GET", "path": "/@{x}"}]}',
        b'{"condition": "((((", "then": "create x"}',
        b'{"aggregates": {"n": "SUM(((("}, "group_by": [{"name": "x", "value": "((", "by": "y"}], "having": "(("}',
        b'{"select": [{"name": "x", "value": "$user.password"}], "sort": ["-x"], "limit": 1e3}',
        b'{"name": "\\ud800", "notes": "\\u0000"}',
    )
] + [
    (media, b'{"name": "x"}')
    for media in ("", "text/plain", "application/xml", "application/x-www-form-urlencoded", "multipart/form-data")
]


def filled(rule: str, account: str, **hostile: str) -> str:
    """The address of a rule, with good parts where no hostile ones are given."""
    good = {
        "object_name": "account",
        "id": account,
        "share": account,
        "field": "external_id",
        "value": "x",
        "name": "deals",
    }
    for name, text in {**good, **hostile}.items():
        part = quote(text, safe="")
        rule = re.sub(rf"<(\w+:)?{name}>", part, rule)
    return rule.removeprefix("/v1")


def requests(rule: str, method: str, account: str) -> Iterator[tuple[str, str, str, bytes, dict[str, str]]]:
    """What is sent to an address: hostile parts of it, arguments, headers and bodies."""
    plain, body = filled(rule, account), b"" if method in {"GET", "DELETE"} else b"{}"
    for name in ("object_name", "id", "field", "value", "name", "share"):
        if re.search(rf"<(\w+:)?{name}>", rule):
            for text in TEXTS[:16]:
                yield (
                    f"{name}={text[:20]!r}",
                    filled(rule, account, **{name: text or "%"}),
                    "application/json",
                    body,
                    {},
                )
    for name in ARGUMENTS if method == "GET" else ("upsert", "nothing"):
        for text in TEXTS if method == "GET" else TEXTS[:6]:
            yield f"?{name}={text[:20]!r}", f"{plain}?{name}={quote(text)}", "application/json", body, {}
    yield "an argument twice", f"{plain}?limit=1&limit=2", "application/json", body, {}
    for header in ("If-Match", "Idempotency-Key", "Accept-Language", "If-None-Match"):
        for text in ('"x"', 'W/"1"', "*, ,", "\u00ff" * 40, "9" * 400):
            yield f"{header}: {text[:20]}", plain, "application/json", body, {header: text}
    for media, sent in BODIES if method != "GET" else ():
        yield f"{media}: {sent[:40]!r}", plain, media, sent, {}


@pytest.fixture(scope="module")
def account(shared: Office) -> str:
    made: str = program(shared, "rob").made("account", name="Hostile", external_id="hostile")["id"]
    return made


ADDRESSES = sorted(
    {(route.method, route.rule) for route in ROUTES} | {("POST", "/v1/batch"), ("GET", "/v1/openapi.json")}
)


@pytest.mark.parametrize(("method", "rule"), ADDRESSES)
def test_no_input_breaks_an_address(shared: Office, account: str, method: str, rule: str) -> None:
    """Whatever is sent in parts of the address, arguments, headers and bodies is served or refused in the one shape,
    within a second."""
    rep = program(shared, "rob")
    for what, path, media, body, headers in requests(rule, method, account):
        begun = time.process_time()
        sent = {"Authorization": f"Bearer {rep.token}", **headers}
        answer = rep.client.open(V1 + path, method=method, data=body, content_type=media or None, headers=sent)
        assert answer.status_code < 500, (what, answer.text)
        assert time.process_time() - begun < 1, what
        if answer.status_code >= 400:
            refused(answer, answer.status_code)


def test_every_address_is_there(shared: Office) -> None:
    """The table above is the table of the server: no address of the API is left out."""
    served = {
        (method, str(rule).removeprefix("/api"))
        for rule in app(shared).url_map.iter_rules()
        if str(rule).startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert served == set(ADDRESSES)


def app(office: Office) -> Flask:
    return office.app


ROUND = [
    ("name", ["x", " inner  blanks ", "{{7*7}}", "<b>\u202e</b>", "\U0001f600", "=1+1", "@{a.id}", "\\n\\u0041"]),
    ("notes", ["line\nline", "a\ttab", "x" * 20_000, "ＦＵＬＬ", "𝄞", '"quoted" \\ back', "null"]),
    ("rating", ["0.00", "99.99", "-0.01"]),
    ("employees", [0, 1, 2**53 + 1, 2**62]),
    ("vip", [True, False]),
    ("founded", ["0001-01-01", "1582-10-10", "2024-02-29", "9999-12-31"]),
    ("region", ["east", "west", None]),
    ("external_id", ["1", "É", "é", "a/b?c#d%", "0x1"]),
]  # fmt: skip


@pytest.mark.parametrize(("field", "values"), ROUND, ids=[one[0] for one in ROUND])
def test_what_is_accepted_comes_back_equal(shared: Office, field: str, values: list[object]) -> None:
    """Made one by one, in a batch, within several calls and changed: what was accepted is read as it was sent."""
    rep = program(shared, "rob")
    for value in values:
        one = rep.made("account", **{"name": "x", field: value})
        assert rep.get(f"/account/{one['id']}")[field] == value
        assert rep.send("PATCH", f"/account/{one['id']}", {field: value}).status_code == 200
        calls = [{"name": "a", "method": "GET", "path": f"/account/{one['id']}"}]
        answer = rep.send("POST", "/batch", {"calls": calls}).json or {}
        assert answer["results"][0]["body"][field] == value
        rows = rep.send("POST", "/account/query", {"filter": f'id = "{one["id"]}"', "select": [field]}).json or {}
        assert rows["records"][0][field] == value
        rep.send("DELETE", f"/account/{one['id']}")
