"""Normalisers: each does what docs/metadata.md says, and national telephone numbers are read by country."""

import re
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import FieldType
from objectry.metadata.keys.field_keys import NORMALISERS as DECLARED
from objectry.rules import Value
from objectry.runtime.errors import Invalid
from objectry.runtime.values.coercion import coerce
from objectry.runtime.values.normalisers import NORMALISERS, normalise
from objectry.runtime.values.texts import phone
from objectry.runtime.values.unfit import Unfit
from tests.metadata.manual import MANUAL
from tests.runtime.blueprints import field_plan
from tests.runtime.worlds import FILES, Pour

EXAMPLE = re.compile(r"^\| `(\w+)` \| `([^`]+)` \| `([^`]+)` \|", re.MULTILINE)
EXAMPLES: list[tuple[str, str, str]] = EXAMPLE.findall(MANUAL.read_text(encoding="utf-8"))


@pytest.mark.parametrize(("name", "written", "kept"), EXAMPLES)
def test_the_examples_of_the_manual(name: str, written: str, kept: str) -> None:
    """Each normaliser does what its line in the manual shows, whose settings are of Germany."""
    assert normalise(written, (name,), "DE") == kept


def test_every_normaliser_has_an_example() -> None:
    """What `normalize:` may name is what there is, and what the manual shows."""
    assert set(DECLARED) == set(NORMALISERS) == {name for name, _, _ in EXAMPLES}


NUMBERS: list[tuple[str | None, str, str]] = [
    ("CN", "138 0013 8000", "+8613800138000"),
    ("CN", "１３８ ００１３ ８０００", "+8613800138000"),
    ("CN", "0086 138 0013 8000", "+8613800138000"),
    ("CN", "010-6552 9988", "+861065529988"),
    ("CN", "010-6552 9988 ext. 12", "+861065529988 ext. 12"),
    ("CN", "400-820-8820", "+864008208820"),
    ("CN", "+49 (30) 901820", "+4930901820"),
    ("US", "(415) 555-2671", "+14155552671"),
    ("GB", "020 7946 0018", "+442079460018"),
    ("DE", "(0)30 901820", "+4930901820"),
    ("JP", "03-1234-5678", "+81312345678"),
    ("IT", "06 698 12345", "+390669812345"),  # the zero belongs to the number
    (None, "+49 (30) 901820", "+4930901820"),
    (None, "010-6552 9988", "01065529988"),
    ("AQ", "138 0013 8000", "13800138000"),  # a country without numbers of its own
]


@pytest.mark.parametrize(("country", "written", "kept"), NUMBERS)
def test_national_numbers_by_country(country: str | None, written: str, kept: str) -> None:
    """A number that is in use in the organisation's country is kept in E.164; without a country only its digits are."""
    assert normalise(written, ("phone",), country) == kept


JUNK: list[tuple[str, str, str]] = [
    ("CN", "6552 9988", "65529988"),  # of which city?
    ("CN", "95588", "95588"),
    ("DE", "4411", "4411"),
    ("CN", "12", "12"),
    ("CN", "room 5", "room 5"),
    ("CN", "call 138 0013 8000", "call 138 0013 8000"),
    ("CN", "+1", "+1"),
    ("US", "1-800-FLOWERS", "1-800-FLOWERS"),
]


@pytest.mark.parametrize(("country", "written", "kept"), JUNK)
def test_no_country_is_guessed_onto_junk(country: str, written: str, kept: str) -> None:
    """Short numbers, numbers without an area code and plain words never become numbers of a country."""
    assert normalise(written, ("phone",), country) == kept


def test_telephone_fields_know_the_country() -> None:
    """A field of type phone keeps a national number as the international one it is, and refuses what is no number."""
    plan = replace(field_plan("f", FieldType.PHONE), country="CN")
    assert coerce("138 0013 8000", plan, "UTC") == coerce("+8613800138000", plan, "UTC") == "+86 138 0013 8000"
    assert coerce("6552 9988", plan, "UTC") == "6552 9988"
    with pytest.raises(Unfit):
        coerce("call me", plan, "UTC")


def test_telephone_fields_without_a_country() -> None:
    """A national number stays as it is written, in brackets too."""
    assert phone("(030)  901820") == "(030) 901820"


COUNTRIES = st.sampled_from(["CN", "US", "DE", None])
NUMBERLIKE = st.text("+0123456789 ()-./x", max_size=24)


@given(st.sampled_from(sorted(NORMALISERS.keys() - {"country"})), st.text() | NUMBERLIKE, COUNTRIES)
def test_normalising_twice_is_normalising_once(name: str, value: str, country: str | None) -> None:
    """A normalised value stays as it is."""
    once = normalise(value, (name,), country)
    assert normalise(once, (name,), country) == once


@pytest.mark.parametrize("value", [Decimal(1), None])
def test_normalisers_leave_other_values_alone(value: Value) -> None:
    """Numbers and null pass through."""
    assert normalise(value, ("trim",)) == value


def test_coercion_normalises() -> None:
    """A field's normalisers run after its coercion, in their order."""
    plan = replace(field_plan("f", FieldType.TEXT, normalize=("trim", "upper", "phone")), country="CN")
    assert coerce("  ab ", plan, "UTC") == "AB"
    assert coerce(" 138 0013 8000 ", plan, "UTC") == "+8613800138000"


def test_the_country_of_the_settings_reaches_the_door(poured: Pour) -> None:
    """Two spellings of one number, with the country and without, are one for a blocking duplicate rule."""
    world = poured({**FILES, "settings.yaml": "timezone: Asia/Shanghai\ncurrency: CNY\ncountry: CN\n"})
    (account,) = world.create("bob", "account", {"name": "A", "phone": "138 0013 8000"})
    assert world.value("bob", "account", account.id, "phone") == "+86 138 0013 8000"
    with pytest.raises(Invalid) as refused:
        world.create("cid", "account", {"name": "B", "phone": "+8613800138000"})
    assert [(one.code, one.field) for one in refused.value.problems] == [("D531", "phone")]
    world.platform.close()
