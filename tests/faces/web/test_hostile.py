"""Whatever is sent to a page, the answer is a page: never a server error, never another record, never markup."""

import pytest

from tests.faces.office import Browser, Office

CORPUS = (
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe",
    "'; DROP TABLE deal; --",
    '" or "" = "',
    "{{7*7}}{% raw %}",
    "${7*7}",
    "%s%n%x",
    "../../../../etc/passwd",
    "<svg onload=alert(1)>",
    "\u202egnp.exe",
    "👩‍👩‍👧‍👦" * 20,
    "漢" * 5_000,
    "9" * 400,
    "-0",
    "1e400",
    "NaN",
    "Infinity",
    "0x10",
    "true",
    "null",
    "2026-02-30",
    "99999-01-01",
    "2026-11-22T25:61",
    "(" * 300,
    "1 +" * 3_000,
    "amount = " + "1" * 200,
    "\r\nSet-Cookie: x=1",
)
SHORT = [one for one in CORPUS if len(one) < 1_000]


def test_lists_take_any_parameter(rob: Browser) -> None:
    """No text in any parameter of a list breaks it."""
    for text in SHORT:
        for name in ("view", "where", "q", "sort", "after", "start", "field", "operator", "value"):
            answer = rob.client.get("/o/deal", query_string={name: text, "f": f"name:contains:{text!r}"})
            assert answer.status_code < 500, (name, text)
            assert "<svg onload" not in answer.text
        for pair in (
            {"f": text},
            {"f": b"amount:over:" + as_bytes(text)},
            {"related": "account", "of": text},
            {"related": text, "of": "x"},
        ):
            assert rob.client.get("/o/deal", query_string=pair).status_code < 500, pair


def as_bytes(text: str | bytes) -> bytes:
    return text if isinstance(text, bytes) else text.encode()


@pytest.mark.parametrize(
    "address",
    [
        "/search?q={}",
        "/lookup/deal/account?q={}",
        "/lookup/activity/related_to?q=x&target={}",
        "/o/deal?view=pipeline&where={}",
    ],
)
def test_searches_take_any_text(rob: Browser, address: str) -> None:
    """No text breaks a search."""
    path, _, query = address.partition("?")
    pairs = [part.split("=") for part in query.split("&")]
    for text in SHORT:
        sent = {name: text if value == "{}" else value for name, value in pairs}
        answer = rob.client.get(path, query_string=sent)
        assert answer.status_code < 500, text
        assert "<svg onload" not in answer.text


@pytest.mark.parametrize("object", ["account", "deal", "contact", "activity"])
def test_forms_take_any_text(office: Office, rob: Browser, object: str) -> None:
    """Any text in any field of any form is saved as text or refused in words."""
    fields = office.platform.current().blueprint.objects[object].fields
    for text in CORPUS:
        for prefix in ("", "shown."):
            sent = {"form_token": rob.token} | {prefix + name: text for name in fields}
            answer = rob.client.post(f"/o/{object}/new", data=sent)
            assert answer.status_code in {303, 422}, (text, answer.status_code)
            assert "<svg onload" not in answer.text
            assert "x=1" not in str(answer.headers.getlist("Set-Cookie"))


def test_writing_addresses_take_any_text(office: Office, rob: Browser) -> None:
    """Ids, versions, states and targets of any kind change nothing they should not."""
    deal = office.create("rob", "deal", name="Steady")
    for text in SHORT:
        sent = {"form_token": rob.token, "field": "stage", "value": text, "version": text, "id": text, "back": text}
        for address in (
            f"/o/deal/{deal.id}/move",
            f"/o/deal/{deal.id}/delete",
            f"/o/deal/{deal.id}/edit",
            "/o/deal/delete",
            "/profile",
        ):
            answer = rob.client.post(
                address, data={**sent, "name": "Steady", "base.name": "Steady", "language": text, "timezone": text}
            )
            assert answer.status_code < 500, (address, text)
            assert not answer.headers.get("Location", "/").startswith(("//", "http"))
    (after,) = office.find("rob", "deal")
    assert (after.version, after.values["stage"]) == (1, "open")


def test_log_in_takes_any_text(office: Office) -> None:
    """No name and no password breaks the log-in page."""
    browser = office.browser()
    browser.get("/login")
    for text in SHORT:
        sent = {"form_token": browser.token, "name": text, "password": text, "next": text}
        assert browser.client.post("/login", data=sent).status_code in {403, 422}, text


@pytest.mark.parametrize("cookie", ["__Host-session", "__Host-preferences", "__Host-notices", "__Host-visitor"])
def test_cookies_take_any_text(office: Office, cookie: str) -> None:
    """A forged cookie is no log-in and breaks no page."""
    for text in ("x", "a" * 3_000, "%00", "theme=dark&language=<b>", "good=<svg onload=alert(1)>", "=&=&=", "漢"):
        client = office.app.test_client()
        answer = client.get("/", headers={"Accept": "text/html", "Cookie": f"{cookie}={text}"})
        assert answer.status_code == 303
        page = client.get("/login", headers={"Accept": "text/html", "Cookie": f"{cookie}={text}"})
        assert page.status_code == 200
        assert "<svg onload" not in page.text


def test_forged_preferences_break_no_page(rob: Browser) -> None:
    """Nonsense in the cookie of tastes is ignored by those who are logged in, too."""
    for text in (
        "timezone=Nowhere%2FCity&language=xx",
        "timezone=..%2F..%2Fetc%2Fpasswd",
        "timezone=%00",
        "theme=x" * 90,
    ):
        rob.client.set_cookie("__Host-preferences", text)
        for address in ("/", "/o/deal?f=close_date:today:", "/o/deal/new", "/profile"):
            assert rob.get(address).status_code == 200, (text, address)


def test_notices_are_text(rob: Browser) -> None:
    """A message left for the next page is shown as text, whoever wrote the cookie."""
    rob.client.set_cookie("__Host-notices", "good=%3Csvg+onload%3Dalert(1)%3E&evil=x")
    text = rob.get("/").text
    assert "&lt;svg onload" in text
    assert "<svg onload" not in text


def test_oversized_forms_are_refused(rob: Browser) -> None:
    """A body beyond the limit is refused before it is read."""
    answer = rob.client.post("/o/account/new", data={"form_token": rob.token, "notes": "x" * (17 * 1024 * 1024)})
    assert answer.status_code == 413
