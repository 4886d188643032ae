"""Fields of several parts: what becomes of them when the model is built."""

from decimal import Decimal

import pytest
from jsonschema import Draft7Validator

from objectry.metadata import CompoundType, FieldType, export_schemas
from objectry.metadata.keys.compound_keys import COMPOUNDS, PARTS
from tests.metadata.stacks import load_clean, load_object, only

SITE = "object: visit\nfields:\n  site: {type: address, label: Site}\n"
BELOW = "=== below: objects/visit.yaml\n" + SITE


def test_every_compound_type_has_its_parts_and_keys() -> None:
    """The tables of parts and of keys are complete."""
    assert set(PARTS) == set(COMPOUNDS) == set(CompoundType)


def test_parts_are_ordinary_fields() -> None:
    """The compound itself is no field; its parts are, in its place and with its label before theirs."""
    visit = load_object(SITE + "  ends: {type: date}\n")
    names = [name for name, field in visit.fields.items() if not field.system]
    assert names == [
        "name", "site_country", "site_province", "site_city", "site_district", "site_street", "site_postcode", "ends",
    ]  # fmt: skip
    city = visit.fields["site_city"]
    assert (city.type, city.label, city.part_of) == (FieldType.TEXT, "Site: City", ("site", "city"))
    assert visit.compounds["site"].parts["city"] == "site_city"
    assert visit.fields["site_country"].normalize == ("country",)


def test_a_part_inherits_what_its_compound_says() -> None:
    """Rights, history, names of old and what is required go on to the parts."""
    said = "required: true, read_only: true, history: false, sensitive: private, aliases: [spot], renamed_from: [point]"
    visit = load_object(f"object: visit\nfields:\n  place: {{type: geolocation, {said}}}\n")
    for name in ("latitude", "longitude"):
        field = visit.fields[f"place_{name}"]
        assert (field.required, field.read_only, field.history, field.sensitive) == (True, True, False, "private")
        assert (field.aliases, field.renamed_from) == ((f"spot_{name}",), (f"point_{name}",))


def test_a_required_address_asks_for_country_and_city() -> None:
    """Nobody has all six parts everywhere."""
    visit = load_object(SITE.replace("label: Site", "required: true"))
    assert [name for name, field in visit.fields.items() if field.required] == ["site_country", "site_city"]


def test_both_degrees_or_none() -> None:
    """Either degree needs the other, within the bounds of the earth."""
    visit = load_object("object: visit\nfields:\n  place: {type: geolocation}\n")
    latitude, longitude = visit.fields["place_latitude"], visit.fields["place_longitude"]
    assert latitude.required_if is not None
    assert latitude.required_if.text == "not ISBLANK(place_longitude)"
    assert (latitude.precision, latitude.scale) == (9, 6)
    assert (latitude.minimum, latitude.maximum) == (Decimal(-90), Decimal(90))
    assert (longitude.minimum, longitude.maximum) == (Decimal(-180), Decimal(180))


def test_a_part_may_say_otherwise() -> None:
    """The compound's word counts where a part says nothing; names of old add up."""
    parts = "parts: {city: {label: Town, required: true, max_length: 30, renamed_from: [town]}}"
    visit = load_object(f"object: visit\nfields:\n  site: {{type: address, renamed_from: [place], {parts}}}\n")
    city = visit.fields["site_city"]
    assert (city.label, city.required, city.max_length) == ("Town", True, 30)
    assert city.renamed_from == ("place_city", "town")


def test_a_later_layer_overrides_one_part() -> None:
    """`extend` reaches into the parts and leaves the others alone."""
    above = "=== objects/visit.yaml\nextend: visit\nfields:\n  site: {extend: true, parts: {city: {label: Town}}}\n"
    visit = load_clean(BELOW + above).objects["visit"]
    assert [visit.fields[f"site_{part}"].label for part in ("city", "street")] == ["Town", "Site: Street"]


