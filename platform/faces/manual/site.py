"""The manual as a folder of pages: plain HTML with one style sheet, to read from disk or from any web server."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from babel import Locale, UnknownLocaleError
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from objectry.faces.manual.objects import write_book
from objectry.faces.texts import Texts, languages
from objectry.metadata import Model
from objectry.plan import Blueprint

FOLDER = Path(__file__).parent
STYLE = "manual.css"


def manual_pages(model: Model, blueprint: Blueprint, wanted: Sequence[str] = ()) -> Mapping[str, str]:
    """Every file of the manual by its path in the folder, in the wanted languages (none named: all)."""
    templates = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    chosen = {tag: own_name(tag) for tag in wanted or languages(blueprint)}
    home = blueprint.settings.default_language
    first = home if home in chosen else next(iter(chosen))
    pages = {
        STYLE: (FOLDER / STYLE).read_text(encoding="utf-8"),
        "index.html": templates.get_template("start.html").render(languages=chosen, first=first),
    }
    for tag in chosen:
        pages |= _pages(templates, model, blueprint, tag, chosen)
    return pages


def _pages(
    templates: Environment, model: Model, blueprint: Blueprint, tag: str, chosen: Mapping[str, str]
) -> Mapping[str, str]:
    """The pages of one language."""
    book = write_book(model, blueprint, tag)
    shared = {"book": book, "t": Texts(blueprint, tag), "languages": chosen}
    pages = {
        f"{tag}/{page}.html": templates.get_template(f"{page}.html").render(**shared, page=page)
        for page in ("index", "permissions", "rules")
    }
    chapter = templates.get_template("object.html")
    for one in book.objects:
        page = f"object-{one.name}"
        pages[f"{tag}/{page}.html"] = chapter.render(**shared, page=page, chapter=one)
    return pages


def own_name(tag: str) -> str:
    """What a language calls itself; the tag where nobody knows."""
    try:
        return Locale.parse(tag, sep="-").get_display_name() or tag
    except (ValueError, UnknownLocaleError):
        return tag
