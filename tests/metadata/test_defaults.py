"""What is resolved when a file says nothing: the table of METADATA, line by line."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from objectry.metadata import FieldType, Model, OnDelete, RuleText
from objectry.metadata.building.fields import DIGITS, MAX_LENGTHS
from objectry.metadata.names import SYSTEM_COLUMNS, plural_of, sentence
from tests.metadata.stacks import load_clean, load_object

SMALL = """
object: visit
label: Visit
fields:
  subject: {type: text}
"""


def field(said: str, extra: str = "") -> Any:
    """The field `a` of an object."""
    return load_object(f"object: visit\nfields:\n  a: {said}\n{extra}").fields["a"]


def test_five_lines_are_an_object() -> None:
    """Name, owner, system fields, sharing, plural: all there."""
    visit = load_object(SMALL)
    assert list(visit.fields) == [
        "id", "name", "subject", "owner", "created_at", "created_by", "updated_at", "updated_by", "version",
    ]  # fmt: skip
    assert (visit.plural, visit.icon, visit.name_field, visit.owned) == ("Visits", "table", "name", True)
    assert (visit.sharing.base, visit.sharing.hierarchy, visit.sharing.parent) == ("private", True, None)
    assert visit.features == ("history",)
    assert (visit.app, visit.core) == ("top", False)


def test_an_object_without_owner_is_open() -> None:
    """Nobody owns it, so everybody with the right may edit; there is no owner field."""
    visit = load_object("object: visit\nowned: false\n")
    assert visit.sharing.base == "edit"
    assert "owner" not in visit.fields


def test_the_name_is_added_only_where_there_is_none() -> None:
    """A declared name, or another naming field, is taken as it is."""
    added = load_object("object: visit\n").fields["name"]
    assert (added.type, added.max_length, added.label, added.required) == (FieldType.TEXT, 255, "Name", False)
    declared = load_object("object: visit\nfields:\n  x: {type: text}\n  name: {type: text, max_length: 9}\n")
    assert declared.fields["name"].max_length == 9
    other = load_object("object: visit\nname_field: no\nfields:\n  no: {type: autonumber, format: 'V-{0000}'}\n")
    assert "name" not in other.fields


@pytest.mark.parametrize("name", ["id", "created_at", "created_by", "updated_at", "updated_by", "version"])
def test_system_fields_belong_to_the_engine(name: str) -> None:
    """They are marked, read-only, kept out of history, and labelled."""
    one = load_object(SMALL).fields[name]
    assert one.system
    assert one.read_only
    assert not one.history
    assert one.label


def test_the_owner_is_a_user_and_may_be_written() -> None:
    """Of the system fields only the owner is a person's to change, and its changes are kept."""
    owner = load_object(SMALL).fields["owner"]
    assert (owner.to, owner.system, owner.read_only, owner.history) == (("user",), True, False, True)
    assert owner.related_as is None


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        ("{type: text}", {"max_length": 255, "history": True, "label": "A"}),
        ("{type: textarea}", {"max_length": 32_000, "history": False}),
        ("{type: textarea, history: true}", {"history": True}),
        ("{type: integer}", {"precision": 18, "scale": 0}),
        ("{type: decimal}", {"precision": 18, "scale": 4}),
        ("{type: currency}", {"precision": 16, "scale": 2}),
        ("{type: percent}", {"precision": 7, "scale": 2}),
        ("{type: decimal, precision: 3}", {"precision": 3, "scale": 3}),
        ("{type: lookup, to: user}", {"on_delete": OnDelete.SET_NULL, "to": ("user",), "related_as": "visits"}),
        ("{type: lookup, to: user, required: true}", {"on_delete": OnDelete.RESTRICT}),
        ("{type: lookup, to: user, required: true, on_delete: cascade}", {"on_delete": OnDelete.CASCADE}),
        ("{type: lookup, to: [user, visit]}", {"to": ("user", "visit")}),
        ("{type: autonumber, format: '{0}'}", {"read_only": True, "unique": False, "reset": None}),
        ("{type: text, external_id: true}", {"unique": True, "external_id": True}),
        ("{type: decimal, formula: 1 + 1}", {"read_only": True, "history": False, "blanks": "zero", "computed": True}),
        ("{type: decimal, formula: 1 + 1, history: true}", {"history": True}),
        ("{type: integer, rollup: COUNT(bs)}", {"rollup": RuleText("COUNT(bs)"), "formula": None, "computed": True}),
        ("{type: email}", {"max_length": 254}),
        ("{type: phone}", {"max_length": 40}),
        ("{type: url}", {"max_length": 2000}),
        ("{type: boolean}", {"required": False, "default": None, "sensitive": None, "index": False}),
        ("{type: text, default: no}", {"default": "no"}),
        ("{type: text, default: 007}", {"default": "007"}),
        ("{type: decimal, default: 1.10}", {"default": Decimal("1.10")}),
        ("{type: boolean, default: true}", {"default": True}),
        ("{type: percent, default: 20}", {"default": Decimal("0.20")}),
        ("{type: percent, min: 5, max: 50}", {"minimum": Decimal("0.05"), "maximum": Decimal("0.5")}),
        ("{type: percent, default: 12.25}", {"default": Decimal("0.1225")}),
        ("{type: date, default: '2026-02-28'}", {"default": date(2026, 2, 28)}),
        ("{type: datetime, default: '2026-02-28T12:00:00Z'}", {"default": datetime(2026, 2, 28, 12, tzinfo=UTC)}),
        ("{type: time, default: '09:30', min: 06:00, max: '21:00:01'}",
         {"default": time(9, 30), "minimum": time(6), "maximum": time(21, 0, 1)}),
        ("{type: text, normalize: trim}", {"normalize": ("trim",)}),
        ("{type: text, normalize: [trim, upper]}", {"normalize": ("trim", "upper")}),
        ("{type: text, aliases: [A__c], renamed_from: [old]}", {"aliases": ("A__c",), "renamed_from": ("old",)}),
    ],
)  # fmt: skip
def test_fields(said: str, wanted: dict[str, Any]) -> None:
    """Each field type's defaults, and how literals are kept."""
    one = field(said)
    assert {key: getattr(one, key) for key in wanted} == wanted


