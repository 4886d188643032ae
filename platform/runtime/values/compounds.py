"""Fields of several parts from outside: an object of its parts, or one text that is taken apart."""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from objectry.metadata import Compound, CompoundType, Object
from objectry.runtime.codes import near
from objectry.runtime.values import texts
from objectry.runtime.values.postal import split_address
from objectry.runtime.values.unfit import Unfit

Parts = Mapping[str, str | None]
POINT = re.compile(r"([+-]?[0-9.]{1,20})\s*[,;，；\s]\s*([+-]?[0-9.]{1,20})")


def compound_names(one: Object) -> Mapping[str, Compound]:
    """Every way to write the name of a compound, folded, to the compound."""
    found: dict[str, Compound] = {}
    for spellings in (lambda c: c.renamed_from, lambda c: c.aliases, lambda c: (c.name,)):
        for compound in one.compounds.values():
            found.update({name.casefold(): compound for name in spellings(compound)})
    return found


def split(one: Compound, value: object) -> dict[str, object]:
    """The values of its fields.  An object says only what it names; a text, or nothing, says all.  Raises Unfit."""
    if isinstance(value, Mapping):
        return _named(one, value)
    if value is None:
        return dict.fromkeys(one.parts.values())
    if not isinstance(value, str):
        raise Unfit(EXPECTED[one.type])
    written = texts.text(value)
    parts: Parts = {} if written is None else SPLITS[one.type](written)
    return {name: parts.get(part) for part, name in one.parts.items()}


def _named(one: Compound, value: Mapping[object, object]) -> dict[str, object]:
    found: dict[str, object] = {}
    for part, given in value.items():
        name = one.parts.get(str(part).casefold())
        if name is None:
            raise Unfit("a part", "D588", {"name": str(part), "hint": near(str(part), one.parts)})
        found[name] = given
    return found


def split_point(written: str) -> Parts:
    """`31.2304, 121.4737`: the latitude first, as everybody writes it."""
    found = POINT.fullmatch(written.strip())
    if found is None:
        raise Unfit(EXPECTED[CompoundType.GEOLOCATION])
    return {"latitude": found[1], "longitude": found[2]}


SPLITS: Mapping[CompoundType, Callable[[str], Parts]] = MappingProxyType(
    {CompoundType.ADDRESS: split_address, CompoundType.GEOLOCATION: split_point}
)
EXPECTED: Mapping[CompoundType, str] = MappingProxyType(
    {
        CompoundType.ADDRESS: "an address (a text, or an object of its parts)",
        CompoundType.GEOLOCATION: "a place (latitude, longitude)",
    }
)
