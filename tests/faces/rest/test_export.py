"""Exports: every record of a query as a file, for those who may, on both databases."""

import csv
import io
import json
import tracemalloc
from typing import Any

import pytest

from objectry.runtime import Query, Source
from tests.faces.office import Office
from tests.faces.rest.program import program, refused


def rows(text: str) -> list[dict[str, Any]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def filled(office: Office, count: int) -> None:
    """So many accounts, made by the platform."""
    call = office.platform.call(office.platform.identity.system_actor("seed"), Source.SEED)
    values = [{"name": f"Firm {place:05}", "region": "east"} for place in range(count)]
    office.platform.records.create(call, "account", values)


@pytest.fixture
def small_pages(monkeypatch: pytest.MonkeyPatch) -> int:
    """Exports in pages of fifty, so that few records are many pages."""
    monkeypatch.setattr("objectry.runtime.records.EXPORT_PAGE", 50)
    return 50


def test_an_export_holds_every_record_once_in_the_order_it_was_made(office: Office, small_pages: int) -> None:
    """More records than a page: none is missing, none stands twice."""
    count = 2 * small_pages + 20
    filled(office, count)
    answer = program(office).send("GET", "/account/export", query={"fields": "name,region,owner.name"})
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="account.csv"'
    found = rows(answer.text)
    assert [one["name"] for one in found] == [f"Firm {place:05}" for place in range(count)]
    assert set(found[0]) == {"name", "region", "owner.name"}


def test_an_export_may_be_lines_of_json(lone: Office) -> None:
    """A JSON object a line, as the API writes records."""
    made = lone.create("root", "account", name="Nord", region="east")
    answer = program(lone).send("GET", "/account/export", query={"format": "jsonl", "fields": "name"})
    assert answer.mimetype == "application/x-ndjson"
    assert [json.loads(line) for line in answer.text.splitlines()] == [{"id": made.id, "version": 1, "name": "Nord"}]


def test_what_is_exported_is_what_the_list_would_show(lone: Office) -> None:
    """Filter, view and words narrow it; all readable fields come when none are named."""
    lone.create("rob", "account", name="Nord", region="east")
    lone.create("rob", "account", name="Süd", region="west")
    root = program(lone)
    found = rows(root.send("GET", "/account/export", query={"filter": 'region = "west"'}).text)
    assert [one["name"] for one in found] == ["Süd"]
    assert set(found[0]) == set(root.get("/account", q="Süd")["records"][0])
    assert [one["name"] for one in rows(root.send("GET", "/account/export", query={"q": "nord"}).text)] == ["Nord"]


def test_nothing_in_a_file_is_computed_by_a_spreadsheet(lone: Office) -> None:
    """A text that looks like a formula is marked as text; with the byte order mark a spreadsheet reads UTF-8."""
    lone.create("root", "account", name='=HYPERLINK("http://x")', region="east")
    answer = program(lone).send("GET", "/account/export", query={"fields": "name", "spreadsheet": "true"})
    assert answer.data.startswith(b"\xef\xbb\xbfname\r\n")
    assert rows(answer.data.decode("utf-8-sig"))[0]["name"] == '\'=HYPERLINK("http://x")'


def test_exporting_is_a_right_of_its_own(lone: Office) -> None:
    """Who may read but not export is told so; what she may not know does not exist; and her page offers nothing."""
    rob = program(lone, "rob")
    lone.create("rob", "account", name="Nord", region="east")
    document = refused(rob.send("GET", "/account/export"), 403)
    assert document["errors"][0]["message"] == "nothing grants export on account"
    refused(rob.send("GET", "/nothing/export"), 404)
    assert "/export?" not in lone.browser("rob").get("/o/account").text
    assert "/api/v1/account/export?view=all" in lone.browser("root").get("/o/account").text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"filter": "nonsense ="}, 422),
        ({"fields": "hidden_field"}, 422),
        ({"view": "none"}, 422),
        ({"format": "xlsx"}, 400),
        ({"limit": "5"}, 400),
    ],
)
def test_a_wrong_question_is_told_before_the_first_byte(lone: Office, query: dict[str, str], status: int) -> None:
    """The answer is the usual problem document, not half a file."""
    refused(program(lone).send("GET", "/account/export", query=query), status)


def test_the_file_of_a_list_is_had_from_its_page(lone: Office) -> None:
    """The button leads to the records of the list as it is filtered, with the session of the page."""
    lone.create("root", "account", name="Nord", region="east")
    lone.create("root", "account", name="West", region="west")
    root = lone.browser("root")
    text = root.get("/o/account?f=name:contains:nord").text
    address = text.partition('href="/api/v1/account/export')[2].partition('"')[0].replace("&amp;", "&")
    answer = root.client.get(f"/api/v1/account/export{address}")
    assert [one["name"] for one in rows(answer.data.decode("utf-8-sig"))] == ["Nord"]


def test_memory_does_not_grow_with_the_records(lone: Office, small_pages: int) -> None:
    """Ten pages need hardly more memory than three."""
    filled(lone, 10 * small_pages)
    call = lone.call("root")
    peaks = []
    for pages in (3, 10):
        exported = lone.platform.records.export(call, Query("account", fields=("name", "region")))
        tracemalloc.start()
        for _ in range(pages):
            next(exported)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.2
