"""Declared formulas and roll-ups: written in where they are read, in no circle, not too deep."""

from collections.abc import Mapping

import pytest

from objectry.metadata import REFERENCES, AppSource, FieldType, RuleText, core_app, load_stack
from objectry.rules import (
    Aggregate,
    Catalog,
    Kind,
    Scope,
    check_expression,
    check_rollup,
    field_type,
    is_stored_rollup,
    number,
)
from objectry.rules.catalog import PLAIN_TYPES, PRECISIONS
from tests.rules.sample import sample_catalog, sample_model


def catalog_of(**objects: str) -> Catalog:
    """A catalog of objects given by their fields in YAML."""
    files = {"app.yaml": "name: made\nlabel: Made\nversion: 1.0.0\n"}
    for name, fields in objects.items():
        files[f"objects/{name}.yaml"] = f"object: {name}\nlabel: {name}\nfields:\n  name: {{type: text}}\n{fields}"
    model, problems = load_stack([core_app(), AppSource("made", files)])
    assert not problems.errors, [str(one) for one in problems]
    return Catalog(model)


def chain(length: int) -> str:
    links = (f"  f{at}: {{type: decimal, formula: f{at - 1} + 1}}\n" for at in range(1, length))
    return "  f0: {type: decimal, formula: 1 + 1}\n" + "".join(links)


def problems(catalog: Catalog, text: str, owner: str = "thing") -> list[str]:
    _, found = check_expression(RuleText(text), Scope(catalog, owner))
    return [f"{one.code} {one.message}" for one in found]


def test_formulas_in_a_circle() -> None:
    """A circle is named, wherever it is entered."""
    catalog = catalog_of(thing="  a: {type: decimal, formula: b + 1}\n  b: {type: decimal, formula: a + 1}\n")
    circle = "thing.a -> thing.b -> thing.a is a circle"
    assert problems(catalog, "a + 1") == [f"R310 thing.a cannot be read here: {circle}"]
    assert problems(catalog, "b + 1") == [f"R310 thing.b cannot be read here: {circle}"]


def test_a_formula_that_reads_itself() -> None:
    """The smallest circle."""
    catalog = catalog_of(thing="  a: {type: decimal, formula: a + 1}\n")
    assert problems(catalog, "a") == ["R310 thing.a cannot be read here: thing.a -> thing.a is a circle"]


def test_circles_through_children() -> None:
    """Roll-ups and formulas of two objects may form a circle too."""
    catalog = catalog_of(
        thing="  total: {type: decimal, rollup: SUM(parts.share_of)}\n",
        part="  thing: {type: lookup, to: thing, related_as: parts}\n"
        "  share_of: {type: decimal, formula: thing.total / 2}\n",
    )
    assert problems(catalog, "total")[0].startswith("R310")
    assert problems(catalog, "share_of", "part")[0].startswith("R310")


def test_a_rollup_over_its_own_object() -> None:
    """A roll-up that adds up itself is a circle."""
    fields = "  up: {type: lookup, to: thing, related_as: below}\n  total: {type: decimal, rollup: SUM(below.total)}\n"
    assert problems(catalog_of(thing=fields), "total")[0].startswith("R310")


def test_depth_of_formulas() -> None:
    """Formulas read formulas through ten levels and no more."""
    catalog = catalog_of(thing=chain(12))
    assert problems(catalog, "f9") == []
    assert problems(catalog, "f10")[0].startswith("R311 formulas read formulas through 11 levels; at most 10")


def test_very_long_chains() -> None:
    """Hundreds of formulas in a row are an error, not a crash."""
    catalog = catalog_of(thing=chain(300))
    assert problems(catalog, "f299")
    assert problems(catalog, "f5") == []


def test_doubling_formulas() -> None:
    """Formulas that double at each level are refused before they fill the memory."""
    fields = "  f0: {type: decimal, formula: 1 + 1}\n" + "".join(
        f"  f{at}: {{type: decimal, formula: {' + '.join([f'f{at - 1}'] * 30)}}}\n" for at in range(1, 10)
    )
    assert any(one.startswith(("R311", "R315")) for one in problems(catalog_of(thing=fields), "f9"))


