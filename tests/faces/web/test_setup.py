"""Setup: who may do what, and who did what."""

import re

import pytest

from objectry.faces.web.own.matrix import RIGHTS
from objectry.runtime import Rights
from tests.faces.office import Browser, Office


@pytest.fixture
def root(office: Office) -> Browser:
    """The administrator at her browser."""
    return office.browser("root")


def ticks(page: str, object: str) -> list[bool]:
    """The row of an object in the matrix."""
    (row,) = re.findall(rf"<tr data-row><th[^>]*><a [^>]*object={object}\W.*?</tr>", page, re.DOTALL)
    return ["#check" in cell for cell in row.split("<td")[1:]]


@pytest.mark.parametrize("who", ["rob", "mia", "zed", "root"])
def test_the_matrix_of_a_person_is_what_decides(office: Office, root: Browser, who: str) -> None:
    """Right by right the decision that every call of hers is decided by, with its reason."""
    rights = Rights(office.platform.current().blueprint, office.call(who).actor)
    page = root.get(f"/setup/permissions?user={who}").text
    for object in ("account", "deal", "user"):
        assert ticks(page, object) == [rights.may(object, right).allowed for right in RIGHTS]
    assert rights.may("deal", "read").reason in page


def test_roles_and_sets_are_chosen(root: Browser) -> None:
    """A role has the rights of its sets together; a set its own alone."""
    rep, manager, lead = (
        root.get(f"/setup/permissions?{asked}").text for asked in ("role=rep", "role=manager", "set=sales_lead")
    )
    assert ticks(manager, "account") == [
        a or b for a, b in zip(ticks(rep, "account"), ticks(lead, "account"), strict=True)
    ]
    assert not any(ticks(lead, "deal"))
    assert "Sales rep" in rep
    assert root.get("/setup/permissions").status_code == 200


@pytest.mark.parametrize(("who", "level"), [("rob", "nothing"), ("mia", "change")])
def test_an_object_is_shown_field_by_field(root: Browser, who: str, level: str) -> None:
    """How far into each field, and which tag makes it sensitive."""
    page = root.get(f"/setup/permissions?user={who}&object=account").text
    (row,) = re.findall(r"<tr data-row>(?:(?!</tr>).)*<code>credit_limit</code>.*?</tr>", page, re.DOTALL)
    assert level in row
    assert "financial" in row


@pytest.mark.parametrize("asked", ["user=nobody", "role=nothing", "object=nothing", "user=rob&object=%00"])
def test_what_is_not_there_is_not_found(root: Browser, asked: str) -> None:
    """Like any other page."""
    assert root.get(f"/setup/permissions?{asked}").status_code == 404


def test_the_audit_log_tells_who_did_what(office: Office, root: Browser) -> None:
    """Newest first, by event and by person."""
    office.browser("rob")
    page = root.get("/setup/audit").text
    assert page.index("session.begin") > 0
    assert "Rob Stone" in page
    narrowed = root.get("/setup/audit?event=session.begin&user=root").text
    assert "Rob Stone" not in narrowed.partition("<tbody>")[2]
    assert "Root" in narrowed.partition("<tbody>")[2]
    assert "Nothing of this kind" in root.get("/setup/audit?user=nobody").text
    assert root.get("/setup/audit?after=x").status_code == 404


def test_the_audit_log_is_read_page_by_page(office: Office, root: Browser) -> None:
    """Fifty events a page, none twice and none left out."""
    for _ in range(30):
        office.platform.identity.log_in("rob", "correct horse")
        office.platform.identity.log_in("mia", "correct horse")
    first = root.get("/setup/audit?event=session.begin").text
    assert first.count("<tr data-row>") == 50
    (following,) = re.findall(r'href="([^"]+)" rel="next"', first)
    second = root.get(following.replace("&amp;", "&")).text
    assert 10 < second.count("<tr data-row>") < 50
    assert 'rel="next"' not in second


def test_setup_is_for_those_with_the_rights(office: Office, rob: Browser) -> None:
    """Rights are shown to whoever declares or gives them, the log to whoever may view it."""
    assert rob.get("/setup/permissions?user=mia").status_code == 403
    assert rob.get("/setup/audit").status_code == 403
    assert "/setup/audit" in office.browser("root").get("/setup").text


def test_the_pages_speak_chinese(root: Browser) -> None:
    """Like every page."""
    root.post("/profile", language="zh-CN", timezone="UTC", theme="auto")
    assert "权限集" in root.get("/setup/permissions").text
    assert "审计日志" in root.get("/setup/audit").text
