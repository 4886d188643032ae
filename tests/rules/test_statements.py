"""Statements: what `then:` may say before the save and after it, and what it asks for."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest

from objectry.diagnostics import Span
from objectry.metadata import RuleText
from objectry.rules import (
    Effect,
    FieldSet,
    Notified,
    RecordCreated,
    Refused,
    Scope,
    Statement,
    Value,
    check_actions,
    perform,
    statement_leaves,
)
from objectry.rules.actions import ACTIONS
from tests.rules.sample import ENVIRONMENT, sample_catalog, sample_scope

ANN, BOB = "00000000-0000-7000-8000-00000000000a", "00000000-0000-7000-8000-00000000000b"


def statements(text: str, *, before_save: bool = False) -> tuple[Statement, ...]:
    found, problems = check_actions(RuleText(text), sample_scope(), before_save=before_save)
    assert not problems.errors, [str(one) for one in problems]
    return found


def mistakes(text: str, *, before_save: bool = False) -> list[str]:
    found, problems = check_actions(RuleText(text, Span("f.yaml")), sample_scope(), before_save=before_save)
    assert not (found and problems.errors)
    return [f"{one.span.line}:{one.span.column} {one.code} {one.message}" for one in problems]


def effects(text: str, *rows: Mapping[str, Value], before_save: bool = False) -> list[Effect]:
    checked = statements(text, before_save=before_save)
    blank: dict[str, Value] = {leaf.key: None for leaf in statement_leaves(checked)}
    full = [{**blank, "$new": False, **row} for row in rows]
    return perform(checked, full, ENVIRONMENT, before_save=before_save)


MISTAKES = [
    ("set nam = 1", '1:5 R303 unknown field "nam" on sample; did you mean "name"?'),
    ("set name = 1", "1:12 R306 a text is needed here, this is a number; TEXT(...) makes a text of it"),
    ('set stage = "wonn"', '1:13 R307 sample.stage has no value "wonn"; did you mean "won"?'),
    ("set parent.name = t1", "1:5 R324 `set` writes fields of the record itself, one name"),
    ('set pin = "1234"', "1:11 R306 a secret is needed here, this is a text"),
    ("set t1 = pin", "1:10 R306 a text is needed here, this is a secret"),
    ("set pin = pin", "1:11 R328 pin is a secret, which expressions cannot look into"),
    ("set id = owner", "1:5 R324 sample.id cannot be written by a rule: the platform keeps it"),
    ("set created_at = NOW()", "1:5 R324 sample.created_at cannot be written by a rule: the platform keeps it"),
    ("set version = 1", "1:5 R324 sample.version cannot be written by a rule: the platform keeps it"),
    ("set doubled = 1", "1:5 R324 sample.doubled cannot be written by a rule: it is computed"),
    ('set code = "x"', "1:5 R324 sample.code cannot be written by a rule: it is numbered automatically"),
    ("if n1 then set n1 = 1 end", "1:4 R306 a condition (true or false) is needed here, this is a number"),
    ('send_mail(owner, "x")', '1:1 R322 unknown action "send_mail"; there are notify, refuse, assign_to_user'),
    ('notfy(owner, "x")', '1:1 R322 unknown action "notfy"; did you mean "notify"?'),
    ("notify(owner)", "1:1 R323 notify(to, message) needs message"),
    ("notify()", "1:1 R323 notify(to, message) needs to and message"),
    ('notify(owner, "x", 3)', "1:20 R323 too many arguments; the action is notify(to, message)"),
    ('notify(owner, to: owner, message: "x")', "1:15 R323 to is given twice"),
    ('notify(owner, mesage: "x")', '1:15 R323 notify(to, message) has no parameter "mesage"; did you mean "message"?'),
    ('notify(parent, "x")', "1:8 R306 a reference to user is needed here, this is a reference to sample"),
    ("notify(owner, n1)", "1:15 R306 a text is needed here, this is a number; TEXT(...) makes a text of it"),
    ("notify(owner where flag, t1)", "1:8 R323 notify takes no `where`"),
    ('refuse("x", n1)', '1:13 R323 at is the name of a field, written as a text: "due_on"'),
    ('refuse("x", "nam")', '1:13 R303 unknown field "nam" on sample; did you mean "name"?'),
    ("create smple { name = t1 }", '1:8 R303 unknown object "smple"; did you mean "sample"?'),
    ("create sample { nam = t1 }", '1:17 R303 unknown field "nam" on sample; did you mean "name"?'),
    ("create sample { name = t1, name = t2 }", "1:8 R324 name is given twice"),
    ('create user { name = "x", username = "x" }', "1:27 R324 user.username cannot be written by a rule"),
    ("update children { n1 = 1 }", "1:1 R326 statement `update` is not supported; rules can set, create, call actions"),
    ("delete children where flag", "1:1 R326 statement `delete` is not supported; rules can set, create, call actions"),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES, ids=[text for text, _ in MISTAKES])
def test_mistakes(text: str, expected: str) -> None:
    """A mistake in a statement is explained at its place."""
    found = mistakes(text)
    assert any(one.startswith(expected) for one in found), found


def test_all_mistakes_at_once() -> None:
    """Every statement is looked at, whatever is wrong with others."""
    found = mistakes('set nam = n7\nif flag then notfy(owner, "x") else set stage = "x" end\nset id = owner')
    assert [one.split(" ")[1] for one in found] == ["R303", "R303", "R322", "R307", "R324"]


BEFORE = [
    ('notify(owner, "x")', "1:1 R325 `notify` cannot run before the save"),
    ("create sample { name = t1 }", "1:8 R325 `create` cannot run before the save"),
    ("if flag then create sample { name = t1 } end", "1:21 R325 `create` cannot run before the save"),
    ("set parent = null set name = parent.name", "1:30 R327 parent.name still leads through the old parent"),
    ("assign_to_user(parent.owner) set name = owner.name", "1:41 R327 owner.name still leads through the old owner"),
    ("if flag then set parent = null end set n1 = through", "1:45 R327 parent.n1 still leads through the old parent"),
]


@pytest.mark.parametrize(("text", "expected"), BEFORE, ids=[text for text, _ in BEFORE])
def test_before_the_save(text: str, expected: str) -> None:
    """Before the save only fields of the record are set, and nothing is read through a lookup just set."""
    found = mistakes(text, before_save=True)
    assert [one for one in found if one.startswith(expected)], found
    assert not [one for one in mistakes(text) if expected.split(" ")[1] in one]


def test_other_branches_are_not_stale() -> None:
    """A lookup set in one branch is as it was in the others."""
    text = "if flag then set parent = null else set name = parent.name end"
    assert mistakes(text, before_save=True) == []


def test_required_fields_of_a_new_record() -> None:
    """Creating without a required field is warned of: the door would refuse it."""
    assert mistakes('create stranger { name = "x" }') == [
        "1:8 R344 stranger.amount is required and not given, so nothing can be created"
    ]
    assert mistakes('create stranger { name = "x", amount = 1, }') == []


def test_owner_is_needed() -> None:
    """An object without owners cannot be assigned."""
    _, problems = check_actions(
        RuleText("assign_to_user($user)"), Scope(sample_catalog(), "stranger"), before_save=False
    )
    assert [one.code for one in problems] == ["R312"]


def test_set_and_create() -> None:
    """Values come in the fields' types, for each record of the batch in turn."""
    text = 'set n1 = n1 / 3 set stage = "won" create stranger { name = t1 & "!", amount = n1 * 2, sample = $record }'
    found = effects(text, {"n1": Decimal(1), "t1": "a", "id": ANN}, {"n1": None, "t1": None, "id": BOB})
    assert found == [
        FieldSet(0, "n1", Decimal("0.3333")),
        FieldSet(0, "stage", "won"),
        RecordCreated(0, "stranger", (("name", "a!"), ("amount", Decimal(2)), ("sample", ANN))),
        FieldSet(1, "n1", None),
        FieldSet(1, "stage", "won"),
        RecordCreated(1, "stranger", (("name", "!"), ("amount", None), ("sample", BOB))),
    ]


