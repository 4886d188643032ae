"""Choices at the door: several at once, those a record type leaves, those that go with another picklist."""

from collections.abc import Mapping

import pytest

from objectry.runtime.actor import Source
from objectry.runtime.calls import Change
from objectry.runtime.errors import Invalid
from tests.runtime.worlds import FILES, Pour, World

SHIPMENT = """
object: shipment
label: Shipment
fields:
  name: {type: text, required: true}
  state: {type: picklist, values: {planned: {}, packed: {}, sent: {}}, default: planned}
  marks: {type: multi_picklist, values: {fragile: {}, cold: {}, heavy: {}}, default: [heavy]}
  country: {type: picklist, values: {cn: {}, de: {}}}
  province:
    type: picklist
    values: {zj: {}, sh: {}, by: {}}
    depends_on: country
    values_for: {cn: [zj, sh], de: [by]}
  cities:
    type: multi_picklist
    values: {hz: {}, nb: {}, muc: {}}
    depends_on: province
    values_for: {zj: [hz, nb], by: [muc]}
  weight: {type: percent}
  note: {type: text, default_formula: name & "!"}
record_types:
  parcel: {label: Parcel}
  letter:
    label: Letter
    default: {state: sent, marks: [cold], weight: 20, note: plain}
    values: {state: [packed, sent], marks: [cold]}
  crate: {}
"""
FLOW = """
object: shipment
rules:
  moved:
    when: before save
    if: name = "move"
    then: |
      set country = "de"
  marked:
    when: before save
    if: BEGINS(name, "mark")
    then: |
      if "cold" in marks then set marks = CHOICES("heavy", "fragile") else set marks = "cold" end
  emptied:
    when: before save
    if: name = "empty"
    then: |
      set marks = null
  freed:
    when: marks changes from CHOICES("cold") to CHOICES("cold", "heavy")
    then: |
      set note = "heavier"
  typed:
    when: created
    if: name = "both"
    then: |
      create shipment { name = "child", record_type = "letter" }
"""
SHIPPING = """
permission_sets:
  shipping: {objects: {shipment: all}}
  letters: {objects: {shipment: all}, record_types: {shipment: [letter]}}
  crates: {record_types: {shipment: [crate]}}
roles:
  director: {sets: [selling, overview, shipping]}
  manager: {sets: [selling, leading, letters, crates]}
  rep: {sets: [selling, letters]}
"""


@pytest.fixture
def shipping(poured: Pour) -> World:
    """The company with shipments."""
    roles = FILES["permissions/roles.yaml"].replace("director: {label: Director, sets: [selling, overview]}", "")
    roles = roles.replace("manager: {label: Manager, sets: [selling, leading]}", "")
    roles = roles.replace("rep: {label: Rep, sets: [selling]}", "")
    files = {**FILES, "permissions/roles.yaml": roles, "permissions/shipping.yaml": SHIPPING}
    return poured({**files, "objects/shipment.yaml": SHIPMENT, "flows/shipment.yaml": FLOW})


def made(world: World, who: str = "dora", **values: object) -> Mapping[str, object]:
    (record,) = world.create(who, "shipment", {"name": "s", **values})
    return record.values


def refused(world: World, who: str = "dora", **values: object) -> list[tuple[str, str | None]]:
    with pytest.raises(Invalid) as raised:
        made(world, who, **values)
    return [(one.code, one.field) for one in raised.value.problems]


def changed(world: World, id: object, **values: object) -> list[tuple[str, str | None]]:
    """The problems of an update, none when it went through."""
    try:
        world.platform.records.update(world.call("dora"), "shipment", [Change(str(id), values)])
    except Invalid as error:
        return [(one.code, one.field) for one in error.problems]
    return []


def value(world: World, id: object, name: str) -> object:
    return world.value("dora", "shipment", str(id), name)


def test_several_choices_are_kept_in_declared_order(shipping: World) -> None:
    """Lists, JSON and texts with semicolons mean the same; each choice stands once, and none is blank."""
    for written in (["heavy", "fragile", "heavy"], "heavy;fragile", " heavy ; fragile ;", '["fragile", "heavy"]'):
        assert made(shipping, marks=written)["marks"] == ("fragile", "heavy")
    nothing: tuple[object, ...] = ([], "", "[]", ";", None)
    for none in nothing:
        assert made(shipping, marks=none)["marks"] is None
    assert made(shipping)["marks"] == ("heavy",)


def test_several_choices_are_found_by_what_they_hold(shipping: World) -> None:
    """Filters look into the set on both databases; sorting and grouping by it is refused with its reason."""
    for name, marks in (("a", ["fragile", "cold"]), ("b", ["cold"]), ("c", [])):
        made(shipping, name=name, marks=marks)
    for text, names in {
        'INCLUDES(marks, "cold")': ["a", "b"],
        'EXCLUDES(marks, "fragile", "heavy")': ["b", "c"],
        '"fragile" in marks': ["a"],
        'marks = CHOICES("cold", "fragile")': ["a"],
        "ISBLANK(marks)": ["c"],
        "COUNT(marks) = 2": ["a"],
        "marks <> null": ["a", "b"],
    }.items():
        assert shipping.names("dora", "shipment", filter=text, sort=("name",)) == names, text
    with pytest.raises(Invalid, match="cannot be sorted or grouped by marks"):
        shipping.names("dora", "shipment", sort=("-marks",))
    with pytest.raises(Invalid, match="cannot be sorted or grouped by marks"):
        shipping.platform.records.group(shipping.call("dora"), "shipment", ("marks",), {"n": "COUNT"})


