"""What a file is, told by its content: what a client says of it is not believed.

A text is what its ending says among the harmless ones; markup that a browser would run is plain text to us.
"""

import codecs
import unicodedata
import zipfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import filetype  # type: ignore[import-untyped]  # it has none

from objectry.metadata import FILE_TYPES, IMAGE_TYPES, TEXT_TYPES
from objectry.runtime.files.names import ending_of

HEAD = 8192
UNKNOWN = "application/octet-stream"
ZIP = FILE_TYPES["zip"]
PARTS: Mapping[str, str] = MappingProxyType(
    {"word/document.xml": "docx", "xl/workbook.xml": "xlsx", "ppt/presentation.xml": "pptx"}
)
OLD_OFFICE = frozenset({"doc", "xls", "ppt"})
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SPACES = frozenset("\t\n\r\f")


def media_type(path: Path, name: str) -> str:
    """The media type of a content; `name` only tells texts and old office files apart."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    ending = ending_of(name)
    if head.startswith(OLE):
        return FILE_TYPES[ending] if ending in OLD_OFFICE else UNKNOWN
    found = filetype.guess_mime(head)
    if found == ZIP:
        return _archive(path)
    if found is not None:
        return str(found)
    return TEXT_TYPES.get(ending, TEXT_TYPES["txt"]) if is_text(head) else UNKNOWN


def is_image(media: str) -> bool:
    """Whether it is one of the pictures browsers show."""
    return media in IMAGE_TYPES.values()


def is_text(head: bytes) -> bool:
    """Whether the content begins as UTF-8 without signs that no text has."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return bool(head) and not any(unicodedata.category(sign) == "Cc" and sign not in SPACES for sign in text)


def _archive(path: Path) -> str:
    """What a zip is by the names in it; nothing in it is unpacked, but the line by which OpenDocument names itself."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            kind = next((kind for part, kind in PARTS.items() if part in names), None)
            if kind is None and "mimetype" in names:
                with archive.open("mimetype") as stream:
                    said = stream.read(100).decode("ascii", "replace").strip()
                return said if said in FILE_TYPES.values() else ZIP
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError):
        return ZIP
    return FILE_TYPES[kind] if kind else ZIP