def test_facts_of_choices() -> None:
    """Every choice carries every fact: false for a boolean left out, blank for others, percent as a fraction."""
    picklist = field(
        "{type: picklist, attributes: {p: percent, closed: boolean, t: text, n: integer, d: decimal},"
        " values: {one: {p: 20, closed: true, t: no, n: 3, d: 1.5}, Closed won: }}"
    ).picklist
    one, two = picklist.values.values()
    assert one.attributes == {"p": Decimal("0.2"), "closed": True, "t": "no", "n": 3, "d": Decimal("1.5")}
    assert two.attributes == {"p": None, "closed": False, "t": None, "n": None, "d": None}
    assert (one.label, two.label, two.name) == ("One", "Closed won", "Closed won")
    assert picklist.attributes["p"] is FieldType.PERCENT


def test_values_may_be_a_bare_set() -> None:
    """`{small, large}` are two choices."""
    assert list(field("{type: picklist, values: {small, large}}").picklist.values) == ["small", "large"]


def test_transitions() -> None:
    """A value that is named with nothing is final; one that is not named is free."""
    picklist = field("{type: picklist, values: {a, b, c}, transitions: {a: [b], b: []}}").picklist
    assert picklist.transitions == {"a": ("b",), "b": ()}


def test_related_names() -> None:
    """The plural of the object's name; a second lookup to the same object says by which field."""
    visit = load_object(
        "object: visit\nfields:\n  one: {type: lookup, to: user}\n  two: {type: lookup, to: user}\n"
        "  up: {type: lookup, to: visit}\n"
    )
    assert [visit.fields[name].related_as for name in ("one", "two", "up")] == ["visits", "visits_by_two", "visits"]


@pytest.mark.parametrize(
    ("label", "plural"),
    [
        ("Account", "Accounts"), ("Opportunity", "Opportunities"), ("Day", "Days"), ("Branch", "Branches"),
        ("Box", "Boxes"), ("Address", "Addresses"), ("商机", "商机"), ("Café", "Café"), ("Level 2", "Level 2"),
    ],
)  # fmt: skip
def test_plurals(label: str, plural: str) -> None:
    """English rules for English labels; other scripts keep the label."""
    assert plural_of(label) == plural


def test_labels_from_names() -> None:
    """A name reads as a sentence, without the namespace of its app."""
    assert sentence("close_date") == "Close date"
    assert sentence("edu__course_level") == "Course level"


