"""One merge rule for every kind: the same five things happen to every part that an app can extend."""

import json
from dataclasses import dataclass

import pytest

from objectry.metadata import Model, load_stack
from tests.metadata.stacks import BELOW, Apps, load, load_clean, sources

BASE = """
=== below: objects/deal.yaml
object: deal
fields:
  a: {type: text}
  b: {type: text}
  c: {type: picklist, values: {x: {}, y: {}}, attributes: {rank: integer, easy: boolean}, transitions: {x: [y], y: []}}
validations:
  one: {error_if: 'a = "1"', message: One.}
  two: {error_if: 'a = "2"', message: Two.}
duplicates:
  same_a: {match: {a: {how: same}}}
  same_b: {match: {b: {how: same}}}
indexes: {by_a: [a, b], by_b: [b, a]}
record_types: {first: {label: First}, second: {label: Second}}
=== below: layouts/deal.yaml
layout: deal
forms:
  default: {sections: {first: {fields: [a]}, second: {fields: [b]}}}
  short: {sections: {only: {fields: [a]}}}
page: {tabs: {details: {form: default}, story: {timeline: true}}}
views: {all: {columns: [a]}, some: {columns: [b]}}
=== below: permissions/deal.yaml
roles: {clerk: {sets: [deals]}, boss: {sets: [deals, more]}}
permission_sets:
  deals: {label: Deals, objects: {deal: {read: true}, user: {read: true}}, fields: {deal.a: read, deal.b: read}}
  more: {objects: {deal: all}}
sharing_rules: {deal: {mine: {when: 'a = "1"', to: role:clerk}, yours: {when: 'a = "2"', to: role:boss}}}
=== below: flows/deal.yaml
object: deal
rules:
  hello: {when: created, then: "refuse('Hello')"}
  goodbye: {when: saved, then: "refuse('Bye')"}
=== below: translations/de.yaml
objects: {deal: {label: Geschäft, fields: {a: Ah, b: Beh}, views: {all: Alle, some: Manche}}}
texts: {home: Eins, setup: Zwei}
=== below: settings.yaml
currency: CHF
timezone: Europe/Zurich
"""

OBJECT, LAYOUT = "objects/deal.yaml\nextend: deal\n", "layouts/deal.yaml\nextend: deal\n"
PERMISSIONS, FLOWS, GERMAN = "permissions/own.yaml\n", "flows/own.yaml\n", "translations/de.yaml\n"


@dataclass(frozen=True)
class Part:
    """A mapping by name that layers may write into.

    `file` begins the file, `around` holds the way to the mapping (`%s` stands for what is written there), `first` and
    `second` are there already, `new` is a whole new entry, `over` changes something, and `holds` are its names in the
    model.
    """

    file: str
    around: str
    first: str
    second: str
    new: str
    over: str
    seen: str
    way: tuple[str, ...]
    places: bool = True
    says_extend: bool = False


PARTS = {
    "fields": Part(
        OBJECT, "fields: {%s}", "a", "b", "type: text", "label: Other", "Other", ("objects", "deal", "fields")
    ),
    "picklist values": Part(
        OBJECT, "fields: {c: {values: {%s}}}", "x", "y", "label: New", "label: Other", "Other",
        ("objects", "deal", "fields", "c", "picklist", "values"),
    ),
    "validations": Part(
        OBJECT, "validations: {%s}", "one", "two", "error_if: 'a = \"3\"', message: New.", "message: Other.", "Other.",
        ("objects", "deal", "validations"),
    ),
    "duplicate rules": Part(
        OBJECT, "duplicates: {%s}", "same_a", "same_b", "match: {a: {how: same}, b: {how: same}}", "action: block",
        "block", ("objects", "deal", "duplicates"),
    ),
    "record types": Part(
        OBJECT, "record_types: {%s}", "first", "second", "label: New", "label: Other", "Other",
        ("objects", "deal", "record_types"),
    ),
    "forms": Part(
        LAYOUT, "forms: {%s}", "default", "short", "sections: {x: {fields: [b]}}", "sections: {z: {fields: [c]}}",
        "'z'", ("layouts", "deal", "forms"),
    ),
    "sections": Part(
        LAYOUT, "forms: {default: {sections: {%s}}}", "first", "second", "fields: [c]", "label: Other", "Other",
        ("layouts", "deal", "forms", "default", "sections"),
    ),
    "tabs": Part(
        LAYOUT, "page: {tabs: {%s}}", "details", "story", "form: short", "label: Other", "Other",
        ("layouts", "deal", "page", "tabs"),
    ),
    "views": Part(
        LAYOUT, "views: {%s}", "all", "some", "columns: [a]", "label: Other", "Other", ("layouts", "deal", "views")
    ),
    "roles": Part(
        PERMISSIONS, "roles: {%s}", "clerk", "boss", "sets: []", "label: Other", "Other", ("roles",),
        places=False, says_extend=True,
    ),
    "permission sets": Part(
        PERMISSIONS, "permission_sets: {%s}", "deals", "more", "label: New", "label: Other", "Other",
        ("permission_sets",), places=False, says_extend=True,
    ),
    "sharing rules": Part(
        PERMISSIONS, "sharing_rules: {deal: {%s}}", "mine", "yours", "when: 'a = \"3\"', to: role:boss", "access: edit",
        "'edit'", ("sharing_rules",),
    ),
    "rules": Part(
        FLOWS, "rules: {%s}", "hello", "goodbye", "object: deal, when: saved, then: \"refuse('New')\"", "label: Other",
        "Other", ("rules",), places=False, says_extend=True,
    ),
}  # fmt: skip


