"""Names of files: harmless whatever a client sends, and still recognisable."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.runtime.files.names import LONGEST, NAMELESS, ending_of, tidy_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("contract.pdf", "contract.pdf"),
        ("合同 2026.pdf", "合同 2026.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\offer.docx", "offer.docx"),
        ("..", NAMELESS),
        ("", NAMELESS),
        ("a\x00b.txt", "ab.txt"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie_ x.txt"),
        ('<img src=x onerror="1">.png', "_img src=x onerror=_1__.png"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("trailing. . ", "trailing"),
        (".htaccess", "htaccess"),
        ("\ud800.txt", "_.txt"),
        ("e\u0301.txt", "\u00e9.txt"),
    ],
)
def test_a_name_is_the_last_part_without_tricks(written: str, name: str) -> None:
    """No folder, no control or turning sign, no name a system reserves, one Unicode form."""
    assert tidy_name(written) == name


def test_a_long_name_keeps_its_ending() -> None:
    """It is cut in the middle."""
    name = tidy_name("x" * 5000 + ".pdf")
    assert len(name) == LONGEST
    assert ending_of(name) == "pdf"


@given(st.text(max_size=300))
def test_every_name_becomes_one_that_is_safe_and_stays_itself(written: str) -> None:
    """Whatever is sent; tidying twice is tidying once."""
    name = tidy_name(written)
    assert name
    assert len(name) <= LONGEST
    assert not any(unicodedata.category(sign).startswith("C") or sign in '/\\:<>"|?*' for sign in name)
    assert tidy_name(name) == name
