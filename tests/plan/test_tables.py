"""Objects become tables: columns, foreign keys, indexes."""

import pytest

from objectry.metadata import FieldType
from objectry.plan import Column, ColumnKind, TableIndex
from objectry.plan.tables import KINDS, LONGEST_NAME
from tests.plan.builder import built, deal, sample


def test_every_field_type_has_a_column_kind() -> None:
    """No field type is forgotten when one is added."""
    assert set(KINDS) == set(FieldType)


@pytest.mark.parametrize(
    ("field", "column"),
    [
        ("f: {type: text}", Column("f", ColumnKind.TEXT)),
        ("f: {type: textarea}", Column("f", ColumnKind.TEXT)),
        ("f: {type: integer}", Column("f", ColumnKind.INTEGER)),
        ("f: {type: decimal}", Column("f", ColumnKind.NUMBER, 18, 4)),
        ("f: {type: currency}", Column("f", ColumnKind.NUMBER, 16, 2)),
        ("f: {type: currency, precision: 10, scale: 3}", Column("f", ColumnKind.NUMBER, 10, 3)),
        ("f: {type: percent}", Column("f", ColumnKind.NUMBER, 7, 4)),
        ("f: {type: boolean}", Column("f", ColumnKind.BOOLEAN, nullable=False)),
        ("f: {type: date}", Column("f", ColumnKind.DATE)),
        ("f: {type: datetime}", Column("f", ColumnKind.DATETIME)),
        ("f: {type: time}", Column("f", ColumnKind.TIME)),
        ("f: {type: json}", Column("f", ColumnKind.JSON)),
        ("f: {type: file}", Column("f", ColumnKind.ID)),
        ("f: {type: image, required: true}", Column("f", ColumnKind.ID)),
        ("f: {type: picklist, values: {a: {}}}", Column("f", ColumnKind.TEXT)),
        ("f: {type: email}", Column("f", ColumnKind.TEXT)),
        ("f: {type: phone}", Column("f", ColumnKind.TEXT)),
        ("f: {type: url}", Column("f", ColumnKind.TEXT)),
        ("f: {type: lookup, to: user}", Column("f", ColumnKind.ID, references="user")),
        ("f: {type: lookup, to: deal}", Column("f", ColumnKind.ID, references="deal")),
        ("f: {type: lookup, to: [user, deal]}", Column("f", ColumnKind.ID)),
        ('f: {type: autonumber, format: "D-{000}"}', Column("f", ColumnKind.TEXT)),
        ("f: {type: text, required: true}", Column("f", ColumnKind.TEXT)),
    ],
)
def test_a_field_has_its_column(field: str, column: Column) -> None:
    """Type, digits, foreign key; a required field may be null, as the door demands it and not the database."""
    assert deal(field).objects["deal"].table.columns["f"] == column


def test_a_formula_has_no_column() -> None:
    """What is computed when it is read is not stored."""
    assert "f" not in deal("f: {type: text, formula: name}").objects["deal"].table.columns


def test_system_columns() -> None:
    """Each record has its id, owner, clock and version, and a place for the recycle bin's mark."""
    columns = deal().objects["deal"].table.columns
    assert [(one.name, one.kind, one.nullable, one.references) for one in columns.values()] == [
        ("id", ColumnKind.ID, False, None),
        ("name", ColumnKind.TEXT, True, None),
        ("owner", ColumnKind.ID, True, "_principal"),
        ("created_at", ColumnKind.DATETIME, False, None),
        ("created_by", ColumnKind.ID, True, "_principal"),
        ("updated_at", ColumnKind.DATETIME, False, None),
        ("updated_by", ColumnKind.ID, True, "_principal"),
        ("version", ColumnKind.INTEGER, False, None),
        ("deleted_at", ColumnKind.DATETIME, True, None),
    ]


def test_an_object_without_owners_has_no_owner() -> None:
    """`owned: false` leaves the column out, and its index."""
    table = built(objects__thing="object: thing\nowned: false\n").objects["thing"].table
    assert "owner" not in table.columns
    assert not table.indexes


@pytest.mark.parametrize(
    ("field", "index"),
    [
        ("f: {type: text, unique: true}", TableIndex("ux_deal_f", ("f",), unique=True)),
        ("f: {type: text, index: true}", TableIndex("ix_deal_f_id", ("f", "id"))),
        ("f: {type: text, external_id: true}", TableIndex("ux_deal_f", ("f",), unique=True)),
        ("f: {type: lookup, to: user}", TableIndex("ix_deal_f_id", ("f", "id"))),
    ],
)
def test_fields_that_are_searched_have_an_index(field: str, index: TableIndex) -> None:
    """Unique fields, declared ones, keys from elsewhere, and lookups; live records only."""
    assert deal(field).objects["deal"].table.indexes[index.name] == index
    assert index.live


def test_owned_objects_are_indexed_by_owner() -> None:
    """A list of one's own records does not read those of all."""
    assert sample().objects["deal"].table.indexes["ix_deal_owner_id"].columns == ("owner", "id")


def test_declared_indexes_end_with_the_id() -> None:
    """So that a list can be paged along the index."""
    assert sample().objects["deal"].table.indexes["ix_deal_by_stage"].columns == ("stage", "close_date", "id")


def test_index_names_fit_every_database() -> None:
    """However long the names, an index's stays within 60 characters, and two are not confused."""
    long = "a" * 38
    table = built(objects__deal=f"object: deal\nfields:\n  {long}1: {{type: text, index: true}}\n"
                                f"  {long}2: {{type: text, index: true}}\n").objects["deal"].table  # fmt: skip
    assert all(len(name) <= LONGEST_NAME for name in table.indexes)
    assert {index.columns[0] for index in table.indexes.values()} == {"owner", f"{long}1", f"{long}2"}
