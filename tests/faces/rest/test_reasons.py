"""Why a rule fired, what would be, and what a draft would do, through the API."""

import pytest

from tests.faces.office import Office
from tests.faces.rest.program import Program, program, refused

NOBODY = "01890000-0000-7000-8000-000000000000"


@pytest.fixture
def rep(lone: Office) -> Program:
    return program(lone, "rob")


def test_a_rule_is_explained(rep: Program) -> None:
    """The condition is a tree of parts with the caller's values; other values are asked about with a body."""
    made = rep.made("deal", name="Pumps", amount=500, discount=20)
    told = rep.get(f"/deal/{made['id']}/why/small_discount")
    assert (told["kind"], told["holds"], told["fired"], told["because"]) == ("rule", False, False, "amount < 100")
    assert told["condition"] == {"text": "amount < 100", "value": False, "parts": [{"text": "amount", "value": "500"}]}
    answer = rep.send("POST", f"/deal/{made['id']}/why/small_discount", {"amount": 50})
    found = answer.json or {}
    assert (found["fired"], found["effects"], found["version"]) == (True, [{"set": "discount", "value": "0"}], None)
    assert rep.get(f"/deal/{made['id']}")["amount"] == "500.00"
    assert rep.get(f"/deal/{made['id']}/why/small_discount", version=1)["version"] == 1


def test_what_is_not_there_is_not_explained(lone: Office, rep: Program) -> None:
    """Unknown records, names and versions answer 404, unknown fields 422, faulty arguments 400."""
    made = rep.made("deal", name="Pumps")
    refused(rep.send("GET", f"/deal/{NOBODY}/why/small_discount"), 404)
    refused(rep.send("GET", f"/deal/{made['id']}/why/nothing"), 404)
    refused(rep.send("GET", f"/deal/{made['id']}/why/small_discount?version=99"), 404)
    refused(rep.send("GET", f"/deal/{made['id']}/why/small_discount?version=x"), 400)
    refused(rep.send("POST", f"/deal/{made['id']}/why/small_discount", {"nothing": 1}), 422)
    refused(program(lone, "lin").send("GET", f"/deal/{made['id']}/why/small_discount"), 404)


def test_a_draft_is_tried(rep: Program) -> None:
    """How many of the caller's records a condition holds for; statements are for administrators."""
    for amount in (10, 20, 30):
        rep.made("deal", name="Pumps", amount=amount)
    found = rep.send("POST", "/deal/rehearse", {"condition": "amount < 25"}).json or {}
    assert (found["records"], found["held"], len(found["samples"]), found["effects"]) == (3, 2, 2, {})
    refused(rep.send("POST", "/deal/rehearse", {"condition": "amont < 25"}), 422)
    refused(rep.send("POST", "/deal/rehearse", {"then": "set amount = 1"}), 400)
    refused(rep.send("POST", "/deal/rehearse", {"condition": "true", "then": "set amount = 1"}), 403)
