"""What an editor offers in the files of a workspace."""

import pytest

from objectry.faces.editor.answers import Answers
from objectry.faces.editor.completing import Item, Sort, helped
from tests.faces.editor.stacks import OWN, opened, typing

RULE = "object: deal\nrules:\n  r:\n    when: created\n    if: "


@pytest.fixture(scope="module")
def answers() -> Answers:
    return opened()


def items(answers: Answers, file: str, text: str) -> dict[str, Item]:
    """What is offered where the cursor stands in a file that is being typed, by its text."""
    position = typing(answers, file, text)
    found = {one.text: one for one in answers.complete(file, position)}
    answers.project.close(file)
    return found


@pytest.mark.parametrize(
    "text",
    ["amount > a§", "§", "'§", "amount > §", '"商机😀" = name and am§', "|\n      amount >\n      a§", "(am§", "if(a§"],
)
def test_a_rule_text_that_does_not_parse_yet_is_helped(answers: Answers, text: str) -> None:
    """Fields with their types, functions with their signatures, words: also behind Chinese text and emoji."""
    found = items(answers, "flows/x.yaml", f"{RULE}{text}\n")
    assert found["amount"].detail == "金额 (currency)"
    assert found["LEFT"].detail == "LEFT(text, count)"
    assert found["and"].sort is Sort.WORD


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("company.§", {"city", "parent", "site"}),
        ("company.parent.c§", {"city"}),
        ("company.site.§", {"country", "city"}),
        ("stage.§", {"chance"}),
        ('stage = "§', {"open", "won"}),
        ('\'stage in ("open", "§', {"open", "won"}),
        ("SUM(company.deals.§", set()),
        ("$record.§", {"amount"}),
    ],
)
def test_paths_and_choices(answers: Answers, text: str, wanted: set[str]) -> None:
    """Fields along paths, the parts of an address, facts of a choice, choices inside quotes."""
    found = items(answers, "flows/x.yaml", f"{RULE}{text}\n")
    assert wanted <= set(found)
    assert wanted or not found


def test_the_word_under_the_cursor_is_replaced(answers: Answers) -> None:
    """From its first letter to its last, the cursor in the middle of it."""
    text = f"{RULE}compa§ny.city = name\n"
    found = items(answers, "flows/x.yaml", text)["company"]
    plain = text.replace("§", "")
    assert plain[found.start : found.end] == "company"


def test_actions_name_fields_of_the_new_record(answers: Answers) -> None:
    """Inside `create x { ... }` those of x, behind `=` those of the record at hand."""
    head = "object: company\nrules:\n  r:\n    then: |\n      create deal { "
    assert {"amount", "stage"} <= set(items(answers, "flows/x.yaml", head + "§\n"))
    assert {"open", "won"} == set(items(answers, "flows/x.yaml", head + 'stage = "§\n'))
    assert "city" in items(answers, "flows/x.yaml", head + "name = §\n")


def test_a_message_has_expressions_in_braces_only(answers: Answers) -> None:
    """Outside of them it is text for people."""
    head = "extend: deal\nvalidations:\n  v: {error_if: x, message: "
    assert "amount" in items(answers, "objects/deal.yaml", head + '"no {am§"}\n')
    assert not items(answers, "objects/deal.yaml", head + '"no am§"}\n')


def test_a_filter_is_about_the_target(answers: Answers) -> None:
    """Names are those of the object the lookup points to."""
    text = "object: deal\nfields:\n  company: {type: lookup, to: company, filter: ci§}\n"
    assert {"city", "$record"} <= set(items(answers, "objects/deal.yaml", text))


