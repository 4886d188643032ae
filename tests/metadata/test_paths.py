"""Paths in layouts: through lookups, through lookups of several objects, and to fields of several parts."""

import pytest

from tests.metadata.stacks import load

FILES = """=== objects/shop.yaml
object: shop
fields:
  size: {type: integer}
  home: {type: address}
=== objects/fair.yaml
object: fair
name_field: title
fields:
  title: {type: text}
  day: {type: date}
=== objects/trip.yaml
object: trip
fields:
  shop: {type: lookup, to: shop}
  about: {type: lookup, to: [shop, fair], related_as: travels}
=== layouts/trip.yaml
layout: trip
views: {all: {columns: [name, COLUMN]}}
"""


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ("shop.home", ""),
        ("shop.home_city", ""),
        ("shop.hme", 'unknown field "hme" on shop'),
        ("about.object", ""),
        ("about.name", ""),
        ("about.fair", ""),
        ("about.fair.day", ""),
        ("about.shop.home", ""),
        ("about.fair.home", 'unknown field "home" on fair'),
        ("about.owner.name", ""),
        ("about.fair.size", 'unknown field "size" on fair'),
        ("about.nothing", 'unknown field "nothing" on shop'),
        ("shop.object", 'unknown field "object" on shop'),
    ],
)
def test_columns_lead_somewhere(column: str, told: str) -> None:
    """A path that leads nowhere is told; the others are columns."""
    _, problems = load(FILES.replace("COLUMN", column))
    assert [one.message for one in problems.errors] == ([told] if told else [])
