"""Rule texts: every character leads back to the file, and YAML's traps are told with the corrected line."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from objectry.diagnostics import Diagnostics
from objectry.metadata import RuleText
from objectry.metadata.keys.shapes import BAD, Rule
from objectry.metadata.reading.nodes import Document, MapNode
from objectry.metadata.reading.source import read_nodes

LETTERS = st.sampled_from("abc (),.+-\"'\\中😀é\t&|")
LINES = st.lists(st.text(LETTERS, min_size=1, max_size=12), min_size=1, max_size=4)


def rule_of(text: str, key: str = "formula") -> tuple[RuleText | Any, Diagnostics]:
    """The rule text under `key` of a file."""
    problems = Diagnostics()
    root = read_nodes(Document("x.yaml", text), problems)
    assert isinstance(root, MapNode), [str(one) for one in problems]
    node = root.get(key)
    assert node is not None
    return Rule().read(node, problems), problems


def maps_back(rule: RuleText, file: str) -> None:
    """Each character of the rule stands at its place in the file, unless an escape stands for it."""
    lines = file.split("\n")
    for number, line in enumerate(rule.text.split("\n"), start=1):
        for column, character in enumerate(line, start=1):
            span = rule.at(number, column)
            written = lines[span.line - 1][span.column - 1]
            assert written in {character, "\\"}, (number, column, span)


@pytest.mark.parametrize(
    ("file", "text", "line", "column", "found"),
    [
        ("formula: a + b", "a + b", 1, 5, (1, 14)),
        ("x: 1\n  \nformula:    a + b", "a + b", 1, 1, (3, 13)),
        ("formula: 'it''s' ", "it's", 1, 4, (1, 15)),
        ("formula: 'it''s' ", "it's", 1, 3, (1, 13)),
        ('formula: "a = \\"b\\""', 'a = "b"', 1, 5, (1, 15)),
        ('formula: "a = \\"b\\""', 'a = "b"', 1, 6, (1, 17)),
        ('formula: "\\u4e2d = x"', "中 = x", 1, 5, (1, 20)),
        ('formula: "\\x41 = x"', "A = x", 1, 3, (1, 16)),
        ('formula: "\\U0001F600 = x"', "😀 = x", 1, 3, (1, 22)),
        ('formula: "a\\nb + c"', "a\nb + c", 2, 3, (1, 16)),
        ("formula: |\n  a +\n    b", "a +\n  b", 2, 3, (3, 5)),
        ("formula: |-\n  a\n\n  b\n", "a\n\nb", 3, 1, (4, 3)),
        ("formula: |\n\n  a\n", "\na", 2, 1, (3, 3)),
        ("formula: |2\n    a\n  b\n", "  a\nb", 1, 3, (2, 5)),
        ("formula: |  # said here\n  a\n", "a", 1, 1, (2, 3)),
        ("{formula: a + b}", "a + b", 1, 5, (1, 15)),
    ],
)
def test_places_inside_a_rule_text(file: str, text: str, line: int, column: int, found: tuple[int, int]) -> None:
    """A place in the text is a place in the file, whatever the style of the scalar."""
    rule, problems = rule_of(file)
    assert not list(problems)
    assert rule.text == text
    span = rule.at(line, column)
    assert (span.line, span.column) == found


@given(LINES)
def test_a_block_maps_back_to_the_same_characters(lines: list[str]) -> None:
    """Whatever stands in a | block, each of its characters is found where it is written."""
    body = "\n".join("  x" + line for line in lines)
    file = f"before: 1\nformula: |\n{body}\nafter: 2\n"
    rule, _ = rule_of(file)
    assert rule.text == "\n".join("x" + line for line in lines)
    maps_back(rule, file)


@given(st.text(LETTERS, min_size=1, max_size=30))
def test_single_quotes_map_back_to_the_same_characters(text: str) -> None:
    """Doubled quotes shift what follows, and the shift is known."""
    file = "formula: '" + text.replace("'", "''") + "'  # end"
    rule, problems = rule_of(file)
    if rule is BAD:  # several plain words: told as eaten quotes
        assert [one.code for one in problems] == ["S116"]
        return
    assert rule.text == text
    maps_back(rule, file)


@given(st.text(LETTERS, min_size=1, max_size=30))
def test_double_quotes_map_back_to_the_same_characters(text: str) -> None:
    """Escapes of every width shift what follows, and the shift is known."""
    written = yaml.dump(text, default_style='"', width=1000).strip()
    file = f"formula: {written}"
    rule, problems = rule_of(file)
    if rule is BAD:
        assert [one.code for one in problems] == ["S116"]
        return
    assert rule.text == text
    for column, character in enumerate(text, start=1):
        span = rule.at(1, column)
        assert file[span.column - 1] in {character, "\\"}


def test_a_pair_of_json_escapes_is_one_character() -> None:
    """JSON writes characters beyond U+FFFF as two escapes; the place behind them is right."""
    problems = Diagnostics()
    file = '{"formula": "\\ud83d\\ude00 = x"}'
    root = read_nodes(Document("x.json", file), problems)
    assert isinstance(root, MapNode)
    rule = Rule().read(root.entries["formula"].value, problems)
    assert rule.text == "😀 = x"
    assert file[rule.at(1, 5).column - 1] == "x"


TRAPS = [
    ('formula: "Ticket #" & x', "S116", "'\"Ticket #\" & x'"),
    ("formula: x & ' #1'", "S113", "'x & '' #1'''"),
    ('formula: x & " #1"', "S113", "'x & \" #1\"'"),
    ('{formula: CASE(a, "b", 1)}', "S114", "formula: 'CASE(a, \"b\", 1)'"),
    ('{formula: CASE(a, "b", 1, 2), label: X}', "S114", "formula: 'CASE(a, \"b\", 1, 2)'"),
    ("{formula: MAX(1, 1, 1)}", "S114", "formula: 'MAX(1, 1, 1)'"),
    ('formula: call_webhook("erp", deal: id)', "S101", "formula: 'call_webhook(\"erp\", deal: id)'"),
    ("formula:\n  deal: id", "S117", "'deal: id'"),
    ("formula: {deal: id}", "S117", "'{deal: id}'"),
    ("formula: [a]", "S117", "'[a]'"),
    ("formula: &a", "S102", "formula: '&a'"),
    ("formula: *a", "S102", "formula: '*a'"),
    ("formula: !x", "S103", "formula: '!x'"),
    ("formula: !x and y", "S103", "formula: '!x and y'"),
    ("formula: a +\n  b", "S112", "|"),
    ("formula: >\n  a +\n  b", "S112", "|"),
    ("formula: 'a +\n  b'", "S112", "|"),
    ('formula: "a" = "b"', "S116", '\'"a" = "b"\''),
    ("formula: 'a' = b", "S116", "'''a'' = b'"),
    ('formula: "Closed won"', "S116", "'\"Closed won\"'"),
    ('{formula: "a" & b}', "S116", "formula: '\"a\" & b'"),
    ('{label: X, formula: "a" & b, help: Y}', "S116", "formula: '\"a\" & b'"),
    ("{formula: 'a' & b}", "S116", "formula: '''a'' & b'"),
    ('{formula: code & ": " & name}', "S101", "formula: 'code & \": \" & name'"),
    ('{formula: code & "{" & name, label: X}', "S101", "formula: 'code & \"{\" & name'"),
    ('{formula: IF(a, "x: y", b)}', "S114", "formula: 'IF(a, \"x: y\", b)'"),
    ("formula: @x", "S101", "'@x'"),
    ("formula: `x`", "S101", "'`x`'"),
    ("formula: %x", "S101", "'%x'"),
    ("formula: - x", "S101", "'- x'"),
]


@pytest.mark.parametrize(("file", "code", "corrected"), TRAPS)
def test_each_trap_of_yaml_is_told_with_the_corrected_line(file: str, code: str, corrected: str) -> None:
    """What YAML does behind the writer's back is recognised, and the way out printed."""
    problems = Diagnostics()
    root = read_nodes(Document("x.yaml", file), problems)
    node = root.get("formula") if isinstance(root, MapNode) else None
    if node is not None:
        Rule().read(node, problems)
    assert [one.code for one in problems] == [code]
    assert corrected in next(iter(problems)).message