def test_branches() -> None:
    """Each record takes its own branch; a condition that is null does not hold."""
    text = """
        if n1 > 10 then set name = "big" elif n1 > 0 then set name = "small" else set name = "none" end
        set flag = true
    """
    rows = [{"n1": Decimal(11)}, {"n1": Decimal(1)}, {"n1": Decimal(0)}, {}]
    names = [one.value for one in effects(text, *rows) if isinstance(one, FieldSet) and one.field == "name"]
    assert names == ["big", "small", "none", "none"]
    assert [one.record for one in effects(text, *rows)] == [0, 0, 1, 1, 2, 2, 3, 3]


def test_before_save_sees_earlier_sets() -> None:
    """Before the save a statement reads what earlier ones set, in formulas too; after the write all read the same."""
    text = "set n1 = 5 set n2 = doubled set whole = n2"
    row: dict[str, Value] = {"n1": Decimal(1), "n2": Decimal(0)}
    before = effects(text, row, before_save=True)
    assert [one.value for one in before if isinstance(one, FieldSet)] == [Decimal(5), Decimal(10), Decimal(10)]
    after = effects(text, row)
    assert [one.value for one in after if isinstance(one, FieldSet)] == [Decimal(5), Decimal(2), Decimal(0)]
    assert row == {"n1": Decimal(1), "n2": Decimal(0)}


