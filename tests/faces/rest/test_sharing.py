"""Sharing a record by hand over the API, and being told why somebody sees it."""

import pytest

from tests.faces.office import Office
from tests.faces.rest.program import program, refused


def test_a_record_is_shared_and_closed_again(lone: Office) -> None:
    """Made, listed, told as a reason, ended; the end of a share says what ends it."""
    rob, lin = program(lone, "rob"), program(lone, "lin")
    id = rob.made("deal", name="Pumps")["id"]
    until = "2026-12-31T18:00:00+08:00"
    made = rob.send("POST", f"/deal/{id}/shares", {"with": lone.people["lin"], "access": "edit", "expires_at": until})
    assert made.status_code == 201, made.text
    (one,) = rob.get(f"/deal/{id}/shares")["shares"]
    assert (one["name"], one["access"], one["expires_at"]) == ("林晓", "edit", "2026-12-31T10:00:00Z")
    assert lin.get(f"/deal/{id}/access")["reason"] == "share"
    assert lin.send("PATCH", f"/deal/{id}", {"amount": "5"}).status_code == 200
    assert rob.send("DELETE", f"/deal/{id}/shares/{one['id']}").status_code == 204
    refused(lin.send("GET", f"/deal/{id}"), 404)
    refused(rob.send("DELETE", f"/deal/{id}/shares/{one['id']}"), 404)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({}, 400, "F701"),
        ({"with": "x", "wiht": "y"}, 400, "F701"),
        ({"with": "x", "expires_at": "tomorrow"}, 400, "F701"),
        ({"with": "x", "expires_at": "2026-12-31T18:00:00"}, 400, "F701"),
        ({"with": 7}, 400, "F701"),
        ({"with": "x"}, 422, "D597"),
        ({"with": "x", "access": "all"}, 422, "D598"),
        ({"with": "x", "expires_at": "2020-01-01T00:00:00Z"}, 422, "D553"),
    ],
)
def test_a_share_that_cannot_be_is_refused(shared: Office, body: dict[str, object], status: int, code: str) -> None:
    """Unknown and missing keys, moments without an offset, nobody, no level, the past: each told at its place."""
    rob = program(shared, "rob")
    id = rob.made("deal", name="Pumps")["id"]
    told = refused(rob.send("POST", f"/deal/{id}/shares", body), status)
    assert code in {told["code"], *(one["code"] for one in told["errors"])}


def test_the_document_names_the_calls(shared: Office) -> None:
    """Objects whose records are owned have them, others do not."""
    paths = program(shared, "rob").get("/openapi.json")["paths"]
    assert set(paths["/deal/{id}/shares"]) >= {"get", "post"}
    assert "/deal/{id}/shares/{share}" in paths
    assert "/line/{id}/shares" not in paths