def layer(part: Part, written: str) -> str:
    return f"{BASE}=== {part.file}{part.around.replace('%s', written)}\n"


def reached(model: Model, part: Part) -> dict[str, object]:
    """The mapping in the model, by name."""
    found: object = model
    for step in part.way:
        found = found[step] if isinstance(found, dict) or hasattr(found, "keys") else getattr(found, step)  # type: ignore[index]
    if isinstance(found, tuple):
        return {one.name: one for one in found}
    assert hasattr(found, "items")
    return {name: one for name, one in found.items() if part.way[-1] != "fields" or name in "abcn"}


def names(model: Model, part: Part) -> list[str]:
    core = set(load_clean("").roles) | set(load_clean("").permission_sets)
    return [name for name in reached(model, part) if name not in core]


def entry(part: Part, name: str, said: str) -> str:
    """An entry about something below, as the kind of file wants it said."""
    return f"{name}: {{extend: true, {said}}}" if part.says_extend else f"{name}: {{{said}}}"


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_layer_adds(part: Part) -> None:
    """What is new stands behind what was there."""
    before = names(load_clean(BASE), part)
    assert names(load_clean(layer(part, f"n: {{{part.new}}}")), part) == [*before, "n"]


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_layer_overrides(part: Part) -> None:
    """What is said again counts; the other keys, and the other entries, stay as they are."""
    before, after = (
        reached(load_clean(text), part) for text in (BASE, layer(part, entry(part, part.first, part.over)))
    )
    assert part.seen in repr(after[part.first])
    assert part.seen not in repr(before[part.first])
    assert list(after) == list(before)
    assert after[part.second] == before[part.second]


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_a_layer_removes(part: Part) -> None:
    """`disabled: true` takes an entry away."""
    model, problems = load(layer(part, f"{part.second}: {{disabled: true}}"))
    assert part.second not in names(model, part)
    assert part.first in names(model, part)
    assert "M210" not in {one.code for one in problems}


@pytest.mark.parametrize("part", [one for one in PARTS.values() if one.places], ids=lambda part: part.around)
def test_a_layer_places(part: Part) -> None:
    """after, before and first, for new entries and for old ones."""
    before = names(load_clean(BASE), part)
    at = before.index(part.first)
    behind = [*before[: at + 1], "n", *before[at + 1 :]]
    assert names(load_clean(layer(part, f"n: {{{part.new}, after: {part.first}}}")), part) == behind
    ahead = [*before[:at], "n", *before[at:]]
    assert names(load_clean(layer(part, f"n: {{{part.new}, before: {part.first}}}")), part) == ahead
    moved = [part.second, *(name for name in before if name != part.second)]
    assert names(load_clean(layer(part, f"{part.second}: {{first: true}}")), part) == moved


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
def test_what_is_gone_below_is_told(part: Part) -> None:
    """Extending, removing and placing after something that is not there: each is told at its name."""
    gone = [entry(part, "gone", "extend: true") if not part.says_extend else "gone: {extend: true}"]
    gone.append("gone: {disabled: true}")
    if part.places:
        gone.append(f"{part.first}: {{after: gone}}")
    for written in gone:
        _, problems = load(layer(part, written))
        (problem,) = problems
        assert (problem.code, problem.span.file) == ("M210", part.file.split("\n")[0])


@pytest.mark.parametrize("part", [one for one in PARTS.values() if one.says_extend], ids=lambda part: part.around)
def test_two_definitions_of_one_name_clash(part: Part) -> None:
    """A whole component that is there already is extended, never silently written over."""
    _, problems = load(layer(part, f"{part.first}: {{{part.new}}}"))
    assert [one.code for one in problems] == ["M209"]


