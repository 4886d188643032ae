"""Reading files: values as written, what the language leaves out, sizes, and JSON."""

import json
import time
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from objectry.diagnostics import Diagnostics
from objectry.metadata.keys.shapes import BAD, Choice, Flag, Number, Text
from objectry.metadata.reading.characters import MAX_BYTES
from objectry.metadata.reading.nodes import Document, ListNode, MapNode, Node, ScalarNode, Style
from objectry.metadata.reading.source import MAX_DEPTH, read_nodes
from tests.metadata.stacks import told


def read(text: str, file: str = "x.yaml") -> tuple[Node | None, list[str]]:
    """The tree of a text and the codes of its problems."""
    problems = Diagnostics()
    return read_nodes(Document(file, text), problems), [one.code for one in problems]


def scalar(text: str) -> ScalarNode:
    """What stands under `x:` in a file."""
    root, codes = read(f"x: {text}")
    assert not codes
    assert isinstance(root, MapNode)
    node = root.get("x")
    assert isinstance(node, ScalarNode)
    return node


def plain(node: Node | None) -> Any:
    """The tree as dicts, lists and texts."""
    if isinstance(node, MapNode):
        return {name: plain(entry.value) for name, entry in node.entries.items()}
    if isinstance(node, ListNode):
        return [plain(item) for item in node.items]
    assert node is not None
    return None if node.is_null else node.text


@pytest.mark.parametrize(
    "written",
    [
        "no",
        "NO",
        "off",
        "yes",
        "on",
        "007",
        "0x10",
        "1.10",
        "1e3",
        "2026-01-31",
        "12:30:00",
        "null",
        "Null",
        ".5",
        "1_000",
    ],
)
def test_a_text_is_what_is_written(written: str) -> None:
    """Where text is expected, YAML's own ideas of a scalar do not count."""
    assert Text().read(scalar(written), Diagnostics()) == written


@pytest.mark.parametrize("written", ["", "~", "  "])
def test_null_is_nothing_or_a_tilde(written: str) -> None:
    """Only nothing and ~ are null."""
    assert scalar(written).is_null


def test_a_quoted_tilde_is_a_text() -> None:
    """Quotes make a text of anything."""
    assert Text().read(scalar("'~'"), Diagnostics()) == "~"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("1.10", "1.10"),
        ("-0.1", "-0.1"),
        ("12345678901234567890.123456789", None),
        (".5", "0.5"),
        ("+3", "3"),
    ],
)
def test_a_number_is_the_decimal_written(written: str, value: str | None) -> None:
    """No float ever comes between."""
    assert Number().read(scalar(written), Diagnostics()) == Decimal(value or written)


@pytest.mark.parametrize(
    "written", ["1e3", "0x10", "1_000", "'1'", "1,5", "one", "~", ".", "--", "1.2.3", "9" * 61, "٣", "007", "-01"]
)
def test_what_is_no_number_is_refused(written: str) -> None:
    """Exponents, other bases, a nought ahead (8 to some, 10 to others), quotes and other digits are no numbers."""
    problems = Diagnostics()
    assert Number().read(scalar(written), problems) is BAD
    assert [one.code for one in problems] == ["M203"]


@pytest.mark.parametrize("written", ["yes", "no", "on", "True", "TRUE", "1", "'true'", "~"])
def test_only_true_and_false_are_booleans(written: str) -> None:
    """Other words, other spellings and quotes are refused."""
    problems = Diagnostics()
    assert Flag().read(scalar(written), problems) is BAD
    assert Flag().read(scalar("true"), problems) is True
    assert Flag().read(scalar("false"), problems) is False
    assert len(problems) == 1


def test_a_percent_becomes_a_fraction() -> None:
    """20 is written, 0.20 is kept, exactly."""
    assert Number(percent=True).read(scalar("12.5"), Diagnostics()) == Decimal("0.125")


def test_a_choice_keeps_its_word() -> None:
    """A word of the list, whatever YAML 1.1 thinks of it."""
    assert Choice(("no", "yes")).read(scalar("no"), Diagnostics()) == "no"


