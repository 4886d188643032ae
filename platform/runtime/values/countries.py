"""Countries by ISO 3166: the code of two letters from any name people write.

The names are Babel's, that is those of the Unicode CLDR, in the languages people of the platform write.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from babel import Locale
from babel.core import get_global

from objectry.metadata import country_codes

LANGUAGES = ("en", "zh", "de", "fr", "es", "ja")
SHORT = MappingProxyType({"usa": "US", "uk": "GB", "england": "GB", "prc": "CN", "中华人民共和国": "CN", "korea": "KR"})


def country_code(written: str) -> str | None:
    """`CN` for CN, CHN, China and 中国; None for what is no country."""
    return _names().get(_folded(written))


@cache
def country_names() -> tuple[str, ...]:
    """The English names, for a hint."""
    return tuple(str(Locale("en").territories[code]) for code in country_codes())


def _folded(written: str) -> str:
    return " ".join(written.casefold().replace(".", "").split())


@cache
def _names() -> Mapping[str, str]:
    return MappingProxyType({**dict(_spoken()), **{code.casefold(): code for code in country_codes()}, **SHORT})


def _spoken() -> Iterator[tuple[str, str]]:
    known = frozenset(country_codes())
    for language in reversed(LANGUAGES):
        for code, name in Locale(language).territories.items():
            if code in known:
                yield _folded(name), code
    for old, codes in get_global("territory_aliases").items():
        if len(old) == 3 and old.isalpha() and codes[0] in known:  # CHN, and what a country was called before
            yield old.casefold(), codes[0]
