"""Words in the reader's language, and what they fall back to."""

import pytest

from objectry.faces import codes as faces_codes
from objectry.faces.texts import Texts, best_language, languages
from objectry.metadata import AppSource, core_app, load_stack
from objectry.plan import Blueprint, compile_model
from objectry.runtime import TEXTS, Problem, fill
from tests.faces.office import sample


@pytest.fixture(scope="module")
def blueprint() -> Blueprint:
    model, _ = load_stack([core_app(), sample()])
    made, found = compile_model(model)
    assert made is not None, [str(one) for one in found]
    return made


def test_both_languages_have_every_text(blueprint: Blueprint) -> None:
    """Every text of the shell exists in English and Chinese, with the same places to fill."""
    english, chinese = (blueprint.translations[tag].texts for tag in ("en", "zh-CN"))
    keys = {path[1] for path in english if path[0] == "texts"}
    assert len(keys) > 200
    for key in sorted(keys):
        said = chinese.get(("texts", key))
        if key.endswith("_one") or (key.startswith("expected_") and not said):
            continue
        assert said, key
        assert {part.partition("}")[0] for part in said.split("{")[1:]} <= {
            part.partition("}")[0] for part in english["texts", key].split("{")[1:]
        }, key


def test_every_code_of_the_door_and_the_faces_has_a_sentence(blueprint: Blueprint) -> None:
    """A problem is never shown as a bare code."""
    for language in ("en", "zh-CN"):
        texts = Texts(blueprint, language)
        for code in (*TEXTS, *faces_codes.CODES):
            assert texts(code) != code, (language, code)


def test_labels_come_in_the_readers_language(blueprint: Blueprint) -> None:
    """Objects, fields, choices and views are called as their translation says, else as declared."""
    texts = Texts(blueprint, "zh-CN")
    assert (texts.object("deal"), texts.plural("deal")) == ("商机", "商机")
    assert texts.field("deal", "stage") == "阶段"
    assert texts.field("deal", "owner") == "所有者"
    assert texts.value("deal", "stage", "won") == "赢单"
    assert texts.part("deal", "views", "open", "Open deals") == "进行中的商机"
    assert texts.part("deal", "views", "mine", "My deals") == "My deals"
    assert texts.object("line") == "Line"
    assert Texts(blueprint, "en").plural("deal") == "Deals"


def test_objects_within_a_sentence(blueprint: Blueprint) -> None:
    """A word of the sentence's language begins small; a label of another language stays as it is written."""
    assert Texts(blueprint, "en").object_in_sentence("line") == "line"
    assert Texts(blueprint, "zh-CN").object_in_sentence("line") == "Line"
    assert Texts(blueprint, "zh-CN").object_in_sentence("deal") == "商机"


def test_languages_fall_back(blueprint: Blueprint) -> None:
    """An unknown language reads the organisation's, then English; an unknown key is shown as it is."""
    assert Texts(blueprint, "fr")("save") == "Save"
    assert Texts(blueprint, "fr")("nothing_like_it") == "nothing_like_it"
    assert Texts(blueprint, "en").value("deal", "stage", "gone") == "gone"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (["zh-CN"], "zh-CN"),
        (["zh"], "zh-CN"),
        (["zh-TW", "en"], "zh-CN"),
        (["fr", "en"], "en"),
        (["fr"], "en"),
        ([], "en"),
    ],
)
def test_the_nearest_language_is_offered(blueprint: Blueprint, wanted: list[str], found: str) -> None:
    """The browser's wishes are met as nearly as can be."""
    assert best_language(blueprint, wanted) == found
    assert languages(blueprint) == ("en", "zh-CN")


@pytest.mark.parametrize(
    ("language", "number", "said"), [("en", 1, "1 record"), ("en", 3, "3 records"), ("zh-CN", 1, "1 条记录")]
)
def test_counts_are_grammatical(blueprint: Blueprint, language: str, number: int, said: str) -> None:
    """One is told from many where the language does."""
    assert Texts(blueprint, language).count("records", number) == said


def test_problems_name_the_field_as_the_reader_does(blueprint: Blueprint) -> None:
    """A problem's field and states are called by their translated labels."""
    texts = Texts(blueprint, "zh-CN")
    moved = Problem("D528", "Stage cannot change", "stage", 0, {"label": "Stage", "old": "open", "new": "won"})
    assert texts.problem(moved, "deal") == "阶段不能从“进行中”改为“赢单”。"
    typed = Problem("D522", "no number", "amount", 0, {"label": "Amount", "expected": "a number"})
    assert texts.problem(typed, "deal") == "Amount：这不是数字。"
    assert texts.problem(Problem("D999", "Said in English."), "deal") == "Said in English."


def test_an_admins_message_is_taken_as_it_stands(blueprint: Blueprint) -> None:
    """A validation's message is its translation if there is one, else the admin's own words, never a template."""
    own = Problem("D520", "Not {today}.", "close_date", 0, {"message": "Not {today}."})
    assert Texts(blueprint, "zh-CN").problem(own, "deal") == "Not {today}."
    named = Problem("D520", "It closes.", "close_date", 0, {"validation": "open_deal_closes_later"})
    assert Texts(blueprint, "zh-CN").problem(named, "deal").startswith("未关闭的商机")
    assert Texts(blueprint, "en").problem(named, "deal") == "It closes."


@pytest.mark.parametrize(
    ("template", "said"),
    [("{a} and {b}", "1 and {b}"), ("{a.__class__}", "{a.__class__}"), ("{{a}}", "{1}"), ("{", "{")],
)
def test_places_hold_values_only(template: str, said: str) -> None:
    """A template reaches named values and nothing of what they are."""
    assert fill(template, {"a": 1}) == said


def test_the_whole_is_called_as_the_organisations_app() -> None:
    """Of several apps the topmost gives the name people see."""
    own = AppSource("own", {"app.yaml": "name: own\nlabel: Bike house\nversion: 1.0\nbase: {core: '>=0.1'}\n"})
    made, found = compile_model(load_stack([core_app(), sample(), own])[0])
    assert made is not None, [str(one) for one in found]
    assert Texts(made, "en").app() == "Bike house"
