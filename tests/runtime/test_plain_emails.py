"""An e-mail address that looks like most is taken without the library, and never otherwise than the library would."""

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.runtime.values.texts import PLAIN_EMAIL, email
from objectry.runtime.values.unfit import Unfit

LETTERS = "abzAZ019_+-.@"
ADDRESSES = st.from_regex(PLAIN_EMAIL, fullmatch=True) | st.text(LETTERS, max_size=30)


def by_the_library(address: str) -> str | None:
    try:
        return validate_email(address.strip(), check_deliverability=False, test_environment=True).normalized
    except EmailNotValidError:
        return None


@settings(max_examples=20)
@given(ADDRESSES)
def test_the_quick_way_says_what_the_library_says(address: str) -> None:
    """Every address the short pattern takes is good, and kept as the library would write it."""
    try:
        found = email(address)
    except Unfit:
        found = None
    assert found == (by_the_library(address) if address.strip() else None)


@pytest.mark.parametrize(
    "address",
    ["a@b.localhost", "a@printer.local", "a@x.invalid", "a@x--n.de", "a.@b.de", ".a@b.de", "a..b@c.de", "a@-b.de",
     "a@b-.de", "a@b", "a@1.2.3.4", f"{'x' * 65}@b.de", f"a@{'b.' * 130}de", "A@B.De", "用户@例子.中国"],
)  # fmt: skip
def test_the_borders_of_the_quick_way(address: str) -> None:
    """Reserved domains, odd dots and dashes, lengths, capitals and other scripts are the library's to judge."""
    try:
        found = email(address)
    except Unfit:
        found = None
    assert found == by_the_library(address)
