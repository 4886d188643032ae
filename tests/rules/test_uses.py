"""What names in a rule text mean while it is written: the same as when it is checked, and something before that."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import RuleText
from objectry.rules import FieldRead, Hop, Scope, check_expression, expressions_in, help_of, uses_in, walk
from tests.rules.cases import CASES
from tests.rules.sample import OBJECT, sample_catalog, sample_scope


def found(text: str, scope: Scope | None = None) -> list[str]:
    """Each use as `written kind steps`."""
    uses = uses_in(text, scope or sample_scope(moment=True))
    return [f"{text[one.start : one.end]} {one.meaning.kind} {'.'.join(one.meaning.steps)}" for one in uses]


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("n1 > Text__c", ["n1 field sample.n1", "Text__c field sample.t1"]),
        ("parent.Parent.n1", ["parent field sample.parent", "Parent field sample.parent", "n1 field sample.n1"]),
        ("stage.probability", ["stage field sample.stage", "probability attribute sample.stage.probability"]),
        ('stage = "won"', ["stage field sample.stage", "won value sample.stage.won"]),
        ('"won" <> stage', ["won value sample.stage.won", "stage field sample.stage"]),
        ('stage in ("new", "won")', [
            "stage field sample.stage", "new value sample.stage.new", "won value sample.stage.won",
        ]),
        ('stage not in ("new")', ["stage field sample.stage", "new value sample.stage.new"]),
        ('"red" in colours', ["red value sample.colours.red", "colours field sample.colours"]),
        ('ISPICKVAL(stage, "won")', [
            "ISPICKVAL function ISPICKVAL", "stage field sample.stage", "won value sample.stage.won",
        ]),
        ('CASE(stage, "won", "a", "b")', [
            "CASE function CASE", "stage field sample.stage", "won value sample.stage.won",
        ]),
        ('colours = CHOICES("red")', [
            "colours field sample.colours", "CHOICES function CHOICES", "red value sample.colours.red",
        ]),
        ("SUM(children.n1 where children.flag)", [
            "SUM function SUM", "children relation sample.children", "n1 field sample.n1",
            "children relation sample.children", "flag field sample.flag",
        ]),
        ("NULLVALUE(n1, 0)", ["NULLVALUE function BLANKVALUE", "n1 field sample.n1"]),
        ("$user.name & $now", ["$user object user", "name field user.name", "$now context $now"]),
        ("$record.n1", ["$record object sample", "n1 field sample.n1"]),
        ("about.user.username", ["about field sample.about", "user object user", "username field user.username"]),
        ("about.name", ["about field sample.about", "name field sample.name"]),
        ("nothing.n1 + n1.more", ["n1 field sample.n1"]),
        ('t1 = "won" # n1', ["t1 field sample.t1"]),
    ],
)  # fmt: skip
def test_names_mean_what_they_lead_to(text: str, uses: list[str]) -> None:
    """Fields along paths, children, choices, facts, functions; what leads nowhere means nothing."""
    assert found(text) == uses


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ('set stage = "won"', ["stage field sample.stage", "won value sample.stage.won"]),
        ("create stranger { name = t1, amount = price }", [
            "stranger object stranger", "name field stranger.name", "t1 field sample.t1",
            "amount field stranger.amount", "price field sample.price",
        ]),
        ('refuse("No", "n1")', ["refuse action refuse", "n1 field sample.n1"]),
        ('refuse("n1")', ["refuse action refuse"]),
        ('stage changes from "new" to "won"', [
            "stage field sample.stage", "new value sample.stage.new", "won value sample.stage.won"
        ]),
        ('stage becomes "won"', ["stage field sample.stage", "won value sample.stage.won"]),
    ],
)  # fmt: skip
def test_names_of_actions_and_events(text: str, uses: list[str]) -> None:
    """In `create` the names before `=` are those of the new record, behind it those of the record at hand."""
    assert found(text) == uses


def test_in_a_filter_names_are_those_of_the_target() -> None:
    """And $record is the record that points to it."""
    scope = Scope(sample_catalog(), "stranger", beyond=Hop("sample", OBJECT))
    assert found("n1 > $record.amount", scope) == [
        "n1 field sample.n1", "$record object stranger", "amount field stranger.amount"
    ]  # fmt: skip


@pytest.mark.parametrize("text", sorted({one.text for one in CASES}))
def test_what_the_checker_reads_is_among_them(text: str) -> None:
    """Every stored field that the checked tree reads is a use in the text, where no formula has been written in."""
    node, _ = check_expression(RuleText(text), sample_scope())
    fields = sample_catalog().model.objects
    used = {one.meaning.steps for one in uses_in(text, sample_scope()) if one.meaning.kind in {"field", "part"}}
    computed = any(fields[owner].fields[name].computed for owner, name, *_ in used)
    for one in walk(node) if node is not None and not computed else ():
        assert not isinstance(one, FieldRead) or (one.object, one.field) in used, one


@given(st.text(alphabet='nst1. "=(){},$createhild', max_size=40))
def test_nothing_typed_is_too_strange(text: str) -> None:
    """Names in whatever is typed lie inside of it, in order."""
    uses = list(uses_in(text, sample_scope()))
    assert all(0 <= one.start <= one.end <= len(text) for one in uses)
    assert [one.start for one in uses] == sorted(one.start for one in uses)


def test_expressions_in_a_message() -> None:
    """Those in braces, the last one also without its closing brace; double braces are none."""
    assert list(expressions_in('a {n1} {{no}} {LEFT("}", 1)} {t')) == [(3, "n1"), (15, 'LEFT("}", 1)'), (30, "t")]


def test_help() -> None:
    """Functions and actions bring their signature and their page of the manual."""
    found = help_of("LEFT")
    assert found is not None
    assert (found.signature, found.parameters) == ("LEFT(text, count)", ("text", "count"))
    assert "first so many characters" in found.text
    assert (found.parameter(1), found.parameter(2)) == (1, None)
    many = help_of("AND")
    assert many is not None
    assert many.parameter(7) == len(many.parameters) - 1
    assert help_of("notify") is not None
    assert help_of("nothing") is None
