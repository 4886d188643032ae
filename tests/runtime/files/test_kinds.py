"""What a file is, told by its content, and pictures that are none."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from PIL import Image

from objectry.metadata import FILE_TYPES
from objectry.runtime.files.kinds import UNKNOWN, media_type
from objectry.runtime.files.pictures import SMALL, Damaged, TooManyPixels, thumbnail
from tests.field_types.contents import CONTENTS, PDF, picture


def archive(*names: str, **contents: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for name in names:
            made.writestr(name, contents.get(name, "x"))
    return target.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "media"),
    [
        ("a.pdf", PDF, FILE_TYPES["pdf"]),
        ("photo.png", PDF, FILE_TYPES["pdf"]),
        ("a.pdf", CONTENTS["one.png"], "image/png"),
        ("a", CONTENTS["two.jpg"], "image/jpeg"),
        ("a", CONTENTS["one.gif"], "image/gif"),
        ("a", CONTENTS["one.webp"], "image/webp"),
        ("a.txt", "你好\n".encode(), "text/plain"),
        ("a.csv", b"a,b\n1,2\n", "text/csv"),
        ("a.html", b"<script>alert(1)</script>", "text/plain"),
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "text/plain"),
        ("a.docx", archive("[Content_Types].xml", "word/document.xml"), FILE_TYPES["docx"]),
        ("a.zip", archive("xl/workbook.xml"), FILE_TYPES["xlsx"]),
        ("a.odt", archive("mimetype", "content.xml", mimetype=FILE_TYPES["odt"]), FILE_TYPES["odt"]),
        ("a.odt", archive("mimetype", mimetype="text/html"), FILE_TYPES["zip"]),
        ("a.docx", archive("readme"), FILE_TYPES["zip"]),
        ("a.docx", b"PK\x03\x04 cut short", FILE_TYPES["zip"]),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", FILE_TYPES["doc"]),
        ("a.exe", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", UNKNOWN),
        ("a.txt", b"\x00\x01\x02", UNKNOWN),
        ("a.txt", b"\xff\xfe broken", UNKNOWN),
        ("a.txt", b"", UNKNOWN),
    ],
)
def test_a_file_is_what_its_content_is(tmp_path: Path, name: str, content: bytes, media: str) -> None:
    """The name only tells harmless texts and old office files apart; nothing is ever taken for HTML or SVG."""
    path = tmp_path / "content"
    path.write_bytes(content)
    assert media_type(path, name) == media


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP"])
def test_a_small_picture_is_made(tmp_path: Path, form: str) -> None:
    """It is WebP, and fits the box."""
    path = tmp_path / "picture"
    path.write_bytes(picture(form, (900, 300)))
    with Image.open(io.BytesIO(thumbnail(path))) as small:
        assert (small.format, small.width, small.height) == ("WEBP", SMALL[0], 107)


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose head promises many dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


def test_a_bomb_is_refused_by_its_head(tmp_path: Path) -> None:
    """Nothing of it is decoded."""
    path = tmp_path / "bomb.png"
    path.write_bytes(bomb(30_000, 30_000))
    with pytest.raises((TooManyPixels, Damaged)):
        thumbnail(path)
    path.write_bytes(bomb(8_000, 8_000))
    with pytest.raises(TooManyPixels):
        thumbnail(path)


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\n", CONTENTS["two.jpg"][:200], b"GIF89a", b"", PDF])
def test_what_is_no_whole_picture_is_damaged(tmp_path: Path, content: bytes) -> None:
    """A head alone, a picture cut short, or something else."""
    path = tmp_path / "broken"
    path.write_bytes(content)
    with pytest.raises(Damaged):
        thumbnail(path)
