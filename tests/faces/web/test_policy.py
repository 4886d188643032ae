"""What every answer carries, and that reading never writes."""

import re

import pytest

from objectry.faces.wsgi import create_app
from tests.faces.office import Browser, Office

PAGES = (
    "/",
    "/o/account",
    "/o/deal?view=pipeline",
    "/o/account/new",
    "/notifications",
    "/profile",
    "/search?q=x",
    "/nowhere",
)


@pytest.mark.parametrize("address", PAGES)
def test_pages_carry_the_security_headers(rob: Browser, address: str) -> None:
    """Every page forbids inline code, framing, sniffing and storing."""
    headers = rob.get(address).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


@pytest.mark.parametrize("address", PAGES)
def test_pages_have_nothing_inline(rob: Browser, address: str) -> None:
    """No script, style or handler stands in a page; the policy would stop it."""
    text = rob.get(address).text
    assert not re.findall(r"<script(?![^>]*\bsrc=)", text)
    assert not re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:|hx-on", text)


def test_https_is_made_strict(rob: Browser) -> None:
    """Over https browsers are told to stay there."""
    answer = rob.client.get("/healthz", base_url="https://crm.example")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_static_files_are_kept_by_their_content(rob: Browser) -> None:
    """An own file is kept for ever under an address that changes with its content."""
    address = re.search(r'href="(/static/[0-9a-f]+/shell\.css)"', rob.get("/").text)
    assert address is not None
    assert "immutable" in rob.client.get(address[1]).headers["Cache-Control"]
    assert rob.client.get("/static/old/shell.css").headers["Cache-Control"] == "no-cache"
    assert rob.client.get("/static/x/../face.py").status_code == 404


def test_reading_never_writes(office: Office, rob: Browser) -> None:
    """No GET address changes a record, whatever its parameters say."""
    account = office.create("rob", "account", name="Nordwind")
    rules = [rule for rule in office.app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    for rule in rules:
        address = rule.rule.replace("<object>", "account").replace("<id>", account.id).replace("<field>", "parent")
        if "<" not in address:
            rob.get(f"{address}?confirmed=yes&id={account.id}&name=Other&value=x&field=name&version=1")
    assert [(one.values["name"], one.version) for one in office.find("rob", "account")] == [("Nordwind", 1)]


def test_unforeseen_errors_show_no_insides(office: Office, rob: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of the program is told with an id and nothing else."""

    def fail(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(type(office.platform.records), "get", fail)
    answer = rob.get("/o/account/01a20000-0000-7000-8000-000000000000")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert answer.headers["X-Error-Id"]


def test_health_and_readiness(office: Office) -> None:
    """The process says that it lives, and that its database answers."""
    client = office.app.test_client()
    assert client.get("/healthz").get_json() == {"status": "ok"}
    assert client.get("/readyz").get_json() == {"status": "ok", "revision": 1}


def test_insecure_http_warns_and_drops_the_secure_mark(office: Office) -> None:
    """Only the explicit choice of plain http sends cookies without Secure, and then pages say so."""
    client = create_app(office.platform, insecure_http=True).test_client()
    answer = client.get("/login", headers={"Accept": "text/html"})
    assert "Secure" not in answer.headers["Set-Cookie"]
    assert answer.headers["Set-Cookie"].startswith("visitor=")
    assert "unprotected connection" in answer.text


@pytest.mark.parametrize("address", ["/nowhere", "/o/nothing", "/o/notification%00", "/o/deal/not-an-id", "/setup"])
def test_refusals_are_pages_for_people(rob: Browser, address: str) -> None:
    """What is not there or not allowed answers with a page in the shell, never with a server error."""
    answer = rob.get(address)
    assert answer.status_code in {403, 404}
    assert '<nav class="rail"' in answer.text


def test_problems_are_documents_for_programs(office: Office) -> None:
    """Outside the pages an error is a problem document."""
    answer = office.app.test_client().get("/nowhere", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert answer.get_json()["code"] == "F704"
