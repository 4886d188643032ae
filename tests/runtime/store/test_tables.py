"""Tables of a blueprint: qualified, quoted, keyed and indexed alike on both databases."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.schema import CreateIndex, CreateTable

from objectry import plan
from objectry.plan import Blueprint, Column, ColumnKind, TableIndex
from objectry.runtime.store.tables import TENANT, new_metadata, object_table, short_name, tables, too_wide
from tests.parity.world import blueprint

SQLITE, POSTGRES = (sa.make_url(url).get_dialect()() for url in ("sqlite://", "postgresql+psycopg://"))
DIALECTS = [SQLITE, POSTGRES]
ORDER = plan.Table(
    "order",
    {
        "id": Column("id", ColumnKind.ID, nullable=False),
        "select": Column("select", ColumnKind.TEXT),
        "done": Column("done", ColumnKind.BOOLEAN, nullable=False),
        "other": Column("other", ColumnKind.ID, references="order"),
        "deleted_at": Column("deleted_at", ColumnKind.DATETIME),
    },
    {
        "ix_select": TableIndex("ix_select", ("select", "id")),
        "ux_select": TableIndex("ux_select", ("select",), unique=True),
        "ix_all": TableIndex("ix_all", ("other",), live=False),
    },
)


def made() -> sa.Table:
    return object_table(new_metadata(), ORDER)


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_names_are_quoted(dialect: sa.Dialect) -> None:
    """Words that a database reserves are names like others."""
    written = str(CreateTable(made()).compile(dialect=dialect))
    assert '"order"' in written
    assert '"select"' in written


def test_every_table_is_in_the_tenants_schema() -> None:
    """Nothing relies on a search path: each table and each key names its schema."""
    found = tables(blueprint())
    assert {table.schema for table in found.metadata.tables.values()} == {TENANT}
    keys = [key for table in found.metadata.tables.values() for key in table.foreign_keys]
    assert keys
    assert all(key.target_fullname.startswith(f"{TENANT}.") for key in keys)


@pytest.mark.parametrize("dialect", DIALECTS, ids=["sqlite", "postgresql"])
def test_foreign_keys_wait_for_the_commit_and_never_cascade(dialect: sa.Dialect) -> None:
    """NO ACTION, checked at commit: what deletion means is the door's business."""
    written = str(CreateTable(made()).compile(dialect=dialect))
    assert "DEFERRABLE INITIALLY DEFERRED" in written
    assert "ON DELETE" not in written


def test_a_flag_is_never_null() -> None:
    """Checkboxes are false where nothing is said; other declared columns may be null."""
    table = made()
    assert not table.c.done.nullable
    assert table.c.done.server_default is not None
    assert table.c.select.nullable


def indexes(dialect: sa.Dialect) -> dict[str, str]:
    return {str(one.name): str(CreateIndex(one).compile(dialect=dialect)) for one in made().indexes}


def test_indexes_cover_live_records() -> None:
    """Records in the recycle bin are in no index but one declared for all; unique ones leave them out too."""
    for dialect in DIALECTS:
        written = indexes(dialect)
        assert 'WHERE "deleted_at" IS NULL' in written["ix_select"]
        assert 'WHERE "deleted_at" IS NULL' in written["ux_select"]
        assert "UNIQUE" in written["ux_select"]
        assert "WHERE" not in written["ix_all"]


def test_indexes_have_the_order_of_lists() -> None:
    """PostgreSQL is told that nulls come first, as they do on SQLite by nature; the id is never null."""
    assert '("select" NULLS FIRST, "id")' in indexes(POSTGRES)["ix_select"]
    assert '("select", "id")' in indexes(SQLITE)["ix_select"]


def test_long_names_are_cut_and_stay_apart() -> None:
    """A name too long for PostgreSQL ends in a hash of itself."""
    long, other = short_name("fk", "a" * 40, "b" * 40), short_name("fk", "a" * 40, "b" * 39)
    assert len(long) <= 63
    assert long != other
    assert short_name("fk", "deal", "owner") == "fk_deal_owner"


def test_numbers_too_wide_for_sqlite_are_named() -> None:
    """Whoever deploys to SQLite can tell which columns it cannot keep."""
    assert too_wide(blueprint()) == ()
    thing = blueprint().objects["thing"]
    wide = Column("amount", ColumnKind.NUMBER, 20, 2)
    table = replace(thing.table, columns={**thing.table.columns, "amount": wide})
    stretched: Blueprint = replace(blueprint(), objects={"thing": replace(thing, table=table)})
    assert too_wide(stretched) == (("thing", "amount"),)
