"""Which words a text is found by, and which words a search asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.runtime.searching.words import (
    LONGEST_TEXT,
    LONGEST_WORD,
    MOST_SOUGHT,
    OPEN,
    folded,
    name_of,
    sought_words,
    words_of,
)

FOUND = [
    ("Acme Corp.", "acme"),
    ("Acme Corp.", "aCM"),
    ("Acme Corp.", "corp acme"),
    ("ACME", "ａｃｍｅ"),
    ("José Müller", "jose muller"),
    ("Jose Muller", "José Müller"),
    ("Straße", "STRASSE"),
    ("王小明", "小明"),
    ("王小明", "王小明"),
    ("王小明", "明"),
    ("杭州西湖科技有限公司", "西湖 科技"),
    ("東京タワー", "タワー"),
    ("한국전력", "전력"),
    ("+86 138 1234 5678", "13812345678"),
    ("+86 138 1234 5678", "138-1234-5678"),
    ("+86 138 1234 5678", "5678"),
    ("+86 138 1234 5678", "678"),
    ("+86 138 1234 5678", "1234"),
    ("13812345678", "(138) 1234 5678"),
    ("Call 13812345678 today", "2345"),
    ("rob.smith@acme-corp.com", "rob.smith"),
    ("rob.smith@acme-corp.com", "smith@acme"),
    ("rob.smith@acme-corp.com", "acme-corp.com"),
    ("OPP-202401-0017", "0017"),
    ("OPP-202401-0017", "opp-2024"),
    ("INV20240017", "20240017"),
    ("🚀 Rocket", "🚀"),
    ("a_b", "b"),
    ("Plan B", "b"),
]


def finds(text: str, sought: str) -> bool:
    """As both databases do."""
    words, asked = words_of(text), sought_words(sought)
    return bool(asked) and all(
        any(one.startswith(word[:-1]) for one in words) if word.endswith(OPEN) else word in words for word in asked
    )


@pytest.mark.parametrize(("text", "sought"), FOUND)
def test_a_text_is_found_by_what_people_type(text: str, sought: str) -> None:
    """Words by their beginnings, in any case, width and accent; parts of Chinese names; parts of numbers and mails."""
    assert finds(text, sought)


@pytest.mark.parametrize(
    ("text", "sought"),
    [
        ("Acme", "cme"),
        ("Acme", "a"),
        ("王小明", "王明"),
        ("13812345678", "5679"),
        ("acme", "acme x"),
        ("a", ""),
        ("a", "!"),
        ("%", "%"),
        ("ab", "\x00"),
    ],
)
def test_a_text_is_not_found_by_other_words(text: str, sought: str) -> None:
    """The middle of a word, characters that do not stand together, other numbers; signs are no words."""
    assert not finds(text, sought)


@given(st.text(max_size=200))
def test_a_text_is_found_by_itself(text: str) -> None:
    """Whatever stands in it: by all of it, and by each of its words begun."""
    asked = sought_words(text)
    assert finds(text, text) is bool(asked)
    assert all(finds(text, word.removesuffix(OPEN)[:4]) for word in asked if word.endswith(OPEN))


@given(st.text(max_size=200))
def test_words_are_letters_and_signs_alone(text: str) -> None:
    """No word holds what a question to the index is written with, whatever is typed."""
    for word in (*words_of(text), *sought_words(text), name_of(text)):
        assert not set(word.removesuffix(OPEN)) & set("'\"\\*():^._&|! \x00\n\t")
        assert word == "" or folded(word) == word


def test_long_texts_cost_little() -> None:
    """A search has so many words at most, a word so many characters, and a text is read so far."""
    assert len(sought_words(" ".join(map(str, range(1000))))) == MOST_SOUGHT
    assert sought_words("\U0001f600" * 50) == ("\U0001f600",)
    assert words_of("a" * 500) == {"a" * LONGEST_WORD}
    assert words_of("x " * LONGEST_TEXT + "last") == {"x"}
    assert len(words_of("1" * 500)) == 1


def test_names_are_compared_by_what_is_said() -> None:
    """Blanks, signs and case make no other name."""
    assert name_of("ACME, Corp. & Co") == name_of("acme corp co") == "acmecorpco"
