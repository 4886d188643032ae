"""What is asked of records from now on, who gains and loses, and the changes that touch neither."""

import pytest

from objectry.plan import Blueprint, Change, compare
from objectry.rules import text_of
from tests.plan.builder import built, deal, told

STRICTER = [
    ("f: {type: text}", "f: {type: text, required: true}", "deal.f becomes required", "ISBLANK(f)"),
    ("", "f: {type: text, required: true}", "deal.f is required; existing records have none", "true"),
    ("f: {type: text}", "f: {type: text, required_if: version > 1}", "deal.f becomes required under a condition",
     "and(>(version, 1), ISBLANK(f))"),
    ("f: {type: text}", "f: {type: text, max_length: 10}", "deal.f holds at most 10 characters", ">(LEN(f), 10)"),
    ("f: {type: integer}", "f: {type: integer, min: 5}", "deal.f is at least 5", "<(f, 5)"),
    ("f: {type: decimal, max: 10}", "f: {type: decimal, max: 7.5}", "deal.f is at most 7.5", ">(f, 7.5)"),
    ("f: {type: percent}", "f: {type: percent, max: 60}", "deal.f is at most 60", ">(f, 0.60)"),
    ("f: {type: time, max: '20:00'}", "f: {type: time, max: '18:00'}", "deal.f is at most 18:00:00", ">(f, 18:00:00)"),
    ("f: {type: decimal, precision: 10, scale: 2}", "f: {type: decimal, precision: 6, scale: 2}",
     "deal.f has at most 4 digits before the point", ">=(ABS(f), 10000)"),
    ("f: {type: text}", 'f: {type: text, pattern: "[A-Z]+"}', "deal.f has to match [A-Z]+", None),
    ("f: {type: picklist, values: {a: {}, b: {}}}", "f: {type: picklist, values: {a: {}}}",
     "deal.f loses the choice b", '=(f, "b")'),
    ("f: {type: multi_picklist, values: {a: {}, b: {}}}", "f: {type: multi_picklist, values: {a: {}}}",
     "deal.f loses the choice b", 'INCLUDES(f, "b")'),
    ("f: {type: text}", "f: {type: picklist, values: {a: {}}}", "deal.f becomes a choice of 1 values",
     'and(not(ISBLANK(f)), not(in(f, "a")))'),
    ("f: {type: picklist, values: {a: {}, b: {}}}", "f: {type: picklist, values: {a: {}, b: {}}, transitions: {a: []}}",
     "deal.f: the allowed moves change", None),
]  # fmt: skip


def stricter(old: Blueprint, new: Blueprint) -> list[Change]:
    return [change for change in compare(old, new).changes if change.kind == "stricter"]


@pytest.mark.parametrize(("old", "new", "text", "breaks"), STRICTER, ids=[one[2] for one in STRICTER])
def test_a_new_demand_knows_who_breaks_it(old: str, new: str, text: str, breaks: str | None) -> None:
    """Each demand is told in words, with a condition that finds the deployed records that break it."""
    (change,) = stricter(deal(*filter(None, [old])), deal(*filter(None, [new])))
    assert change.text == text
    assert (change.breaks and text_of(change.breaks)) == breaks
    assert change.object == "deal"


@pytest.mark.parametrize(("old", "new", "text"), [one[:3] for one in STRICTER], ids=[one[2] for one in STRICTER])
def test_taking_a_demand_away_is_not_stricter(old: str, new: str, text: str) -> None:
    """The way back asks nothing of anybody, but for the list of moves, which may go either way."""
    found = stricter(deal(*filter(None, [new])), deal(*filter(None, [old])))
    assert [change.text for change in found] == ([text] if "moves" in text else [])


def test_becoming_unique_names_the_field_to_look_at() -> None:
    """Repeated values are looked for under the deployed name, also when the field is renamed at once."""
    (change,) = stricter(deal("f: {type: text}"), deal("g: {type: text, unique: true, renamed_from: [f]}"))
    assert (change.text, change.duplicates) == ("deal.g becomes unique", ("f",))


