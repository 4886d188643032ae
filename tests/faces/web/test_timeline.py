"""The timeline of a record page: comments, activities, following, page by page, with and without scripts."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Change, Consent
from tests.databases import sqlite_database
from tests.faces.office import Browser, Office, new_office, sample

ACCOUNT = """quality: {complete: [name, region, website, phone], target: 50}
features: [history, comments, follow, tags, activities]
fields:
"""
TO_FEATURE = "to: [contact, deal], to_feature: activities"
TYPES = "record_types:\n  call: {label: Call, icon: phone}\n  visit: {label: Visit}\n"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The sample office, whose accounts have features."""
    made = new_office(sqlite_database(tmp_path_factory.mktemp("timelines")))
    plain = sample()
    account = plain.files["objects/account.yaml"].replace("fields:\n", ACCOUNT, 1)
    activity = plain.files["objects/activity.yaml"].replace("to: [account, contact, deal]", TO_FEATURE) + TYPES
    files = {"objects/account.yaml": account, "objects/activity.yaml": activity}
    planned, found = made.platform.deployments.plan([core_app(), AppSource(plain.name, {**plain.files, **files})])
    assert planned is not None, [str(one) for one in found]
    made.platform.deployments.apply(planned, Consent(), "test", "features")
    yield made
    made.platform.close()


@pytest.fixture
def rob(office: Office) -> Browser:
    return office.browser("rob")


def page(office: Office, name: str) -> str:
    """The address of a new account of Rob's."""
    return f"/o/account/{office.create('rob', 'account', name=name).id}"


def test_a_comment_is_written_changed_and_taken_away(office: Office, rob: Browser) -> None:
    """Without scripts: it stands beside the details at once, her own has ways to change and remove it."""
    here = page(office, "Nord")
    assert "Write a comment" in rob.get(here).text
    said = rob.post(f"{here}/comments", text="Hello <b>there</b> @mia", back=here)
    assert (said.status_code, said.headers["Location"]) == (303, here)
    text = rob.get(here).text
    assert "Hello &lt;b&gt;there&lt;/b&gt; " in text
    assert f'<a class="mention" href="/o/user/{office.people["mia"]}">@mia</a>' in text
    (comment,) = office.find("rob", "account_comment", 'text = "Hello <b>there</b> @mia"')
    rob.post(f"{here}/comments/{comment.id}", text="Good day", version="1", back=here)
    text = rob.get(here).text
    assert "Good day" in text
    assert "edited" in text
    assert f"{here}/comments/{comment.id}" in text
    mia = office.browser("mia").get(here).text
    assert "Good day" in mia
    assert f"{here}/comments/{comment.id}" not in mia
    rob.post(f"/o/account_comment/{comment.id}/delete", id=comment.id, version="2", back=here)
    assert "Good day" not in rob.get(here).text


def test_nothing_typed_is_lost(office: Office, rob: Browser) -> None:
    """Not of a comment that is too long, nor of a page whose token has expired; the second try saves."""
    here = page(office, "West")
    rob.get(here)
    refused = rob.post(f"{here}/comments", text="x" * 10_001, back=here)
    assert refused.status_code == 422
    assert "x" * 10_001 in refused.text
    assert "10000" in refused.text
    rob.token = "0" * 64
    expired = rob.post(f"{here}/comments", text="Typed with care", back=here)
    assert expired.status_code == 403
    assert "Typed with care" in expired.text
    assert office.find("rob", "account_comment", 'text = "Typed with care"') == []


def test_others_do_not_take_part(office: Office, rob: Browser) -> None:
    """Who does not see the record can neither say anything, nor change what was said, nor follow it."""
    here = page(office, "Süd")
    rob.get(here)
    rob.post(f"{here}/comments", text="Ours", back=here)
    (comment,) = office.find("rob", "account_comment", 'text = "Ours"')
    for who in ("lin", "zed"):
        other = office.browser(who)
        other.get("/")
        answers = (
            other.post(f"{here}/comments", text="Mine"),
            other.post(f"{here}/comments/{comment.id}", text="Mine"),
            other.post(f"{here}/follow", on="1"),
        )
        assert {one.status_code for one in answers} == {404}
    assert rob.post("/o/deal/1/comments", text="No such feature").status_code == 404


def test_somebody_follows_and_stops(office: Office, rob: Browser) -> None:
    """By the button in the head of the page; a second press changes nothing twice."""
    here = page(office, "Ost")
    mia = office.browser("mia")
    assert 'aria-pressed="false"' in mia.get(here).text
    for _ in range(2):
        mia.post(f"{here}/follow", on="1", back=here)
    assert 'aria-pressed="true"' in mia.get(here).text
    rob.get(here)
    rob.post(f"{here}/comments", text="News", back=here)
    assert "Rob Stone commented on account Ost." in mia.get("/notifications").text
    mia.post(f"{here}/follow", back=here)
    assert 'aria-pressed="false"' in mia.get(here).text


