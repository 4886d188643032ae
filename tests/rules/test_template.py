"""Messages with expressions in braces."""

import pytest

from objectry.diagnostics import Span
from objectry.metadata import RuleText
from objectry.rules import check_template, text_of
from tests.rules.sample import sample_scope

GOOD = [
    ("", []),
    ("Plain.", ["Plain."]),
    ("Lead {name} went.", ["Lead ", "<name>", " went."]),
    ("{n1}{t1}", ["<n1>", "<t1>"]),
    ("{{not}} {flag}", ["{not} ", "<flag>"]),
    ("{IF(flag, '}', \"{\")}!", ['<IF(flag, "}", "{")>', "!"]),
    (r"{'\'}' & t1}", ['<&("\'}", t1)>']),
    ("a } b", ["a } b"]),
    ("商机 {name}。", ["商机 ", "<name>", "。"]),
]


@pytest.mark.parametrize(("text", "expected"), GOOD, ids=[text for text, _ in GOOD])
def test_pieces(text: str, expected: list[str]) -> None:
    """Literal pieces and expressions alternate as written."""
    parts, problems = check_template(RuleText(text), sample_scope())
    assert not problems.errors
    assert [part if isinstance(part, str) else f"<{text_of(part)}>" for part in parts] == expected


def test_places_in_the_file() -> None:
    """A mistake in an expression of a message keeps its place, on later lines too."""
    text = RuleText("One {nam}\ntwo {n1 +} {x", Span("o.yaml", 4, 12), ((4, 12), (5, 7)))
    parts, problems = check_template(text, sample_scope())
    assert parts == ()
    assert [(one.code, str(one.span)) for one in problems] == [
        ("R303", "o.yaml:4:17"),
        ("R301", "o.yaml:5:16"),
        ("R301", "o.yaml:5:18"),
    ]
