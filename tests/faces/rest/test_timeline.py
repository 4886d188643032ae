"""Comments, following and the timeline over the API."""

from collections.abc import Iterator

import pytest

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.databases import sqlite_database
from tests.faces.office import Office, new_office, sample
from tests.faces.rest.program import Program, program, refused

ACCOUNT = "features: [history, comments, follow, activities]\nfields:\n"
TO_FEATURE = "to: [contact, deal], to_feature: activities"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The sample office, whose accounts have features."""
    made = new_office(sqlite_database(tmp_path_factory.mktemp("features")))
    plain = sample()
    account = plain.files["objects/account.yaml"].replace("fields:\n", ACCOUNT, 1)
    activity = plain.files["objects/activity.yaml"].replace("to: [account, contact, deal]", TO_FEATURE)
    files = {"objects/account.yaml": account, "objects/activity.yaml": activity}
    app = AppSource(plain.name, {**plain.files, **files})
    planned, found = made.platform.deployments.plan([core_app(), app])
    assert planned is not None, [str(one) for one in found]
    made.platform.deployments.apply(planned, Consent(), "test", "features")
    yield made
    made.platform.close()


@pytest.fixture
def rob(office: Office) -> Program:
    return program(office, "rob")


def test_comments_are_records_like_others(office: Office, rob: Program) -> None:
    """Many in one call, listed newest first, changed and taken away by their author alone."""
    id = rob.made("account", name="Nord")["id"]
    sent = [{"account": id, "text": "One."}, {"account": id, "text": "Two. @mia"}]
    made = rob.send("POST", "/account_comment", {"records": sent})
    assert made.json is not None
    assert made.status_code == 200, made.text
    first = made.json["records"][0]
    assert first["created_by"] == office.people["rob"]
    mia = program(office, "mia")
    found = mia.get(f"/account/{id}/related/comments", sort="text")["records"]
    assert [one["text"] for one in found] == ["One.", "Two. @mia"]
    assert refused(mia.send("PATCH", f"/account_comment/{first['id']}", {"text": "Mine."}), 403)["code"] == "F703"
    assert rob.send("PATCH", f"/account_comment/{first['id']}", {"text": "One!"}).status_code == 200
    assert mia.get("/notification", filter=f'link_id = "{id}"')["records"][0]["recipient"] == office.people["mia"]


def test_a_timeline_is_read_page_by_page(rob: Program) -> None:
    """Each moment with its kind: a change with its entry, anything else with its record and its labels."""
    id = rob.made("account", name="West")["id"]
    rob.made("account_comment", account=id, text="Said.")
    rob.made("activity", name="Call", related_to=id)
    rob.send("PATCH", f"/account/{id}", {"name": "Wild West"})
    every = rob.get(f"/account/{id}/timeline")
    assert every["kinds"] == ["change", "comment", "activity"]
    assert sorted(one["kind"] for one in every["timeline"]) == ["activity", "change", "change", "comment"]
    (said,) = (one for one in every["timeline"] if one["kind"] == "comment")
    assert (said["object"], said["record"]["text"]) == ("account_comment", "Said.")
    assert said["record"]["_labels"]["created_by"] == "Rob Stone"
    pages, after = [], None
    while True:
        page = rob.get(f"/account/{id}/timeline", limit="1", **({"after": after} if after else {}))
        pages += page["timeline"]
        after = page["next"]
        if after is None:
            break
    assert pages == every["timeline"]
    changes = rob.get(f"/account/{id}/timeline", kinds="change")["timeline"]
    assert [one["change"]["changes"] for one in changes] == [{"name": ["West", "Wild West"]}, {}]


def test_what_is_no_timeline_is_refused(office: Office, rob: Program) -> None:
    """Other kinds, another's cursor, a record out of sight."""
    id = rob.made("account", name="Ost")["id"]
    assert refused(rob.send("GET", f"/account/{id}/timeline", query={"kinds": "gossip"}), 400)["code"] == "F701"
    assert (
        refused(rob.send("GET", f"/account/{id}/timeline", query={"after": "abc"}), 422)["errors"][0]["code"] == "D543"
    )
    assert program(office, "lin").send("GET", f"/account/{id}/timeline").status_code == 404


def test_one_follows_for_oneself(office: Office, rob: Program) -> None:
    """Once; each list has one's own alone; and the document names the calls."""
    id = rob.made("account", name="Süd")["id"]
    mine = rob.made("account_follower", account=id)
    assert refused(rob.send("POST", "/account_follower", {"account": id}), 422)["errors"][0]["code"] == "D563"
    mia = program(office, "mia")
    assert mia.get(f"/account/{id}/related/followers")["records"] == []
    mia.made("account_follower", account=id)
    assert [one["id"] for one in rob.get(f"/account/{id}/related/followers")["records"]] == [mine["id"]]
    rob.send("PATCH", f"/account/{id}", {"name": "Südsee"})
    (told,) = mia.get("/notification", filter=f'recipient = $user and link_id = "{id}"')["records"]
    assert told["message"] == "Rob Stone changed account Südsee: Name."
    paths = rob.get("/openapi.json")["paths"]
    assert {"/account/{id}/timeline", "/account_comment", "/account_follower"} <= paths.keys()