def test_actions() -> None:
    """Each registered action has its effect; blank recipients and owners have none."""
    text = 'notify(owner, "Hello " & t1) assign_to_user(parent.owner) refuse(at: "d1", message: t1) refuse("no")'
    found = effects(text, {"owner": ANN, "t1": "x", "parent.owner": BOB}, {})
    assert found == [
        Notified(0, ANN, "Hello x"),
        FieldSet(0, "owner", BOB),
        Refused(0, "x", "d1"),
        Refused(0, "no"),
        Refused(1, "This change is refused.", "d1"),
        Refused(1, "no"),
    ]


def test_an_assignment_is_seen_before_the_save() -> None:
    """assign_to_user sets the owner like `set` does."""
    text = "assign_to_user($user) if owner = $user then set flag = true end"
    (assigned, flagged) = effects(text, {"owner": BOB}, before_save=True)
    assert assigned == FieldSet(0, "owner", ENVIRONMENT.user["id"])
    assert flagged == FieldSet(0, "flag", value=True)


def test_changes_are_known() -> None:
    """Conditions of rules may ask what changed."""
    text = "if ISCHANGED(n1) and PRIORVALUE(n1) < n1 then set flag = true end"
    grown: dict[str, Value] = {"n1": Decimal(2), "prior:n1": Decimal(1)}
    assert effects(text, grown) == [FieldSet(0, "flag", value=True)]
    assert effects(text, {**grown, "$new": True}) == []
    assert effects(text, {**grown, "prior:n1": Decimal(2)}) == []


def test_leaves_of_statements() -> None:
    """What rows must carry is told, the insides of branches included, each once."""
    found = statements('if n1 > 0 then set t1 = name elif flag then notify(owner, name) else refuse(t2 & "x") end')
    assert [leaf.key for leaf in statement_leaves(found)] == ["n1", "name", "flag", "owner", "t2"]


def test_a_date_set_from_today() -> None:
    """`set` takes facts of the call."""
    assert effects("set d1 = TODAY() + 2", {}) == [FieldSet(0, "d1", date(2026, 2, 2))]


def test_many_branches() -> None:
    """A long chain of elif works up to its limit, and is refused beyond it."""
    chain = "if n1 = 0 then set n2 = 0 " + "".join(f"elif n1 = {at} then set n2 = {at} " for at in range(1, 50)) + "end"
    assert effects(chain, {"n1": Decimal(49)}) == [FieldSet(0, "n2", Decimal(49))]
    longer = chain.removesuffix("end") + "elif n1 = 50 then set n2 = 50 end"
    assert mistakes(longer) == ["1:1 R302 an `if` has at most 50 branches"]


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_actions_are_documented(name: str) -> None:
    """Each action says what it does, and its parameters have names of their own."""
    action = ACTIONS[name]
    assert action.doc
    assert len({one.name for one in action.parameters}) == len(action.parameters)
