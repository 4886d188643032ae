"""Formatting: one look, the same meaning, every comment still there, and a second time nothing to do."""

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.metadata.reading.formatting import alike, formatted, parsed, squeezed
from tests.metadata.stacks import split
from tests.metadata.test_error_files import CASES as BAD_FILES

COMMENT = re.compile(r"#.*\S")

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("objects", "layouts", "flows", "permissions", "translations", "data", "examples", "tests", "platform")
FILES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.yaml"))]

CASES = [
    ("a:  1   \n\n\n\nb: 2", "a:  1\n\nb: 2\n"),
    ("a: { b: 1 ,c: [x,y ] }  # why\n", "a: {b: 1, c: [x, y]}  # why\n"),
    ("a:\n    b:\n        c: 1\n    # about d\n    d: 2\n", "a:\n  b:\n    c: 1\n  # about d\n  d: 2\n"),
    ("a:\n- x\n- y\n", "a:\n  - x\n  - y\n"),
    ("a:\n     - x: 1\n       y: 2\n     - z\n", "a:\n  - x: 1\n    y: 2\n  - z\n"),
    (
        "a:\n    b: |\n        one\n          two\n\n        three\n    c: 1\n",
        "a:\n  b: |\n      one\n        two\n\n      three\n  c: 1\n",
    ),
    ("a:\n    b: 'one\n      two'\n", "a:\n  b: 'one\n    two'\n"),
    ("a: 1\r\nb: 2\r\n", "a: 1\nb: 2\n"),
    ("# head\n\n\na: 1\n# tail\n", "# head\n\na: 1\n# tail\n"),
    ("a:\n    b: 1\n    # end of a\nc: 2\n", "a:\n  b: 1\n  # end of a\nc: 2\n"),
    ("a: {b: 'x  y',  c: \"{ }\"}\n", "a: {b: 'x  y', c: \"{ }\"}\n"),
    ("a: {b: 1,}\n", "a: {b: 1,}\n"),
    ("a: |+\n  x\n\n\n", "a: |+\n  x\n\n\n"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after"), CASES)
def test_files_get_one_look(before: str, after: str) -> None:
    """Indents, braces, ends of lines, empty lines; comments go with what they stand at."""
    assert formatted(before) == after
    assert formatted(after) == after


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_our_own_files_keep_what_they_say(path: Path) -> None:
    """Every YAML file of this repository: the same nodes, the same characters but for spaces, and stable."""
    before = path.read_text(encoding="utf-8")
    after = formatted(before)
    if after is None:
        assert parsed(before) is None
        return
    one, other = parsed(before), parsed(after)
    assert one is not None
    assert other is not None
    assert alike(one, other)
    assert squeezed(before) == squeezed(after)
    assert formatted(after) == after


def test_what_cannot_be_read_is_left_alone() -> None:
    """No guess at what a broken file means."""
    assert formatted("a: {b\n") is None
    assert formatted("a: 1\na: 2\n") is None


KEYS = st.sampled_from(["a", "bc", "d_e", "on", "007"])
WORDS = st.sampled_from(
    ["x", "1.10", "'it''s'", '"a  b"', "no", "~", "", "|\n%s text\n%s  more\n\n%s end", "{ }", "[ ]"]
)
SPACES = st.integers(1, 5)


@st.composite
def documents(draw: st.DrawFn, depth: int = 0, at: int = 0) -> str:
    """A block mapping or list with odd indents, comments, empty lines and braces."""
    text, pad = "", " " * at
    if depth and draw(st.booleans()):
        for _ in range(draw(st.integers(1, 3))):
            text += f"{pad}-{' ' * draw(SPACES)}{draw(st.sampled_from(['x', '{a: 1}', '[1,2 ]', '~']))}\n"
        return text
    for key in draw(st.lists(KEYS, min_size=1, max_size=3, unique=True)):
        text += draw(st.sampled_from(["", "\n", "\n\n\n", f"{pad}# note\n", "# far left\n"]))
        kind = draw(st.sampled_from(["below", "braces", "word"]))
        if kind == "below" and depth < 3:
            head, step = draw(st.sampled_from(["", "  ", "  # why"])), draw(SPACES)
            text += f"{pad}{key}:{head}\n{draw(documents(depth + 1, at + step))}"
        elif kind == "braces":
            values = [(name, draw(SPACES), draw(st.sampled_from(["1", "x y", "[a,b]"]))) for name in "pq"]
            inner = ",".join(f"{' ' * space}{name}: {value}" for name, space, value in values)
            text += f"{pad}{key}: {{{inner}  }}   \n"
        else:
            word = draw(WORDS).replace("%s", pad + " " * draw(SPACES))
            text += f"{pad}{key}:{' ' * draw(SPACES)}{word}\n"
    return text


@settings(max_examples=300, deadline=None)
@given(documents())
def test_meaning_and_comments_stay(text: str) -> None:
    """Whatever it looks like: equal nodes before and after, only spaces differ, and it is stable."""
    before = parsed(text)
    after = formatted(text)
    if before is None:
        assert after is None
        return
    assert after is not None
    again = parsed(after)
    assert again is not None
    assert alike(before, again)
    assert squeezed(text) == squeezed(after)
    assert formatted(after) == after


def test_files_with_faults_keep_what_they_say() -> None:
    """Every file of the corpus of bad ones: left alone, or in a look that is stable and keeps each comment."""
    for path in BAD_FILES:
        for name, text in split(path.read_text(encoding="utf-8")).top.items():
            tidy = formatted(text) if name.endswith(".yaml") else None
            if tidy is not None:
                assert formatted(tidy) == tidy, path.stem
                assert COMMENT.findall(tidy) == COMMENT.findall(text), path.stem


@pytest.mark.parametrize("end", ["\r", "\x85", "\u2028"])
def test_every_end_of_line_that_yaml_knows_is_one(end: str) -> None:
    """Old and foreign line ends: the same nodes before and after, and nothing raised."""
    before = f"a:{end}  b: {{c: 1,d: [x,y]}}{end}e: 1{end}"
    after, was = formatted(before), parsed(before)
    now = None if after is None else parsed(after)
    assert was is not None
    assert now is None or alike(now, was)