@pytest.mark.parametrize(
    ("file", "text", "wanted", "others"),
    [
        ("objects/deal.yaml", "object: deal\nfields:\n  a:\n    type: lookup\n    §\n", {"to"}, {"values", "type"}),
        ("objects/deal.yaml", "object: deal\nfields:\n  a: {type: look§}\n", {"lookup", "text"}, set()),
        ("objects/deal.yaml", "object: deal\nfields:\n  a: {type: lookup, to: §}\n", {"company", "user"}, {"amount"}),
        ("objects/deal.yaml", "object: deal\nfields:\n  a: {type: text, req§}\n", {"required", "label"}, {"type"}),
        ("objects/deal.yaml", "object: deal\nfields:\n  a: {type: text, required: §}\n", {"true", "false"}, set()),
        ("objects/deal.yaml", "object: deal\nla§\n", {"label", "validations"}, {"object"}),
        ("layouts/deal.yaml", "layout: deal\nviews:\n  a:\n    columns:\n    - §\n", {"amount", "company"}, {"city"}),
        ("layouts/deal.yaml", "layout: deal\nviews:\n  a: {columns: [name, company.§]}\n", {"city"}, {"amount"}),
        ("layouts/deal.yaml", "layout: deal\nviews:\n  a: {sort: [-am§]}\n", {"amount"}, set()),
        ("layouts/company.yaml", "layout: company\npage: {tabs: {t: {related: deals, columns: [§]}}}", {"tags"}, set()),
        ("layouts/deal.yaml", "layout: deal\npage:\n  tabs:\n    t: {related: §}\n", {"deals"}, set()),
        ("permissions/all.yaml", "permission_sets:\n  s:\n    objects:\n      §\n", {"deal", "company"}, {"amount"}),
        ("permissions/all.yaml", "permission_sets:\n  s:\n    fields: {deal.§: read}\n", {"deal.amount"}, set()),
        ("permissions/all.yaml", "roles:\n  r: {sets: [§]}\n", {"sellers"}, set()),
        ("permissions/all.yaml", "sharing_rules:\n  deal:\n    o: {when: am§}\n", {"amount"}, {"city"}),
        ("translations/de.yaml", "objects:\n  deal:\n    fields: {sta§: x}\n", {"stage"}, {"city"}),
        ("translations/de.yaml", "objects:\n  deal:\n    fields: {stage: {values: {§}}}\n", {"open", "won"}, {"hot"}),
        ("data/deal.yaml", "key: name\nrecords:\n  - {stage: §}\n", {"open", "won"}, set()),
        ("data/deal.yaml", "key: name\nrecords:\n  a: {st§}\n", {"stage"}, set()),
        ("flows/x.yaml", "object: §\n", {"deal", "company"}, set()),
        ("scenarios/x.yaml", "given:\n  - create: §\n", {"deal", "company"}, set()),
        ("scenarios/x.yaml", "given:\n  - create: deal\n    §\n", {"values", "as"}, {"update"}),
        ("scenarios/x.yaml", "given:\n  - create: company\n  - create: deal\n    values: {st§}\n", {"stage"}, {"city"}),
        ("scenarios/x.yaml", "given:\n  - {create: deal, as: a}\nthen:\n  - {record: a, holds: a§}\n", {"tags"}, set()),
        ("settings.yaml", "week_start: §\n", {"monday"}, set()),
    ],
)  # fmt: skip
def test_keys_and_values(answers: Answers, file: str, text: str, wanted: set[str], others: set[str]) -> None:
    """What may stand there, by the kind of file, the type of the field, and the object it is about."""
    found = set(items(answers, file, text))
    assert wanted <= found
    assert not others & found


def test_a_key_brings_its_colon_and_its_sentence(answers: Answers) -> None:
    """Unless the colon stands there already."""
    found = items(answers, "objects/deal.yaml", "object: deal\nla§\n")["label"]
    assert found.insert == "label: "
    assert "What people read" in found.help
    assert items(answers, "objects/deal.yaml", "object: deal\nla§: x\n")["label"].insert == "label"


def test_what_is_looked_at_is_explained(answers: Answers) -> None:
    """The help of a field comes when its item is looked at, not with all of the list."""
    assert "Where its head office is." in helped("field", ("company", "city"), answers.project.knowledge())


@pytest.mark.parametrize("file", [name for name in OWN if name.endswith(".yaml")])
def test_a_file_that_ends_anywhere_never_fails(file: str) -> None:
    """Every beginning of a file can be asked about at its end: completion, help, definition, arguments."""
    answers = opened()
    for at in range(0, len(OWN[file]), 7):
        position = typing(answers, file, OWN[file][:at] + "§")
        for item in answers.complete(file, position):
            assert 0 <= item.start <= item.end <= at
        answers.explain(file, position)
        answers.define(file, position)
        answers.arguments(file, position)


def test_files_that_are_none_of_the_app_get_nothing(answers: Answers) -> None:
    """A README, or a folder that does not belong."""
    assert not items(answers, "README.md", "object: §")
    assert not items(answers, "other/x.yaml", "object: §")
