"""What never comes out (G32): secrets in logs, tracebacks and error answers, and lines of their own in a log."""

import logging
import secrets
from collections.abc import Iterator

import pytest

from objectry.runtime import Invalid
from tests.faces.office import PASSWORD, Browser
from tests.moulds import Moulds
from tests.security.company import Company, copied_company


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def broken(
    request: pytest.FixtureRequest, moulds: Moulds, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """A company whose database has lost a column behind the platform's back."""
    company = copied_company(moulds, request.param, tmp_path_factory.mktemp("broken"))
    company.program("rob")
    company.browser("rob")
    company.behind_the_door("ALTER TABLE {0}account RENAME COLUMN description TO gone")
    yield company
    company.office.platform.close()
    moulds.drop(company.database)


@pytest.fixture
def canary() -> str:
    return f"canary{secrets.token_hex(8)}"


def logged(caplog: pytest.LogCaptureFixture) -> str:
    """Everything that was logged, with its tracebacks."""
    form = logging.Formatter()
    return "\n".join(form.format(record) for record in caplog.records)


def test_an_unforeseen_error_tells_no_values(broken: Company, canary: str, caplog: pytest.LogCaptureFixture) -> None:
    """Where the database fails, neither the answer nor the log with its traceback has what was sent or shown."""
    caplog.set_level(logging.INFO)
    program, browser = broken.program("rob"), broken.browser("rob")
    answers = [
        program.send("POST", "/account", {"name": canary, "description": canary}),
        program.send("GET", "/account", query={"filter": f'description = "{canary}"'}, headers={"X-Own": canary}),
        browser.post("/o/account/new", name=canary, description=canary),
    ]
    assert {one.status_code for one in answers} == {500}
    assert "unforeseen error" in logged(caplog)
    cookie = browser.client.get_cookie("__Host-session", path="/")
    assert cookie is not None
    for secret in (program.token, cookie.decoded_value, PASSWORD):
        assert secret not in logged(caplog)
    for text in (logged(caplog), *(one.text for one in answers[:2])):
        assert canary not in text.replace("%s", "")
    assert "Traceback" not in "".join(one.text for one in answers)


def test_log_ins_leave_nothing_in_the_log(shared: Company, canary: str, caplog: pytest.LogCaptureFixture) -> None:
    """Passwords, right and wrong, in the right field and the wrong one, tokens and sessions are logged nowhere."""
    caplog.set_level(logging.DEBUG)
    identity = shared.office.platform.identity
    browser = Browser(shared.office.app.test_client())
    browser.get("/login")
    browser.post("/login", name=canary, password=canary)
    browser.post("/login", name="sam", password=canary)
    with pytest.raises(Invalid):
        identity.log_in(canary, canary)
    session = identity.log_in("sam", PASSWORD).token
    shared.office.app.test_client().get("/api/v1/meta", headers={"Authorization": f"Bearer {canary}"})
    shown = "\n".join(one.getMessage() for one in caplog.records if one.name != "objectry.sql")
    assert [secret for secret in (canary, session, PASSWORD) if secret in shown] == []


def test_nobody_writes_lines_of_a_log(shared: Company, monkeypatch: pytest.MonkeyPatch,
                                      caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    """A line end in an address is written as two signs, so that no caller makes up entries."""

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(type(shared.office.platform.records), "get", fail)
    address = "/o/account/x%0d%0aERROR%20forged"
    for client in (shared.browser("rob").client, shared.office.app.test_client()):
        client.get(address, headers={"Accept": "text/html"})
    assert "unforeseen error" in caplog.text
    assert not [one for one in caplog.records if "\nERROR" in one.getMessage() or "\r" in one.getMessage()]
