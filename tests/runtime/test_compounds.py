"""Fields of several parts at the door: as an object, as one text, part by part."""

from decimal import Decimal

import pytest

from objectry.runtime import Query
from objectry.runtime.actor import Source
from tests.runtime.acts import codes, create, update
from tests.runtime.worlds import FILES, Pour, World

SITE = """
object: site
label: Site
fields:
  name: {type: text, required: true}
  place: {type: geolocation, label: Place}
  billing: {type: address, label: Billing, aliases: [invoice], parts: {postcode: {sensitive: financial}}}
  far: {type: boolean, formula: 'DISTANCE(place, GEOLOCATION(31.2304, 121.4737), "km") > 100'}
  account: {type: lookup, to: account, related_as: sites}
"""
VISIT = """
object: visit
label: Visit
fields:
  site: {type: lookup, to: site, related_as: visits}
"""
SHANGHAI = {"latitude": "31.2304", "longitude": "121.4737"}
PEKING = "39.9042, 116.4074"
PARTS = ("country", "province", "city", "district", "street")


@pytest.fixture
def world(poured: Pour) -> World:
    """The company with sites, which root may do everything with and bob may not read the postcode of."""
    roles = FILES["permissions/roles.yaml"].replace(
        "    objects:\n", "    objects:\n      site: all\n      visit: all\n", 1
    )
    files = {**FILES, "objects/site.yaml": SITE, "objects/visit.yaml": VISIT, "permissions/roles.yaml": roles}
    return poured(files)


def stored(world: World, id: str, *names: str) -> list[object]:
    record = world.platform.records.get(world.call("root"), "site", id, names)
    return [record.values[name] for name in names]


def test_an_object_says_what_it_names(world: World) -> None:
    """Parts that are not named stay as they are; nothing empties all."""
    sent = {"name": "a", "billing": {"city": "Bonn", "COUNTRY": "Germany"}, "place": SHANGHAI}
    made = create(world, "root", "site", sent).records[0]
    assert made is not None
    assert stored(world, made.id, "billing_city", "billing_country") == ["Bonn", "DE"]
    assert stored(world, made.id, "place_latitude") == [Decimal("31.230400")]
    update(world, "root", "site", made.id, {"billing": {"street": "Markt 1"}, "place": None})
    assert stored(world, made.id, "billing_city", "billing_street", "place_longitude") == ["Bonn", "Markt 1", None]
    update(world, "root", "site", made.id, {"invoice": None})
    assert stored(world, made.id, "billing_city", "billing_country", "billing_street") == [None] * 3


def test_one_text_is_taken_apart(world: World) -> None:
    """A free address fills the parts, at every door; what cannot be told apart stays in the street."""
    sent = {"name": "a", "billing": "北京市海淀区中关村1号", "place": PEKING}
    made = create(world, "root", "site", sent, source=Source.IMPORT).records[0]
    assert made is not None
    names = [f"billing_{part}" for part in PARTS]
    assert stored(world, made.id, *names) == ["CN", "北京市", "北京市", "海淀区", "中关村1号"]
    assert stored(world, made.id, "place_latitude", "far") == [Decimal("39.904200"), True]
    update(world, "root", "site", made.id, {"billing": "somewhere in the woods"})
    assert stored(world, made.id, *names) == [None, None, None, None, "somewhere in the woods"]


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ({"place": {"latitude": "1"}}, [("D521", "place_longitude")]),
        ({"place": {"latitude": "91", "longitude": "1"}}, [("D525", "place_latitude")]),
        ({"place": "here"}, [("D522", "place")]),
        ({"place": [1, 2]}, [("D522", "place")]),
        ({"billing": {"town": "Bonn"}}, [("D588", "billing")]),
        ({"billing": {"country": "Atlantis"}}, [("D589", "billing_country")]),
        ({"billing": "Bonn", "billing_city": "Bonn"}, [("D512", "billing_city")]),
        ({"billing": 7}, [("D522", "billing")]),
    ],
)
def test_what_is_no_such_value_is_told(world: World, values: dict[str, object], found: list[tuple[str, str]]) -> None:
    """The problem names the part that is wrong, or the field where no part can be told."""
    assert codes(lambda: create(world, "root", "site", {"name": "a", **values})) == found


def test_rights_are_those_of_the_parts(world: World) -> None:
    """A part that somebody may not see is not there for her, and a text she sends does not empty it."""
    (made,) = world.create("bob", "site", {"name": "a", "billing": "上海市浦东新区张江路1号"})
    update(world, "root", "site", made.id, {"billing_postcode": "200000"})
    assert [
        code for code, _ in codes(lambda: update(world, "bob", "site", made.id, {"billing": {"postcode": "1"}}))
    ] == ["D510"]
    update(world, "bob", "site", made.id, {"billing": "上海市黄浦区外滩1号"})
    assert stored(world, made.id, "billing_district", "billing_postcode") == ["黄浦区", "200000"]
    seen = world.platform.records.get(world.call("bob"), "site", made.id, ("billing",)).values
    assert "billing.postcode" not in seen
    assert seen["billing.district"] == "黄浦区"


def test_lists_filter_and_sort_by_parts_and_by_distance(world: World) -> None:
    """`billing.city` and `billing_city` are one; distance sorts, also through a lookup."""
    towns = (("near", "31.24, 121.48", "上海市"), ("far", PEKING, "北京市"), ("nowhere", None, None))
    rows = [{"name": name, "place": place, "billing": {"city": city}} for name, place, city in towns]
    sites = world.create("root", "site", *rows)
    assert world.names("root", "site", filter='billing.city = "上海市"') == ["near"]
    assert world.names("root", "site", filter='BEGINS(billing_city, "北")') == ["far"]
    assert world.names("root", "site", filter='DISTANCE(place, GEOLOCATION(31.2304, 121.4737), "km") < 10') == ["near"]
    assert world.names("root", "site", filter="far") == ["far"]
    assert world.names("root", "site", sort=("-billing.city", "name"))[-1] == "nowhere"
    world.create("root", "visit", *({"name": one.id[-4:], "site": one.id} for one in sites))
    asked = Query(
        "visit", filter='DISTANCE(site.place, GEOLOCATION(31.2304, 121.4737), "mi") > 600', fields=("site.billing",)
    )
    (only,) = world.platform.records.find(world.call("root"), asked).records
    assert only.values["site.billing.city"] == "北京市"
