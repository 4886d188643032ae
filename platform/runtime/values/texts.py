"""Coercion of texts: blank is null, line ends are one kind, and what no database can hold is refused."""

import re
import unicodedata
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from objectry.runtime.values.unfit import Unfit

LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
PHONE = re.compile(r"\(?\+?\(?[0-9][0-9 ().\-/]{1,30}(?:\s*(?:x|ext\.?)\s*[0-9]{1,8})?", re.IGNORECASE)


def text(value: object) -> str | None:
    """Text of several lines; whitespace alone is blank."""
    if not isinstance(value, str):
        raise Unfit("text")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise Unfit("text that can be stored")
    return LINE_ENDS.sub("\n", value) if value.strip() else None


def line(value: object) -> str | None:
    """Text of one line: line ends become spaces."""
    found = text(value)
    return found if found is None else found.replace("\n", " ")


def email(value: object) -> str | None:
    """One e-mail address; the domain is lower-cased."""
    found = line(value)
    if found is None:
        return None
    try:
        return validate_email(found.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError as wrong:
        raise Unfit("an e-mail address") from wrong


def phone(value: object, country: str | None = None) -> str | None:
    """A telephone number, written in the one international way where it is known to be of a country, so that equal
    numbers are equal texts.  One with a plus must be possible; any other that is none of `country` stays national.
    """
    found = line(value)
    if found is None:
        return None
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
    try:
        parts = urlsplit(found)
        good = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        good = False
    if not good or any(character.isspace() or character < " " for character in found):
        raise Unfit("a web address (http or https)")
    return found