def test_rules_set_and_watch_several_choices(shipping: World) -> None:
    """A rule looks into a set, sets it whole, to one choice or to none, and waits for a change from and to one."""
    assert made(shipping, name="mark", marks=["cold"])["marks"] == ("fragile", "heavy")
    assert made(shipping, name="mark", marks=["heavy"])["marks"] == ("cold",)
    assert made(shipping, name="empty", marks=["heavy"])["marks"] is None
    id = made(shipping, marks=["cold"])["id"]
    assert changed(shipping, id, marks=["heavy", "cold"]) == []
    assert value(shipping, id, "note") == "heavier"


def test_history_tells_sets(shipping: World) -> None:
    """A changed set stands in the history as it was and as it is."""
    id = made(shipping, marks=["cold"])["id"]
    changed(shipping, id, marks=["cold"])  # nothing changes
    changed(shipping, id, marks=["fragile", "cold"])
    newest = shipping.platform.records.history(shipping.call("dora"), "shipment", str(id))[0]
    assert newest.changes["marks"] == (("cold",), ("fragile", "cold"))


def test_a_record_type_gives_its_defaults(shipping: World) -> None:
    """The type's own defaults go before the fields', formulas included; what is sent goes before both."""
    letter = made(shipping, record_type="letter")
    assert (letter["state"], letter["marks"], letter["note"]) == ("sent", ("cold",), "plain")
    assert str(letter["weight"]) == "0.2000"
    assert made(shipping, record_type="letter", state="packed", note=None)["note"] is None
    parcel = made(shipping)
    assert (parcel["record_type"], parcel["state"], parcel["note"]) == ("parcel", "planned", "s!")


def test_a_record_type_narrows_choices(shipping: World) -> None:
    """A choice the type does not have is refused at its field, on create and on change, one or several."""
    assert refused(shipping, record_type="letter", state="planned") == [("D566", "state")]
    assert refused(shipping, record_type="letter", marks=["cold", "heavy"]) == [("D566", "marks")]
    assert refused(shipping, record_type="lettre") == [("D527", "record_type")]
    assert refused(shipping, record_type=None) == [("D521", "record_type")]
    id = made(shipping, record_type="letter")["id"]
    assert changed(shipping, id, state="planned") == [("D566", "state")]


def test_changing_the_record_type_looks_at_everything_again(shipping: World) -> None:
    """A record becomes of another type only with choices that type has."""
    id = made(shipping, state="planned", marks=["heavy"])["id"]
    assert changed(shipping, id, record_type="letter") == [("D566", "state"), ("D566", "marks")]
    assert changed(shipping, id, record_type="letter", state="sent", marks=None) == []
    assert changed(shipping, id, record_type="crate") == []


def test_who_may_give_which_record_type(shipping: World) -> None:
    """Sets that name types open these, one that grants create and names none opens all; grants only add."""
    assert made(shipping, "bob")["record_type"] == "letter"
    assert refused(shipping, "bob", record_type="parcel") == [("D567", "record_type")]
    assert made(shipping, "ann", record_type="crate")["record_type"] == "crate"
    assert refused(shipping, "ann", record_type="parcel") == [("D567", "record_type")]
    assert made(shipping, "dora", record_type="crate")["record_type"] == "crate"
    (own,) = shipping.create("bob", "shipment", {"name": "mine"})
    with pytest.raises(Invalid, match="type Crate"):
        shipping.platform.records.update(shipping.call("bob"), "shipment", [Change(own.id, {"record_type": "crate"})])


def test_rules_and_seeds_give_any_record_type(shipping: World) -> None:
    """What the platform does itself is not bound by a person's permission sets, but by the types' choices."""
    (both,) = shipping.create("dora", "shipment", {"name": "both", "record_type": "crate"})
    assert both.version == 1
    assert set(shipping.names("dora", "shipment", filter='record_type = "letter"')) == {"child"}
    seeded = shipping.platform.records.create(
        shipping.call("system:seed", Source.SEED), "shipment", [{"name": "x", "record_type": "parcel"}]
    )
    assert seeded.records[0] is not None


def test_dependent_choices(shipping: World) -> None:
    """A choice goes with the value above it, through every level; a blank one above leaves no choice."""
    assert made(shipping, country="cn", province="zj", cities=["nb", "hz"])["cities"] == ("hz", "nb")
    assert refused(shipping, country="de", province="zj") == [("D568", "province")]
    assert refused(shipping, province="zj") == [("D568", "province")]
    assert refused(shipping, country="cn", province="sh", cities=["hz", "nb"]) == [("D568", "cities")] * 2


def test_changing_what_decides_looks_at_what_depends(shipping: World) -> None:
    """Another country asks for another province; a rule that sets the country is held to the same."""
    id = made(shipping, country="cn", province="zj", cities=["hz"])["id"]
    assert changed(shipping, id, country="de") == [("D568", "province")]
    assert changed(shipping, id, name="move") == [("D568", "province")]
    assert changed(shipping, id, country="de", province="by") == [("D568", "cities")]
    assert changed(shipping, id, country="de", province="by", cities=["muc"]) == []
