"""The words of a rule text, finished or not."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import objectry.rules
from objectry.rules.lexing import NAME, Part, words_of


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("amount >= 10%", ["name amount", "sign >=", "number 10%"]),
        ('a <> "x" # no', ["name a", "sign <>", 'text "x"', "comment # no"]),
        ('stage = "wo', ["name stage", "sign =", 'open "wo']),
        ("'it\\'s' & $user.name", ["text 'it\\'s'", "sign &", "name $user", "sign .", "name name"]),
        ("1.5e3 /* far", ["number 1.5e3", "comment /* far"]),
        ('"a\nb', ['open "a', "name b"]),
        ("商机 = 1", ["name 商机", "sign =", "number 1"]),
        ("Größe__c&ชื่อ", ["name Größe__c", "sign &", "name ชื่อ"]),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    """Names, texts, numbers, signs and comments; a text without its closing quote ends with its line."""
    assert [f"{one.part} {one.text}" for one in words_of(text)] == words


@given(st.text(alphabet="ab$.\"'\\ \n#/*()=1%😀", max_size=30))
def test_every_character_is_in_a_word_or_blank(text: str) -> None:
    """Whatever is typed, the words are pieces of it in order, and between them is nothing but blanks."""
    at = 0
    for word in words_of(text):
        assert text[at : word.start].strip() == ""
        assert text[word.start : word.end] == word.text
        assert word.text
        at = word.end
    assert text[at:].strip() == ""


def test_the_content_of_a_text_is_what_stands_between_its_quotes() -> None:
    """Also where the closing one is missing."""
    assert [one.content for one in words_of('"ab" "cd')] == ["ab", "cd"]
    assert words_of('"cd')[0].part is Part.OPEN


def test_a_name_is_one_thing_for_the_grammar_and_for_editors() -> None:
    """Both have one pattern."""
    grammar = Path(objectry.rules.__file__).with_name("grammar.lark").read_text(encoding="utf-8")
    assert f"NAME: /{NAME}/\n" in grammar
