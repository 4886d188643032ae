"""The outline of a file: the same keys and values as the real reader finds, and more where that one gives up."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.definitions import definitions_root
from objectry.diagnostics import Diagnostics
from objectry.faces.editor.outline import ITEM, Role
from objectry.faces.editor.scanning import outline
from objectry.metadata import core_app, read_folder
from objectry.metadata.reading.nodes import Document, ListNode, MapNode, Node, ScalarNode, Style
from objectry.metadata.reading.source import read_nodes
from tests.metadata.stacks import split
from tests.metadata.test_error_files import CASES, expected, without_marks

Found = tuple[str, tuple[str, ...], str, int]
WRITTEN = """\
# a comment
object: visit   # another
label: 'It''s "fine"'
plural: "a \\"b\\" \\u4e2d \\t\\x41"
description: one text
  over two lines
fields:
  stage: {type: picklist, values: {open: , done: {label: "Done, really", color: green}}, default: open}
  "quoted key": {type: text}
  rule:
    type: text
    formula: |
      IF(a > 1, "key: no key", "- x")

      & "# no comment"
    aliases:
    - one
    - two
  wide: {
    type: lookup,
    to: [account,
      contact],
  }
indexes:
  i: [a, b:c, 'd']
records:
  - name: a
    kind: x
  -   name: b
  - {name: c, url: http://x.y/z#q}
folded: >-
  one
  two
last:
"""


def found_by_reader(node: Node, steps: tuple[str, ...] = ()) -> Iterator[Found]:
    """Keys and values as the reader finds them."""
    if isinstance(node, ScalarNode):
        if node.style is not Style.REFUSED:
            yield Role.VALUE, steps, node.text.rstrip("\n"), place(node)
    elif isinstance(node, ListNode):
        for number, item in enumerate(node.items):
            yield from found_by_reader(item, (*steps, f"{ITEM}{number}"))
    elif isinstance(node, MapNode):
        for name, entry in node.entries.items():
            yield Role.KEY, steps, name, place(entry.key)
            yield from found_by_reader(entry.value, (*steps, name))


def place(node: ScalarNode) -> int:
    """Where its text begins; where nothing stands or a block begins, readers differ."""
    if node.is_null or node.style in {Style.LITERAL, Style.FOLDED}:
        return -1
    return node.start + (node.style in {Style.SINGLE, Style.DOUBLE})


def found_by_outline(text: str, like: list[Found]) -> list[Found]:
    nowhere = {one[:2] for one in like if one[3] == -1}
    return [
        (one.role, one.steps, plain(one.text), -1 if (one.role, one.steps) in nowhere else one.start)
        for one in outline(text).scalars
    ]


def plain(text: str) -> str:
    return text.rstrip("\n")


def files() -> Iterator[tuple[str, str]]:
    """Every file that ships, and every readable one of the corpus of bad files."""
    for app in (core_app(), read_folder(definitions_root())):
        yield from ((f"{app.name}/{name}", text) for name, text in app.files.items() if name.endswith(".yaml"))
    for path in CASES:
        if all(code[0] != "S" for *_, code in expected(path.read_text(encoding="utf-8"))):
            top = split(without_marks(path.read_text(encoding="utf-8"))).top
            yield from ((f"{path.stem}/{name}", text) for name, text in top.items() if name.endswith(".yaml"))


def compare(name: str, text: str) -> None:
    root = read_nodes(Document(name, text), Diagnostics())
    assert root is not None
    wanted = list(found_by_reader(root))
    found = found_by_outline(text, wanted)
    folded = {one[:2] for one in wanted if "\n" in text and one[0] is Role.VALUE and one[2] not in text}
    assert [one[:2] for one in found] == [one[:2] for one in wanted], name
    for ours, theirs in zip(found, wanted, strict=True):
        assert ours[:2] in folded or ours == theirs, (name, ours, theirs)


def test_it_finds_what_the_reader_finds() -> None:
    """Keys, values, the keys that lead to them and where they begin: as in the reader, for every file there is."""
    compare("written", WRITTEN)
    for name, text in files():
        compare(name, text)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("object: a\nfie\nfields:\n  b: {type: text}\n", "object fields fields.b fields.b.type"),
        ("fields:\n  a: {type: text, \n  b: {to: c}\n", "fields fields.a fields.a.type fields.b fields.b.to"),
        ("fields:\n  a: {type: 'text\n  b: {to: c}\n", "fields fields.a fields.a.type fields.b fields.b.to"),
        ('label: "half\nfields:\n  a: 1\n', "label fields fields.a"),
        (
            "rules:\n  a:\n    then: |\n      x: 1\n  b:\n    if: x\n",
            "rules rules.a rules.a.then rules.b rules.b.if",
        ),
        ("views: [a, b\nforms: 1\n", "views forms"),
        ("a: }\nb: ]\nc: 1\n", "a b c"),
    ],
)
def test_what_is_broken_hides_nothing_else(text: str, keys: str) -> None:
    """A key half written, braces and quotes that are not closed: the lines after it are read all the same."""
    found = [".".join((*one.steps, one.text)) for one in outline(text).scalars if one.role is Role.KEY]
    assert " ".join(found) == keys


@given(st.text(alphabet="ab: \n-{}[]'\"|>#,&*\\x😀\r\t", max_size=60))
def test_nothing_typed_is_too_strange(text: str) -> None:
    """Every scalar lies in the text, and each of its characters has a place there."""
    for one in outline(text).scalars:
        assert 0 <= one.start <= one.end <= len(text)
        assert len(one.letters) == len(one.text) + 1
        assert list(one.letters) == sorted(one.letters)


@given(st.data())
def test_a_cut_file_is_read_up_to_the_cut(data: st.DataObject) -> None:
    """Of a file that ends anywhere, everything before the last entry is found as in the whole."""
    cut = data.draw(st.integers(0, len(WRITTEN)))
    whole = {(one.role, one.steps, one.text, one.start) for one in outline(WRITTEN).scalars}
    found = [(one.role, one.steps, one.text, one.start) for one in outline(WRITTEN[:cut]).scalars]
    assert set(found[:-2]) <= whole | {one for one in found if not one[2]}
