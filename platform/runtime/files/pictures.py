"""Pictures: whether one is whole and of a sane size, and the small one for lists."""

import io
import warnings
from pathlib import Path

from PIL import Image, ImageOps

MOST_PIXELS = 50_000_000
SMALL = (320, 320)
FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
FAULTS = (OSError, ValueError, SyntaxError, EOFError, MemoryError, Image.DecompressionBombError)


class Damaged(Exception):
    """The content is no picture of its type, or cut short."""


class TooManyPixels(Exception):
    """The picture would fill the memory: its few bytes stand for too many dots."""


def thumbnail(path: Path) -> bytes:
    """The small picture, as WebP and without what the camera wrote into the large one.

    The size is read before anything is decoded.  Raises Damaged and TooManyPixels.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path, formats=FORMATS) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise TooManyPixels
                picture.draft("RGB", SMALL)
                return _small(picture)
    except FAULTS as fault:
        raise Damaged from fault


def _small(picture: Image.Image) -> bytes:
    upright = ImageOps.exif_transpose(picture)
    shown = upright.convert("RGBA" if "A" in upright.getbands() or "transparency" in upright.info else "RGB")
    shown.thumbnail(SMALL)
    target = io.BytesIO()
    shown.save(target, "WEBP", quality=80)
    return target.getvalue()
