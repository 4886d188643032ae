"""Whatever is sent, the answer is one of ours: never a server's failure."""

import json
from typing import Any
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.faces.rest.program import V1, Program, refused

CALM = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FIELDS = ["name", "parent", "website", "email", "phone", "vip", "employees", "rating", "founded", "notes", "region"]
SPECIAL = [
    "id",
    "version",
    "owner",
    "records",
    "mode",
    "dry_run",
    "grade",
    "credit_limit",
    "external_id",
    "",
    "é",
    "\x00",
]
TEXTS = st.text(max_size=30) | st.sampled_from(
    ["2026-01-01", "1e5", "-0", "true", "null", "\ud800", "\x00", "%", "=1+1"]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=6
)
KEYS = st.sampled_from(FIELDS + SPECIAL) | st.text(max_size=8)
RECORDS = st.dictionaries(KEYS, VALUES, max_size=5)
ENVELOPES = st.fixed_dictionaries(
    {"records": st.lists(RECORDS, max_size=4)}, optional={"mode": VALUES, "dry_run": VALUES}
)
PIECES = st.sampled_from(
    (
        'name amount region parent.name owner $user $now TODAY() NOW() "x" "\\u0000" 1 0 -1 1e9 10% null true ( ) , . '
        "+ - * / ^ & = <> < <= > >= and or not in IF( ISBLANK( CONTAINS( ROUND( SUM(deals.amount) COUNT(deals) "
        "branches where DATE( ADDMONTHS( LEFT( MOD( ' \\ ; -- /* 漢 \x00"
    ).split()
)
FILTERS = st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=60)
ARGUMENTS = ["filter", "view", "sort", "fields", "q", "limit", "after", "count", "labels", "upsert", "x"]


def ours(answer: Any) -> None:
    """Success, or a refusal in the one shape."""
    if answer.status_code >= 300:
        assert answer.status_code < 500, answer.text
        refused(answer, answer.status_code)


def send(program: Program, method: str, path: str, body: object) -> None:
    headers = {"Authorization": f"Bearer {program.token}", "Content-Type": "application/json"}
    ours(program.client.open(V1 + path, method=method, data=json.dumps(body), headers=headers))


@given(VALUES | RECORDS | ENVELOPES)
@CALM
def test_any_body_makes_or_is_refused(root: Program, body: object) -> None:
    """Any JSON as the body of a creation is a record, a batch, or a refusal."""
    send(root, "POST", "/account", body)


@given(st.sampled_from(["PATCH", "DELETE"]), VALUES | ENVELOPES)
@CALM
def test_any_batch_changes_or_is_refused(root: Program, method: str, body: object) -> None:
    """Any JSON as a batch of changes or deletions is done or refused."""
    send(root, method, "/account", body)


@given(RECORDS, st.sampled_from(["external_id", "email", "name", "é"]), TEXTS)
@CALM
def test_any_upsert_is_done_or_refused(root: Program, body: object, field: str, value: str) -> None:
    """Any field and value to find a record by, with any values, is done or refused."""
    address = quote(value.encode("utf-8", "replace"), safe="") or "x"
    send(root, "PUT", f"/account/by/{quote(field)}/{address}", body)


@given(st.dictionaries(st.sampled_from(ARGUMENTS), TEXTS | FILTERS, max_size=4))
@CALM
def test_any_query_answers_or_is_refused(root: Program, query: dict[str, str]) -> None:
    """Any arguments of a list give a page or a refusal."""
    sent = {name: value.encode("utf-8", "replace").decode() for name, value in query.items()}
    ours(root.send("GET", "/account", query=sent))


@given(FILTERS)
@CALM
def test_any_filter_answers_or_is_refused(root: Program, text: str) -> None:
    """Any text as a filter gives a page, or faults with places inside the text."""
    answer = root.send("GET", "/deal", query={"filter": text.encode("utf-8", "replace").decode()})
    ours(answer)
    if answer.status_code == 422:
        for fault in refused(answer, 422)["errors"]:
            assert 1 <= fault["line"] <= text.count("\n") + text.count("\r") + 1


@given(st.text(max_size=40))
@CALM
def test_any_address_answers_or_is_refused(root: Program, path: str) -> None:
    """Any address under the API is served or refused."""
    encoded = quote(path.encode("utf-8", "replace"), safe="/")
    ours(root.client.get(f"{V1}/account/{encoded}", headers={"Authorization": f"Bearer {root.token}"}))


@given(
    st.binary(max_size=60), st.sampled_from(["application/json", "text/plain", "application/json; charset=utf-16", ""])
)
@CALM
def test_any_bytes_are_read_or_refused(root: Program, raw: bytes, media: str) -> None:
    """Any bytes of any content type are read or refused."""
    headers = {"Authorization": f"Bearer {root.token}"}
    ours(root.client.post(f"{V1}/account", data=raw, content_type=media, headers=headers))