def test_fields_that_become_unique_together_are_looked_at_together() -> None:
    """An index that becomes unique names its fields as they are deployed, and is not told again."""
    old = deal("f: {type: text}", "g: {type: date}", more="indexes: {pair: [f, g]}")
    new = deal(
        "h: {type: text, renamed_from: [f]}", "g: {type: date}", more="indexes: {pair: {fields: [h, g], unique: true}}"
    )
    (change,) = stricter(old, new)
    assert (change.text, change.duplicates) == ("deal.pair: h and g become unique together", ("f", "g"))
    assert stricter(new, new) == []
    (fresh,) = stricter(deal(), deal("g: {type: date}", more="indexes: {pair: {fields: [name, g], unique: true}}"))
    assert fresh.duplicates == ()


def test_conditions_are_said_in_deployed_names() -> None:
    """A condition over renamed fields is asked of the tables as they still are."""
    old = deal("f: {type: decimal}")
    new = deal("g: {type: decimal, renamed_from: [f]}", more="validations: {v: {error_if: g > 5, message: no}}")
    (change,) = stricter(old, new)
    assert change.breaks is not None
    assert text_of(change.breaks) == ">(f, 5)"


BEFORE = """\
object: deal
fields:
  f: {type: decimal}
  worth: {type: text}
"""
AFTER = """\
object: deal
fields:
  f: {type: decimal}
  h: {type: decimal}
  ticked: {type: boolean, default: true}
  worth: {type: decimal}
  double: {type: decimal, formula: f * 2}
  counted: {type: integer, rollup: COUNT(parts), reveals: true}
"""
PIECE = """\
object: piece
fields:
  deal: {type: lookup, to: deal, related_as: pieces}
  span: {type: integer}
"""
LATER = {
    "objects__part": """\
object: part
renamed_from: [piece]
fields:
  deal: {type: lookup, to: deal, related_as: parts}
  size: {type: integer, renamed_from: [span]}
""",
    "objects__news": """\
object: news
fields:
  deal: {type: lookup, to: deal, related_as: news}
  size: {type: integer}
""",
}


@pytest.mark.parametrize(
    ("condition", "breaks"),
    [
        ("h > 5", ">(null, 5)"),
        ("not ticked", "not(true)"),
        ('owner.name = "x"', '=(declared:owner.name, "x")'),
        ("ISCHANGED(f)", "and(not(false), false)"),
        ("ISNEW() and f > 5", "and(false, >(f, 5))"),
        ("PRIORVALUE(f) > 5", ">(IF(false, f, f), 5)"),
        ("worth > 5", None),
        ("COUNT(parts) > 2", ">(COUNT(piece.deal:)declared, 2)"),
        ("SUM(parts.size where parts.size > f) > 9", ">(SUM(piece.deal:child:span where >(child:span, f))declared, 9)"),
        ("MAX(news.size) > 2", ">(null, 2)"),
        ("double > 5", ">(*(blank_zero(f), 2), 5)"),
        ("counted > 5", ">(COUNT(piece.deal:)declared, 5)"),
    ],
)
def test_conditions_are_asked_of_what_is_deployed(condition: str, breaks: str | None) -> None:
    """New fields are empty, nothing has changed, and paths, figures, formulas and roll-ups are answered; a field that
    is converted is not."""
    rule = f"validations: {{v: {{error_if: '{condition}', message: no}}}}\n"
    old, new = built(objects__deal=BEFORE, objects__piece=PIECE), built(objects__deal=AFTER + rule, **LATER)
    (change,) = [one for one in stricter(old, new) if "validation" in one.text]
    assert (change.breaks and text_of(change.breaks)) == breaks


