"""Who may come in: by token, and by the session of the pages."""

from collections.abc import Mapping
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from objectry.faces.session import form_token
from objectry.runtime import Change, Source
from tests.faces.office import PASSWORD, Office
from tests.faces.rest.program import V1, Program, program, refused

HERE = "https://localhost"


def anonymous(office: Office, headers: Mapping[str, str]) -> TestResponse:
    return office.app.test_client().get(f"{V1}/account", headers=dict(headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": ""},
        {"Authorization": "Bearer"},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer crm_nothing"},
        {"Authorization": "Bearer " + "x" * 10_000},
        {"Authorization": "Bearer 中文"},
        {"Authorization": "Basic cm9iOng="},
        {"Cookie": "__Host-session=nothing"},
        {"Cookie": "__Host-session=" + "x" * 5_000},
    ],
    ids=lambda headers: str(headers)[:40],
)
def test_nobody_comes_in_without_a_good_secret(shared: Office, headers: Mapping[str, str]) -> None:
    """Without a good token or session every address answers 401 and how to log in, whether it exists or not."""
    sent = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    sent["X-Request-Id"] = "test-stranger"
    answer = anonymous(shared, sent)
    assert refused(answer, 401)["code"] == "F702"
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="objectry"'
    nowhere = shared.app.test_client().get(f"{V1}/nothing", headers=sent)
    assert (nowhere.data, nowhere.status_code) == (answer.data, 401)


def test_a_token_opens_the_door(rob: Program) -> None:
    """A token acts for its user; the scheme's name counts in any case."""
    assert rob.get("/account", limit=1)["records"] is not None
    assert rob.send("GET", "/meta", headers={"Authorization": f"bearer {rob.token}"}).status_code == 200


def test_a_bad_token_is_not_saved_by_a_session(shared: Office) -> None:
    """Who shows a token is judged by it, even where a session would have opened."""
    client = logged_in(shared, "rob")
    assert client.get(f"{V1}/account", base_url=HERE).status_code == 200
    refused(client.get(f"{V1}/account", base_url=HERE, headers={"Authorization": "Bearer crm_x"}), 401)


def test_a_revoked_token_is_out_with_the_next_request(lone: Office) -> None:
    """A token that was revoked, or has expired, opens nothing any more."""
    first, call, identity = program(lone, "rob"), lone.call("rob"), lone.platform.identity
    identity.revoke_token(call, identity.tokens(call)[0].id)
    second = program(lone, "rob")
    refused(first.send("GET", "/account"), 401)
    assert second.send("GET", "/account").status_code == 200
    lone.clock.moment += timedelta(days=31)
    refused(second.send("GET", "/account"), 401)


def test_a_deactivated_user_is_out_with_the_next_request(lone: Office) -> None:
    """Deactivating a user ends tokens and sessions at once."""
    token, session = program(lone, "rob"), logged_in(lone, "rob")
    seed = lone.platform.call(lone.platform.identity.system_actor("seed"), Source.SEED)
    lone.platform.records.update(seed, "user", [Change(lone.people["rob"], {"active": False})])
    refused(token.send("GET", "/account"), 401)
    refused(session.get(f"{V1}/account", base_url=HERE), 401)


def logged_in(office: Office, who: str) -> FlaskClient:
    """A browser with somebody's session."""
    client = office.app.test_client()
    session = office.platform.identity.log_in(who, PASSWORD)
    client.set_cookie("__Host-session", session.token, secure=True, path="/")
    return client


def counted(client: FlaskClient) -> int:
    """How many accounts this browser's user sees."""
    found = client.get(f"{V1}/account?count=exact", base_url=HERE).json or {}
    return int(found["total"])


def session_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("__Host-session", path="/")
    assert cookie is not None
    return cookie.decoded_value


def test_a_session_reads(shared: Office) -> None:
    """Who is logged in on the pages may read the API as herself."""
    answer = logged_in(shared, "rob").get(f"{V1}/account", base_url=HERE)
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"X-Form-Token": "0" * 64}, 403),
        ({"X-Form-Token": "OWN", "Origin": "https://evil.example"}, 403),
        ({"X-Form-Token": "OWN", "Sec-Fetch-Site": "cross-site"}, 403),
        ({"X-Form-Token": "OWN", "Origin": "https://localhost"}, 201),
    ],
)
@pytest.mark.parametrize("body", ["json", "form"])
def test_a_session_writes_only_from_our_pages(
    shared: Office, headers: Mapping[str, str], status: int, body: str
) -> None:
    """An unsafe call by session needs the form token and no foreign origin: no other site makes a browser write."""
    client = logged_in(shared, "rob")
    token = form_token(session_of(client))
    sent = {name: token if value == "OWN" else value for name, value in headers.items()}
    before = counted(client)
    payload = {"json": {"name": "Made"}} if body == "json" else {"data": {"name": "Made"}}
    answer = client.post(f"{V1}/account", headers=sent, base_url=HERE, **payload)
    after = counted(client)
    if status == 403:
        assert refused(answer, 403)["code"] == "F710"
    else:
        assert answer.status_code == (201 if body == "json" else 415)
    assert after - before == (1 if answer.status_code == 201 else 0)


def test_a_log_out_ends_the_session_here_too(lone: Office) -> None:
    """After log-out the session's cookie opens nothing."""
    client = logged_in(lone, "rob")
    lone.platform.identity.log_out(session_of(client))
    refused(client.get(f"{V1}/account", base_url=HERE), 401)


def test_other_sites_are_not_let_in(rob: Program) -> None:
    """There is no CORS: no answer allows another origin anything, and a preflight gets no leave."""
    read = rob.send("GET", "/account", headers={"Origin": "https://evil.example"})
    flight = rob.client.options(
        f"{V1}/account", headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    )
    for answer in (read, flight):
        assert not [name for name in dict(answer.headers) if name.lower().startswith("access-control")]


def test_answers_are_nobody_elses(rob: Program) -> None:
    """Answers are not to be stored, and say what they depend on; they are never sniffed or framed."""
    headers = rob.send("GET", "/account").headers
    assert headers["Cache-Control"] == "no-store"
    assert {"Authorization", "Cookie", "Accept-Language"} <= {one.strip() for one in headers["Vary"].split(",")}
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Set-Cookie" not in headers