def test_keys_stay_text() -> None:
    """`on`, `no`, numbers and dates are names when they are keys, in their order."""
    root, codes = read("on: 1\nno: 2\n2026: 3\n'a b': 4\n")
    assert not codes
    assert isinstance(root, MapNode)
    assert list(root.entries) == ["on", "no", "2026", "a b"]


def test_every_node_knows_its_place() -> None:
    """Line and column count from 1, columns in characters, and lengths are those written."""
    root, _ = read("a: 1\n名: [x, {é: 'yy'}]\n")
    assert isinstance(root, MapNode)
    listed = root.get("名")
    assert isinstance(listed, ListNode)
    assert (root.key_span("名").line, root.key_span("名").column, root.key_span("名").length) == (2, 1, 1)
    inner = listed.items[1]
    assert isinstance(inner, MapNode)
    value = inner.get("é")
    assert isinstance(value, ScalarNode)
    assert (value.span.line, value.span.column, value.span.length) == (2, 12, 4)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_line_ends_do_not_count(ends: str) -> None:
    """Files of any system have the same places."""
    root, codes = read(ends.join(["a: 1", "b: |", "  x", "  y", "c: 2", ""]))
    assert not codes
    assert plain(root) == {"a": "1", "b": "x\ny\n", "c": "2"}
    assert isinstance(root, MapNode)
    assert root.key_span("c").line == 5


@pytest.mark.parametrize("text", ["", "\n", "# only a comment\n", "---\n", "~"])
def test_an_empty_file_has_no_keys(text: str) -> None:
    """Nothing in a file is an empty mapping, or nothing at all; it is no crash."""
    root, codes = read(text)
    assert not codes
    assert plain(root) in ({}, None)


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    """The limit is checked before anything is parsed."""
    assert read("a: " + "x" * MAX_BYTES) == (None, ["S109"])


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x7f", "\ufffe", "\ud800"])
def test_characters_no_text_may_hold_are_refused(sign: str) -> None:
    """Control characters and halves of characters are told with their place."""
    problems = Diagnostics()
    assert read_nodes(Document("x.yaml", f"a: 1\nb: x{sign}\n"), problems) is None
    (one,) = problems
    assert (one.code, one.span.line, one.span.column) == ("S106", 2, 5)


def test_bytes_that_are_no_utf_8_are_refused() -> None:
    """They arrive as surrogates and are told as bytes."""
    problems = Diagnostics()
    text = b"a: 1\nb: caf\xe9\n".decode("utf-8", errors="surrogateescape")
    assert read_nodes(Document("x.yaml", text), problems) is None
    (one,) = problems
    assert (one.code, one.span.line, one.span.column) == ("S107", 2, 7)
    assert "E9" in one.message


@pytest.mark.parametrize("file", ["x.yaml", "x.json"])
@pytest.mark.parametrize("opening", ["[", '{"a":', "[[{", "- ", "? "])
def test_depth_is_checked_before_it_hurts(file: str, opening: str) -> None:
    """A hundred thousand open brackets neither crash nor take long."""
    started = time.perf_counter()
    node, codes = read(opening * 100_000, file)
    assert node is None
    assert codes in (["S110"], ["S101"], ["S111", "S110"])
    assert time.perf_counter() - started < 10


def test_the_deepest_file_allowed_is_read() -> None:
    """The limit is a limit, not a surprise."""
    for file in ("x.yaml", "x.json"):
        assert read("[" * MAX_DEPTH + "]" * MAX_DEPTH, file)[1] == []
        assert read("[" * (MAX_DEPTH + 1) + "]" * (MAX_DEPTH + 1), file)[1] == ["S110"]


def test_aliases_cannot_blow_up() -> None:
    """The billion laughs are refused at the first anchor, and nothing is expanded."""
    lines = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 30)]
    _, codes = read("\n".join(lines))
    assert set(codes) == {"S102"}