def test_validations_are_told_one_by_one() -> None:
    """Added, changed, only worded anew, removed."""
    plain, rule = deal(), "validations: {v: {error_if: version > 5, message: no}}"
    first, other = deal(more=rule), deal(more=rule.replace("5", "6"))
    assert "stricter: validation deal.v is added" in told(plain, first)
    assert "stricter: validation deal.v changes" in told(first, other)
    assert told(first, deal(more=rule.replace("no", "never"))) == ["safe: validation deal.v: message or place changes"]
    assert told(first, plain) == ["safe: remove validation deal.v"]


PERMISSIONS = """
permission_sets:
  s:
    objects: {{deal: {{{rights}}}}}
    fields: {{{fields}}}
    system: [{system}]
roles:
  r: {{sets: [{sets}]}}
"""


def granted(
    rights: str = "read: true", fields: str = "", system: str = "", sets: str = "s", sharing: str = ""
) -> Blueprint:
    permissions = PERMISSIONS.format(rights=rights, fields=fields, system=system, sets=sets) + sharing
    return built(objects__deal="object: deal\n", permissions__p=permissions)


@pytest.mark.parametrize(
    ("new", "line"),
    [
        (granted("read: true, update: true"), "set s on deal: gains update"),
        (granted("create: true"), "set s on deal: gains create; loses read"),
        (granted(fields="deal.name: none"), "set s on deal.name: as its object becomes none"),
        (granted(system="customize"), "set s: gains customize"),
        (granted(sets="s, admin"), "role r: gains admin"),
        (
            granted(sharing="sharing_rules:\n  deal:\n    x: {when: version > 1, to: role:r}\n"),
            "add sharing rule deal.x",
        ),
        (built(objects__deal="object: deal\n"), "remove permission set s"),
        (built(objects__deal="object: deal\n"), "remove role r; who has it keeps no rights from it"),
    ],
)
def test_access_is_told_in_words(new: Blueprint, line: str) -> None:
    """Who gains and who loses stands in the plan."""
    assert f"access: {line}" in told(granted(), new)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (deal(), deal(more="sharing: {base: read}"), "deal: sharing private becomes read"),
        (deal(), deal(more="sharing: {hierarchy: false}"), "deal: sharing private becomes private without hierarchy"),
        (deal("f: {type: text}"), deal("f: {type: text, sensitive: pay}",), "deal.f: not sensitive becomes pay"),
        (deal("f: {type: text, formula: name}"), deal("f: {type: text, formula: name, reveals: true}"),
         "deal.f shows its value to readers who may not see what it is computed from"),
    ],
)  # fmt: skip
def test_sharing_and_sensitive_fields_are_access_too(old: Blueprint, new: Blueprint, line: str) -> None:
    """A change of who sees records or values without any permission set changing."""
    assert f"access: {line}" in told(old, new)


FLOW = "object: deal\nrules:\n  r:\n    when: created\n    then: 'notify(owner, \"{}\")'\n"


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ({}, {"flows__deal": FLOW.format("a")}, "add rule deal.r"),
        ({"flows__deal": FLOW.format("a")}, {"flows__deal": FLOW.format("b")}, "change rule deal.r"),
        ({"flows__deal": FLOW.format("a")}, {}, "remove rule deal.r"),
        ({}, {"settings": "currency: EUR\n"}, "settings: currency"),
        (
            {},
            {"translations__de": "objects: {deal: {label: Geschäft}}\n"},
            "add translation de: objects.deal.label, objects.deal.plural",
        ),
        ({}, {"layouts__deal": "layout: deal\nviews: {v: {columns: [name]}}\n"}, "layout deal: views"),
        ({}, {"data__deal": "key: code\nrecords: [{code: a}]\n"}, "deal: 1 seed record comes in"),
    ],
)
def test_what_touches_neither_data_nor_rights_is_safe(old: dict[str, str], new: dict[str, str], line: str) -> None:
    """Rules, pages, texts and settings are told by name."""
    thing = {"objects__deal": "object: deal\nfields: {code: {type: text, unique: true}}\n"}
    assert f"safe: {line}" in told(built(**thing, **old), built(**thing, **new))


