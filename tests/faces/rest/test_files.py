"""Files over the API: taken in, held by one record, had by those who may read it, and by nobody else."""

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from werkzeug.test import TestResponse

from objectry.faces.wsgi import create_app
from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent, Platform, SetClock, Source
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.store import open_store
from tests.databases import contents_of, drop_schemas, postgres_database, sqlite_database
from tests.faces.office import CHEAP, NOW, PASSWORD, Office
from tests.faces.rest.program import Program, fields_of, program, refused
from tests.field_types.contents import CONTENTS, PDF

PAPER = """\
object: paper
label: Paper
fields:
  name: {type: text, required: true}
  scan: {type: file, max_size: 20 kB, types: [pdf, txt, png]}
  photo: {type: image}
  secret_scan: {type: file, sensitive: hush}
"""
RIGHTS = """\
permission_sets:
  desk: {label: Desk, objects: {paper: all}}
  hush: {label: Hush, objects: {paper: {read: true, update: true}}, sensitive: {hush: edit}}
  other: {label: Other, objects: {user: {read: true}}}
roles:
  clerk: {label: Clerk, sets: [desk]}
  keeper: {label: Keeper, sets: [desk, hush]}
  guest: {label: Guest, sets: [other]}
"""
NOBODYS = "01900000-0000-7000-8000-000000000000"
APP = AppSource(
    "papers",
    {"app.yaml": "name: papers\nversion: 1\n", "objects/paper.yaml": PAPER, "permissions/all.yaml": RIGHTS},
)


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def desk(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Clerks who see only their own papers, a keeper of secrets, and a guest."""
    if request.param == "sqlite":
        database = sqlite_database(tmp_path_factory.mktemp("papers"))
    else:
        database = postgres_database(request.getfixturevalue("postgres_url"))
    store = open_store(database.url, database.schema)
    platform = Platform(store, SetClock(NOW), Passwords(CHEAP), contents=contents_of(database))
    assert isinstance(platform.clock, SetClock)
    planned, found = platform.deployments.plan([core_app(), APP])
    assert planned is not None, [str(one) for one in found]
    platform.deployments.apply(planned, Consent(), "test", "papers")
    office = Office(platform, create_app(platform), platform.clock)
    for username, role in (("ann", "clerk"), ("bob", "clerk"), ("kim", "keeper"), ("gus", "guest"), ("root", "admin")):
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        made = platform.records.create(call, "user", [{"username": username, "name": username, "role": role}])
        assert made.records[0] is not None
        platform.identity.set_password(call, made.records[0].id, PASSWORD)
    yield office
    platform.close()
    if database.is_postgres:
        drop_schemas(database)


def sent(who: Program, content: bytes, name: str = "scan.pdf", **beside: str) -> TestResponse:
    """An upload as somebody."""
    data: dict[str, Any] = {"file": (BytesIO(content), name), **beside}
    return who.client.post("/api/v1/files", data=data, headers={"Authorization": f"Bearer {who.token}"})


def uploaded(who: Program, content: bytes = PDF, name: str = "scan.pdf") -> str:
    """The id of a file just taken in."""
    answer = sent(who, content, name)
    assert answer.status_code == 201, answer.text
    return str((answer.json or {})["id"])


def test_an_upload_is_told_and_held(desk: Office) -> None:
    """The answer says what the file is; the record shows it, and the content comes back as it was."""
    ann = program(desk, "ann")
    answer = sent(ann, PDF, "../Vertrag 合同.pdf")
    file = answer.json or {}
    assert (file["name"], file["type"], file["size"]) == ("Vertrag 合同.pdf", "application/pdf", len(PDF))
    assert answer.headers["Location"] == file["url"] == f"/api/v1/files/{file['id']}"
    assert ann.made("paper", name="one", scan=file["id"])["scan"] == file
    content = ann.send("GET", f"/files/{file['id']}")
    assert content.data == PDF


def test_what_is_served_is_not_run(desk: Office) -> None:
    """A sandbox, no guessing, an attachment under its whole name; only pictures of dots are shown in place."""
    ann = program(desk, "ann")
    for name, content in (("a.html", b"<script>alert(1)</script>"), ("a.svg", b"<svg onload='alert(1)'/>")):
        answer = ann.send("GET", f"/files/{uploaded(ann, content, name)}")
        assert answer.mimetype == "text/plain"
        assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    named = ann.send("GET", f"/files/{uploaded(ann, PDF, '合同.pdf')}").headers["Content-Disposition"]
    assert "filename*=UTF-8''%E5%90%88%E5%90%8C.pdf" in named
    picture = uploaded(ann, CONTENTS["one.png"], "logo.png")
    answer = ann.send("GET", f"/files/{picture}")
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Content-Security-Policy"].endswith("sandbox")
    assert ann.send("GET", f"/files/{picture}/thumbnail").mimetype == "image/webp"


def test_a_browser_asks_each_time_and_need_not_load_again(desk: Office) -> None:
    """The digest is the tag; with it the answer is 304; a part of the content may be asked for."""
    ann = program(desk, "ann")
    id = uploaded(ann)
    answer = ann.send("GET", f"/files/{id}")
    assert answer.headers["Cache-Control"] == "private, no-cache"
    again = ann.send("GET", f"/files/{id}", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    part = ann.send("GET", f"/files/{id}", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"%PDF")


def test_nobody_else_learns_that_there_is_a_file(desk: Office) -> None:
    """Another's upload, another's record, a hidden field, a deleted record and nothing at all answer alike."""
    ann, bob, kim, gus = (program(desk, who) for who in ("ann", "bob", "kim", "gus"))
    unbound = uploaded(ann)
    held = uploaded(ann)
    ann.made("paper", name="private", scan=held)
    hidden = uploaded(kim)
    secret = kim.made("paper", name="secret", secret_scan=hidden)
    owner = desk.platform.identity.log_in("ann", PASSWORD).actor.id
    assert program(desk, "root").send("PATCH", f"/paper/{secret['id']}", {"owner": owner}).status_code == 200
    gone = uploaded(bob)
    deleted = bob.made("paper", name="gone", scan=gone)["id"]
    assert bob.send("GET", f"/files/{gone}").status_code == 200
    assert bob.send("DELETE", f"/paper/{deleted}").status_code == 204
    assert "secret_scan" not in ann.get(f"/paper/{secret['id']}")
    nothing = ann.send("GET", f"/files/{NOBODYS}")
    asked = [(bob, unbound), (bob, held), (gus, held), (ann, hidden), (bob, gone), (ann, "nonsense"), (ann, NOBODYS)]
    for who, id in asked:
        for address in (f"/files/{id}", f"/files/{id}/thumbnail"):
            answer = who.send("GET", address)
            refused(answer, 404)
            assert answer.data == nothing.data


def test_a_file_belongs_to_one_record_and_its_uploader(desk: Office) -> None:
    """Another's upload, one that a record holds, the same twice in a call and an unknown one are refused alike."""
    ann, bob = program(desk, "ann"), program(desk, "bob")
    theirs, mine = uploaded(ann), uploaded(bob)
    held = uploaded(bob)
    bob.made("paper", name="holds", scan=held)
    said = set()
    for id in (theirs, held, NOBODYS):
        document = refused(bob.send("POST", "/paper", {"name": "takes", "scan": id}), 422)
        said.add(document["errors"][0]["message"])
        assert [fault["code"] for fault in document["errors"]] == ["D580"]
    assert len(said) == 1
    twice = {"records": [{"name": "a", "scan": mine}, {"name": "b", "scan": mine}]}
    assert fields_of(refused(bob.send("POST", "/paper", twice), 422)) == ["scan"]
    assert bob.made("paper", name="at last", scan=mine)["scan"]["id"] == mine


@pytest.mark.parametrize(
    ("field", "content", "name", "code"),
    [
        ("scan", b"%PDF-1.4" + b"x" * 20_000, "large.pdf", "D581"),
        ("scan", CONTENTS["one.gif"], "scan.pdf", "D582"),
        ("photo", PDF, "photo.png", "D583"),
        ("photo", CONTENTS["one.png"][:60], "photo.png", "D583"),
    ],
)
def test_what_does_not_fit_is_refused_twice(desk: Office, field: str, content: bytes, name: str, code: str) -> None:
    """At once where the field is named with the upload, else when a record is to hold it."""
    ann = program(desk, "ann")
    document = refused(sent(ann, content, name, object="paper", field=field), 422)
    assert [fault["code"] for fault in document["errors"]] == [code]
    id = uploaded(ann, content, name)
    document = refused(ann.send("POST", "/paper", {"name": "misfit", field: id}), 422)
    assert [(fault["code"], fault["field"]) for fault in document["errors"]] == [(code, field)]


def test_uploads_are_for_those_who_may_write_files(desk: Office) -> None:
    """Without a token, without any such field, for a hidden field, in another form, and with two files."""
    ann, gus = program(desk, "ann"), program(desk, "gus")
    assert desk.app.test_client().post("/api/v1/files", data={"file": (BytesIO(PDF), "a.pdf")}).status_code == 401
    refused(sent(gus, PDF), 403)
    refused(sent(ann, PDF, object="paper", field="secret_scan"), 404)
    refused(ann.send("POST", "/files", {"file": "x"}), 415)
    headers = {"Authorization": f"Bearer {ann.token}"}
    two = {"file": [(BytesIO(PDF), "a.pdf"), (BytesIO(PDF), "b.pdf")]}
    refused(ann.client.post("/api/v1/files", data=two, headers=headers), 400)
    refused(ann.client.post("/api/v1/files", data={"other": (BytesIO(PDF), "a.pdf")}, headers=headers), 400)


def test_a_body_beyond_all_limits_is_cut_off(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """413 in the one error shape, before anything is stored."""
    monkeypatch.setattr("objectry.faces.wsgi.LARGEST_FILE", 1000)
    monkeypatch.setattr("objectry.faces.wsgi.LARGEST_BODY", 1000)
    refused(sent(program(desk, "ann"), b"x" * 5000), 413)


def test_too_many_waiting_files_are_refused(desk: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody fills the disk with what no record holds."""
    monkeypatch.setattr("objectry.runtime.files.library.MOST_WAITING", 0)
    document = refused(sent(program(desk, "kim"), PDF), 422)
    assert document["errors"][0]["code"] == "D586"


def test_the_same_file_again_changes_nothing(desk: Office) -> None:
    """Content and name are compared, not ids; a rules-only question can be asked of it."""
    ann = program(desk, "ann")
    made = ann.made("paper", name="same", scan=uploaded(ann))
    again = ann.send("PATCH", f"/paper/{made['id']}", {"scan": uploaded(ann)}).json or {}
    assert (again["version"], again["scan"]) == (1, made["scan"])
    assert [one["id"] for one in ann.get("/paper", filter='name = "same" and not ISBLANK(scan)')["records"]] == [
        made["id"]
    ]
    refused(ann.send("GET", "/paper", query={"filter": 'scan = "x"'}), 422)


def test_what_nobody_needs_is_swept(desk: Office) -> None:
    """An upload without a record goes after a day; a replaced file stays while the history tells of it."""
    ann, files = program(desk, "ann"), desk.platform.files
    waiting, first = uploaded(ann), uploaded(ann)
    made = ann.made("paper", name="sweep", scan=first)
    second = uploaded(ann, b"two", "two.txt")
    assert ann.send("PATCH", f"/paper/{made['id']}", {"scan": second}).status_code == 200
    refused(ann.send("GET", f"/files/{first}"), 404)
    assert files.contents is not None
    orphan = files.contents.put(BytesIO(b"left by a crash"), 100)
    desk.clock.advance(timedelta(days=40))
    assert files.sweep() >= 1
    ann = program(desk, "ann")
    refused(ann.send("GET", f"/files/{waiting}"), 404)
    assert ann.send("GET", f"/files/{second}").data == b"two"
    assert not files.contents.path(orphan.key).exists()
    back = ann.send("PATCH", f"/paper/{made['id']}", {"scan": first}).json or {}
    assert back["scan"]["name"] == "scan.pdf"
    assert ann.send("GET", f"/files/{first}").data == PDF
    told = ann.get(f"/paper/{made['id']}/history")["history"]
    assert [[one["name"] for one in entry["changes"]["scan"]] for entry in told[:2]] == [
        ["two.txt", "scan.pdf"],
        ["scan.pdf", "two.txt"],
    ]
