"""Coercion of texts: blank is null, line ends are one kind, and what no database can hold is refused."""

import re
from urllib.parse import urlsplit

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from objectry.runtime.values.unfit import Unfit

LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\x85]")
PHONE = re.compile(r"\+?[0-9][0-9 ().\-/]{1,30}(?:\s*(?:x|ext\.?)\s*[0-9]{1,8})?", re.IGNORECASE)


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


def phone(value: object) -> str | None:
    """A telephone number: an international one must be possible and is written in the one international way, so that
    equal numbers are equal texts; a national one is digits with the usual signs.
    """
    found = line(value)
    if found is None:
        return None
    found = " ".join(found.split())
    if not PHONE.fullmatch(found):
        raise Unfit("a telephone number")
    if not found.startswith("+"):
        return found
    parsed = _international(found)
    if parsed is None:
        raise Unfit("a telephone number")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)


def e164(value: str) -> str | None:
    """The number in E.164 form, or None when it is national or impossible."""
    parsed = _international(value)
    return None if parsed is None else phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _international(value: str) -> phonenumbers.PhoneNumber | None:
    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException:
        return None
    return parsed if phonenumbers.is_possible_number(parsed) else None


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
