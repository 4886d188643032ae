"""Small files of known types, by their names."""

import io
from collections.abc import Mapping
from types import MappingProxyType

from PIL import Image

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture of one colour."""
    target = io.BytesIO()
    Image.new("RGB", size, "#2f6f9f").save(target, form)
    return target.getvalue()


CONTENTS: Mapping[str, bytes] = MappingProxyType(
    {
        "one.pdf": PDF,
        "two.txt": "一 two\n".encode(),
        "one.png": picture("PNG"),
        "two.jpg": picture("JPEG"),
        "one.gif": picture("GIF"),
        "one.webp": picture("WEBP"),
    }
)
