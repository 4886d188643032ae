"""`/me/delegations`: somebody else works with one's records for a time."""

from datetime import timedelta

from tests.faces.office import Office
from tests.faces.rest.program import program, refused

ME = "/me/delegations"


def test_records_are_handed_over_and_taken_back(office: Office) -> None:
    """Given, told on both sides, in force at the next request, and ended; what is wrong is refused with its place."""
    rob, lin = program(office, "rob"), program(office, "lin")
    deal = rob.made("deal", name="Pumps", close_date="2030-01-01", stage="open")["id"]
    ends = (office.clock.now() + timedelta(days=2)).isoformat()
    refused(lin.send("GET", f"/deal/{deal}"), 404)
    given = rob.send("POST", ME, {"to": office.people["lin"], "access": "edit", "ends_at": ends})
    made = given.json or {}
    assert (given.status_code, made["to"], made["user_name"], made["access"]) == (
        201,
        office.people["lin"],
        "Rob Stone",
        "edit",
    )
    assert lin.get(f"/deal/{deal}/access")["reason"] == "standing in for Rob Stone"
    assert lin.send("PATCH", f"/deal/{deal}", {"name": "Valves"}).status_code == 200
    assert [[one["id"] for one in each.get(ME)["delegations"]] for each in (rob, lin)] == [[made["id"]]] * 2
    refused(program(office, "zed").send("DELETE", f"{ME}/{made['id']}"), 404)
    assert lin.send("DELETE", f"{ME}/{made['id']}").status_code == 204
    refused(lin.send("GET", f"/deal/{deal}"), 404)
    for body, status in (
        ({}, 400),
        ({"to": office.people["lin"]}, 400),
        ({"to": office.people["lin"], "ends_at": "tomorrow"}, 400),
        ({"to": office.people["lin"], "ends_at": "2020-01-01T00:00:00Z"}, 422),
        ({"to": office.people["lin"], "ends_at": ends, "user": office.people["mia"]}, 403),
    ):
        refused(rob.send("POST", ME, body), status)
    assert "/me/delegations/{id}" in rob.get("/openapi.json")["paths"]
