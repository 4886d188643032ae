"""Every field type is known in every room: a type that one of the tables forgets fails here by name."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Dialect

from objectry.faces.rest.codec import WRITERS
from objectry.faces.rest.schemas import COMPOUND_DESCRIPTIONS, MEMBERS
from objectry.faces.web.filling.widgets import WIDGETS
from objectry.faces.web.showing.cells import WAYS
from objectry.faces.web.showing.compounds import LINES
from objectry.faces.web.showing.filters import OPERATORS, WITHOUT_VALUE
from objectry.metadata import CODES, CompoundType, FieldType, core_app, export_schemas, load_stack
from objectry.metadata.keys.compound_keys import PARTS
from objectry.metadata.keys.field_keys import OWN_KEYS, PLAIN
from objectry.plan import ColumnKind, ObjectPlan, compile_model
from objectry.runtime.store.columns import column_type
from objectry.runtime.values.coercion import COERCIONS
from objectry.runtime.values.compounds import EXPECTED, SPLITS
from tests.field_types.office import app
from tests.field_types.samples import COMPOUND_SAMPLES, SAMPLES
from tests.metadata.manual import MANUAL

ROOT = Path(__file__).parents[2]
MACROS = (ROOT / "platform/faces/web/templates/_inputs.html").read_text(encoding="utf-8")
ERROR_FILES = ROOT / "tests/metadata/error_files"
TABLES: Mapping[str, Mapping[FieldType, object]] = {
    "keys": OWN_KEYS,
    "records of keys": PLAIN,
    "coercion": COERCIONS,
    "JSON": WRITERS,
    "shapes": MEMBERS,
    "inputs": WIDGETS,
    "cells": WAYS,
    "filters": OPERATORS,
}
DIALECTS: tuple[Dialect, Dialect] = (registry.load("sqlite")(), registry.load("postgresql")())
SQL: Mapping[ColumnKind, tuple[str, str]] = {
    ColumnKind.ID: ("TEXT(36)", "UUID"),
    ColumnKind.TEXT: ("TEXT", 'TEXT COLLATE "C"'),
    ColumnKind.INTEGER: ("BIGINT", "BIGINT"),
    ColumnKind.NUMBER: ("BIGINT", "NUMERIC"),
    ColumnKind.BOOLEAN: ("BOOLEAN", "BOOLEAN"),
    ColumnKind.DATE: ("TEXT", "DATE"),
    ColumnKind.DATETIME: ("BIGINT", "TIMESTAMP WITH TIME ZONE"),
    ColumnKind.TIME: ("TEXT", "TIME WITHOUT TIME ZONE"),
    ColumnKind.JSON: ("TEXT", "JSONB"),
    ColumnKind.SET: ("TEXT", "TEXT[]"),
}


@pytest.fixture(scope="module")
def plans() -> Mapping[str, ObjectPlan]:
    model, problems = load_stack([core_app(), app()])
    assert not problems.errors, [str(one) for one in problems.sorted()]
    blueprint, faults = compile_model(model)
    assert blueprint is not None, [str(one) for one in faults.sorted()]
    return blueprint.objects


def test_every_type_has_a_sample() -> None:
    """A type without a row in the table of samples is not tested at all."""
    assert set(SAMPLES) == set(FieldType)


@pytest.mark.parametrize("room", TABLES)
def test_no_table_forgets_a_type(room: str) -> None:
    """Each room keeps one table by field type, and it is whole."""
    assert set(TABLES[room]) == set(FieldType)


@pytest.mark.parametrize("table", [PARTS, SPLITS, EXPECTED, COMPOUND_DESCRIPTIONS, LINES, COMPOUND_SAMPLES])
def test_no_table_forgets_a_type_of_several_parts(table: Mapping[CompoundType, object]) -> None:
    """The tables of each room by such types are whole too, the samples with them."""
    assert set(table) == set(CompoundType)


@pytest.mark.parametrize("type", FieldType)
def test_a_type_has_its_column(type: FieldType, plans: Mapping[str, ObjectPlan]) -> None:
    """The kind of column is the one of the table, and each database has its SQL type."""
    column = plans[f"kept_{type}"].fields["held"].column
    if column is None:
        assert SAMPLES[type].column is None
        return
    assert column.kind is SAMPLES[type].column
    for dialect, wanted in zip(DIALECTS, SQL[column.kind], strict=True):
        assert column_type(column).compile(dialect=dialect).startswith(wanted)


@pytest.mark.parametrize("type", FieldType)
def test_a_type_means_something_to_rules(type: FieldType, plans: Mapping[str, ObjectPlan]) -> None:
    """Expressions read a field of the type as the type of the language in the table."""
    assert str(plans[f"kept_{type}"].fields["held"].type) == SAMPLES[type].rule


@pytest.mark.parametrize("type", FieldType)
def test_a_type_has_its_schema(type: FieldType) -> None:
    """Editors know the type's keys, each with a description."""
    schema = export_schemas(None)[f"field.{type}"]
    while "else" in schema:  # behind the forms of computed fields
        schema = schema["else"]
    properties = schema["properties"]
    assert set(properties) >= {*OWN_KEYS[type], "type", "label", "help"}
    assert not [name for name, one in properties.items() if not one.get("description")]


@pytest.mark.parametrize("type", FieldType)
def test_a_type_can_be_typed_in_and_asked_for(type: FieldType) -> None:
    """The input has its macro, and whether there is a value can be asked of every type but yes and no."""
    kind = WIDGETS[type].kind
    assert kind == "line" or re.search(rf'kind (== "{kind}"|in \([^)]*"{kind}")', MACROS)
    assert OPERATORS[type]
    assert {"blank", "filled"} <= set(OPERATORS[type]) or set(OPERATORS[type]) <= WITHOUT_VALUE


@pytest.mark.parametrize("type", FieldType)
def test_a_type_is_documented(type: FieldType) -> None:
    """The manual has a section with its keys and an example in which a field of the type stands."""
    text = MANUAL.read_text(encoding="utf-8")
    assert f"<!-- keys: field.{type} -->" in text
    assert re.search(rf"^```yaml\n(?:(?!```)[\s\S])*type: {type}\b", text, re.MULTILINE)


@pytest.mark.parametrize("type", FieldType)
def test_a_type_has_an_error_file(type: FieldType) -> None:
    """In the corpus of bad files some field of the type is told what is wrong with it."""
    mark = re.compile(rf"type: {type}\b.*# (?:ERROR|WARNING) (\w+)@")
    found = [mark.search(line) for path in ERROR_FILES.glob("*.case") for line in path.read_text("utf-8").splitlines()]
    assert {one[1] for one in found if one} & set(CODES)
