"""Two changes of one file: what only one side has changed comes together, and the same changed twice is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import join_changes
from objectry.metadata.reading.formatting import parsed
from objectry.metadata.reading.nodes import MapNode, Node, ScalarNode

BASE = """# our bikes
object: bike
label: Bike
fields:
  # in cm
  size: {type: integer}
  colour:
    type: picklist
    values:
      red: {label: Red}
      blue: {label: Blue}
validations:
  big: {error_if: size > 10, message: "Too big."}
"""


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ([("Red}", "Rot}  # mine")], [("Blue}", "Blau}")]),
        ([("our bikes", "all bikes")], [("label: Bike", "label: Velo")]),
        ([("# in cm", "# in mm")], [("big:", "large:")]),
        ([("  size: {type: integer}\n", "")], [("Red}", "Rot}")]),
        ([('validations:\n  big: {error_if: size > 10, message: "Too big."}\n', "")], [("label: Bike", "label: Velo")]),
        ([("    values:\n      red: {label: Red}\n      blue: {label: Blue}\n", "")], [("label: Bike", "label: V")]),
        ([("  size: {type: integer}\n", "  size:\n    type: text\n")], [("label: Bike", "label: Velo")]),
        ([("object: bike\nlabel: Bike", "label: Bike\nobject: bike")], [("Red}", "Rot}")]),
    ],
)  # fmt: skip
def test_changes_of_other_components_come_together(here: list[tuple[str, str]], there: list[tuple[str, str]]) -> None:
    """Whoever changed what: the text is the one that both changes give, one after the other, comments and all."""
    both = changed(changed(BASE, here), there)
    for one, other in ((here, there), (there, here)):
        found = join_changes(BASE, changed(BASE, one), changed(BASE, other))
        assert found is not None
        assert (found.text, found.clashes) == (both, ())


def changed(text: str, replacements: list[tuple[str, str]]) -> str:
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        (("{type: integer}", "{type: text}"), ("{type: integer}", "{type: decimal}"), ("fields.size", 6, "")),
        (("Red}", "Rot}"), ("      red: {label: Red}\n", ""), ("fields.colour.values.red", 10, "there")),
        (("      red: {label: Red}\n", ""), ("Red}", "Rot}"), ("fields.colour.values.red", 9, "here")),
        (("our bikes", "a"), ("our bikes", "b"), ("object", 2, "")),
    ],
)
def test_the_same_component_changed_twice_is_named(
    here: tuple[str, str], there: tuple[str, str], told: tuple[str, int, str]
) -> None:
    """By its path and its line, and what is here stays; everything else has come together all the same."""
    mine, theirs = changed(BASE, [here]), changed(BASE, [there, ("label: Bike", "label: Velo")])
    found = join_changes(BASE, mine, theirs)
    assert found is not None
    (clash,) = found.clashes
    assert (clash.name, clash.line, clash.gone) == told
    assert found.text == mine.replace("label: Bike", "label: Velo")


def test_additions_at_one_place_stand_one_after_the_other() -> None:
    """What is deployed comes first; the line ends of this side stay."""
    found = join_changes("a: 1\nb: 2\n", "a: 1\r\nmine: 3\r\nb: 2\r\n", "a: 1\ntheirs: 4\nb: 2\n")
    assert found is not None
    assert found.text == "a: 1\r\ntheirs: 4\r\nmine: 3\r\nb: 2\r\n"


@pytest.mark.parametrize("text", ["{a: 1}", "- a\n", "a: [1\n", "a: 1\x85b: 2\n", "a: 1\na: 2\n"])
def test_what_is_no_mapping_of_lines_is_left_alone(text: str) -> None:
    """Braces around all of it, a list, a fault, a rare line break, a key twice: no guess is made."""
    assert join_changes("a: 1\n", "a: 2\n", text) is None


LEAVES = st.sampled_from(["1", "2", "3"])
TREES = st.dictionaries(
    st.sampled_from("abcd"), LEAVES | st.dictionaries(st.sampled_from("xyz"), LEAVES, min_size=1), min_size=1
)
Tree = dict[str, str | dict[str, str]]


@given(TREES, TREES, TREES)
def test_each_change_of_one_side_is_in_the_whole(base: Tree, here: Tree, there: Tree) -> None:
    """Whatever three states: a value that one side alone has changed is in the text, and no other value is."""
    found = join_changes(*(written(tree) for tree in (base, here, there)))
    assert found is not None
    got, clashes = leaves(found.text), {one.path for one in found.clashes}
    was, mine, theirs = (leaves(written(tree)) for tree in (base, here, there))
    for path in was | mine | theirs | got:
        if any(path[:length] in clashes for length in range(len(path) + 1)):
            continue
        expected = theirs.get(path) if mine.get(path) == was.get(path) else mine.get(path)
        assert got.get(path) == expected


def written(tree: Tree) -> str:
    lines = []
    for name, value in tree.items():
        if isinstance(value, str):
            lines.append(f"{name}: {value}\n")
        else:
            lines += [f"{name}:  # {name}\n", *(f"  {key}: {leaf}\n" for key, leaf in value.items())]
    return "".join(lines)


def leaves(text: str) -> dict[tuple[str, ...], str]:
    def walk(node: Node | None, path: tuple[str, ...]) -> dict[tuple[str, ...], str]:
        if isinstance(node, ScalarNode):
            return {path: node.text}
        assert isinstance(node, MapNode)
        return {key: leaf for name, one in node.entries.items() for key, leaf in walk(one.value, (*path, name)).items()}

    return walk(parsed(text), ())
