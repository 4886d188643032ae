"""The countries there are, by their ISO 3166 codes, and the currencies, by their ISO 4217 codes.

Babel knows them, that is the Unicode CLDR.
"""

import re
from functools import cache

from babel import Locale

CODE = re.compile("[A-Z]{2}")
NO_COUNTRIES = frozenset(
    "AC CP CQ DG EA EU EZ IC QO TA UN XA XB ZZ".split()
)  # regions and placeholders that also have two letters


@cache
def country_codes() -> tuple[str, ...]:
    """Every code there is."""
    known = [str(code) for code in Locale("en").territories]
    return tuple(sorted(code for code in known if CODE.fullmatch(code) and code not in NO_COUNTRIES))


@cache
def currency_codes() -> frozenset[str]:
    """Every code there is or has been: amounts of old are in old currencies."""
    return frozenset(str(code) for code in Locale("en").currencies)
