"""REGEX: which texts fit, and what is told of patterns that cannot be read."""

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.metadata import RuleText
from objectry.rules import advanced_pattern, check_expression
from objectry.rules.patterns import fault, fits
from objectry.wording import phrasebook
from tests.rules.patterns import PATTERNS
from tests.rules.sample import sample_scope

WRONG = {
    r"a(?=b)": "invalid perl operator: (?=; patterns do not look ahead; join two REGEX with `and`",
    r"(?!b)a": "invalid perl operator: (?!; patterns do not look ahead; write `and not REGEX(...)`",
    r"(?<=a)b": "invalid perl operator: (?<=; patterns do not look behind; join two REGEX with `and`",
    r"(?>a)": "invalid perl operator: (?>; write (?:...), as nothing is ever tried twice",
    r"a++": "bad repetition operator: ++; a repetition is not repeated; put brackets around it",
    r"(a)\1": r'invalid escape sequence: \1; there is no such escape; a backslash of the pattern is written "\\" in a '
    "text",
    r"a{1001}": "invalid repetition size: {1001}; a repetition goes up to 1000",
    r"(?m)^a": "(?m) has no meaning, as the whole text must fit; ^ and $ are its ends",
    r"\C": r"\C is half a character; write a dot",
    r"[a-": "missing ]: [a-",
    r"(a": "missing ): (a",
    r"*": "no argument for repetition operator: *",
    "a\\": "trailing \\",
    "a" * 501: "501 characters; a pattern has at most 500",
}


@pytest.mark.parametrize("pattern", PATTERNS)
def test_the_whole_text_must_fit(pattern: str) -> None:
    """These texts do, and those do not."""
    fitting, others = PATTERNS[pattern]
    assert fault(pattern) is None
    assert [fits(one, pattern) for one in fitting + others] == [True] * len(fitting) + [False] * len(others)


@pytest.mark.parametrize(("pattern", "message"), WRONG.items(), ids=[pattern[:9] for pattern in WRONG])
def test_a_pattern_that_cannot_be_read_is_told(pattern: str, message: str) -> None:
    """In the words of RE2 and with a way out, in English and in Chinese."""
    assert fault(pattern) == message
    assert message in phrasebook("zh-CN")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('REGEX(t1, "a(?=b)")', "10: R316 invalid perl operator: (?="),
        ("REGEX(t1, t2)", "10: R316 a pattern is written out"),
        ('n1 > 0 and REGEX(t1, "[a" & "-z")', "21: R316 missing ]: [a-z"),
    ],
)
def test_the_pattern_is_checked_with_the_formula(text: str, told: str) -> None:
    """At its place, long before a record is there."""
    _, (found,) = check_expression(RuleText(text), sample_scope())
    assert f"{found.span.column}: {found.code} {found.message}".startswith(told)


PIECES = st.sampled_from(
    [
        *"ab1.^$|-]é",
        r"\Q\E",
        *r"(a) (?:b|) [ab] [^a] [a-c-] \d \W \s \b \B \. \pL \x41 (?i) (?i:k) (?s:.) \Qa.\E {2} {0,3} * + ? *?".split(),
    ]
)
WRITTEN = st.lists(PIECES, min_size=1, max_size=8).map("".join)


@settings(max_examples=300, deadline=None)
@given(WRITTEN)
def test_every_pattern_that_is_taken_can_be_written_for_databases(pattern: str) -> None:
    """Whatever RE2 reads, the other form is written without a fault, in ASCII alone."""
    if fault(pattern) is None:
        assert advanced_pattern(pattern).isascii()
    else:
        with pytest.raises(re2.error):
            re2.compile(pattern, QUIET)


QUIET = re2.Options()
QUIET.log_errors = False
