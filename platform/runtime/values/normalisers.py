"""Normalisers: what `normalize:` of a field may name, each from text to text.  They run after coercion, in order.

Beside the text each is given the country of the organisation, or None, by which national numbers are read.
"""

import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from objectry.rules import Value
from objectry.runtime.codes import near
from objectry.runtime.values.companies import company_key
from objectry.runtime.values.countries import country_code, country_names
from objectry.runtime.values.texts import digits_of, e164
from objectry.runtime.values.unfit import Unfit

Normaliser = Callable[[str, str | None], str]


def _phone(value: str, country: str | None) -> str:
    """E.164 where the number is international or one of the country, else the digits alone; what is no number stays."""
    return e164(value, country) or digits_of(value) or value


def _company_name(value: str, _country: str | None) -> str:
    """One way to write width, brackets and blanks; the name itself stays as it is."""
    return " ".join(unicodedata.normalize("NFKC", value).split())


def _country_code(value: str, _country: str | None) -> str:
    """The code of two letters.  What is no country is refused: a code nobody knows would be found by nobody."""
    found = country_code(value)
    if found is None:
        raise Unfit("a country", "D589", {"value": value, "hint": near(value, country_names())})
    return found


NORMALISERS: Mapping[str, Normaliser] = MappingProxyType(
    {
        "trim": lambda value, _country: value.strip(" \t\n\r"),
        "email": lambda value, _country: value.strip().lower(),
        "phone": _phone,
        "upper": lambda value, _country: value.upper(),
        "lower": lambda value, _country: value.lower(),
        "company_name": _company_name,
        "company_key": lambda value, _country: company_key(value) or value,
        "country": _country_code,
    }
)


def normalise(value: Value, names: tuple[str, ...], country: str | None = None) -> Value:
    """The value after each named normaliser; what is no text stays as it is."""
    if not isinstance(value, str):
        return value
    for name in names:
        value = NORMALISERS[name](value, country)
    return value or None
