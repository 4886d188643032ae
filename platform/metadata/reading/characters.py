"""Whether a file is text that can be read at all: its size, its encoding, and the characters in it."""

import re

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata.reading.nodes import Document

MAX_BYTES = 2 * 1024 * 1024
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]|(?<!^)\ufeff")
ENCODINGS = ((b"\xff\xfe\0\0", "UTF-32"), (b"\0\0\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"))


def readable(document: Document, problems: Diagnostics, most: int = MAX_BYTES) -> bool:
    """Whether size and characters allow reading."""
    if len(document.text) > most:
        problems.error("S109", f"the file is larger than {most // 1024} KiB", Span(document.file))
        return False
    found = CONTROL.search(document.text)
    if found:
        told = unreadable(ord(found.group()), foreign_encoding(document.text))
        problems.error(*told, place(document, found.start()))
    return not found


def unreadable(code: int, encoding: str | None) -> tuple[str, str]:
    """Code and words for a character that cannot stand in a file.  Bytes that are no UTF-8 come as surrogates."""
    if encoding:
        return "S107", f"the file is {encoding}; save it as UTF-8"
    if 0xDC80 <= code <= 0xDCFF:
        return "S107", f"the file is not UTF-8: it holds the byte {code - 0xDC00:02X} here; save it as UTF-8"
    return "S106", f"the character U+{code:04X} may not stand in a file"


def foreign_encoding(text: str) -> str | None:
    """In which encoding a file that is no UTF-8 seems to be, by its first bytes."""
    first = text[:4].encode(errors="surrogateescape")[:4]
    return next((name for mark, name in ENCODINGS if first.startswith(mark)), None)


def place(document: Document, offset: int) -> Span:
    """The place of an offset."""
    before = document.text[:offset]
    line = before.count("\n") + 1
    return Span(document.file, line, offset - (before.rfind("\n") + 1) + 1)
