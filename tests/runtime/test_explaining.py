"""Why a rule fired or did not: for the last save, an earlier one, with other values; told as far as one may know."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from objectry.rules import FieldSet, Notified, Part, RecordCreated, Refused, first_false
from objectry.runtime import Change, Explained, Invalid, NotAllowed, NotFound
from tests.databases import sqlite_database
from tests.runtime.worlds import ACCOUNT, DEAL, FILES, RULES, World, build

MORE_RULES = """
  big:
    object: deal
    when: amount changes or stage becomes "won"
    if: amount > 500 and stage <> "lost" and account.ceiling >= 1000
    then: |
      set reason = "big"
      if amount > 900 then refuse("Too big.") end
  secretive:
    object: account
    when: saved
    if: BEGINS(name, "A") and secret = "s"
    then: |
      set grade = secret
  counted:
    object: account
    when: saved
    if: deal_count > 0 and COUNT(deals where deals.amount > 5) > 0
    then: |
      set grade = "active"
"""
APP: Mapping[str, str] = {
    **FILES,
    "objects/account.yaml": ACCOUNT,
    "objects/deal.yaml": DEAL.replace("  steps:", "  note: {type: text, visible_if: amount > 10}\n  steps:"),
    "flows/deal.yaml": RULES + MORE_RULES,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """One company for all these tests, each with records of its own."""
    folder: Path = tmp_path_factory.mktemp("explaining")
    made = build(sqlite_database(folder), APP)
    yield made
    made.platform.close()


def deal(world: World, who: str = "bob", **values: object) -> str:
    account = world.create(who, "account", {"name": "Acme"})[0].id
    return world.create(who, "deal", {"name": "d", "account": account, "amount": 600, **values})[0].id


def why(world: World, id: str, rule: str, who: str = "bob", thing: str = "deal", version: int | None = None,
        **values: object) -> Explained:  # fmt: skip
    return world.platform.records.why(world.call(who), thing, id, rule, values, version)


def change(world: World, id: str, thing: str = "deal", who: str = "bob", **values: object) -> None:
    world.platform.records.update(world.call(who), thing, [Change(id, values)])


def flat(part: Part | None) -> dict[str, object]:
    """Every part's text with its value, `?` for what is hidden."""
    if part is None:
        return {}
    found: dict[str, object] = {part.text: "?" if part.hidden else part.value}
    for one in part.parts:
        found |= flat(one)
    return found


def test_the_last_save_is_explained(world: World) -> None:
    """The condition with its sub-values, the event, that it fired, and what the history says it did."""
    id = deal(world)
    change(world, id, amount=700)
    told = why(world, id, "big")
    assert (told.version, told.kind, told.holds, told.fired, told.did) == (3, "rule", True, True, ("reason",))
    assert flat(told.condition) == {
        'amount > 500 and stage <> "lost" and account.ceiling >= 1000': True,
        "amount > 500": True, "amount": Decimal(700),
        'stage <> "lost"': True, "stage": "open",
        "account.ceiling >= 1000": True, "account.ceiling": Decimal(1000),
    }  # fmt: skip
    assert [(one.text, one.happened) for one in told.events] == [
        ("amount changes", True),
        ('stage becomes "won"', False),
    ]
    assert told.effects == (FieldSet(0, "reason", "big"),)


def test_what_keeps_a_rule_from_firing_is_named(world: World) -> None:
    """The first false part is the reason; a true condition without its event does not fire either."""
    id = deal(world, amount=100)
    change(world, id, amount=200)
    told = why(world, id, "big")
    assert (told.holds, told.fired, told.effects) == (False, False, ())
    assert told.because is not None
    assert told.because.text == "amount > 500"
    change(world, id, name="other")
    quiet = why(world, id, "big", amount=600, name="x")
    assert quiet.fired is True
    assert why(world, id, "big").events[0].happened is False


def test_a_past_save_is_as_it_was(world: World) -> None:
    """Values of that time are taken back from the history; who asks for a version that is not there hears so."""
    id = deal(world, amount=10)
    change(world, id, amount=700)
    change(world, id, amount=20)
    then, now = why(world, id, "big", version=3), why(world, id, "big")
    assert (then.fired, flat(then.condition)["amount"]) == (True, Decimal(700))
    assert (now.version, now.fired, flat(now.condition)["amount"]) == (4, False, Decimal(20))
    created = why(world, id, "big", version=1)
    assert (created.fired, flat(created.condition)["amount"]) == (False, Decimal(10))
    with pytest.raises(NotFound, match="no such version"):
        why(world, id, "big", version=77)


def test_a_rule_before_the_save_is_seen_without_its_own_work(world: World) -> None:
    """What the rule has set itself is taken back, so that its condition is as it was when it fired."""
    id = deal(world)
    change(world, id, stage="won")
    told = why(world, id, "closing")
    assert (told.holds, told.fired, told.did) == (True, True, ("closed_at",))
    assert flat(told.condition)["ISBLANK(closed_at)"] is True
    born = deal(world, stage="won")
    assert why(world, born, "closing", version=1).fired is True


def test_other_values_tell_what_would_be(world: World) -> None:
    """Nothing is changed; values are checked as in a change."""
    id = deal(world, amount=100)
    would = why(world, id, "big", amount="950")
    assert (would.version, would.fired) == (None, True)
    assert would.effects == (FieldSet(0, "reason", "big"), Refused(0, "Too big."))
    assert world.value("bob", "deal", id, "amount") == 100
    thanks = why(world, id, "thank", stage="won")
    assert isinstance(thanks.effects, tuple)
    assert [type(one) for one in thanks.effects] == [RecordCreated, Notified]
    for values, code in (({"amont": 1}, "D510"), ({"amount": "x"}, "D522"), ({"secret": 1}, "D510")):
        with pytest.raises(Invalid) as wrong:
            why(world, id, "big", **values)
        assert [one.code for one in wrong.value.problems] == [code]


