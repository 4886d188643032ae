"""Layers: what a later app adds, overrides, places and removes, and what it hears when it errs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import AppSource, Object, core_app, load_stack
from objectry.metadata.names import SYSTEM_COLUMNS
from tests.metadata.stacks import load, load_clean

BASE = """
=== below: objects/visit.yaml
object: visit
label: Visit
sharing: {base: read}
fields:
  a: {type: text, label: A, max_length: 20}
  b: {type: picklist, values: {x: {label: X, color: red}, y: {label: Y}, z: {}}}
  c: {type: date}
validations:
  never: {error_if: false, message: Never., at: a}
indexes: {by_a: [a, c]}
"""


def own(one: Object) -> list[str]:
    """The names of the fields that are no system fields."""
    return [name for name in one.fields if name not in SYSTEM_COLUMNS]


def extended(extension: str) -> Object:
    return load_clean(f"{BASE}=== objects/visit.yaml\nextend: visit\n{extension}").objects["visit"]


def test_keys_merge_and_others_stay() -> None:
    """A key that is said again counts, its neighbours keep what they are."""
    visit = extended("label: Call\nsharing: {hierarchy: false}\nfields:\n  a: {label: Alpha}\n")
    assert (visit.label, visit.plural) == ("Call", "Calls")
    assert (visit.sharing.base, visit.sharing.hierarchy) == ("read", False)
    assert (visit.fields["a"].label, visit.fields["a"].max_length) == ("Alpha", 20)
    assert visit.app == "below"


def test_lists_replace() -> None:
    """A list that is said again is the whole list."""
    assert extended("indexes: {by_a: [c]}\n").indexes["by_a"].fields == ("c",)


def test_choices_merge_place_and_go() -> None:
    """Picklist values are entries by name like any other."""
    visit = extended(
        "fields:\n  b: {values: {x: {label: Ex}, y: {disabled: true}, w: {before: x}, v: {after: x, color: blue}}}\n"
    )
    picklist = visit.fields["b"].picklist
    assert picklist is not None
    assert list(picklist.values) == ["w", "x", "v", "z"]
    assert (picklist.values["x"].label, picklist.values["x"].color) == ("Ex", "red")


@pytest.mark.parametrize(
    ("said", "order"),
    [
        ("n: {type: text}", ["name", "a", "b", "c", "n"]),
        ("n: {type: text, after: a}", ["name", "a", "n", "b", "c"]),
        ("n: {type: text, before: a}", ["name", "n", "a", "b", "c"]),
        ("c: {first: true}", ["name", "c", "a", "b"]),
        ("a: {after: c}", ["name", "b", "c", "a"]),
        ("a: {disabled: true}\n  n: {type: text, first: true}", ["name", "n", "b", "c"]),
        ("n: {type: text, after: a}\n  m: {type: text, after: n}", ["name", "a", "n", "m", "b", "c"]),
        ("m: {type: text, after: n}\n  n: {type: text}", ["name", "a", "b", "c", "n", "m"]),
    ],
)
def test_entries_are_placed(said: str, order: list[str]) -> None:
    """after, before and first say where an entry stands; others keep their order."""
    extension = f"fields:\n  {said}\nvalidations: {{never: {{disabled: true}}}}\nindexes: {{by_a: [c]}}\n"
    assert own(extended(extension)) == order


def test_the_place_of_each_node_stays_its_own() -> None:
    """A problem in what the base says names the base's file, one in the extension the extension's."""
    _, problems = load(
        BASE.replace("c: {type: date}", "c: {type: date, lenght: 3}")
        + "=== objects/visit.yaml\nextend: visit\nfields:\n  a: {lable: X}\n  n: {type: txt}\n"
    )
    assert [str(one.span) for one in problems.sorted()] == [
        "below/objects/visit.yaml:7:19",
        "objects/visit.yaml:3:7",
        "objects/visit.yaml:4:13",
    ]


def test_an_object_is_removed_with_all_that_is_its() -> None:
    """`disabled: true` beside extend takes an object away; its layout and rules then lead nowhere, and that is told."""
    model, problems = load(f"{BASE}=== objects/visit.yaml\nextend: visit\ndisabled: true\n")
    assert "visit" not in model.objects
    assert not list(problems)
    _, problems = load(
        f"{BASE}=== below: layouts/visit.yaml\nlayout: visit\n=== objects/visit.yaml\nextend: visit\ndisabled: true\n"
    )
    assert [one.code for one in problems] == ["M212"]


def test_a_layout_is_extended() -> None:
    """Views, sections and tabs merge by name."""
    layout = load_clean(
        """
=== below: objects/visit.yaml
object: visit
fields: {a: {type: text}, b: {type: text}}
=== below: layouts/visit.yaml
layout: visit
forms: {default: {sections: {one: {fields: [a]}, two: {fields: [b]}}}}
views: {all: {columns: [a]}, some: {columns: [b]}}
=== layouts/visit.yaml
extend: visit
forms: {default: {sections: {two: {disabled: true}, three: {label: Three, fields: [b], first: true}}}}
views: {all: {columns: [b, a], label: All of them}, more: {before: some}}
"""
    ).layouts["visit"]
    assert list(layout.forms["default"].sections) == ["three", "one"]
    assert list(layout.views) == ["all", "more", "some"]
    assert (layout.views["all"].columns, layout.views["all"].label) == (("b", "a"), "All of them")


@pytest.mark.parametrize("word", ["true", "seller"])
def test_roles_sets_and_rules_are_extended(word: str) -> None:
    """In files of many, an entry says extend: true, or its own name."""
    model = load_clean(
        f"""
