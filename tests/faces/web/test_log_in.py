"""Logging in, staying in, and what proves that a form is ours."""

import pytest

from tests.faces.office import PASSWORD, Browser, Office


def test_pages_need_a_log_in(office: Office) -> None:
    """Without a session every page leads to the log-in page and from there back."""
    answer = office.browser().get("/o/deal?view=open")
    assert answer.status_code == 303
    assert answer.headers["Location"] == "/login?next=%2Fo%2Fdeal%3Fview%3Dopen"


def test_right_password_opens_the_home_page(office: Office) -> None:
    """Name and password open a session under a new secret, in a cookie scripts cannot read."""
    browser = office.browser()
    before = browser.get("/login").headers["Set-Cookie"]
    answer = browser.post("/login", name="rob", password=PASSWORD, next="/o/deal")
    cookie = next(one for one in answer.headers.getlist("Set-Cookie") if one.startswith("__Host-session="))
    assert answer.headers["Location"] == "/o/deal"
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert cookie.split(";")[0] not in before


@pytest.mark.parametrize(("name", "password"), [("rob", "wrong"), ("nobody", PASSWORD), ("", ""), ("rob", "x" * 2_000)])
def test_wrong_names_and_passwords_answer_alike(office: Office, name: str, password: str) -> None:
    """A wrong name is not told from a wrong password, and the name typed is not lost."""
    answer = office.browser().log_in(name, password)
    assert answer.status_code == 422
    assert "The name or the password is wrong." in answer.text
    assert f'name="name" value="{name}"' in answer.text


def test_log_out_ends_the_session_on_the_server(office: Office, rob: Browser) -> None:
    """A session's secret is worth nothing after logging out, even if somebody kept it."""
    kept = rob.client.get_cookie("__Host-session")
    assert kept is not None
    rob.post("/logout")
    thief = office.browser()
    thief.client.set_cookie("__Host-session", kept.value)
    assert thief.get("/").headers["Location"] == "/login"


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/\tx", "evil"]
)
def test_log_in_never_leads_elsewhere(office: Office, target: str) -> None:
    """The way on after logging in stays on this site."""
    browser = office.browser()
    browser.get("/login")
    assert browser.post("/login", name="rob", password=PASSWORD, next=target).headers["Location"] == "/"


def test_a_form_without_its_token_is_refused(office: Office, rob: Browser) -> None:
    """An unsafe request without the page's token changes nothing."""
    account = office.create("rob", "account", name="Nordwind")
    rob.token = "0" * 64
    answer = rob.post("/o/account/delete", id=account.id, version="1", confirmed="yes")
    assert answer.status_code == 403
    assert "This form has expired" in answer.text
    assert len(office.find("rob", "account")) == 1


def test_an_expired_form_keeps_what_was_typed(office: Office, rob: Browser) -> None:
    """A form of ours with an old token comes back with all entries and a fresh token; nothing is saved before."""
    account = office.create("rob", "account", name="Nordwind")
    good, rob.token = rob.token, "0" * 64
    made = rob.post("/o/account/new", name="Typed at length", notes="many words")
    changed = rob.post(f"/o/account/{account.id}/edit", name="Renamed", base__name="Nordwind", version="1")
    for answer, name in ((made, "Typed at length"), (changed, "Renamed")):
        assert answer.status_code == 403
        assert f'value="{name}"' in answer.text
        assert f'value="{good}"' in answer.text
    assert [one.values["name"] for one in office.find("rob", "account")] == ["Nordwind"]
    rob.token = good
    assert (
        rob.post(f"/o/account/{account.id}/edit", name="Renamed", base__name="Nordwind", version="1").status_code == 303
    )


@pytest.mark.parametrize("header", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_from_another_site_is_refused(office: Office, rob: Browser, header: dict[str, str]) -> None:
    """A request that comes from another site is refused even with the right token."""
    data = {"form_token": rob.token, "name": "Made elsewhere"}
    answer = rob.client.post("/o/account/new", data=data, headers={"Accept": "text/html", **header})
    assert answer.status_code == 403
    assert office.find("rob", "account") == []


def test_tokens_belong_to_their_session(rob: Browser, mia: Browser) -> None:
    """The token of one person's form is worth nothing in another's."""
    mia.token = rob.token
    assert mia.post("/o/account/new", name="Swapped").status_code == 403


def test_every_unsafe_address_asks_for_the_token(office: Office, rob: Browser) -> None:
    """No POST address of the web face works without a token."""
    rules = (rule for rule in office.app.url_map.iter_rules() if rule.endpoint.startswith("web."))
    posts = [rule.rule for rule in rules if "POST" in (rule.methods or ())]
    assert len(posts) > 8
    for rule in posts:
        address = rule.replace("<object>", "account").replace("<id>", office.people["rob"])
        answer = rob.client.post(address, data={"name": "x", "language": "zh-CN"}, headers={"Accept": "text/html"})
        assert answer.status_code == 403 or "Set-Cookie" not in answer.headers, rule
        assert "登录" not in answer.text
    assert rob.get("/").status_code == 200


def test_the_log_in_page_speaks_the_chosen_language(office: Office) -> None:
    """The language of the log-in page follows the browser until the visitor chooses one."""
    browser = office.browser()
    assert "<h1>登录</h1>" in browser.get("/login", Accept_Language="zh-TW,zh;q=0.9").text
    browser.post("/login/language", language="zh-CN")
    assert "<h1>登录</h1>" in browser.get("/login", Accept_Language="en").text


def test_deactivated_people_are_out_with_their_next_request(office: Office, rob: Browser) -> None:
    """A session ends when its user is deactivated."""
    root = office.browser("root")
    form = root.get(f"/o/user/{office.people['rob']}/edit")
    assert form.status_code == 200
    changed = root.post(f"/o/user/{office.people['rob']}/edit", version="1", active="false", base__active="true")
    assert changed.status_code == 303
    assert rob.get("/").status_code == 303