def test_all_problems_of_a_file_are_told() -> None:
    """Reading goes on behind an anchor, a tag and a key written twice."""
    _, codes = read("a: &x 1\nb: !t 2\na: 3\nc: *x\n")
    assert codes == ["S102", "S103", "S104", "S102"]


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcé中", min_size=1), inner, max_size=4),
    max_leaves=12,
)


def as_written(value: Any) -> Any:
    """The same with every scalar as its text."""
    if isinstance(value, dict):
        return {name: as_written(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_written(inner) for inner in value]
    return value if value is None or isinstance(value, str) else json.dumps(value)


@given(JSON_VALUES, st.sampled_from([None, 2, "\t"]), st.sampled_from([0, 1]))
def test_json_is_read_as_written(value: Any, indent: int | str | None, ascii_only: int) -> None:
    """Any JSON text gives the tree of its values, however it is laid out."""
    node, codes = read(json.dumps(value, indent=indent, ensure_ascii=bool(ascii_only)), "x.json")
    assert not codes
    assert plain(node) == as_written(value)


@given(st.dictionaries(st.text("abc", min_size=1), st.lists(st.text("ab:,#'\"{}-é中 ", max_size=9)), min_size=1))
def test_yaml_is_read_as_written(value: dict[str, list[str]]) -> None:
    """What a YAML writer writes, in whatever style it chooses, comes back as the same texts."""
    for style in ("'", '"'):
        node, codes = read(yaml.safe_dump(value, default_style=style, allow_unicode=True))
        assert not codes
        assert plain(node) == value


@given(st.text(max_size=60))
def test_no_text_crashes_the_reader(text: str) -> None:
    """Whatever the file holds, there is a tree or a problem."""
    for file in ("x.yaml", "x.json"):
        node, codes = read(text, file)
        assert node is not None or codes


@given(st.lists(st.sampled_from([*"{}[]:,-?&*!|>'\"%@` \nab#~", "a: ", "- ", "  ", "'x'", "|\n  "]), max_size=25))
def test_no_yaml_like_text_crashes_the_loader(pieces: list[str]) -> None:
    """Signs that mean something to YAML, in any order, end in problems with a place, not in an exception."""
    for code in told("=== objects/visit.yaml\nobject: visit\nfields:\n  a:\n    formula: " + "".join(pieces)):
        assert code[0] in "SM"


def test_no_short_text_crashes_the_loader() -> None:
    """Every text of up to three of the signs that mean something to YAML is read, or told about."""
    for length in range(1, 4):
        for signs in product("{}[]\n: a\"'-|#,\t&*!", repeat=length):
            problems = Diagnostics()
            read_nodes(Document("any.yaml", "".join(signs)), problems)
            assert all(one.span.file == "any.yaml" for one in problems)


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("{", 1, 1),
        ('{"a": 1,}', 1, 8),
        ('{"a": 1\n "b": 2}', 1, 8),
        ('{"a" 1}', 1, 6),
        ("[1 2]", 1, 4),
        ("[01]", 1, 3),
        ("{a: 1}", 1, 2),
        ('"\\x"', 1, 1),
        ('{"a":\n  tru}', 2, 3),
        ("[1],", 1, 4),
        ("", 1, 1),
        ("'a'", 1, 1),
        ('"a\nb"', 1, 1),
    ],
)
def test_broken_json_is_told_with_its_place(text: str, line: int, column: int) -> None:
    """Strict JSON, and the place where it ends being JSON."""
    problems = Diagnostics()
    assert read_nodes(Document("x.json", text), problems) is None
    (one,) = problems
    assert (one.code, one.span.line, one.span.column) == ("S101", line, column)


def test_styles_are_kept() -> None:
    """How a scalar is written is known, since rule texts depend on it."""
    written = {
        "a": Style.PLAIN,
        "'a'": Style.SINGLE,
        '"a"': Style.DOUBLE,
        "|\n  a": Style.LITERAL,
        ">\n  a": Style.FOLDED,
    }
    assert {text: scalar(text).style for text in written} == written
