"""Attachments over the API and on the record page."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from werkzeug.test import TestResponse

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent
from tests.databases import sqlite_database
from tests.faces.office import Office, new_office, sample
from tests.faces.rest.program import Program, program, refused
from tests.field_types.contents import PDF


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The sample office, whose accounts have attachments."""
    made = new_office(sqlite_database(tmp_path_factory.mktemp("attached")))
    plain = sample()
    account = plain.files["objects/account.yaml"].replace("fields:\n", "features: [history, attachments]\nfields:\n", 1)
    app = AppSource(plain.name, {**plain.files, "objects/account.yaml": account})
    planned, found = made.platform.deployments.plan([core_app(), app])
    assert planned is not None, [str(one) for one in found]
    made.platform.deployments.apply(planned, Consent(), "test", "attachments")
    yield made
    made.platform.close()


def sent(who: Program, id: str, *names: str, part: str = "file") -> TestResponse:
    """Files attached to an account over the API."""
    data = {part: [(BytesIO(PDF), name) for name in names]}
    headers = {"Authorization": f"Bearer {who.token}"}
    return who.client.post(f"/api/v1/account/{id}/related/attachments", data=data, headers=headers)


def test_a_program_attaches_and_reads(office: Office) -> None:
    """Several files in one form; the list names each with an address its content comes from, history tells of them."""
    rob = program(office, "rob")
    id = rob.made("account", name="Nord")["id"]
    made = sent(rob, id, "a.pdf", "b.pdf")
    assert made.status_code == 201, made.text
    found = rob.get(f"/account/{id}/related/attachments", sort="name")["records"]
    assert [(one["name"], one["file"]["size"]) for one in found] == [("a.pdf", len(PDF)), ("b.pdf", len(PDF))]
    content = rob.client.get(found[0]["file"]["url"], headers={"Authorization": f"Bearer {rob.token}"})
    assert content.data == PDF
    assert rob.get(f"/account/{id}/history")["history"][0]["changes"] == {"attachments": [None, ["a.pdf", "b.pdf"]]}


def test_what_is_no_form_of_files_is_refused(office: Office) -> None:
    """Another part, no file, and a record nobody sees."""
    rob = program(office, "rob")
    id = rob.made("account", name="Süd")["id"]
    assert refused(sent(rob, id, "a.pdf", part="other"), 400)["code"] == "F701"
    assert refused(sent(rob, id), 415)["code"] == "F708"
    assert sent(program(office, "lin"), id, "a.pdf").status_code == 404


def test_the_document_names_the_call(office: Office) -> None:
    """OpenAPI lists it for those who may attach, with the form it takes."""
    path = program(office, "rob").get("/openapi.json")["paths"]["/account/{id}/related/attachments"]
    assert list(path["post"]["requestBody"]["content"]) == ["multipart/form-data"]


def test_the_page_lists_attaches_and_removes(office: Office) -> None:
    """A form for several files, each with size and maker, a way to remove each; the history says what happened."""
    account = office.create("rob", "account", name="West")
    rob = office.browser("rob")
    page = f"/o/account/{account.id}"
    rob.get(page)
    data = {"form_token": rob.token, "back": f"{page}?tab=attachments", "file": [(BytesIO(PDF), "offer.pdf")]}
    answer = rob.client.post(f"{page}/attachments", data=data)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{page}?tab=attachments")
    text = rob.get(f"{page}?tab=attachments").text
    assert f"offer.pdf ({len(PDF)} B)" in text
    attachment = office.find("rob", "account_attachment", 'name = "offer.pdf"')[0]
    address = f"/o/account_attachment/{attachment.id}/delete"
    assert address in text
    assert "offer.pdf" in rob.get(f"{page}?tab=history").text
    gone = rob.post(address, id=attachment.id, version=attachment.version, back=f"{page}?tab=attachments")
    assert gone.headers["Location"] == f"{page}?tab=attachments"
    assert address not in rob.get(f"{page}?tab=attachments").text


def test_the_page_speaks_chinese(office: Office) -> None:
    """The list, the button and the field."""
    account = office.create("lin", "account", name="北方")
    text = office.browser("lin").get(f"/o/account/{account.id}?tab=attachments").text
    assert all(word in text for word in ("附件", "添加附件", "要添加的文件"))
