"""What may stand at a place of a file, found along the keys that lead there."""

import pytest

from objectry.metadata import FieldType, Slot, slot_at
from objectry.metadata.keys.field_keys import FORMULA_TYPES
from objectry.metadata.keys.kinds import KINDS

FIELD = ("fields", "a")


def slot(kind: str, *steps: str, said: dict[str, str] | None = None) -> Slot:
    """The slot where the last mapping says this."""
    found = slot_at(kind, steps, [{}] * max(len(steps) - 1, 0) + [said or {}] * 2)
    assert found is not None, steps
    return found


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_file_has_its_keys(kind: str) -> None:
    """At the top stand the keys of the kind, each with a sentence."""
    keys = slot(kind).keys
    assert keys
    assert all(keys.values())
    assert ("extend" in keys) == (kind in {"object", "layout"})


@pytest.mark.parametrize("kind", sorted(FieldType))
def test_the_type_of_a_field_decides_its_keys(kind: str) -> None:
    """Each type offers its own; a formula or roll-up is offered where the type can have one."""
    keys = slot("object", *FIELD, said={"type": kind}).keys
    assert {"type", "label", "after"} <= set(keys)
    assert ("to" in keys) == (kind in {"lookup", "master_detail", "many_to_many"})
    assert ("formula" in keys) == (kind in FORMULA_TYPES)


@pytest.mark.parametrize(
    ("kind", "steps", "wanted"),
    [
        ("object", ("fields",), Slot(open=True, declares="field")),
        ("object", ("object",), Slot(refers="object")),
        ("object", ("extend",), Slot(refers="object")),
        ("object", ("name_field",), Slot(refers="field")),
        ("object", ("validations", "v", "error_if"), Slot(rule="expression")),
        ("object", ("validations", "v", "message"), Slot(rule="template")),
        ("object", ("validations", "v", "at"), Slot(refers="field", path=True)),
        ("object", ("indexes", "i", "- 0"), Slot(refers="field")),
        ("object", ("record_types", "x", "values"), Slot(open=True, refers="field")),
        ("object", ("record_types", "x", "values", "stage", "- 0"), Slot(refers="value")),
        ("layout", ("views", "v", "sort", "- 0"), Slot(refers="field", path=True)),
        ("layout", ("forms", "f", "sections", "s", "fields", "- 0"), Slot(refers="field")),
        ("layout", ("page", "tabs", "t", "related"), Slot(refers="relation")),
        ("flows", ("rules", "r", "when"), Slot(rule="event")),
        ("flows", ("rules", "r", "then"), Slot(rule="actions")),
        ("permissions", ("permission_sets", "p", "objects"), Slot(open=True, refers="any_object")),
        ("permissions", ("permission_sets", "p", "fields"), Slot(open=True, refers="object.field")),
        ("permissions", ("permission_sets", "p", "fields", "a.b"), Slot(words=("none", "read", "edit"))),
        ("permissions", ("sharing_rules", "deal", "open", "to"), Slot(refers="holder")),
        ("translation", ("objects",), Slot(open=True, refers="object")),
        ("data", ("records", "- 0"), Slot(open=True, refers="field", path=True)),
        ("data", ("records", "one"), Slot(open=True, refers="field", path=True)),
        ("settings", ("week_start",), Slot(words=("monday", "saturday", "sunday"))),
    ],
)
def test_places(kind: str, steps: tuple[str, ...], wanted: Slot) -> None:
    """Names, words and rule texts, each where it belongs."""
    assert slot(kind, *steps) == wanted


def test_the_keys_of_a_list_view_are_those_of_its_type() -> None:
    """A table when nothing is said."""
    assert "columns" in slot("layout", "views", "v").keys
    assert "by" in slot("layout", "views", "v", said={"type": "kanban"}).keys


def test_a_field_without_a_type_offers_what_all_have() -> None:
    """So that typing can begin with any key."""
    keys = slot("object", *FIELD).keys
    assert {"type", "label", "help"} <= set(keys)
    assert "to" not in keys
    assert "text" in slot("object", *FIELD, "type").words


@pytest.mark.parametrize(
    ("kind", "steps"),
    [
        ("object", ("nothing",)),
        ("object", ("fields", "a", "nothing", "more")),
        ("other", ()),
        ("object", ("label", "x")),
    ],
)
def test_where_nothing_is_known(kind: str, steps: tuple[str, ...]) -> None:
    """Behind an unknown key, in an unknown kind of file, under a text."""
    assert slot_at(kind, steps, ()) is None
