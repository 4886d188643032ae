"""A real `crm lsp` process, spoken to as editors do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from objectry.faces.cli.authoring.schema_files import write_schemas
from objectry.faces.cli.folder import Workspace
from objectry.metadata import load_stack
from tests.faces.editor.client import Editor

APP = "name: shop\nversion: 1.0\n"
BIKE = "object: bike\nfields:\n  name: {type: text}\n  price: {type: currency}\n  rider: {type: lookup, to: user}\n"
RULES = "object: bike\nrules:\n  dear:\n    when: created\n    if: {}\n    then: 'notify(owner, \"x\")'\n"
WRONG = RULES.format("\"'商机😀' = name and prise > 5\"")
RIGHT = RULES.format("\"'商机😀' = name and price > 5\"")
HALF = RULES.format("\"'商机😀' = name and rider.us")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace on the core, with schemas for editors that were made before its object was there."""
    folder = tmp_path_factory.mktemp("shop")
    (folder / "app.yaml").write_text(APP)
    write_schemas(load_stack(Workspace(folder).stack())[0], folder / ".schemas")
    for name, text in (("objects/bike.yaml", BIKE), ("flows/bike.yaml", RIGHT)):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def editor(root: Path) -> Iterator[Editor]:
    """One editor, with the rules open and wrong."""
    found = Editor(root)
    try:
        capabilities = found.begin("zh-CN", ["utf-16"])
        assert capabilities["positionEncoding"] == "utf-16"
        assert {"completionProvider", "hoverProvider", "definitionProvider", "renameProvider"} <= capabilities.keys()
        found.open("flows/bike.yaml", WRONG)
        yield found
        assert found.end() == 0
    finally:
        found.process.kill()


def marked(text: str, problem: Any) -> str:
    """What a problem marks, read as an editor does."""
    place: dict[str, dict[str, int]] = problem["range"]
    units = text.split("\n")[place["start"]["line"]].encode("utf-16-le")
    return units[place["start"]["character"] * 2 : place["end"]["character"] * 2].decode("utf-16-le")


def test_an_editor_at_work(editor: Editor, root: Path) -> None:
    """Problems while typing, in the editor's language and at its places; completion, help, definition, renaming."""
    (problem,) = editor.problems("flows/bike.yaml")
    assert (problem["code"], problem["severity"], marked(WRONG, problem)) == ("R303", 1, "prise")
    assert "没有字段" in problem["message"]

    editor.change("flows/bike.yaml", RIGHT)
    assert editor.problems("flows/bike.yaml") == []
    bike = json.loads((root / ".schemas" / "layout.json").read_text())["properties"]["layout"]["enum"]
    assert "bike" in bike

    editor.change("flows/bike.yaml", HALF)
    column = len(HALF.split("\n")[4].encode("utf-16-le")) // 2
    found = editor.ask("textDocument/completion", **editor.at("flows/bike.yaml", 4, column))
    (name,) = [one for one in found["items"] if one["label"] == "username"]
    assert name["textEdit"]["range"] == {
        "start": {"line": 4, "character": column - 2}, "end": {"line": 4, "character": column}
    }  # fmt: skip
    assert "`user.username`" in editor.ask("completionItem/resolve", **name)["documentation"]["value"]

    hover = editor.ask("textDocument/hover", **editor.at("flows/bike.yaml", 4, column - 5))
    assert "`bike.rider`" in hover["contents"]["value"]
    place = editor.ask("textDocument/definition", **editor.at("flows/bike.yaml", 4, column - 5))
    assert (place["uri"], place["range"]["start"]) == (editor.uri("objects/bike.yaml"), {"line": 4, "character": 2})


def test_an_editor_that_renames(editor: Editor) -> None:
    """A field in all files, an object with its files; what cannot be renamed is refused with the reason."""
    editor.change("flows/bike.yaml", RIGHT)
    price = editor.at("objects/bike.yaml", 3, 3)
    assert editor.ask("textDocument/prepareRename", **price)["placeholder"] == "price"
    edit = editor.ask("textDocument/rename", **price, newName="cost")
    files = {one["textDocument"]["uri"]: [each["newText"] for each in one["edits"]] for one in edit["documentChanges"]}
    assert files[editor.uri("flows/bike.yaml")] == ["cost"]
    assert files[editor.uri("objects/bike.yaml")] == ["cost", "renamed_from: [price], "]

    edit = editor.ask("textDocument/rename", **editor.at("objects/bike.yaml", 0, 9), newName="cycle")
    (moved,) = [one for one in edit["documentChanges"] if one.get("kind") == "rename"]
    assert moved["newUri"] == editor.uri("objects/cycle.yaml")

    refused = editor.ask("textDocument/rename", **editor.at("objects/bike.yaml", 4, 28), newName="firm")
    assert "only that app can rename it" in refused["message"]


def test_what_is_asked_about_other_files_has_no_answer(editor: Editor, tmp_path: Path) -> None:
    """A file of no workspace: empty answers, and no error."""
    elsewhere = {"textDocument": {"uri": (tmp_path / "x.yaml").as_uri()}, "position": {"line": 0, "character": 0}}
    assert editor.ask("textDocument/completion", **elsewhere)["items"] == []
    assert editor.ask("textDocument/hover", **elsewhere) is None
    assert editor.ask("textDocument/definition", **elsewhere) is None
