"""The print of a blueprint: plain, stable, and telling everything that counts."""

import json

import pytest

from objectry.metadata import load_stack
from objectry.plan import compile_model, plain, printed, printed_columns
from tests.plan.builder import built, deal, sample, sample_apps, shown


def test_the_print_is_json() -> None:
    """A blueprint can be written down as JSON and comes back the same."""
    content = printed(sample())
    assert json.loads(json.dumps(content)) == content


def test_compiling_twice_gives_the_same_print_and_hash() -> None:
    """The hash names the content, not the run."""
    again, _ = compile_model(load_stack(sample_apps())[0])
    assert again is not None
    assert json.dumps(printed(again)) == json.dumps(printed(sample()))


def test_comments_and_spaces_do_not_count() -> None:
    """Places in files are no part of a blueprint."""
    one = built(objects__deal="object: deal\nfields:\n  amount: {type: currency}\n")
    other = built(objects__deal="# a comment\nobject: deal\nfields:\n\n  amount:   {type:  currency}\n")
    assert one.hash == other.hash


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("amount: {type: currency}", "amount: {type: currency, label: Value}"),
        ("amount: {type: currency}", "amount: {type: currency, scale: 3}"),
        ("amount: {type: currency}", "amount: {type: decimal}"),
        ("f: {type: text, formula: name}", "f: {type: text, formula: TRIM(name)}"),
        ("f: {type: decimal, formula: version * 2}", "f: {type: decimal, formula: version * 3}"),
        ("p: {type: picklist, values: {a: {}, b: {}}}", "p: {type: picklist, values: {b: {}, a: {}}}"),
    ],
)
def test_whatever_counts_changes_the_hash(one: str, other: str) -> None:
    """Another label, type, formula, or order of choices is another blueprint."""
    assert deal(one).hash != deal(other).hash


def test_what_has_its_default_is_not_printed() -> None:
    """A key that a later version adds does not change the print of stacks that do not use it."""
    field = shown(deal("amount: {type: currency}"))["objects"]["deal"]["fields"]["amount"]["field"]
    assert field == {"name": "amount", "type": "currency", "label": "Amount", "precision": 16, "scale": 2}


def test_a_message_prints_its_expressions_in_braces() -> None:
    """In a template, text and expression can be told apart."""
    validations = shown(sample())["objects"]["deal"]["validations"]
    assert validations[0]["message"] == "{name} is open, so it closes in the future."


def test_columns_print_alone_as_they_do_in_the_whole() -> None:
    """A column can be held against a stored print."""
    table = sample().objects["deal"].table
    whole = shown(sample())["objects"]["deal"]["table"]["columns"]
    assert printed_columns(table.columns) == whole


def test_what_is_no_part_of_a_blueprint_is_refused() -> None:
    """A stray value is an error, not a silent repr."""
    with pytest.raises(TypeError, match="cannot print object"):
        plain(object())