def test_a_broken_formula_is_said() -> None:
    """Who reads a formula with errors learns it, without seeing these errors again."""
    catalog = catalog_of(thing="  a: {type: decimal, formula: nothing_like_it + 1}\n")
    assert problems(catalog, "a + 1") == ["R315 thing.a cannot be read: what it computes has errors"]


STORED = [
    ("COUNT(children)", True),
    ("SUM(children.n1)", True),
    ("SUM(children.n1 where children.stage.closed)", True),
    ("SUM(children.doubled)", True),
    ("SUM(children.total)", True),
    ("SUM(children.n1 where children.n2 > n1)", False),
    ("SUM(children.n1 where children.owner = owner)", False),
    ("SUM(children.parent.n1)", False),
    ("COUNT(children where children.d1 < TODAY())", False),
    ("COUNT(children where children.owner = $user)", False),
    ("MAX(children.through)", False),
]


@pytest.mark.parametrize(("text", "stored"), STORED, ids=[text for text, _ in STORED])
def test_which_rollups_are_stored(text: str, stored: bool) -> None:  # noqa: FBT001
    """A roll-up is kept in a column when it reads nothing but the child's own stored columns."""
    rollup, found = check_rollup(RuleText(text), Scope(sample_catalog(), "sample"))
    assert rollup is not None, list(found)
    assert isinstance(rollup, Aggregate)
    assert rollup.declared
    assert is_stored_rollup(rollup) is stored


NO_ROLLUPS = [
    ("n1", "R309 a roll-up is one COUNT, SUM, MIN, MAX or AVG over child records, such as SUM(lines.amount)"),
    ("SUM(children.n1) + 1", "R309 a roll-up is one COUNT"),
    ("MAX(n1, n2)", "R309 a roll-up is one COUNT"),
    ("SUM(children.t1)", "R306 SUM takes numbers, this is a text"),
    ("MAX(children.d1)", "R306 a number is needed here, this is a date"),
]


@pytest.mark.parametrize(("text", "expected"), NO_ROLLUPS, ids=[text for text, _ in NO_ROLLUPS])
def test_what_is_no_rollup(text: str, expected: str) -> None:
    """`rollup:` holds one aggregate of the field's kind."""
    rollup, found = check_rollup(RuleText(text), Scope(sample_catalog(), "sample"), number(18, 4))
    assert rollup is None
    assert next(f"{one.code} {one.message}" for one in found).startswith(expected)


def test_every_field_type_has_a_type() -> None:
    """The table of types is complete."""
    others = {FieldType.PICKLIST, FieldType.MULTI_PICKLIST, FieldType.MANY_TO_MANY, *REFERENCES}
    assert set(FieldType) == set(PLAIN_TYPES) | set(PRECISIONS) | others


def test_types_of_fields() -> None:
    """Fields have the widths of their declarations; what is always there is never null."""
    sample = sample_model().objects["sample"]
    found = {name: field_type(sample, field, sample_catalog()) for name, field in sample.fields.items()}
    assert str(found["price"]) == "number(14.2)"
    assert str(found["share"]) == "number(3.4)"
    assert found["share"].percent
    assert not found["flag"].nullable
    assert not found["id"].nullable
    assert not found["created_at"].nullable
    assert found["name"].nullable
    assert found["id"].targets == ("sample",)
    assert found["owner"].targets == ("user",)
    assert found["stage"].kind is Kind.PICKLIST


def aliases(catalog: Catalog, names: Mapping[str, str]) -> bool:
    return all(
        (found := catalog.field("thing", name)) is not None and found.name == meant for name, meant in names.items()
    )


def test_aliases_and_old_names() -> None:
    """A field answers to its aliases and to its names of old, unless another one bears them now."""
    catalog = catalog_of(thing="  fresh: {type: text, aliases: [Fresh__c], renamed_from: [stale, name]}\n")
    assert aliases(catalog, {"FRESH__C": "fresh", "stale": "fresh", "name": "name", "Fresh": "fresh"})
