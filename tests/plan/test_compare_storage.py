"""What changes in the database: each kind of change with its class, its words and its steps."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.plan import (
    AddColumn,
    ChangeColumn,
    ComputeRollup,
    ConvertColumn,
    CreateTable,
    FillColumn,
    QuarantineColumn,
    RenameColumn,
    RenameTable,
    compare,
)
from objectry.plan.comparison import ORDER
from tests.plan.builder import built, deal, sample, steps, told

QUARANTINE = "the old values go to quarantine"
CONVERTED = "values are converted, the old ones go to quarantine"
ROUNDED = "values are rounded, the old ones go to quarantine"
CONVERSION = ["QuarantineColumn", "AddColumn", "ConvertColumn"]

CHANGES: Sequence[tuple[str, str, list[str], list[str]]] = [
    ("", "f: {type: text}", ["safe: add column deal.f text"], ["AddColumn"]),
    ("", "f: {type: currency}", ["safe: add column deal.f currency(16,2)"], ["AddColumn"]),
    ("", "f: {type: lookup, to: user}", ["safe: add column deal.f lookup user"], ["AddColumn", "CreateIndex"]),
    ("", "f: {type: text, formula: name}", ["safe: add computed field deal.f"], []),
    ("", "f: {type: boolean}", ["safe: add column deal.f boolean"], ["AddColumn"]),
    ("", "f: {type: boolean, default: true}", ["slow: add column deal.f boolean, true in all records"],
     ["AddColumn", "FillColumn"]),
    ("", 'f: {type: autonumber, format: "D-{000}"}',
     ["slow: add column deal.f autonumber, numbers given to all records"],
     ["AddColumn", "FillNumbers"]),
    ("f: {type: text}", "", ["data_loss: take column deal.f out of use; its values go to quarantine"],
     ["QuarantineColumn"]),
    ("f: {type: text, index: true}", "", ["data_loss: take column deal.f out of use; its values go to quarantine"],
     ["DropIndex", "QuarantineColumn"]),
    ("f: {type: text, formula: name}", "", ["safe: remove the computed field deal.f"], []),
    ("f: {type: text}", "g: {type: text, renamed_from: [f]}", ["safe: rename column deal.f to deal.g"],
     ["RenameColumn"]),
    ("f: {type: text}", "g: {type: text}",
     ["data_loss: take column deal.f out of use; its values go to quarantine", "safe: add column deal.g text"],
     ["QuarantineColumn", "AddColumn"]),
    ("f: {type: text}", "f: {type: textarea}", ["safe: deal.f: text becomes textarea"], []),
    ("f: {type: text}", "f: {type: integer}", [f"data_loss: deal.f: text becomes integer; {CONVERTED}"], CONVERSION),
    ("f: {type: textarea}", "f: {type: rich_text}",
     [f"data_loss: deal.f: textarea becomes rich_text; {CONVERTED}"], CONVERSION),
    ("f: {type: date}", "f: {type: datetime}", [f"data_loss: deal.f: date becomes datetime; {CONVERTED}"], CONVERSION),
    ("f: {type: decimal}", "f: {type: percent}",
     [f"data_loss: deal.f: decimal(18,4) becomes percent(7,2); {CONVERTED}"], CONVERSION),
    ("f: {type: lookup, to: user}", "f: {type: text}",
     [f"data_loss: deal.f: lookup user becomes text; {CONVERTED}"],
     ["DropIndex", *CONVERSION]),
    ("f: {type: text, unique: true}", "f: {type: integer, unique: true}",
     [f"data_loss: deal.f: text becomes integer; {CONVERTED}"],
     ["DropIndex", *CONVERSION, "CreateIndex"]),
    ("f: {type: text}", "f: {type: lookup, to: user}",
     [f"data_loss: deal.f: text becomes lookup user; {QUARANTINE}, the new column starts empty",
      "slow: build index on deal(f, id)"],
     ["QuarantineColumn", "AddColumn", "CreateIndex"]),
    ("f: {type: text}", "f: {type: text, formula: name}", [f"data_loss: deal.f: text becomes formula; {QUARANTINE}"],
     ["QuarantineColumn"]),
    ("f: {type: text, formula: name}", "f: {type: text}", ["safe: deal.f: formula becomes text"], ["AddColumn"]),
    ("f: {type: decimal, precision: 8, scale: 2}", "f: {type: decimal, precision: 12, scale: 2}",
     ["slow: deal.f: decimal(8,2) becomes decimal(12,2)"], ["ChangeColumn"]),
    ("f: {type: decimal, precision: 8, scale: 2}", "f: {type: decimal, precision: 10, scale: 4}",
     ["slow: deal.f: decimal(8,2) becomes decimal(10,4)"], ["ChangeColumn"]),
    ("f: {type: decimal, precision: 8, scale: 4}", "f: {type: decimal, precision: 8, scale: 2}",
     [f"data_loss: deal.f: decimal(8,4) becomes decimal(8,2); {ROUNDED}"], CONVERSION),
    ("f: {type: integer}", "f: {type: decimal}", ["slow: deal.f: integer becomes decimal(18,4)"], ["ChangeColumn"]),
    ("f: {type: decimal}", "f: {type: integer}",
     [f"data_loss: deal.f: decimal(18,4) becomes integer; {ROUNDED}"], CONVERSION),
    ("f: {type: decimal, precision: 9, scale: 4}", "f: {type: currency, precision: 9, scale: 4}",
     ["safe: deal.f: decimal(9,4) becomes currency(9,4)"], []),
    ("f: {type: lookup, to: user}", "f: {type: lookup, to: [user, deal]}",
     ["slow: deal.f: lookup user becomes lookup user or deal"], ["ChangeColumn"]),
    ("f: {type: lookup, to: [user, deal]}", "f: {type: lookup, to: user}",
     [f"data_loss: deal.f: lookup user or deal becomes lookup user; {QUARANTINE}, the new column starts empty"],
     ["DropIndex", "QuarantineColumn", "AddColumn", "CreateIndex"]),
    ("f: {type: text}", "f: {type: text, index: true}", ["slow: build index on deal(f, id)"], ["CreateIndex"]),
    ("f: {type: text, index: true}", "f: {type: text}", ["safe: remove index on deal(f, id)"], ["DropIndex"]),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words", "done"), CHANGES, ids=[f"{one[0]}->{one[1]}" for one in CHANGES])
def test_a_change_is_classed_told_and_done(old: str, new: str, words: list[str], done: list[str]) -> None:
    """The table of changes: what a person reads, and what the database does."""
    before, after = deal(*filter(None, [old])), deal(*filter(None, [new]))
    found = told(before, after)
    assert found[: len(words)] == words
    assert all(line.startswith(("safe: ", "stricter: ")) for line in found[len(words) :])
    assert steps(before, after) == done


def test_the_first_deployment_creates_everything() -> None:
    """Without anything deployed, tables come in rank order and indexes last."""
    plan = compare(None, sample())
    assert (plan.base, plan.target) == (None, sample().hash)
    tables = [step.table.name for step in plan.steps if isinstance(step, CreateTable)]
    own = ["account", "account_partners", "contact", "deal", "activity", "line"]
    assert [name for name in tables if name in own] == own
    assert set(tables) == set(sample().objects)
    assert {type(step).__name__ for step in plan.steps} == {"CreateTable", "CreateIndex"}


def test_an_object_that_goes_is_kept_in_quarantine() -> None:
    """Its name has to be said to lose it."""
    old, new = built(objects__a="object: a\n", objects__b="object: b\n"), built(objects__a="object: a\n")
    plan = compare(old, new)
    assert list(plan.losses) == ["b"]
    assert steps(old, new) == ["QuarantineTable"]


def test_a_renamed_object_keeps_its_table() -> None:
    """Children that point to it are not touched, as foreign keys follow; index names do follow."""
    old = built(objects__a="object: a\n", objects__b="object: b\nfields:\n  a: {type: lookup, to: a}\n")
    new = built(
        objects__c="object: c\nrenamed_from: [a]\n",
        objects__b="object: b\nfields:\n  a: {type: lookup, to: c}\n",
    )
    plan = compare(old, new)
    assert RenameTable("a", "c") in plan.steps
    assert not plan.losses
    assert steps(old, new) == ["DropIndex", "RenameTable", "CreateIndex"]


def test_a_rename_needs_the_old_name_to_be_gone() -> None:
    """`renamed_from` of a name that is still used adds a field, and takes nothing away."""
    old, new = deal("f: {type: text}"), deal("f: {type: text}", "g: {type: text}")
    assert steps(old, new) == ["AddColumn"]


def test_two_columns_may_be_renamed_at_once() -> None:
    """Each new name continues one old one."""
    old = deal("f: {type: text}", "g: {type: text}")
    new = deal("x: {type: text, renamed_from: [f]}", "y: {type: text, renamed_from: [g]}")
    assert compare(old, new).steps == (RenameColumn("deal", "f", "x"), RenameColumn("deal", "g", "y"))


def test_a_new_stored_rollup_is_computed_for_all() -> None:
    """Records that are there get the figure, lower levels first."""
    line = "object: line\nfields:\n  deal: {type: lookup, to: deal, related_as: lines}\n  amount: {type: currency}\n"
    old = built(objects__deal="object: deal\n", objects__line=line)
    rolled = "object: deal\nfields:\n  total: {type: currency, rollup: SUM(lines.amount), reveals: true}\n"
    new = built(objects__deal=rolled, objects__line=line)
    assert steps(old, new) == ["AddColumn", "ComputeRollup"]
    assert "slow: add column deal.total currency(16,2), computed for all records" in told(old, new)
    changed = built(objects__deal=rolled.replace("SUM", "MAX"), objects__line=line)
    assert steps(new, changed) == ["ComputeRollup"]
    assert steps(new, old) == ["DropColumn"]
    assert not compare(new, old).losses


def test_a_formula_that_changes_below_a_rollup_recomputes_it() -> None:
    """The stored figure follows the formula it sums up."""
    deal_text = "object: deal\nfields:\n  total: {type: currency, rollup: SUM(lines.net), reveals: true}\n"
    line = (
        "object: line\nfields:\n  deal: {type: lookup, to: deal, related_as: lines}\n  net: {type: currency, formula: "
    )
    old = built(objects__deal=deal_text, objects__line=line + "version * 2}\n")
    new = built(objects__deal=deal_text, objects__line=line + "version * 3}\n")
    assert [type(step) for step in compare(old, new).steps] == [ComputeRollup]


def test_steps_carry_the_columns_they_need() -> None:
    """A step is data: old and new definition, value, table."""
    (change,) = compare(deal("f: {type: integer}"), deal("f: {type: decimal}")).steps
    assert isinstance(change, ChangeColumn)
    assert (change.table, change.old.scale, change.new.scale) == ("deal", None, 4)
    fill = compare(deal(), deal("f: {type: boolean, default: true}")).steps[1]
    assert isinstance(fill, FillColumn)
    assert fill.value is True


def test_room_is_made_before_it_is_taken() -> None:
    """A column goes to quarantine before another of its name comes."""
    first, second, third = compare(deal("f: {type: text}"), deal("f: {type: date}")).steps
    assert isinstance(first, QuarantineColumn)
    assert isinstance(second, AddColumn)
    assert isinstance(third, ConvertColumn)
    assert (third.source, third.refit.old.name, third.refit.converted) == ("deal", "f", True)


FIELDS = st.lists(
    st.sampled_from(
        ["a: {type: text}", "a: {type: decimal}", "b: {type: text, index: true}", "b: {type: date}",
         "c: {type: text, formula: name}", "c: {type: boolean, default: true}", "d: {type: lookup, to: user}"]
    ),
    unique_by=lambda text: text[0],
)  # fmt: skip


@settings(max_examples=20, deadline=None)
@given(FIELDS, FIELDS)
def test_steps_stand_in_the_one_order(old: list[str], new: list[str]) -> None:
    """Whatever changes, the kinds of steps follow each other as they can be carried out."""
    places = [ORDER.index(type(step)) for step in compare(deal(*old), deal(*new)).steps]
    assert places == sorted(places)


@settings(max_examples=20, deadline=None)
@given(FIELDS)
def test_nothing_differs_from_itself(fields: list[str]) -> None:
    """compare(x, x) is empty, also when x was compiled anew."""
    plan = compare(deal(*fields), deal(*fields))
    assert plan.empty
    assert not plan.changes
    assert not plan.steps


@settings(max_examples=20, deadline=None)
@given(FIELDS, FIELDS)
def test_whatever_differs_is_told(old: list[str], new: list[str]) -> None:
    """A plan between different blueprints always says something."""
    before, after = deal(*old), deal(*new)
    plan = compare(before, after)
    assert bool(plan.changes) is (before.hash != after.hash)


def test_the_links_of_a_field_reveal_nothing() -> None:
    """A new many_to_many makes a table, and no talk of values readers may not see."""
    assert not [one for one in told(deal(), deal("crew: {type: many_to_many, to: user}")) if "readers" in one]
