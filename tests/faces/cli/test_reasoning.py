"""`crm explain rule` and `crm explain draft`: reasons on the command line, in both languages."""

from collections.abc import Mapping

import pytest

from objectry.runtime import Source, assemble
from tests.faces.cli.shell import Shell

FLOWS = """
object: bike
rules:
  costly:
    label: Costly bikes are marked
    when: created or price changes
    if: price > 100 and BEGINS(model, "X")
    then: |
      set model = model & "!"
"""
BIKES: tuple[Mapping[str, object], ...] = (
    {"model": "X1", "price": 50},
    {"model": "X2", "price": 500},
    {"model": "Y3", "price": 700},
)


@pytest.fixture
def bikes(applied: Shell) -> dict[str, str]:
    """Three bikes by their model."""
    applied.write(flows__bike=FLOWS)
    assert applied.here("apply", "--yes").code == 0
    platform = assemble(applied.url)
    call = platform.call(platform.identity.system_actor("import"), Source.IMPORT)
    made = platform.records.create(call, "bike", BIKES).records
    platform.close()
    return {str(row["model"]): one.id for row, one in zip(BIKES, made, strict=True) if one is not None}


def test_a_rule_is_explained_in_both_languages(applied: Shell, bikes: dict[str, str]) -> None:
    """The condition part by part, the first that does not hold, and that the rule does not fire."""
    answer = applied.here("explain", "rule", bikes["X1"], "costly", "--language", "en")
    assert answer.lines[0] == f"costly: Costly bikes are marked (bike {bikes['X1']})"
    assert answer.lines[2:] == [
        "when  created: happened",
        "when  price changes: did not happen",
        'if  price > 100 and BEGINS(model, "X") = false',
        "    price > 100 = false",
        "        price = 50",
        '    BEGINS(model, "X") = true',
        "        model = X1",
        "because  price > 100 does not hold",
        "does not fire",
    ]
    chinese = applied.here("explain", "rule", bikes["X1"], "costly", "--language", "zh-CN")
    assert chinese.lines[-2:] == ["原因  price > 100 不成立", "不触发"]


def test_what_would_be_is_told(applied: Shell, bikes: dict[str, str]) -> None:
    """`--set` asks about other values, and tells what the rule would do."""
    answer = applied.here("explain", "rule", f"bike/{bikes['X1']}", "costly", "--set", "price=200", "--language", "en")
    assert answer.lines[-2:] == ["fires", "does  set model = X1!"]
    found = applied.here("explain", "rule", bikes["X1"], "costly", "--set", "price=200", "--json").json
    assert (found["fired"], found["effects"]) == (True, [{"set": "model", "value": "X1!"}])
    assert found["condition"]["parts"][0] == {
        "text": "price > 100", "value": True, "parts": [{"text": "price", "value": "200"}]
    }  # fmt: skip


MISTAKES = [
    (("{id}", "nothing"), "nothing is called nothing"),
    (("0190", "costly"), "there is no such record"),
    (("bike/{id}", "cosly"), 'bike has no rule, validation or formula "cosly"; did you mean "costly"?'),
    (("{id}", "costly", "--set", "price"), "price: write --set FIELD=VALUE"),
    (("{id}", "costly", "--set", "prize=1"), "prize"),
    (("{id}", "costly", "--set", "price=1", "--version", "1"), "take one of them"),
    (("{id}", "costly", "--version", "9"), "the history of this record has no such version"),
    (("{id}", "costly", "--as", "nobody"), "nobody"),
]


def test_mistakes_are_sentences(applied: Shell, bikes: dict[str, str]) -> None:
    """Whatever is wrong is told in a line, with exit code 1."""
    for words, message in MISTAKES:
        answer = applied.here("explain", "rule", *(word.format(id=bikes["X1"]) for word in words))
        assert answer.code == 1, words
        assert message in answer.errors, (words, answer.errors)


@pytest.mark.usefixtures("bikes")
def test_a_draft_is_tried(applied: Shell) -> None:
    """How many records it holds for and which; statements are counted; nothing is changed."""
    answer = applied.here("explain", "draft", "bike", "price > 100", "--language", "en")
    assert answer.lines[0] == "would have refused 2 of 3"
    assert answer.lines[1].startswith("for example ")
    fired = applied.here("explain", "draft", "bike", "price > 100", "--then", "set price = 100", "--language", "zh-CN")
    assert (fired.lines[0], fired.lines[-1]) == ("在 3 条记录中会触发 2 条", "set price: 2")
    assert sorted(applied.here("explain", "draft", "bike", "price > 100", "--json").json) == [
        "effects", "held", "records", "samples"
    ]  # fmt: skip
    wrong = applied.here("explain", "draft", "bike", "prize > 100")
    assert wrong.code == 1
    assert 'unknown field "prize" on bike; did you mean "price"?' in wrong.errors
