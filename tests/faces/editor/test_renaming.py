"""Another name for a field or an object, in all files at once."""

import pytest

from objectry.faces.editor.answers import Answers
from objectry.faces.editor.renaming import RefusedError
from tests.faces.editor.stacks import OWN, cursor_in, opened

AMOUNT = "  am§ount: {"


@pytest.fixture(scope="module")
def answers() -> Answers:
    return opened()


def renamed(answers: Answers, file: str, around: str, new: str) -> dict[str, str]:
    """The files after a name has been changed."""
    found = answers.rename(file, cursor_in(answers, file, around), new)
    return found.applied(answers.project.files())


@pytest.mark.parametrize(
    ("file", "around"),
    [("objects/deal.yaml", AMOUNT), ("flows/deal.yaml", "if: am§ount"), ("permissions/all.yaml", "deal.am§ount")],
)
def test_a_field_gets_another_name_everywhere(answers: Answers, file: str, around: str) -> None:
    """Rule texts, paths, layouts, permissions, translations and seed records; asked for at any of its uses."""
    after = renamed(answers, file, around, "worth")
    assert "  worth: {renamed_from: [amount], type: currency" in after["objects/deal.yaml"]
    assert 'formula: "worth / 2"' in after["objects/deal.yaml"]
    assert '"worth > $record.worth"' in after["objects/deal.yaml"]
    assert 'message: "{worth} is too much' in after["objects/deal.yaml"]
    assert "SUM(deals.worth where" in after["objects/company.yaml"]
    assert "sort: [-worth]" in after["layouts/deal.yaml"]
    assert "worth = worth * 2" in after["flows/deal.yaml"]
    assert "deal.worth: read" in after["permissions/all.yaml"]
    assert "fields: {worth: Betrag" in after["translations/de.yaml"]
    assert after["data/deal.csv"].startswith("name,worth,stage,about.deal\n")
    assert "values: {name: Big, worth: 2000" in after["scenarios/deals.yaml"]
    assert "refused: {at: worth}" in after["scenarios/deals.yaml"]
    assert "holds: worth > 5" in after["scenarios/deals.yaml"]
    assert "amount" not in "".join(after.values()).replace("[amount]", "")


def test_what_is_called_alike_elsewhere_stays(answers: Answers) -> None:
    """A field of one object, not of another."""
    after = renamed(answers, "objects/deal.yaml", "  na§me: {", "title")
    assert "{title} is" not in after["objects/deal.yaml"]
    assert "too much for {company.name}" in after["objects/deal.yaml"]
    assert 'title = "商机 " & title' in after["flows/deal.yaml"]
    assert after["objects/company.yaml"] == OWN["objects/company.yaml"]


def test_an_object_gets_another_name_with_its_files(answers: Answers) -> None:
    """Its files are called after it, and the old name is kept."""
    found = answers.rename("flows/deal.yaml", cursor_in(answers, "flows/deal.yaml", "object: de§al"), "chance")
    assert dict(found.moves) == {
        "objects/deal.yaml": "objects/chance.yaml",
        "layouts/deal.yaml": "layouts/chance.yaml",
        "data/deal.csv": "data/chance.csv",
    }
    after = found.applied(answers.project.files())
    assert after["objects/chance.yaml"].startswith("object: chance\nrenamed_from: [deal]\nlabel: Deal\n")
    assert "create chance {" in after["flows/deal.yaml"]
    assert after["data/chance.csv"].startswith("name,amount,stage,about.chance\n")
    assert "attributes: {chance: percent}" in after["objects/chance.yaml"]


@pytest.mark.parametrize(
    ("written", "after"),
    [
        ("amount: {renamed_from: [sum], type: currency}", "worth: {renamed_from: [amount, sum], type: currency}"),
        ("amount:\n    type: currency", "worth:\n    renamed_from: [amount]\n    type: currency"),
        (
            "amount:\n    renamed_from:\n      - sum\n    type: currency",
            "worth:\n    renamed_from:\n      - sum\n      - amount\n    type: currency",
        ),
    ],
)
def test_the_earlier_name_is_kept_as_the_file_is_written(written: str, after: str) -> None:
    """In braces, on a line of its own, or with those that are there."""
    changed = opened(
        {"objects/deal.yaml": OWN["objects/deal.yaml"].replace("amount: {type: currency, label: 金额}", written)}
    )
    assert after in renamed(changed, "flows/deal.yaml", "if: am§ount", "worth")["objects/deal.yaml"]


@pytest.mark.parametrize(
    ("file", "around", "new", "why"),
    [
        ("objects/deal.yaml", AMOUNT, "Worth", "no name"),
        ("objects/deal.yaml", AMOUNT, "a b", "no name"),
        ("objects/deal.yaml", AMOUNT, "amount", "already"),
        ("objects/deal.yaml", AMOUNT, "stage", "would break something"),
        ("objects/deal.yaml", AMOUNT, "select", "reserved"),
        ("objects/deal.yaml", "company.ci§ty", "town", "declared in base; only that app can rename it"),
        ("objects/deal.yaml", "to: comp§any, r", "firm", "declared in base; only that app can rename it"),
        ("flows/deal.yaml", "notify(own§er", "keeper", "its name is not free"),
        ("flows/deal.yaml", "CHO§ICES", "x", "only objects and fields are renamed"),
        ("flows/deal.yaml", 'to "wo§n"\n', "x", "only objects and fields are renamed"),
        ("objects/deal.yaml", "label: De§al\n", "x", "there is no name here"),
    ],
)  # fmt: skip
def test_what_cannot_be_renamed_says_why(answers: Answers, file: str, around: str, new: str, why: str) -> None:
    """Names of layers below, of the platform, names that are taken; nothing is changed then."""
    with pytest.raises(RefusedError, match=why):
        answers.rename(file, cursor_in(answers, file, around), new)
