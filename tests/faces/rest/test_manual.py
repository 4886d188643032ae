"""The manual of the API tells what there is."""

import re
from pathlib import Path

from objectry.faces.rest.routes import ROUTES
from objectry.faces.rest.schemas import LARGEST_PAGE, MOST_PATHS, ListArguments
from objectry.metadata import FieldType
from objectry.runtime import MOST_RECORDS
from objectry.runtime.reading.width import MOST_WAYS

MANUAL = (Path(__file__).parents[3] / "docs" / "api.md").read_text(encoding="utf-8")


def test_every_argument_of_a_list_is_explained() -> None:
    """Each argument stands in the table of arguments."""
    names = {field.data_key or name for name, field in ListArguments().fields.items()}
    assert names == set(re.findall(r"^\| `(\w+)` \|", MANUAL, re.MULTILINE))


def test_every_kind_of_address_is_explained() -> None:
    """Each part of an address that we route stands in the manual, and so does each method."""
    parts = {part for route in ROUTES for part in route.rule.split("/") if part and "<" not in part}
    assert all(f"/{part}" in MANUAL for part in parts), parts
    assert all(f"`{route.method}" in MANUAL for route in ROUTES)


def test_every_field_type_is_explained() -> None:
    """How each type is written in JSON stands in the table of values."""
    table = MANUAL.split("## Values")[1].split("## Records")[0]
    assert {kind.value for kind in FieldType} <= set(re.findall(r"\w+", table))


def test_limits_are_the_real_ones() -> None:
    """The numbers in the manual are those of the code."""
    for limit in (LARGEST_PAGE, MOST_PATHS, MOST_WAYS):
        assert re.search(rf"\b{limit}\b", MANUAL)
    assert f"{MOST_RECORDS:,}" in MANUAL