@pytest.mark.parametrize(("file", "code", "corrected"), [one for one in TRAPS if one[2] != "|"])
def test_the_corrected_line_is_right(file: str, code: str, corrected: str) -> None:
    """What the message proposes is itself read without a problem, as the text that was meant."""
    del code
    line = corrected if corrected.startswith("formula:") else f"formula: {corrected}"
    rule, problems = rule_of(line)
    assert not list(problems)
    assert rule.text in file


@pytest.mark.parametrize(
    "file",
    [
        "formula: \"a = 'b'\"",
        "formula: 'not active'",
        'formula: "a in (1, 2)"',
        "formula: a <> b  # a comment",
        'formula: name & "x"  # a comment',
        "formula: 'x'  # a comment",
        "{formula: a + b, label: x}",
        "{formula: 'CASE(a, 1, 2)'}",
        "formula: it's",
        "formula: a#b",
        "formula: amount",
    ],
)
def test_what_is_no_trap_is_let_through(file: str) -> None:
    """Ordinary texts, comments behind them, quotes around them: nothing is told."""
    rule, problems = rule_of(file)
    assert not list(problems)
    assert isinstance(rule, RuleText)


def test_actions_need_a_block_or_quotes() -> None:
    """A plain scalar is refused for `then:`; a block and quotes are not."""
    for file, codes in [("t: refuse(1)", ["S115"]), ("t: |\n  refuse(1)", []), ("t: 'refuse(1)'", [])]:
        problems = Diagnostics()
        root = read_nodes(Document("x.yaml", file), problems)
        assert isinstance(root, MapNode)
        Rule("actions").read(root.entries["t"].value, problems)
        assert [one.code for one in problems] == codes
