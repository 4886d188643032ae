"""`crm new` and `crm fmt`: first lines that are valid at once, and files in one look."""

import pytest

from objectry.metadata import CompoundType, FieldType
from tests.faces.cli.shell import FIVE_LINES, Shell


def text(shell: Shell, path: str) -> str:
    return (shell.folder / path).read_text(encoding="utf-8")


def test_everything_new_is_valid_at_once(shell: Shell) -> None:
    """An object, fields, a layout, a rule and a role, one after the other; then all of it is applied."""
    for words in (
        ["object", "shed", "--label", "Shed"],
        ["field", "shed.size", "--type", "picklist", "--values", "small,very large", "--label", "Size: outside"],
        ["field", "shed.best", "--type", "lookup", "--to", "bike"],
        ["field", "shed.number", "--type", "autonumber"],
        ["layout", "shed"],
        ["rule", "shed.welcome", "--label", "Welcome"],
        ["rule", "shed.later", "--when", 'size becomes "small"'],
        ["role", "keeper", "--label", "Keeper of sheds"],
    ):
        answer = shell("new", *words)
        assert (answer.code, answer.errors) == (0, ""), words
    assert shell("validate").code == 0
    assert shell("apply", "--yes").code == 0
    assert text(shell, "objects/shed.yaml") == (
        "object: shed\nlabel: Shed\nfields:\n  name: {type: text, required: true}\n"
        '  size: {type: picklist, label: "Size: outside", values: {small: {}, very large: {}}}\n'
        "  best: {type: lookup, to: bike}\n"
        '  number: {type: autonumber, format: "{0000}"}\n'
    )
    assert "objects: {bike: {read: true}" in text(shell, "permissions/keeper.yaml"), "a new role begins with reading"
    assert shell("fmt", "--check").code == 0


def test_a_field_goes_into_the_file_there_is(shell: Shell) -> None:
    """Comments and spaces stay."""
    shell.write(objects__bike="# ours\n" + FIVE_LINES + "  # the end\n\nicon: bike   # it fits\n")
    assert shell("new", "field", "bike.vip", "--type", "boolean").code == 0
    assert text(shell, "objects/bike.yaml") == (
        "# ours\n" + FIVE_LINES + "  # the end\n  vip: {type: boolean}\n\nicon: bike   # it fits\n"
    )


def test_a_field_of_the_base_extends_it(shell: Shell) -> None:
    """The object's file begins with extend."""
    assert shell("new", "field", "user.shoe_size", "--type", "integer").code == 0
    assert text(shell, "objects/user.yaml") == "extend: user\nfields:\n  shoe_size: {type: integer}\n"


@pytest.mark.parametrize(
    "kind", [str(kind) for kind in (*FieldType, *CompoundType) if kind not in ("lookup", "picklist")]
)
def test_every_plain_type_makes_a_field(shell: Shell, kind: str) -> None:
    """Whatever the type needs besides is told, and nothing is written then."""
    answer = shell("new", "field", "bike.extra", "--type", kind)
    assert answer.code == 0 or "nothing was written" in answer.errors
    assert ("extra" in text(shell, "objects/bike.yaml")) is (answer.code == 0)
    assert shell("validate").code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["object", "select"], 'M207 "select" is reserved'),
        (["object", "Shed"], 'M206 "Shed"'),
        (["object", "bike"], "objects/bike.yaml is there already"),
        (["object", "own__shed"], 'M208 "own__" is a namespace'),
        (["field", "bike.price"], "objects/bike.yaml: price stands there already"),
        (["field", "bkie.vip"], 'there is no object "bkie"; did you mean "bike"?'),
        (["field", "bike"], "write object.field, not bike"),
        (["field", "bike.end"], 'M207 "end" is reserved'),
        (["field", "bike.twin", "--type", "lookup", "--to", "bkie"], 'M212 unknown object "bkie"'),
        (["field", "bike.kind", "--type", "picklist"], 'needs the key "values"'),
        (["layout", "bkie"], 'there is no object "bkie"'),
        (["rule", "bike.x", "--when", "sometimes"], "R301"),
        (["role", "Boss"], 'M206 "Boss"'),
    ],
)
def test_what_would_be_wrong_is_not_written(shell: Shell, words: list[str], told: str) -> None:
    """The names are checked as validate does, and the files stay as they are."""
    before = {path: path.read_bytes() for path in shell.folder.rglob("*.yaml")}
    answer = shell("new", *words)
    assert answer.code == 1
    assert told in answer.errors
    assert {path: path.read_bytes() for path in shell.folder.rglob("*.yaml")} == before


def test_files_are_brought_into_one_look(shell: Shell) -> None:
    """--check tells and writes nothing; then the files change, comments stay, and nothing is left to do."""
    shell.write(objects__bike="object: bike\nfields:\n    model: { type: text }  # why\n")
    answer = shell("fmt", "--check")
    assert (answer.code, answer.lines) == (2, ["would change  objects/bike.yaml", "1 of 2 files would change"])
    assert shell("fmt").code == 0
    assert text(shell, "objects/bike.yaml") == "object: bike\nfields:\n  model: {type: text}  # why\n"
    assert shell("fmt", "--check").code == 0


def test_a_broken_file_is_left_alone(shell: Shell) -> None:
    """Nobody guesses what it means."""
    shell.write(objects__bike="object: bike\n  fields: {\n")
    before = text(shell, "objects/bike.yaml")
    answer = shell("fmt")
    assert (answer.code, text(shell, "objects/bike.yaml")) == (1, before)
    assert "left alone  objects/bike.yaml" in answer.errors
