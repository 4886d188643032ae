"""What lies in the folders of an app and is no file of it: told, each at its path, never passed over in silence."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from objectry.metadata import core_app, load_stack, read_folder


@pytest.fixture
def app(tmp_path: Path) -> Path:
    (tmp_path / "objects").mkdir()
    (tmp_path / "app.yaml").write_text("name: app\nversion: 1.0\n", encoding="utf-8")
    return tmp_path


def told(app: Path) -> list[tuple[str, str, str]]:
    """Code, file and words of each problem."""
    _, problems = load_stack([core_app(), read_folder(app)])
    return [(one.code, one.span.file, one.message.removeprefix("this is no file of the app: ")) for one in problems]


def written(path: Path, content: bytes = b"object: visit\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


@pytest.mark.parametrize(
    ("file", "make", "why"),
    [
        ("objects/visit.yaml", Path.mkdir, "it is a folder"),
        ("objects/visit.yaml", lambda path: path.symlink_to(path), "it is a link that leads nowhere"),
        ("objects/visit.yaml", lambda path: path.symlink_to("nowhere"), "it is a link that leads nowhere"),
        ("objects/visit.yaml", os.mkfifo, "it is no file"),
        ("objects/visit.YAML", written, "files in objects/ end in .yaml, .yml, .json"),
        ("objects/visit.txt", written, "files in objects/ end in .yaml, .yml, .json"),
        ("objects/deep/er/visit.yaml", written, "folders in objects/ are not read"),
        ("object/visit.yaml", written, "the folder is called objects"),
        ("Objects/visit.yaml", written, "the folder is called objects"),
        ("setting.yaml", written, "the file is called settings.yaml"),
    ],
)
def test_what_is_no_file_of_the_app_is_told(app: Path, file: str, make: Callable[[Path], None], why: str) -> None:
    """A folder, a link or a pipe in place of a file, another ending, another folder: at its path, with the reason."""
    make(app / file)
    assert told(app) == [("S118", file, why)]


@pytest.mark.parametrize("file", ["objects/README.txt", "objects/notes.md", "objects/visit.yaml~", "objects/.x.swp",
                                  "docs/visit.yaml", "docker-compose.yaml", "objects/visit.yaml.deployed"])  # fmt: skip
def test_what_lies_aside_is_left_alone(app: Path, file: str) -> None:
    """Notes, earlier states and folders of other tools are nobody's fault."""
    written(app / file, b"\xff\xfe: [\n")
    assert not told(app)


@pytest.mark.parametrize(
    ("content", "code", "why"),
    [
        ("object: visit\n".encode("utf-16"), "S107", "the file is UTF-16; save it as UTF-8"),
        ("object: visit\n".encode("utf-32"), "S107", "the file is UTF-32; save it as UTF-8"),
        (
            "object: visit\nlabel: 访问\n".encode("gbk"),
            "S107",
            "the file is not UTF-8: it holds the byte B7 here; save it as UTF-8",
        ),
        (b"object: visit\nlabel: a\0b\n", "S106", "the character U+0000 may not stand in a file"),
        ("object: visit\n\ufefflabel: a\n".encode(), "S106", "the character U+FEFF may not stand in a file"),
        (b"a" * 3_000_000, "S109", "the file is larger than 2048 KiB"),
    ],
)
def test_a_file_in_another_encoding_says_so(app: Path, content: bytes, code: str, why: str) -> None:
    """One problem, with the way out."""
    written(app / "objects" / "visit.yaml", content)
    assert told(app) == [(code, "objects/visit.yaml", why)]
