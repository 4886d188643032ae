"""V39: what other sites can make a browser send: origins that are none, redirects, sessions that have ended."""

import pytest

from tests.faces.office import PASSWORD
from tests.runtime.digests import digest
from tests.security.company import Company

ORIGINS = (
    "https://evil.example",
    "null",
    "http://[",
    "http://localhost:9",
    "localhost",
    "",
    "http://localhost.evil.example",
)
UNSAFE = (
    "/logout",
    "/o/account/new",
    "/o/account/{account}/edit",
    "/o/account/{account}/delete",
    "/o/opportunity/{opportunity}/move",
    "/o/account/delete",
    "/o/account/change",
    "/notifications/read",
    "/profile",
    "/profile/password",
    "/login",
)


@pytest.mark.parametrize("origin", ORIGINS)
def test_an_origin_that_is_not_ours_is_refused(shared: Company, origin: str) -> None:
    """With the right token but from elsewhere, no unsafe address acts, and none fails."""
    browser = shared.browser("rob")
    ids = {"account": shared.ids["rob.account"], "opportunity": shared.ids["rob.opportunity"]}
    before = digest(shared.database)
    for address in UNSAFE:
        form = {"form_token": browser.token, "name": "by another site", "version": "1"}
        answer = browser.client.post(address.format(**ids), data=form, headers={"Origin": origin})
        assert answer.status_code == 403, address
    for headers in ({"Origin": origin, "X-Form-Token": browser.token}, {"X-Form-Token": "é"}, {}):
        assert browser.client.post("/api/v1/account", json={"name": "x"}, headers=headers).status_code == 403
    assert digest(shared.database) == before


@pytest.mark.parametrize(
    "target", ["//evil.example", "/\\evil.example", "https://evil.example", "/\t/evil.example", "///e"]
)
def test_nobody_is_sent_elsewhere(shared: Company, target: str) -> None:
    """After log-in and after saving, the way leads to a page of ours."""
    fresh = shared.office.browser()
    fresh.get("/login")
    assert fresh.post("/login", name="sam", password=PASSWORD, next=target).headers["Location"] == "/"
    fresh.get("/")
    back = fresh.post("/profile", theme="dark", back=target)
    assert back.headers["Location"] == "/profile"


def test_a_session_given_from_outside_is_not_taken_over(shared: Company) -> None:
    """Log-in gives a new secret, whatever cookie the browser brought."""
    fresh = shared.office.browser()
    fresh.client.set_cookie("__Host-session", "fixed", secure=True)
    assert fresh.log_in("sam").status_code == 303
    cookie = fresh.client.get_cookie("__Host-session")
    assert cookie is not None
    assert cookie.value != "fixed"
    assert cookie.http_only
    assert cookie.secure


def test_who_is_deactivated_is_out_at_once_everywhere(company: Company) -> None:
    """Session, token and password end with the next request."""
    browser, program = company.browser("sam"), company.program("sam")
    assert browser.get("/").status_code == 200
    path = f"/user/{company.office.people['sam']}"
    assert company.program("root").send("PATCH", path, {"active": False}).status_code == 200
    assert browser.get("/").status_code == 303
    assert program.send("GET", "/account").status_code == 401
    assert company.office.browser().log_in("sam").status_code == 422