def test_an_activity_is_two_clicks_away(office: Office, rob: Browser) -> None:
    """Each type has its form filled in with the record; afterwards it stands in the timeline under its icon."""
    here = page(office, "Nordwest")
    id = here.rpartition("/")[2]
    form = f"/o/activity/new?related_to={id}&amp;back=%2Fo%2Faccount%2F{id}%3Ftab%3Ddetails&amp;record_type=call"
    assert form in rob.get(here).text
    assert "Nordwest" in rob.get(form.replace("&amp;", "&")).text
    office.create("rob", "activity", name="Ring them", related_to=id, record_type="call")
    text = rob.get(f"{here}?tab=timeline").text
    assert ">Ring them</a>" in text
    assert "icons.svg#phone" in text


def test_a_long_timeline_goes_on(office: Office, rob: Browser) -> None:
    """A page holds thirty; a link leads to the earlier ones, which the script puts below; kinds can be seen alone."""
    here = page(office, "Lang")
    id = here.rpartition("/")[2]
    for place in range(35):
        office.clock.advance(timedelta(seconds=61))
        office.create("rob", "account_comment", account=id, text=f"Word {place:02}")
    text = rob.get(f"{here}?tab=timeline").text
    assert [f"Word {place:02}" in text for place in (4, 5, 34)] == [False, True, True]
    more = text.partition('more-moments" href="')[2].partition('"')[0].replace("&amp;", "&")
    earlier = rob.get(more).text
    assert [f"Word {place:02}" in earlier for place in (4, 5, 34)] == [True, False, False]
    assert "created this account" in earlier
    changes = rob.get(f"{here}?tab=timeline&kinds=change").text
    assert "created this account" in changes
    assert "Word 34" not in changes
    assert "more-moments" not in changes


def test_names_are_offered_to_those_who_may_know_them(office: Office, rob: Browser) -> None:
    """By the letters of name or log-in name; to somebody who may read no people, none."""
    assert 'data-name="mia"' in rob.get("/people?q=Ber").text
    assert 'data-name="rob"' not in rob.get("/people?q=mi").text
    assert rob.get("/people?q=nobody").text.strip() == ""
    assert office.browser("zed").get("/people?q=mia").text.strip() == ""


def test_it_speaks_chinese(office: Office) -> None:
    """The timeline, its kinds, the composer and the button."""
    id = office.create("lin", "account", name="北方").id
    text = office.browser("lin").get(f"/o/account/{id}?tab=timeline").text
    assert all(word in text for word in ("动态", "写评论", "关注", "评论", "变更", "活动", "刚刚"))


def test_tags_are_put_on_and_taken_off(office: Office, rob: Browser) -> None:
    """A word that is there in another case is that word; each leads to the list of all with it; others do not tag."""
    here, other = page(office, "Tagged"), page(office, "Second")
    assert "Add a tag" in rob.get(here).text
    rob.post(f"{here}/tags", word=" Key   account ", back=here)
    rob.get(other)
    rob.post(f"{other}/tags", word="key ACCOUNT", back=other)
    (tag,) = office.find("rob", "account_tag")
    assert tag.values["name"] == "Key account"
    text = rob.get(here).text
    assert 'aria-label="Remove Key account"' in text
    address = "/o/account?f=tags%3Anamed%3AKey+account"
    assert f'<a href="{address}">Key account</a>' in text
    listed = rob.get(address).text
    assert "Tagged" in listed
    assert "Second" in listed
    assert "Nordwest" not in listed
    rob.post(f"{here}/tags", remove=tag.id, back=here)
    rob.post(f"{here}/tags", word="Other", back=here)
    text = rob.get(here).text
    assert 'aria-label="Remove Key account"' not in text
    newest = text.partition('class="turns"')[2].partition("</dl>")[0]
    assert "Other" in newest
    assert "Key account" not in newest
    assert rob.post(f"{here}/tags", word="x" * 61, back=here).status_code == 303
    assert "60" in rob.get(here).text
    lin = office.browser("lin")
    lin.get("/")
    assert lin.post(f"{here}/tags", word="Mine").status_code == 404


def test_a_page_says_what_is_missing(office: Office, rob: Browser) -> None:
    """How complete the record is, green from the target on, each missing field leading to the form; whole, nothing."""
    id = office.create("rob", "account", name="Half").id
    text = rob.get(f"/o/account/{id}").text
    assert "25% complete" in text
    assert f'href="/o/account/{id}/edit#in-website"' in text
    assert "completeness enough" not in text
    office.platform.records.update(office.call("rob"), "account", [Change(id, {"region": "east"})])
    assert "completeness enough" in rob.get(f"/o/account/{id}").text
    rest = {"website": "https://a.example", "phone": "+49 30 901820"}
    office.platform.records.update(office.call("rob"), "account", [Change(id, rest)])
    assert "% complete" not in rob.get(f"/o/account/{id}").text
