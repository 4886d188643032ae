"""Fields of several parts on pages: one line to read, a group of inputs to fill in, towns that narrow as one types."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from flask import Response, request

from objectry.faces.web.pages import fragment
from objectry.faces.web.visit import Visit
from objectry.metadata import Compound, CompoundType, Field, country_codes
from objectry.runtime import NotFound, address_line, divisions

MAP = "https://www.openstreetmap.org/?mlat={0}&mlon={1}#map=15/{0}/{1}"
COUNTRY = "country"
NARROWED = ("province", "city", "district")  # each a division of the one before, the first of the country
Parts = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Line:
    """A compound in one line, and where it leads outside, if anywhere."""

    text: str
    href: str = ""


def line(visit: Visit, one: Compound, parts: Parts) -> Line | None:
    """The compound as people read it; None where no part has a value."""
    if all(value is None for value in parts.values()):
        return None
    return LINES[one.type](visit, parts)


def _address(visit: Visit, parts: Parts) -> Line:
    written = {name: None if value is None else str(value) for name, value in parts.items()}
    return Line(address_line(written, visit.formats.country(written.get(COUNTRY) or "")))


def _place(_: Visit, parts: Parts) -> Line:
    latitude, longitude = parts.get("latitude"), parts.get("longitude")
    if not isinstance(latitude, Decimal) or not isinstance(longitude, Decimal):
        return Line(", ".join("–" if one is None else f"{one:.6f}" for one in (latitude, longitude)))
    degrees = (f"{latitude:.6f}", f"{longitude:.6f}")
    return Line(", ".join(degrees), MAP.format(*degrees))


LINES: Mapping[CompoundType, Callable[[Visit, Parts], Line]] = MappingProxyType(
    {CompoundType.ADDRESS: _address, CompoundType.GEOLOCATION: _place}
)


def is_country(field: Field) -> bool:
    """Whether the values are countries: such a field is chosen from, and read by names."""
    return "country" in field.normalize


def countries(visit: Visit) -> tuple[tuple[str, str], ...]:
    """All countries by the names the reader knows."""
    named = ((code, visit.formats.country(code)) for code in country_codes())
    return tuple(sorted(named, key=lambda pair: pair[1]))


def narrowing(field: Field) -> str:
    """The part of an address that has divisions to offer, or nothing."""
    return field.part_of[1] if field.part_of and field.part_of[1] in NARROWED else ""


def offer(visit: Visit, object: str, field: str) -> Response:
    """The towns to choose from for one part, by what stands in the parts above it, as a fragment."""
    plan = visit.plan(object)
    found = plan.fields.get(field)
    if found is None or not narrowing(found.field) or not visit.reads(object, field):
        raise NotFound
    compound, part = found.field.part_of or ("", "")
    above = (COUNTRY, *NARROWED[: NARROWED.index(part)])
    names = (plan.object.compounds[compound].parts[one] for one in above)
    within = [request.args.get(name, "").strip() for name in names]
    offered = divisions(*within) if all(within) else ()
    return fragment(visit, "divisions.html", offered=offered)
