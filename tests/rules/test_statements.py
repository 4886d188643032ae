"""Statements: what `then:` may say before the save and after it, and what it asks for."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from objectry.diagnostics import Span
from objectry.metadata import RuleText
from objectry.rules import (
    TARGET_ID,
    DeleteRecords,
    Effect,
    FieldRead,
    FieldSet,
    Notified,
    RecordChanged,
    RecordCreated,
    RecordDeleted,
    Refused,
    Scope,
    Statement,
    Target,
    UpdateRecords,
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
    ("set parent.name = t1", "1:5 R324 `set` writes fields of the record itself, one name; `update parent { name"),
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
    ("update childrn { n1 = 1 }", '1:8 R303 "childrn" leads to no records of sample; did you mean "children"?'),
    ("update name { n1 = 1 }", "1:8 R308 name leads to no records of one object; name a list of child records"),
    ("update about { n1 = 1 }", "1:8 R308 about leads to no records of one object"),
    ("update $record { n1 = 1 }", "1:8 R308 `set` writes fields of the record itself"),
    ("update children { n7 = 1 }", '1:19 R303 unknown field "n7" on sample'),
    ("update children { }", "1:1 R324 `update` needs at least one field in its braces"),
    ("update children { n1 = 1, n1 = 2 }", "1:1 R324 n1 is given twice"),
    ("update children { doubled = 1 }", "1:19 R324 sample.doubled cannot be written by a rule: it is computed"),
    ("update children where n1 { n2 = 1 }", "1:23 R306 a condition (true or false) is needed here, this is a number"),
    ("update children where children.nam = 'x' { n2 = 1 }", '1:32 R303 unknown field "nam" on sample'),
    ("update children { n1 = COUNT(children) }", "1:24 R309 COUNT cannot stand inside another aggregate"),
    ("delete childrn", '1:8 R303 "childrn" leads to no records of sample; did you mean "children"?'),
    ("delete parent.childrn", '1:15 R303 unknown field "childrn" on sample'),
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
    ("update children { n1 = 1 }", "1:1 R325 `update` cannot run before the save"),
    ("delete children", "1:1 R325 `delete` cannot run before the save"),
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


def others(text: str, *rows: Mapping[str, Value], near: Mapping[int, list[Mapping[str, Value]]]) -> list[Effect]:
    """The effects where each record of the batch leads to these."""
    checked = statements(text)
    blank: dict[str, Value] = {leaf.key: None for leaf in statement_leaves(checked)}

    def fetch(
        target: Target, records: Sequence[int], reads: Sequence[FieldRead]
    ) -> list[tuple[int, Mapping[str, Value]]]:
        empty: dict[str, Value] = {read.key: None for read in reads}
        assert target.link == "parent"
        return [(record, {**empty, **row}) for record in records for row in near.get(record, ())]

    return perform(checked, [{**blank, "$new": False, **row} for row in rows], ENVIRONMENT, fetch=fetch)


def test_update_reads_both_records() -> None:
    """On the right stand the fields of the record itself; those of what is changed are spelled by the list."""
    text = "update children where children.n1 > n1 { n2 = children.n2 + n2, t1 = t2 }"
    near: dict[int, list[Mapping[str, Value]]] = {
        0: [{TARGET_ID: ANN, "child:n1": Decimal(9), "child:n2": Decimal(2)}, {TARGET_ID: BOB, "child:n1": Decimal(1)}]
    }
    found = others(text, {"n1": Decimal(5), "n2": Decimal(1), "t2": "x", "id": BOB}, {"id": ANN}, near=near)
    assert found == [RecordChanged(0, "sample", ANN, (("n2", Decimal(3)), ("t1", "x")))]


def test_delete_takes_those_that_fulfil() -> None:
    """A condition that is null for a record leaves it alone; without one all go."""
    near: dict[int, list[Mapping[str, Value]]] = {
        0: [{TARGET_ID: ANN, "child:flag": True}], 1: [{TARGET_ID: BOB, "child:flag": None}]
    }  # fmt: skip
    rows: list[Mapping[str, Value]] = [{"id": ANN}, {"id": BOB}]
    assert others("delete children where children.flag", *rows, near=near) == [RecordDeleted(0, "sample", ANN)]
    assert len(others("delete children", *rows, near=near)) == 2
    assert others("if flag then delete children end", *rows, near=near) == []


def test_what_a_lookup_points_to_can_be_changed() -> None:
    """`update parent` is about one record, whose fields are spelled by the path."""
    (found,) = statements("update parent.parent where parent.parent.flag { n1 = n2 }")
    assert isinstance(found, UpdateRecords)
    assert (found.target.object, found.target.link, found.target.above.path) == ("sample", None, "parent.parent")
    (behind,) = statements("delete parent.children where children.flag")
    assert isinstance(behind, DeleteRecords)
    assert (behind.target.link, behind.target.above.key) == ("parent", "parent")


def test_the_value_before_may_be_compared_with_children() -> None:
    """PRIORVALUE speaks of the record that called the rule up, also inside an update."""
    text = "update children where children.n1 = PRIORVALUE(n1) { n1 = n1 }"
    near: dict[int, list[Mapping[str, Value]]] = {0: [{TARGET_ID: ANN, "child:n1": Decimal(1)}]}
    found = others(text, {"n1": Decimal(2), "prior:n1": Decimal(1)}, near=near)
    assert found == [RecordChanged(0, "sample", ANN, (("n1", Decimal(2)),))]


def test_a_deleted_record_cannot_be_set() -> None:
    """A rule that runs when the record is gone may act on others, not on it."""
    _, problems = check_actions(RuleText("set n1 = 1"), sample_scope(), before_save=False, gone=True)
    assert [one.code for one in problems] == ["R324"]
    found, problems = check_actions(RuleText("update parent { n1 = 1 }"), sample_scope(), before_save=False, gone=True)
    assert (len(found), list(problems)) == (1, [])


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


PLUG_IN = """
from objectry.rules import TEXT, Action, ActionParameter, Refused
shout = Action("shout", (ActionParameter("words", TEXT),), before_save=True, doc="Refuses loudly.",
               effect=lambda record, values: Refused(record, str(values["words"]).upper()))
notify = Action("notify", (), before_save=True, doc="Not this one.", effect=lambda record, values: None)
"""
POINTS = "[objectry.actions]\nshout = louder:shout\nnotify = louder:notify\n"
PROGRAM = """
from tests.rules.test_statements import effects, mistakes
print(effects('shout(t1)', {"t1": "no"}, before_save=True))
print(mistakes('shout(n1)')[0])
print(mistakes('notify(owner)')[0])
"""


def test_an_installed_package_adds_an_action(tmp_path: Path) -> None:
    """By an entry point, checked and performed like ours; none of ours can be replaced, the grammar stays as it is."""
    (tmp_path / "louder.py").write_text(PLUG_IN, encoding="utf-8")
    (tmp_path / "louder-1.0.dist-info").mkdir()
    (tmp_path / "louder-1.0.dist-info" / "METADATA").write_text("Name: louder\nVersion: 1.0\n", encoding="utf-8")
    (tmp_path / "louder-1.0.dist-info" / "entry_points.txt").write_text(POINTS, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    environment = {**os.environ, "PYTHONPATH": paths}
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [
        "[Refused(record=0, message='NO', at=None)]",
        "1:7 R306 a text is needed here, this is a number; TEXT(...) makes a text of it",
        "1:1 R323 notify(to, message) needs message",
    ], done.stderr
