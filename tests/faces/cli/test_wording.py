"""Problems in the language of the reader, as SARIF, and explained one by one."""

import json

import pytest

from objectry.metadata import CODES as METADATA
from objectry.rules import CODES as RULES
from objectry.wording import EXPLANATIONS, Phrasebook, chosen, meanings, phrasebook
from tests.faces.cli.shell import FIVE_LINES, Shell

FAULTY = FIVE_LINES.replace("{type: text", "{type: txt")
WHILE_RUNNING = {code for code in RULES if code >= "R360"}  # notes of rules that run, not of files


def test_the_codes_of_files_are_explained_in_both_languages() -> None:
    """Each has a meaning in Chinese, an example, and the way out."""
    codes = {*METADATA, *RULES} - WHILE_RUNNING
    assert not sorted(codes - EXPLANATIONS.keys() | codes - meanings("zh-CN").keys())


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ('unknown object "acount"; did you mean "account"?', "没有对象“acount”；您是不是想写“account”？"),
        ('unknown object "a"', "没有对象“a”"),
        ('a list view has no key "colums"; did you mean "columns"?', "列表视图没有键“colums”；您是不是想写“columns”？"),
        ("a list of fields is expected here, not nothing", "此处应为字段列表，而不是空"),
        ("a sentence nobody knows", "a sentence nobody knows"),
    ],
)
def test_parts_of_a_sentence_are_said_too(sentence: str, said: str) -> None:
    """Names stay as written; hints and kinds of things are words of the language."""
    assert phrasebook("zh-CN").say(sentence) == said


def test_the_surer_form_wins() -> None:
    """A form with more fixed letters is tried first."""
    book = Phrasebook({"{what} is {how}": "A", "the field is {how}": "B {how}"})
    assert book.say("the field is blank") == "B blank"


@pytest.mark.parametrize(
    ("asked", "environment", "language"),
    [
        (None, {}, "en"),
        (None, {"LANG": "zh_CN.UTF-8"}, "zh-CN"),
        (None, {"LANG": "zh_CN.UTF-8", "OBJECTRY_LANGUAGE": "en"}, "en"),
        ("zh-CN", {"LANG": "C"}, "zh-CN"),
    ],
)
def test_the_language_is_asked_for_or_the_terminals(
    asked: str | None, environment: dict[str, str], language: str
) -> None:
    """The option wins over the variable of ours, and that over the terminal's."""
    assert chosen(asked, environment) == language


def test_validate_speaks_chinese(shell: Shell) -> None:
    """The line keeps its form; the sentence and the ending are Chinese."""
    shell.write(objects__bike=FAULTY)
    answer = shell("validate", str(shell.folder), "--language", "zh-CN")
    assert "objects/bike.yaml:4:17 error M204 “txt”不是字段的 type" in answer.errors
    assert answer.out == "1 个错误\n"
    assert answer.code == 1


def test_json_is_english_unless_asked(shell: Shell) -> None:
    """Programs get one language, whatever the terminal's."""
    shell.write(objects__bike=FAULTY)
    assert "is no type" in shell("validate", str(shell.folder), "--json").json["problems"][0]["message"]
    chinese = shell("validate", str(shell.folder), "--json", "--language", "zh-CN")
    assert "不是字段" in chinese.json["problems"][0]["message"]


def test_sarif(shell: Shell) -> None:
    """Version, tool, a rule for each code, and each result with its file and the marked part of the line."""
    shell.write(objects__bike=FAULTY)
    answer = shell("validate", str(shell.folder), "--sarif")
    document = json.loads(answer.out)
    (run,) = document["runs"]
    (told,) = run["results"]
    rule = run["tool"]["driver"]["rules"][told["ruleIndex"]]
    place = told["locations"][0]["physicalLocation"]
    assert document["version"] == "2.1.0"
    assert (rule["id"], told["ruleId"], told["level"]) == ("M204", "M204", "error")
    assert place["artifactLocation"] == {"uri": "objects/bike.yaml"}
    assert {key: place["region"][key] for key in ("startLine", "startColumn", "endColumn")} == {
        "startLine": 4,
        "startColumn": 17,
        "endColumn": 20,
    }
    assert answer.code == 1


def test_sarif_without_problems_is_a_document_too(shell: Shell) -> None:
    """No results, exit code 0."""
    answer = shell("validate", str(shell.folder), "--sarif")
    assert json.loads(answer.out)["runs"][0]["results"] == []
    assert answer.code == 0


@pytest.mark.parametrize(
    ("words", "part"),
    [(["m214"], "unknown field"), (["M214", "--language", "zh-CN"], "没有这个字段"), (["D501"], "D501")],
)
def test_a_code_is_explained(shell: Shell, words: list[str], part: str) -> None:
    """In either case of letters, with the way out where there is one."""
    answer = shell("explain", *words)
    assert part in answer.out
    assert answer.code == 0


def test_an_unknown_code_is_told(shell: Shell) -> None:
    """With one that is near."""
    answer = shell("explain", "M299")
    assert answer.code == 1
    assert "no problem has the code M299" in answer.errors
