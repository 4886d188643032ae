"""Conditions that show: what they hide is not asked for, and what a form is told of them."""

import pytest

from objectry.runtime.calls import Change
from objectry.runtime.errors import Invalid, NotFound
from tests.runtime.worlds import FILES, Pour, World

CLAIM = """
object: claim
label: Claim
fields:
  name: {type: text, required: true}
  state: {type: picklist, values: {open: {}, closed: {}}, default: open}
  account: {type: lookup, to: account}
  reason: {type: text, required: true, visible_if: state = "closed"}
  amount: {type: currency, required_if: 'name = "dear"', visible_if: account.region = "east"}
  cost: {type: currency, required: true}
  note: {type: text, required: true}
"""
LAYOUT = """
layout: claim
forms:
  default:
    sections:
      main: {fields: [name, state, account, note]}
      end: {visible_if: state = "closed", fields: [reason, amount, cost]}
  other: {for: {roles: [agent]}, sections: {all: {fields: [name, note]}, end: {visible_if: name = "x", fields: [cost]}}}
"""
ROLE = "permission_sets: {claims: {objects: {claim: all}}}\n"


@pytest.fixture
def claims(poured: Pour) -> World:
    """The company with claims."""
    roles = FILES["permissions/roles.yaml"].replace("sets: [selling]", "sets: [selling, claims]")
    files = {**FILES, "permissions/roles.yaml": roles, "permissions/claims.yaml": ROLE}
    return poured({**files, "objects/claim.yaml": CLAIM, "layouts/claim.yaml": LAYOUT})


def refused(world: World, **values: object) -> list[tuple[str, str | None]]:
    try:
        world.create("bob", "claim", {"name": "c", "note": "n", **values})
    except Invalid as error:
        return [(one.code, one.field) for one in error.problems]
    return []


def test_what_is_hidden_is_not_asked_for(claims: World) -> None:
    """A required field, or one required under a condition, that its own condition hides does not block saving."""
    assert refused(claims) == []
    assert refused(claims, state="closed", cost=1) == [("D521", "reason")]
    assert refused(claims, name="dear") == []
    (east,) = claims.create("bob", "account", {"name": "A", "region": "east"})
    assert refused(claims, name="dear", account=east.id, state="closed", reason="r", cost=1) == [("D521", "amount")]


def test_a_field_of_hidden_sections_alone_is_not_asked_for(claims: World) -> None:
    """Where every section that holds a field is hidden, no form can ask for it; one shown section is enough."""
    assert refused(claims, state="closed", reason="r") == [("D521", "cost")]
    assert refused(claims, name="x") == [("D521", "cost")]
    assert refused(claims, note=None) == [("D521", "note")]


def test_hidden_is_no_protection_and_loses_nothing(claims: World) -> None:
    """A value sent for a hidden field is kept, as is one that was there when its condition ceased to hold."""
    (made,) = claims.create("bob", "claim", {"name": "c", "note": "n", "reason": "early", "cost": 1})
    assert claims.value("bob", "claim", made.id, "reason") == "early"
    claims.platform.records.update(claims.call("bob"), "claim", [Change(made.id, {"state": "closed"})])
    claims.platform.records.update(claims.call("bob"), "claim", [Change(made.id, {"state": "open"})])
    assert claims.value("bob", "claim", made.id, "reason") == "early"


def test_a_form_is_told_what_its_values_hide_and_ask_for(claims: World) -> None:
    """The state of a form follows the values as typed, over those of the record; nonsense counts as blank."""
    door, call = claims.platform.records, claims.call("bob")
    new = door.form_state(call, "claim", {"state": "open", "name": "dear"})
    assert new.hidden == {"reason", "amount"}
    assert new.required == {"amount"}
    assert new.sections == {("default", "end"), ("other", "end")}
    (made,) = claims.create("bob", "claim", {"name": "x", "note": "n", "cost": 1, "state": "closed", "reason": "r"})
    assert door.form_state(call, "claim", {}, made.id).sections == frozenset()
    changed = door.form_state(call, "claim", {"state": "nonsense", "name": "y"}, made.id)
    assert changed.sections == {("default", "end"), ("other", "end")}
    with pytest.raises(NotFound):
        door.form_state(call, "claim", {}, "0190b2c4-0000-7000-8000-00000000abcd")


def test_a_form_tells_nothing_of_records_out_of_sight(claims: World) -> None:
    """Conditions that read through a lookup see what their reader sees: another rep's account is blank to her."""
    (hidden,) = claims.create("cid", "account", {"name": "A", "region": "east"})
    door = claims.platform.records
    assert "amount" in door.form_state(claims.call("bob"), "claim", {"account": hidden.id}).hidden
    assert "amount" not in door.form_state(claims.call("cid"), "claim", {"account": hidden.id}).hidden
