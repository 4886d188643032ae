"""One SVG file with a symbol for each chosen icon: a page then loads a single file, and no icon font."""

from collections.abc import Iterable
from pathlib import Path
from xml.etree import ElementTree as ET

SVG = "http://www.w3.org/2000/svg"
KEPT = ("viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin")
FILLED = "-filled"


def sprite(icons: Path, names: Iterable[str]) -> bytes:
    """The sprite of the named icons; `icons` has the folders outline and filled."""
    ET.register_namespace("", SVG)
    root = ET.Element(f"{{{SVG}}}svg")
    root.extend(symbol(icons, name) for name in names)
    ET.indent(root, space="")
    written: bytes = ET.tostring(root, encoding="utf-8")
    return written


def symbol(icons: Path, name: str) -> ET.Element:
    drawn = ET.parse(source(icons, name)).getroot()  # noqa: S314 - npm checked its hash
    attributes = {key: drawn.attrib[key] for key in KEPT if key in drawn.attrib}
    made = ET.Element(f"{{{SVG}}}symbol", {"id": name, **attributes})
    made.extend(shape for shape in drawn if not is_frame(shape))
    return made


def source(icons: Path, name: str) -> Path:
    if name.endswith(FILLED):
        return icons / "filled" / f"{name.removesuffix(FILLED)}.svg"
    return icons / "outline" / f"{name}.svg"


def is_frame(shape: ET.Element) -> bool:
    """Every icon begins with an invisible square, which a sprite does not need."""
    return shape.get("d") == "M0 0h24v24H0z"