def test_a_layout_is_generated() -> None:
    """Without a file there is a form with all fields, a page, a list, a search."""
    model = load_clean(
        "=== objects/visit.yaml\nobject: visit\nlabel: Visit\nfields:\n"
        "  day: {type: date}\n  notes: {type: textarea}\n  secret: {type: text, sensitive: x}\n  mail: {type: email}\n"
        "=== objects/item.yaml\nobject: item\nfields: {visit: {type: lookup, to: visit}}\n"
    )
    layout = model.layouts["visit"]
    assert layout.forms["default"].sections["details"].fields == ("name", "day", "notes", "secret", "mail", "owner")
    assert layout.views["all"].columns == ("name", "day", "mail", "owner")
    assert (layout.views["all"].label, layout.views["all"].sort) == ("All Visits", ("name",))
    assert [(tab.name, tab.form, tab.related, tab.timeline) for tab in layout.page.tabs.values()] == [
        ("details", "default", None, False),
        ("items", None, "items", False),
        ("timeline", None, None, True),
    ]
    assert layout.page.highlights == ("day", "mail")
    assert layout.search == ("name", "mail")


def test_a_generated_list_leads_with_what_tells_records_apart() -> None:
    """Names, choices, dates and lookups come before amounts, these before other numbers, boxes to tick last."""
    layout = load_clean(
        "=== objects/visit.yaml\nobject: visit\nowned: false\nfields:\n"
        "  size: {type: integer}\n  vip: {type: boolean}\n  price: {type: currency}\n  day: {type: date}\n"
        "  kind: {type: picklist, values: {a: {}}}\n  mail: {type: email}\n"
    ).layouts["visit"]
    assert layout.views["all"].columns == ("name", "day", "kind", "mail", "price", "size")


def test_a_partial_layout_is_completed() -> None:
    """What a layout file leaves out is generated as if there were none."""
    layout = load_clean(
        "=== objects/visit.yaml\nobject: visit\nfeatures: []\n"
        "=== layouts/visit.yaml\nlayout: visit\nviews: {mine: {where: owner = $user}}\n"
    ).layouts["visit"]
    assert list(layout.views) == ["mine"]
    assert layout.views["mine"].columns == ("name", "owner")
    assert list(layout.forms) == ["default"]
    assert list(layout.page.tabs) == ["details"]


def test_without_the_feature_nothing_is_kept() -> None:
    """`features: []` switches history off for every field, the owner too."""
    visit = load_object("object: visit\nfeatures: []\nfields:\n  a: {type: text, history: true}\n")
    assert not any(field.history for field in visit.fields.values())


def test_every_object_has_a_layout() -> None:
    """Core objects too."""
    model = load_clean("=== objects/visit.yaml\nobject: visit\n")
    assert model.layouts.keys() == model.objects.keys()


def test_rights() -> None:
    """`all` stands for the five everyday rights; a right that is false is not given."""
    model = load_clean(
        "=== permissions/a.yaml\npermission_sets:\n  a:\n    objects:\n"
        "      user: all\n      notification: {read: true, update: false}\n"
    )
    assert model.permission_sets["a"].objects == {
        "user": frozenset({"create", "read", "update", "delete", "transfer"}),
        "notification": frozenset({"read"}),
    }
    assert model.permission_sets["a"].label == "A"


def test_settings_and_apps() -> None:
    """What nobody has chosen has a value."""
    model = load_clean("=== objects/visit.yaml\nobject: visit\n")
    assert (model.settings.currency, model.settings.timezone, model.settings.week_start) == ("USD", "UTC", "monday")
    assert [(app.name, app.label, app.language) for app in model.apps] == [("core", "Core", "en"), ("top", "Top", "en")]


def test_the_model_cannot_be_changed() -> None:
    """Everything in it is frozen."""
    model: Model = load_clean("=== objects/visit.yaml\nobject: visit\n")
    with pytest.raises(TypeError):
        model.objects["x"] = model.objects["visit"]  # type: ignore[index]
    with pytest.raises(TypeError):
        model.objects["visit"].fields["x"] = model.objects["visit"].fields["name"]  # type: ignore[index]
    with pytest.raises(AttributeError):
        model.objects["visit"].label = "x"  # type: ignore[misc]


def test_tables_of_field_types_are_complete() -> None:
    """Lengths and digits are known for every type that has them."""
    assert set(MAX_LENGTHS) & set(DIGITS) == set()
    texts = {FieldType.TEXT, FieldType.TEXTAREA, FieldType.EMAIL, FieldType.PHONE, FieldType.URL}
    texts |= {FieldType.RICH_TEXT, FieldType.JSON, FieldType.SECRET}
    assert texts | {FieldType.PICKLIST, FieldType.AUTONUMBER} == set(MAX_LENGTHS)
    assert set(load_object(SMALL).fields) - {"name", "subject"} < SYSTEM_COLUMNS