def test_labels_are_told_by_key() -> None:
    """What differs in an object or field is named, not only that something does."""
    found = told(deal("f: {type: text}"), deal("f: {type: text, label: Flag, help: Why}", more="icon: flag"))
    assert "safe: deal: icon" in found
    assert "safe: deal.f: label, help" in found


def test_the_order_of_declarations_alone_is_a_change() -> None:
    """The order of fields is what people see; a plan that only changes it says so."""
    assert told(deal("f: {type: text}", "g: {type: text}"), deal("g: {type: text}", "f: {type: text}"))


def test_fields_that_reveal_are_listed_when_they_come() -> None:
    """Every plan says which new fields show more than their reader may otherwise see, the first plan too."""
    field = "f: {type: text, formula: name, reveals: true}"
    line = "access: deal.f shows its value to readers who may not see what it is computed from"
    assert line in told(deal(), deal(field))
    assert line in told(None, deal(field))


TYPED = "f: {type: picklist, values: {a: {}, b: {}}}"
SEVERAL = "m: {type: multi_picklist, values: {x: {}, y: {}}, depends_on: f, values_for: {a: [x, y], b: [y]}}"


def test_a_record_type_that_goes_names_its_records() -> None:
    """A removed record type is a choice lost, with the records that still are of it."""
    old, new = deal(more="record_types: {one: {}, two: {}}"), deal(more="record_types: {one: {}}")
    (change,) = stricter(old, new)
    assert change.text == "deal.record_type loses the choice two"
    assert change.breaks is not None
    assert text_of(change.breaks) == '=(record_type, "two")'


def test_the_first_record_types_are_given_to_the_records_there() -> None:
    """Records of an object that gets record types become of the first, so none breaks the new demand."""
    plan = compare(deal(), deal(more="record_types: {one: {}, two: {}}"))
    assert "slow: add column deal.record_type picklist, one in all records" in told(
        deal(), deal(more="record_types: {one: {}, two: {}}")
    )
    assert [type(step).__name__ for step in plan.steps] == ["AddColumn", "FillColumn"]
    assert not any(change.kind == "stricter" for change in plan.changes)


def test_choices_a_record_type_leaves_out_name_their_records() -> None:
    """Narrowing a type counts its records that hold the choice; widening it asks nothing of anybody."""
    wide, narrow = (deal(TYPED, more=f"record_types: {{one: {{values: {{f: {left}}}}}}}") for left in ("[a, b]", "[a]"))
    (change,) = stricter(wide, narrow)
    assert change.text == "deal.f no longer offers b where record_type is one"
    assert change.breaks is not None
    assert text_of(change.breaks) == 'and(=(record_type, "one"), =(f, "b"))'
    assert stricter(narrow, wide) == []


def test_choices_that_go_no_longer_together_name_their_records() -> None:
    """A choice taken from a value of the deciding picklist counts the records that hold both."""
    (change,) = stricter(deal(TYPED, SEVERAL), deal(TYPED, SEVERAL.replace("[x, y]", "[y]")))
    assert change.text == "deal.m no longer offers x where f is a"
    assert change.breaks is not None
    assert text_of(change.breaks) == 'and(=(f, "a"), INCLUDES(m, "x"))'


def test_record_types_of_a_permission_set() -> None:
    """Opening and closing record types is a change of access, named by type."""
    files = {"objects__deal": "object: deal\nrecord_types: {one: {}, two: {}}\n"}
    old, new = (
        built(**files, permissions__p=f"permission_sets: {{s: {{objects: {{deal: all}}{types}}}}}\n")
        for types in ("", ", record_types: {deal: [one]}")
    )
    assert told(old, new) == ["access: set s on record types of deal: all becomes one"]
