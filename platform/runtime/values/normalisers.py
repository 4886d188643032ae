"""Normalisers: what `normalize:` of a field may name, each from text to text.  They run after coercion, in order."""

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from objectry.rules import Value
from objectry.runtime.codes import near
from objectry.runtime.values.countries import country_code, country_names
from objectry.runtime.values.texts import e164
from objectry.runtime.values.unfit import Unfit

Normaliser = Callable[[str], str]


def _phone(value: str) -> str:
    """E.164 where the number is international, else the digits alone."""
    return e164(value) or "".join(character for character in value if character.isdigit()) or value


def _company_name(value: str) -> str:
    """One way to write width, brackets and blanks; the name itself stays as it is."""
    return " ".join(unicodedata.normalize("NFKC", value).split())


def _country(value: str) -> str:
    """The code of two letters.  What is no country is refused: a code nobody knows would be found by nobody."""
    found = country_code(value)
    if found is None:
        raise Unfit("a country", "D589", {"value": value, "hint": near(value, country_names())})
    return found


NORMALISERS: Mapping[str, Normaliser] = MappingProxyType(
    {
        "trim": lambda value: value.strip(" \t\n\r"),
        "email": lambda value: value.strip().lower(),
        "phone": _phone,
        "upper": str.upper,
        "lower": str.lower,
        "company_name": _company_name,
        "country": _country,
    }
)


def normalise(value: Value, names: tuple[str, ...]) -> Value:
    """The value after each named normaliser; what is no text stays as it is."""
    if not isinstance(value, str):
        return value
    for name in names:
        value = NORMALISERS[name](value)
    return value or None
