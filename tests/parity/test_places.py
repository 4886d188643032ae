"""DISTANCE gives one answer, to the last place, in Python and in both databases."""

import math
from collections.abc import Iterator
from decimal import Decimal
from random import Random

import pytest

from objectry.metadata import AppSource, RuleText, core_app, load_stack
from objectry.plan import compile_model
from objectry.rules import EARTH, Catalog, Node, Scope, Value, check_expression
from objectry.rules.distances import distance
from tests.databases import Database
from tests.parity.answers import same
from tests.parity.world import evaluated, opened

APP = """
object: route
owned: false
fields:
  start: {type: geolocation}
  finish: {type: geolocation}
"""
COLUMNS = ("start_latitude", "start_longitude", "finish_latitude", "finish_longitude")
FIXED = 'DISTANCE(start, GEOLOCATION(31.2304, 121.4737), "mi")'
POLES = (("90", "0", "-90", "0"), ("0", "-180", "0", "180"), ("0", "0", "0", "180"), ("45", "10", "-45", "-170"))
Point = tuple[Decimal, Decimal, Decimal, Decimal]


def points(count: int) -> Iterator[Point]:
    """Pairs of places: the ends of the earth, all over it, close together, the same."""
    yield from (tuple(map(Decimal, one)) for one in POLES)  # type: ignore[misc]  # there are four
    dice = Random(7)
    for at in range(count):
        near = (180, 1, 0.001, 0)[at % 4]
        latitude, longitude = dice.uniform(-90, 90), dice.uniform(-180, 180)
        other = max(-90, min(90, latitude + dice.uniform(-near, near)))
        far = (longitude + dice.uniform(-near, near) + 180) % 360 - 180
        yield (exact(latitude), exact(longitude), exact(other), exact(far))


def exact(degrees: float) -> Decimal:
    return Decimal(f"{degrees:.6f}")


def haversine(first: Decimal, left: Decimal, second: Decimal, right: Decimal) -> float:
    """The textbook's formula, by the machine's own sines."""
    south, west, north, east = (math.radians(float(one)) for one in (first, left, second, right))
    squared = math.sin((south - north) / 2) ** 2
    squared += math.cos(south) * math.cos(north) * math.sin((west - east) / 2) ** 2
    return EARTH.diameter * math.asin(min(1.0, math.sqrt(squared)))


def test_it_is_the_distance() -> None:
    """Never more than a metre from what the textbook's formula gives in doubles."""
    for one in points(4000):
        found = distance(*one, "km")
        assert found is not None
        assert abs(float(found) - haversine(*one)) <= 0.000_501, one


@pytest.mark.parametrize(("latitude", "longitude"), [("90.0000001", "0"), ("0", "180.0000001"), ("1e30", "0")])
def test_no_place_on_earth_has_no_distance(latitude: str, longitude: str) -> None:
    """Beyond the poles and the date line the answer is blank."""
    zero = Decimal(0)
    assert distance(Decimal(latitude), Decimal(longitude), zero, zero, "km") is None
    assert distance(zero, zero, Decimal(latitude), Decimal(longitude), "mi") is None


def tree(catalog: Catalog, text: str) -> Node:
    node, problems = check_expression(RuleText(text), Scope(catalog, "route"))
    assert node is not None, list(problems)
    return node


def test_databases_and_python_agree_to_the_last_place(database: Database) -> None:
    """Thousands of pairs of places, near and far: the same thousandth of a kilometre or mile, and the same blanks."""
    model, _ = load_stack(
        [core_app(), AppSource("made", {"app.yaml": "name: made\nversion: 1\n", "objects/route.yaml": APP})]
    )
    plan, problems = compile_model(model)
    assert plan is not None, list(problems)
    catalog = Catalog(model)
    texts = ('DISTANCE(start, finish, "km")', 'DISTANCE($record.finish, start, "mi")', FIXED)
    trees = [tree(catalog, text) for text in texts]
    rows: list[dict[str, Value]] = [dict(zip(COLUMNS, one, strict=True)) for one in points(3000)]
    rows.append(dict.fromkeys(COLUMNS))
    with opened(database, plan) as world:
        world.insert("route", rows)
        found = world.values(*trees, thing="route")
    for place, node in enumerate(trees):
        wanted = evaluated(node, rows)
        wrong = [
            (row, left[str(place)], right)
            for row, left, right in zip(rows, found, wanted, strict=True)
            if not same(left[str(place)], right)
        ]
        assert not wrong