=== below: objects/visit.yaml
object: visit
=== below: permissions/a.yaml
roles: {{seller: {{label: Seller, sets: [sell]}}}}
permission_sets: {{sell: {{objects: {{visit: all, user: {{read: true}}}}}}}}
sharing_rules: {{visit: {{one: {{when: "true", to: role:seller}}}}}}
=== below: flows/a.yaml
object: visit
rules: {{first: {{when: created, then: "refuse('No')", order: 1}}, second: {{when: saved, then: "refuse('No')"}}}}
=== permissions/b.yaml
roles: {{seller: {{extend: {word}, label: Vendor}}}}
permission_sets: {{sell: {{extend: true, objects: {{visit: {{read: true}}}}}}}}
sharing_rules: {{visit: {{one: {{access: edit}}, two: {{when: "false", to: role:admin}}}}}}
=== flows/b.yaml
rules: {{first: {{extend: true, order: 5}}, second: {{disabled: true}}}}
"""
    )
    assert model.roles["seller"].label == "Vendor"
    assert model.roles["seller"].sets == ("sell",)
    assert model.permission_sets["sell"].objects == {"visit": frozenset({"read"}), "user": frozenset({"read"})}
    assert [(one.name, one.access) for one in model.sharing_rules] == [("one", "edit"), ("two", "read")]
    assert list(model.rules) == ["first"]
    assert (model.rules["first"].order, model.rules["first"].object, model.rules["first"].app) == (5, "visit", "below")


def test_translations_and_settings_need_no_extend() -> None:
    """Every layer may add texts; the later one counts."""
    model = load_clean(
        """
=== below: translations/zh-CN.yaml
objects: {user: {label: 人}}
texts: {home: 你好}
=== below: settings.yaml
currency: CNY
timezone: Asia/Shanghai
=== translations/zh-CN.yaml
texts: {home: 您好}
=== settings.yaml
currency: EUR
"""
    )
    texts = model.translations["zh-CN"].texts
    assert texts["texts", "home"] == "您好"
    assert texts["objects", "user", "label"] == "人"
    assert texts["objects", "user", "fields", "email", "label"] == "电子邮件"
    assert (model.settings.currency, model.settings.timezone) == ("EUR", "Asia/Shanghai")


def test_an_app_may_extend_what_it_defines_itself() -> None:
    """Within an app the order of files does not count: definitions come first."""
    model = load_clean(
        "=== objects/a_visit.yaml\nextend: visit\nlabel: Call\n=== objects/visit.yaml\nobject: visit\nlabel: Visit\n"
    )
    assert model.objects["visit"].label == "Call"


def test_three_layers_lie_upon_each_other() -> None:
    """Each layer sees what all those beneath have made."""

    def layer(name: str, text: str) -> AppSource:
        return AppSource(name, {"app.yaml": f"name: {name}\nversion: 1\n", "objects/visit.yaml": text})

    model, problems = load_stack(
        [
            core_app(),
            layer("one", "object: visit\nfields:\n  a: {type: text}\n  b: {type: text}\n"),
            layer("two", "extend: visit\nfields:\n  a: {label: Two}\n  c: {type: text, after: a}\n"),
            layer("three", "extend: visit\nfields:\n  b: {disabled: true}\n  c: {label: Three}\n"),
        ]
    )
    assert not list(problems)
    assert own(model.objects["visit"]) == ["name", "a", "c"]
    assert [model.objects["visit"].fields[name].label for name in "ac"] == ["Two", "Three"]


def test_core_is_extended_like_any_app() -> None:
    """A field may be added to the user; what core says stays."""
    model = load_clean("=== objects/user.yaml\nextend: user\nfields:\n  team: {type: text, after: title}\n")
    user = model.objects["user"]
    assert own(user)[own(user).index("title") + 1] == "team"
    assert user.core
    assert user.fields["role"].administered


NAMES = st.lists(st.sampled_from("abcdef"), unique=True, min_size=1, max_size=6)


@given(NAMES, NAMES)
def test_merging_keeps_the_base_order_and_appends(base: list[str], above: list[str]) -> None:
    """Without directives, what is new comes behind what was there, each in its own order."""
    fields = "".join(f"  f_{name}: {{type: text}}\n" for name in base)
    more = "".join(f"  f_{name}: {{type: text, label: New}}\n" for name in above)
    visit = load_clean(
        f"=== below: objects/visit.yaml\nobject: visit\nfields:\n{fields}"
        f"=== objects/visit.yaml\nextend: visit\nfields:\n{more}"
    ).objects["visit"]
    wanted = [*base, *(name for name in above if name not in base)]
    assert own(visit)[1:] == [f"f_{name}" for name in wanted]
    assert {name for name, field in visit.fields.items() if field.label == "New"} == {f"f_{name}" for name in above}
