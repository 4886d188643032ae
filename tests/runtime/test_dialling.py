"""A telephone number that looks like most is written without the library, and never otherwise than it would."""

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneNumberFormat, PhoneNumberType

from objectry.runtime.values.dialling import international, numbering_of

CODES = sorted(COUNTRY_CODE_TO_REGION_CODE)
KINDS = (PhoneNumberType.FIXED_LINE, PhoneNumberType.MOBILE, PhoneNumberType.TOLL_FREE, PhoneNumberType.VOIP)


def by_the_library(number: str) -> str | None:
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return None
    good = phonenumbers.is_possible_number(parsed)
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL) if good else None


@settings(max_examples=150)
@given(
    st.sampled_from(CODES),
    st.lists(st.sampled_from(["1", "2", "5", "8", "9", "0", "-5", " 6"]), min_size=2, max_size=13),
)
def test_the_quick_way_says_what_the_library_says(code: int, digits: list[str]) -> None:
    """Whatever number it writes, the library writes the same."""
    number = f"+{code}{''.join(digits)}"
    assert international(number) in (None, by_the_library(number))


def test_most_numbers_go_the_quick_way() -> None:
    """The library's own examples of all countries are written alike, nine in ten of them without it."""
    examples = [
        phonenumbers.example_number_for_type(one, kind) for one in phonenumbers.SUPPORTED_REGIONS for kind in KINDS
    ]
    numbers = [phonenumbers.format_number(one, PhoneNumberFormat.E164) for one in examples if one is not None]
    quick = [one for one in numbers if international(one) is not None]
    assert [international(one) for one in quick] == [by_the_library(one) for one in quick]
    assert len(quick) > 0.9 * len(numbers)


@pytest.mark.parametrize(
    "number",
    ["15551234567", "+1 (555) 123-4567", "+1 555 123 4567 x9", "+44 0 20 7946 0000", "+39 06 1234 5678", "+1",
     "+999 12345678", "+1 155 512 34567", "+0 123 456 789", "+１５５５１２３４５６７", "+86 0755 1234 5678"],
)  # fmt: skip
def test_the_rest_is_left_to_the_library(number: str) -> None:
    """Brackets, extensions, zeros, prefixes of long distance, other digits and codes nobody has are not its own."""
    assert international(number) is None


def test_no_country_code_is_known_that_the_library_does_not_know() -> None:
    """The tables are the library's."""
    assert [code for code in range(1, 1000) if numbering_of(str(code)) is not None] == CODES
