"""What holds for every address (G31): proof of origin on unsafe calls, headers, hosts, proxies, nothing for others."""

import re
from collections.abc import Iterator

import pytest
from flask import request
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from objectry.faces.site import LOOPBACK, Site, named, site_of
from objectry.faces.wsgi import create_app
from tests.faces.office import Browser
from tests.runtime.digests import digest
from tests.security.company import Company

SAFE = {"GET", "HEAD", "OPTIONS"}
BEFORE_LOG_IN = {"/login", "/login/language", "/healthz", "/readyz", "/metrics", "/api/docs.css"}
CACHED = ("/static/", "/api/docs.css")


def addresses(company: Company, methods: set[str]) -> Iterator[tuple[str, str]]:
    """Every address of the server with its places filled, and each of these methods it takes."""
    ids = company.ids
    fills = {
        "object": "account", "object_name": "account", "field": "parent", "name": "subsidiaries", "value": "acc-rob",
        "id": ids["rob.account"], "share": ids["rob.account"], "version": "0",
    }  # fmt: skip
    for rule in company.office.app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) & methods):
            yield method, filled(rule, fills, company.office.people["rob"])


def filled(rule: Rule, fills: dict[str, str], person: str) -> str:
    places = {**fills, "id": person} if rule.rule.startswith("/users/") else fills
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda place: places.get(place[1], "x"), rule.rule)


def send(browser: Browser, method: str, address: str, **headers: str) -> TestResponse:
    sent, values = {"Accept": "text/html", **headers}, {"name": "x", "version": "1"}
    if address.startswith("/api/"):
        return browser.client.open(address, method=method, headers=sent, json=values)
    return browser.client.open(address, method=method, headers=sent, data=values)


def test_every_unsafe_address_asks_for_a_proof(shared: Company) -> None:
    """Logged in, but without the form's token, every unsafe call on every address is refused and changes nothing."""
    browser, before = shared.browser("rob"), digest(shared.database)
    asked = list(addresses(shared, {"POST", "PUT", "PATCH", "DELETE"}))
    assert len(asked) > 30
    for method, address in asked:
        answer = send(browser, method, address)
        if address == "/login/language":
            assert "Set-Cookie" not in answer.headers, address
        else:
            assert answer.status_code == 403, (method, address, answer.status_code)
    assert digest(shared.database) == before


def test_reading_changes_nothing(shared: Company) -> None:
    """No GET of any address changes a record, and none is kept by caches that others share."""
    browser = shared.browser("root")
    browser.client.get("/people")  # the first who asks for a page has the key made that signs where pages end
    before = digest(shared.database)
    for _, address in addresses(shared, {"GET"}):
        answer = browser.client.get(f"{address}?confirmed=yes&version=1&name=Other", headers={"Accept": "text/html"})
        assert answer.status_code < 500, address
        if not address.startswith(CACHED):
            kept = answer.headers["Cache-Control"]
            assert kept == "no-store" or "private" in kept, address
    after = digest(shared.database)
    assert {name for name in before if before[name] != after[name]} <= {"_audit", "_counter"}


def test_every_answer_carries_the_headers(shared: Company) -> None:
    """Known and unknown, refused and given: policy, no sniffing, no framing, no referrer, own opener; no CORS."""
    stranger = shared.office.app.test_client()
    own = shared.browser("rob").client
    for _, address in [*addresses(shared, {"GET"}), ("GET", "/nowhere"), ("GET", "/api/v1/nowhere")]:
        for client in (stranger, own):
            headers = client.get(address, headers={"Origin": "https://evil.example"}).headers
            policy = headers["Content-Security-Policy"]
            assert "unsafe" not in policy, address
            assert "default-src 'self'" in policy or "default-src 'none'" in policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["X-Frame-Options"] == "DENY"
            assert headers["Referrer-Policy"] == "same-origin"
            assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
            assert not [name for name in dict(headers) if name.lower().startswith("access-control")]


