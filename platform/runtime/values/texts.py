"""Coercion of texts: blank is null, line ends are one kind, and what no database can hold is refused."""

import re
import unicodedata
from urllib.parse import urlsplit

import phonenumbers
from email_validator import SPECIAL_USE_DOMAIN_NAMES, EmailNotValidError, validate_email

from objectry.runtime.values.dialling import international
from objectry.runtime.values.unfit import Unfit

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
UNUSUAL = re.compile("[\x00\r\x85\u2028\u2029\ud800-\udfff]")
LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
PLAIN_EMAIL = re.compile(
    r"(?=[^@]{1,64}@.{4,180}\Z)[A-Za-z0-9_+]+(?:[.-][A-Za-z0-9_+]+)*@(?:[a-z0-9]{1,20}(?:-[a-z0-9]{1,20}){0,2}\.)+[a-z]{2,20}"
)
"""What most addresses look like, good beyond doubt and written as they are kept: the library need not look at these."""
RESERVED = tuple(SPECIAL_USE_DOMAIN_NAMES)
PLAIN_URL = re.compile(r"https?://(?:[a-z0-9]+(?:-[a-z0-9]+)*\.)+[a-z]{2,20}(?:/[A-Za-z0-9_.~/-]*)?")
"""What most web addresses look like, good beyond doubt."""
NOT_IN_ADDRESSES = re.compile(r"[\s\x00-\x1f]")
PHONE = re.compile(r"\(?\+?\(?[0-9][0-9 ().\-/]{1,30}(?:\s*(?:x|ext\.?)\s*[0-9]{1,8})?", re.IGNORECASE)


def text(value: object) -> str | None:
    """Text of several lines; whitespace alone is blank."""
    if not isinstance(value, str):
        raise Unfit("text")
    if UNUSUAL.search(value):
        if UNSTORABLE.search(value):
            raise Unfit("text that can be stored")
        value = LINE_ENDS.sub("\n", value)
    return value if value.strip() else None


def line(value: object) -> str | None:
    """Text of one line: line ends become spaces."""
    found = text(value)
    return found if found is None else found.replace("\n", " ")


def email(value: object) -> str | None:
    """One e-mail address; the domain is lower-cased."""
    found = line(value)
    if found is None:
        return None
    found = found.strip()
    if PLAIN_EMAIL.fullmatch(found) and not found.endswith(RESERVED):
        return found
    try:
        return validate_email(found, check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as wrong:
        raise Unfit("an e-mail address") from wrong


def phone(value: object, country: str | None = None) -> str | None:
    """A telephone number, written in the one international way where it is known to be of a country, so that equal
    numbers are equal texts.  One with a plus must be possible; any other that is none of `country` stays national.
    """
    found = line(value)
    if found is None:
        return None
    plain = international(found)
    if plain is not None:
        return plain
    found = dialled(found)
    if not PHONE.fullmatch(found):
        raise Unfit("a telephone number")
    parsed = _parsed(found, country)
    if parsed is not None:
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    if "+" in found:
        raise Unfit("a telephone number")
    return found


def e164(value: str, country: str | None = None) -> str | None:
    """The number in E.164 form, an extension behind it; None where it is none, or national and not of `country`."""
    found = dialled(value)
    parsed = _parsed(found, country) if PHONE.fullmatch(found) else None
    if parsed is None:
        return None
    number = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    return f"{number} ext. {parsed.extension}" if parsed.extension else number


def digits_of(value: str) -> str | None:
    """The digits of a national number; None for what is none, and for one with an extension they would swallow."""
    found = dialled(value)
    plain = PHONE.fullmatch(found) and not any(character.isalpha() for character in found)
    return "".join(character for character in found if character.isdigit()) if plain else None


def dialled(value: str) -> str:
    """The number with signs of plain width and single blanks."""
    return " ".join(unicodedata.normalize("NFKC", value).split())


def _parsed(value: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    """The country of a number without a plus is a guess, so such a number has to be in use there, not only possible."""
    try:
        parsed = phonenumbers.parse(value, country)
    except phonenumbers.NumberParseException:
        return None
    good = phonenumbers.is_possible_number if "+" in value else phonenumbers.is_valid_number
    return parsed if good(parsed) else None


def url(value: object) -> str | None:
    """An address on the web: http or https, with a host.  Nothing else is ever made a link."""
    found = line(value)
    if found is None:
        return None
    found = found.strip()
    if PLAIN_URL.fullmatch(found):
        return found
    try:
        parts = urlsplit(found)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or NOT_IN_ADDRESSES.search(found):
        raise Unfit("a web address (http or https)")
    return found
