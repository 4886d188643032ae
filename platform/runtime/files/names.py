"""Names of files as people gave them, made harmless: no way to elsewhere, nothing that hides or turns the text."""

import re
import unicodedata

LONGEST = 150
LONGEST_ENDING = 16
NAMELESS = "file"
FORBIDDEN = re.compile(r'[<>:"|?*]')
DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


def tidy_name(written: str) -> str:
    """The last part of the name, in one Unicode form, with signs every system takes, at most 150 of them."""
    last = re.split(r"[/\\]", written.encode("utf-8", "replace").decode())[-1]
    shown = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    name = FORBIDDEN.sub("_", " ".join(shown.split())).strip(". ")
    if DEVICES.fullmatch(name):
        name = f"_{name}"
    return _shortened(name) or NAMELESS


def _shortened(name: str) -> str:
    """Cut in the middle, so that the ending stays."""
    stem, dot, ending = name.rpartition(".")
    if len(name) <= LONGEST or not dot or len(ending) > LONGEST_ENDING:
        return name[:LONGEST].rstrip(". ")
    return f"{stem[: LONGEST - len(ending) - 1].rstrip('. ')}.{ending}"


def ending_of(name: str) -> str:
    """What stands behind the last dot, in small letters."""
    return name.rpartition(".")[2].lower()
