"""What an editor hears about a name: what it is, where it is declared, where it is used."""

import pytest

from objectry.faces.editor.answers import Answers
from objectry.faces.editor.positions import Position
from tests.faces.editor.stacks import BASE, OWN, cursor_in, opened, typing


@pytest.fixture(scope="module")
def answers() -> Answers:
    return opened()


@pytest.mark.parametrize(
    ("file", "around", "words"),
    [
        ("objects/deal.yaml", "formula: company.c§ity", ["**Town** `company.city`: text", "Where its head office is.",
                                                         "Declared in `base/objects/company.yaml`, line 6."]),
        ("objects/deal.yaml", "formula: comp§any.city", ["`deal.company`: lookup to company"]),
        ("objects/deal.yaml", "to: comp§any, r", ["**Company** object `company` of app `base`", "Whom we sell to."]),
        ("flows/deal.yaml", "CHO§ICES", ["**`CHOICES(value, [...])`**", "These choices, written out"]),
        ("flows/deal.yaml", "not§ify(", ["Tells a user something"]),
        ("flows/deal.yaml", 'to "wo§n"\n', ["**Won 🎉** a choice of `deal.stage`", "chance: 1.00"]),
        ("objects/company.yaml", "SUM(dea§ls.am", ["the records of `deal`", "by `company`"]),
        ("objects/deal.yaml", "error_if: am§ount", ["**金额** `deal.amount`: currency"]),
        ("permissions/all.yaml", "sets: [sell§ers]", ["permission set `sellers`", "line 2"]),
        ("objects/deal.yaml", "company, related§_as", ["What the target calls these records"]),
        ("objects/deal.yaml", "ha§lf:", ["Formula:\n```\namount / 2\n```"]),
    ],
)  # fmt: skip
def test_help(answers: Answers, file: str, around: str, words: list[str]) -> None:
    """Label, type, help and place of a field; functions from the manual; choices with facts; the keys of files."""
    found = answers.explain(file, cursor_in(answers, file, around))
    assert found is not None
    for one in words:
        assert one in found.text


def test_help_in_a_text_that_does_not_parse() -> None:
    """And the name it is about is marked, counted in the units of the editor."""
    answers = opened()
    position = typing(answers, "flows/deal.yaml", 'object: deal\nrules:\n  r:\n    if: "商机😀" & am§ount > (\n')
    found = answers.explain("flows/deal.yaml", position)
    assert found is not None
    assert "`deal.amount`" in found.text
    assert (found.range.start, found.range.end) == (Position(3, 17), Position(3, 23))


@pytest.mark.parametrize(
    ("file", "around", "path", "place", "word"),
    [
        ("flows/deal.yaml", "if: am§ount", "/work/objects/deal.yaml", Position(4, 2), "amount"),
        ("flows/deal.yaml", 'to "wo§n"\n', "/work/objects/deal.yaml", Position(11, 6), "won"),
        ("objects/deal.yaml", 'stage = "wo§n"', "/work/objects/deal.yaml", Position(11, 6), "won"),
        ("objects/deal.yaml", "company.ci§ty", "/base/objects/company.yaml", Position(5, 2), "city"),
        ("objects/deal.yaml", "to: comp§any, related", "/base/objects/company.yaml", Position(0, 8), "company"),
        ("objects/company.yaml", "SUM(dea§ls.am", "/work/objects/deal.yaml", Position(5, 2), "company"),
        ("layouts/deal.yaml", "layout: de§al", "/work/objects/deal.yaml", Position(0, 8), "deal"),
        ("layouts/deal.yaml", "[name, company.ci§ty", "/base/objects/company.yaml", Position(5, 2), "city"),
        ("permissions/all.yaml", "role:sel§ler", "/work/permissions/all.yaml", Position(5, 2), "seller"),
        ("permissions/all.yaml", "deal.amo§unt: read", "/work/objects/deal.yaml", Position(4, 2), "amount"),
        ("translations/de.yaml", "{wo§n: Gewonnen", "/work/objects/deal.yaml", Position(11, 6), "won"),
    ],
)  # fmt: skip
def test_definitions(answers: Answers, file: str, around: str, path: str, place: Position, word: str) -> None:
    """Fields, objects, choices, children, roles: the file and line, also in the layers below."""
    found = answers.define(file, cursor_in(answers, file, around))
    assert found is not None
    assert (found.path.as_posix(), found.range.start) == (path, place)
    text = OWN.get(path.removeprefix("/work/")) or BASE.files[path.removeprefix("/base/")]
    assert text.split("\n")[place.line][place.character :].startswith(word)


def test_a_system_field_is_declared_by_its_object(answers: Answers) -> None:
    """Nobody writes it, so its object is shown."""
    found = answers.define("flows/deal.yaml", cursor_in(answers, "flows/deal.yaml", "notify(own§er"))
    assert found is not None
    assert (found.path.name, found.range.start.line) == ("deal.yaml", 0)


def test_definitions_in_the_core_lead_to_its_files(answers: Answers) -> None:
    """Which come with the platform."""
    position = typing(answers, "flows/x.yaml", "object: deal\nrules:\n  r:\n    if: owner.user§name = 1\n")
    found = answers.define("flows/x.yaml", position)
    answers.project.close("flows/x.yaml")
    assert found is not None
    assert found.path.is_file()
    assert "username" in found.path.read_text().split("\n")[found.range.start.line]


def test_uses_are_found_in_every_file(answers: Answers) -> None:
    """Rule texts, layouts, permissions, translations."""
    found = list(answers.uses("objects/deal.yaml", cursor_in(answers, "objects/deal.yaml", "  am§ount: {")))
    files = [one.path.name for one in found]
    assert len(found) == 22
    assert set(files) == {"deal.yaml", "company.yaml", "all.yaml", "de.yaml", "deals.yaml"}


@pytest.mark.parametrize(
    ("text", "signature", "active"),
    [
        ("LEFT(§", "LEFT(text, count)", 0),
        ("LEFT(name, §", "LEFT(text, count)", 1),
        ("AND(amount > 1, amount > 2, §", "AND(condition, [...])", 1),
        ("LEFT(name, 1, §", "LEFT(text, count)", None),
    ],
)
def test_the_arguments_of_a_call(text: str, signature: str, active: int | None) -> None:
    """The signature, and which parameter is being written."""
    answers = opened()
    position = typing(answers, "flows/x.yaml", f"object: deal\nrules:\n  r:\n    if: {text}\n")
    found = answers.arguments("flows/x.yaml", position)
    assert found is not None
    assert (found.help.signature, found.active) == (signature, active)


def test_where_there_is_nothing_there_is_no_answer(answers: Answers) -> None:
    """On blank lines, in labels, behind the end of a file."""
    for place in (Position(1, 9), Position(99, 0), Position(0, 99)):
        assert answers.define("translations/de.yaml", place) is None or place.line == 0
    assert answers.explain("objects/deal.yaml", cursor_in(answers, "objects/deal.yaml", "label: De§al\n")) is None