def test_a_layout_names_the_compound_or_a_part() -> None:
    """Generated forms and lists hold the compound once, declared ones what they say."""
    model = load_clean("=== objects/visit.yaml\n" + SITE)
    layout = model.layouts["visit"]
    assert layout.forms["default"].sections["details"].fields == ("name", "site", "owner")
    assert layout.views["all"].columns == ("name", "site", "owner")
    said = "=== layouts/visit.yaml\nlayout: visit\nviews: {v: {columns: [name, site_city], sort: [site_city]}}\n"
    assert load_clean("=== objects/visit.yaml\n" + SITE + said).layouts["visit"].views["v"].columns[1] == "site_city"


def test_a_permission_set_names_the_compound_or_a_part() -> None:
    """What is said of the compound counts for those of its parts that are not named."""
    sets = "=== permissions/a.yaml\npermission_sets:\n  a: {fields: {visit.site: read, visit.site_city: edit}}\n"
    levels = load_clean("=== objects/visit.yaml\n" + SITE + sets).permission_sets["a"].fields
    assert levels["visit.site_street"] == "read"
    assert levels["visit.site_city"] == "edit"
    assert "visit.site" not in levels


def test_translations_name_the_compound_and_its_parts() -> None:
    """A part that is not named in a language is called by the compound's name and the word for the part."""
    fields = "      site: {label: 现场, parts: {street: 门牌}}\n"
    said = f"=== translations/zh-CN.yaml\nobjects:\n  visit:\n    fields:\n{fields}"
    texts = load_clean("=== objects/visit.yaml\n" + SITE + said).translations["zh-CN"].texts
    path = ("objects", "visit", "fields")
    assert texts[*path, "site", "label"] == "现场"
    assert texts[*path, "site_street", "label"] == "门牌"
    assert texts[*path, "site_city", "label"] == "现场：城市"


@pytest.mark.parametrize("column", ["site", "site_city"])
def test_seeds_fill_the_compound_or_a_part(column: str) -> None:
    """A column of a seed file may be either."""
    rows = f"=== data/visit.csv\ncode,{column}\na,Bonn\n"
    load_clean("=== objects/visit.yaml\n" + SITE + "  code: {type: text, unique: true}\n" + rows)


def test_a_part_with_a_wrong_key_is_told_where_it_stands() -> None:
    """The place is that of the part, not of the compound."""
    parts = "  site:\n    type: address\n    parts:\n      city: {max_length: 0}\n"
    problem = only(f"=== objects/visit.yaml\nobject: visit\nfields:\n{parts}")
    assert (problem.code, problem.span.line) == ("M205", 6)


def test_schemas_know_compounds() -> None:
    """An editor completes the parts of each type, and takes no other."""
    check = Draft7Validator(export_schemas(None)["field.address"])
    assert check.is_valid({"type": "address", "parts": {"city": {"label": "Town"}}})
    assert not check.is_valid({"type": "address", "parts": {"latitude": {"label": "Town"}}})
    whole = Draft7Validator(export_schemas(None)["object"])
    assert whole.is_valid({"object": "visit", "fields": {"site": {"type": "geolocation"}}})
    assert not whole.is_valid({"object": "visit", "fields": {"site": {"type": "geolocation", "max_length": 3}}})


def test_a_pack_adds_its_compound_under_its_prefix() -> None:
    """The parts belong to the app that added the whole, and carry its namespace."""
    below = "=== below: objects/visit.yaml\nobject: visit\n"
    app = "=== app.yaml\nname: top\nversion: 1.0\nnamespace: geo\n"
    above = "=== objects/visit.yaml\nextend: visit\nfields:\n  geo__place: {type: geolocation}\n"
    visit = load_clean(below + app + above).objects["visit"]
    assert [visit.fields[f"geo__place_{part}"].app for part in ("latitude", "longitude")] == ["top", "top"]


def test_a_deprecated_compound_warns_whoever_uses_a_part() -> None:
    """The notice stands at each part."""
    said = "deprecated: use office"
    visit = load_object(f"object: visit\nfields:\n  place: {{type: geolocation, {said}}}\n")
    assert visit.fields["place_latitude"].deprecated == "use office"