def test_validations_formulas_and_conditions_of_fields_too(world: World) -> None:
    """Whatever has a condition or is computed is explained by its name."""
    id = deal(world, amount=5)
    validation = why(world, id, "no_sunday", due="2026-01-01")
    assert (validation.kind, validation.holds) == ("validation", True)
    assert flat(validation.condition)["ISCHANGED(due)"] is True
    required = why(world, id, "reason.required_if", stage="lost")
    assert (required.kind, required.holds) == ("required_if", True)
    visible = why(world, id, "note.visible_if")
    assert (visible.holds, visible.because and visible.because.text) == (False, "amount > 10")
    account = world.create("bob", "account", {"name": "x", "region": "east"})[0].id
    formula = why(world, account, "loud", thing="account")
    assert (formula.kind, flat(formula.condition)) == ("formula", {"UPPER(name)": "X", "name": "x"})
    assert why(world, account, "east", thing="account").holds is True
    with pytest.raises(NotFound, match='no rule, validation or formula "lod"; did you mean "loud"'):
        why(world, account, "lod", thing="account")


def test_a_field_one_may_not_read_has_no_name_and_no_value(world: World) -> None:
    """Bob may not read `secret`: neither the word nor anything that follows from it is told, in any state."""
    (account,) = world.create("bob", "account", {"name": "Acme"})
    change(world, account.id, "account", "ann", secret="s")
    told = why(world, account.id, "secretive", thing="account")
    assert flat(told.condition) == {"…": "?", 'BEGINS(name, "A")': True, "name": "Acme"}
    assert (told.holds, told.fired, told.effects) == (None, None, None)
    assert "secret" not in str(plain_of(told)).replace("secretive", "")
    open_ = why(world, account.id, "secretive", "ann", "account", name="Abba")
    assert flat(open_.condition)['secret = "s"'] is True
    assert open_.effects == (FieldSet(0, "grade", "s"),)


def plain_of(told: Explained) -> object:
    return told.condition, told.because, told.events, told.effects, told.did


def test_a_record_one_does_not_see_has_no_value(world: World) -> None:
    """Cid is given Bob's deal and not its account: what stands behind the lookup is hidden, its name is not."""
    id = deal(world, amount=700)
    change(world, id, who="ann", owner=world.people["cid"].id)
    told = why(world, id, "big", "cid")
    values = flat(told.condition)
    assert (values["amount > 500"], values["account.ceiling"], values["account.ceiling >= 1000"]) == (True, "?", "?")
    assert (told.holds, told.fired) == (None, False)  # its events did not happen, which she sees
    assert told.condition is not None
    stopped = first_false(told.condition)
    assert stopped is not None
    assert stopped.hidden
    with pytest.raises(NotFound):
        why(world, id, "big", "bob")


def test_a_count_of_what_one_does_not_see_is_hidden(world: World) -> None:
    """A figure over children is told to those who see each of them."""
    (account,) = world.create("bob", "account", {"name": "B"})
    mine = world.create("bob", "deal", {"name": "d", "account": account.id, "amount": 6})[0].id
    change(world, account.id, "account", phone="+86 21 5888 0000")
    assert flat(why(world, account.id, "counted", thing="account").condition)[
        "COUNT(deals where deals.amount > 5)"
    ] == 1  # fmt: skip
    change(world, mine, who="ann", owner=world.people["cid"].id)
    told = why(world, account.id, "counted", thing="account")
    assert flat(told.condition)["COUNT(deals where deals.amount > 5)"] == "?"
    assert why(world, account.id, "counted", "dora", "account").holds is True


class TestDrafts:
    """Trying a draft over everything that is there."""

    def test_what_a_draft_would_have_refused(self, world: World) -> None:
        """The number of records it holds for, with samples, over pages; nothing is changed."""
        account = world.create("cid", "account", {"name": "Drafts"})[0].id
        rows = [{"name": f"x{at}", "account": account, "amount": at, "reason": "draft"} for at in range(1, 601)]
        world.create("cid", "deal", *rows)
        found = world.platform.records.rehearse(
            world.call("cid"), "deal", 'reason = "draft" and amount <= 37 and not ISNEW() and not ISCHANGED(amount)'
        )
        assert (found.held, len(found.samples)) == (37, 10)
        assert found.records >= 600
        assert found.effects == {}

    def test_statements_are_counted_for_administrators(self, world: World) -> None:
        """What the statements would write is counted where it differs; others may try conditions only."""
        deal(world, amount=42, reason="try me")
        call, records = world.call("root"), world.platform.records
        then = 'set reason = "try me" set amount = 1 create task { name = name } if amount > 41 then refuse("no") end'
        found = records.rehearse(call, "deal", 'reason = "try me"', then)
        assert dict(found.effects) == {"set amount": 1, "create task": 1, "refuse": 1}
        with pytest.raises(NotAllowed):
            records.rehearse(world.call("bob"), "deal", "true", then)

    def test_names_of_others_are_unknown(self, world: World) -> None:
        """A field one may not read cannot be asked about, and records one does not see are not counted."""
        call, records = world.call("bob"), world.platform.records
        with pytest.raises(Invalid) as wrong:
            records.rehearse(call, "account", 'secret = "s"')
        assert wrong.value.problems[0].code == "D540"
        assert 'unknown field "secret"' in wrong.value.problems[0].message
        world.create("cid", "account", {"name": "Out of Bob's sight"})
        everybody = records.rehearse(world.call("dora"), "account", "true").records
        assert records.rehearse(call, "account", "true").records < everybody
        with pytest.raises(NotFound):
            records.rehearse(world.call("zed"), "account", "true")