def test_strangers_get_nothing(shared: Company) -> None:
    """Without a log-in every address but the log-in page and the signs of life leads to the log-in or answers 401."""
    client = shared.office.app.test_client()
    for method, address in addresses(shared, {"GET", "POST", "PUT", "PATCH", "DELETE"}):
        if address in BEFORE_LOG_IN or address.startswith("/static/"):
            continue
        answer = client.open(address, method=method, headers={"Accept": "text/html"})
        led = answer.status_code == 303 and answer.headers["Location"].startswith("/login")
        assert led or answer.status_code == 401, (method, address, answer.status_code)


def test_cookies_are_strict(shared: Company) -> None:
    """Every cookie is bound to the host, Secure, out of reach for scripts, and not sent across sites."""
    browser = Browser(shared.office.app.test_client())
    answers = [browser.get("/login"), browser.post("/login", name="rob", password="wrong")]
    answers += [browser.log_in("rob"), browser.post("/profile", theme="dark", language="en"), browser.post("/logout")]
    cookies = [one for answer in answers for one in answer.headers.getlist("Set-Cookie")]
    assert {one.partition("=")[0] for one in cookies} >= {"__Host-session", "__Host-visitor", "__Host-preferences"}
    for one in cookies:
        marks = {part.strip() for part in one.split(";")[1:]}
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= marks, one
        assert not any(mark.startswith("Domain") for mark in marks)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND", "POST"])
def test_other_methods_are_refused(shared: Company, method: str) -> None:
    """An address takes the methods it has, and no other."""
    assert shared.browser("rob").client.open("/search", method=method).status_code in {400, 403, 405}
    assert shared.office.app.test_client().open("/healthz", method=method).status_code == 405


class TestHosts:
    @pytest.mark.parametrize(
        ("host", "status"),
        [("localhost", 200), ("LOCALHOST:8000", 200), ("127.0.0.1:8000", 200), ("[::1]:8000", 200),
         ("evil.example", 400), ("localhost.evil.example", 400), ("127.0.0.1@evil.example:x", 400), ("[", 400),
         ("", 400)],
    )  # fmt: skip
    def test_a_local_server_answers_to_local_names(self, shared: Company, host: str, status: int) -> None:
        """A name that somebody has made lead to this machine opens nothing."""
        app = create_app(shared.office.platform, site=site_of((), 0, loopback=True))
        for accept in ("text/html", "application/json"):
            answer = app.test_client().get("/healthz", headers={"Host": host, "Accept": accept})
            assert answer.status_code == status
            assert not host or host not in answer.text

    def test_a_public_server_answers_to_its_names(self) -> None:
        """Names that were given, whatever their case and port; behind proxies or on other addresses any without."""
        assert site_of(("CRM.example:443",), 1, loopback=True) == Site(("crm.example",), 1)
        assert site_of((), 0, loopback=True).hosts == LOOPBACK
        assert site_of((), 1, loopback=True).hosts == site_of((), 0, loopback=False).hosts == ()
        assert named("crm.example.:8000") == "crm.example."

    def test_only_proxies_that_are_there_are_believed(self, shared: Company) -> None:
        """Without a proxy what a client says of its address and protocol is nothing; with one the last word counts."""
        sent = {
            "X-Forwarded-For": "198.51.100.1, 203.0.113.7",
            "X-Forwarded-Proto": "https",
            "X-Forwarded-Host": "a.example",
        }
        seen = []
        for proxies in (0, 1):
            app = create_app(shared.office.platform, site=Site(("localhost", "a.example"), proxies))
            client = app.test_client()
            with client:
                answer = client.get("/healthz", headers=sent, base_url="http://localhost")
                seen.append((request.remote_addr, "Strict-Transport-Security" in answer.headers))
        assert seen == [("127.0.0.1", False), ("203.0.113.7", True)]