@pytest.mark.parametrize("kind", ["type: date", "type: picklist, values: {q: {}}"])
def test_a_field_of_another_type_clashes(kind: str) -> None:
    """Two fields of one name that are not the same thing: it is told, unless the change of type is meant."""
    _, problems = load(layer(PARTS["fields"], f"b: {{{kind}}}"))
    assert [one.code for one in problems] == ["M270"]
    changed = load_clean(layer(PARTS["fields"], f"b: {{extend: true, {kind}}}")).objects["deal"].fields["b"]
    assert kind.startswith(f"type: {changed.type}")


def test_a_field_that_lost_its_base_says_so() -> None:
    """An extension of a field that a later base no longer has: told at the field, with the nearest name."""
    (problem,) = load(layer(PARTS["fields"], "aa: {label: Ah}"))[1]
    assert (problem.code, problem.message) == (
        "M210", 'there is no "aa" among the fields to extend (a new one needs the key "type"); did you mean "a"?'
    )  # fmt: skip


def test_two_files_of_an_app_declare_a_sharing_rule_once() -> None:
    """The second is told, unless it says that it extends."""
    second = "=== permissions/z.yaml\nsharing_rules: {deal: {n: {%swhen: 'a = \"4\"', to: role:clerk}}}\n"
    first = layer(PARTS["sharing rules"], "n: {when: 'a = \"3\"', to: role:boss}")
    assert [one.code for one in load(first + second % "")[1]] == ["M209"]
    assert load_clean(first + second % "extend: true, ").sharing_rules[-1].to == ("role:clerk",)


def test_an_index_is_removed_and_added() -> None:
    """Indexes hold lists, which replace as a whole; an entry of its own removes one."""
    deal = load_clean(f"{BASE}=== {OBJECT}indexes: {{by_a: {{disabled: true}}, by_b: [b], by_c: [c, a]}}\n").objects[
        "deal"
    ]
    assert {name: one.fields for name, one in deal.indexes.items()} == {"by_b": ("b",), "by_c": ("c", "a")}


def test_tables_merge_and_lose_entries() -> None:
    """Grants, levels, moves between choices, facts and texts are mappings by key like any other."""
    model = load_clean(
        f"{BASE}=== {PERMISSIONS}"
        "permission_sets: {deals: {extend: true, objects: {user: {disabled: true}, deal: {update: true}},"
        " fields: {deal.a: edit, deal.b: {disabled: true}}}}\n"
        f"=== {OBJECT}fields: {{c: {{transitions: {{x: {{disabled: true}}, y: [x]}}, values: {{x: {{rank: 1}}}}}}}}\n"
        f"=== {GERMAN}objects: {{deal: {{views: {{all: Jede, some: {{disabled: true}}}}}}}}\ntexts: {{home: Ein}}\n"
        "=== settings.yaml\ncurrency: EUR\n"
    )
    deals = model.permission_sets["deals"]
    assert deals.objects == {"deal": frozenset({"read", "update"})}
    assert deals.fields == {"deal.a": "edit"}
    picklist = model.objects["deal"].fields["c"].picklist
    assert picklist is not None
    assert picklist.transitions == {"y": ("x",)}
    assert picklist.values["x"].attributes == {"rank": 1, "easy": False}
    texts = model.translations["de"].texts
    assert texts["objects", "deal", "views", "all"] == "Jede"
    assert ("objects", "deal", "views", "some") not in texts
    assert (texts["texts", "home"], texts["texts", "setup"]) == ("Ein", "Zwei")
    assert (model.settings.currency, model.settings.timezone) == ("EUR", "Europe/Zurich")


def test_json_files_say_the_same() -> None:
    """A layer written in JSON is the same layer."""
    said = {
        "extend": "deal",
        "fields": {"n": {"type": "text", "first": True}, "b": {"disabled": True}},
        "duplicates": {"same_b": {"disabled": True}},
        "indexes": {"by_a": ["a"], "by_b": {"disabled": True}},
    }
    yaml = (
        "extend: deal\nfields: {n: {type: text, first: true}, b: {disabled: true}}\n"
        "duplicates: {same_b: {disabled: true}}\nindexes: {by_a: [a], by_b: {disabled: true}}\n"
    )
    apps = sources(Apps({"objects/deal.json": json.dumps(said)}, {"objects/deal.yaml": below("objects/deal.yaml")}))
    model, problems = load_stack(apps)
    assert not list(problems)
    assert (
        model.objects
        == load_clean(
            f"=== below: objects/deal.yaml\n{below('objects/deal.yaml')}=== objects/deal.yaml\n{yaml}"
        ).objects
    )


def below(name: str) -> str:
    """The text of one file of the app beneath."""
    return BASE.split(f"=== {BELOW}{name}\n")[1].split("=== ")[0]
