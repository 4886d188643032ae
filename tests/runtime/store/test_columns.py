"""Values come out of both databases as they went in."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from objectry.plan import Column, ColumnKind
from objectry.runtime.store.columns import (
    Number,
    TooWide,
    column_type,
    micros,
    moment,
    scaled,
    unscaled,
)
from tests.databases import Database

SQLITE, POSTGRES = (sa.make_url(url).get_dialect()() for url in ("sqlite://", "postgresql+psycopg://"))
SHOWN = {
    ColumnKind.ID: ("TEXT(36)", "UUID"),
    ColumnKind.TEXT: ("TEXT", 'TEXT COLLATE "C"'),
    ColumnKind.INTEGER: ("BIGINT", "BIGINT"),
    ColumnKind.NUMBER: ("BIGINT", "NUMERIC(18, 4)"),
    ColumnKind.BOOLEAN: ("BOOLEAN", "BOOLEAN"),
    ColumnKind.DATE: ("TEXT", "DATE"),
    ColumnKind.DATETIME: ("BIGINT", "TIMESTAMP WITH TIME ZONE"),
    ColumnKind.TIME: ("TEXT", "TIME WITHOUT TIME ZONE"),
    ColumnKind.JSON: ("TEXT", "JSONB"),
    ColumnKind.SET: ("TEXT", 'TEXT[] COLLATE "C"'),
}
VALUES: dict[ColumnKind, list[object]] = {
    ColumnKind.ID: ["01900000-0000-7000-8000-000000000001"],
    ColumnKind.TEXT: ["Ünï 商 😀", "'", "%s", "\\"],
    ColumnKind.INTEGER: [Decimal(0), Decimal(2**63 - 1), Decimal(-(2**63))],
    ColumnKind.NUMBER: [Decimal("99999999999999.9999"), Decimal("-0.0001"), Decimal(0)],
    ColumnKind.BOOLEAN: [True, False],
    ColumnKind.DATE: [date(1, 1, 1), date(9999, 12, 31)],
    ColumnKind.DATETIME: [datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)],
    ColumnKind.TIME: [time.min, time(9, 30), time.max],
    ColumnKind.SET: [("a", "商"), ("one",)],
    ColumnKind.JSON: ['{"aa":1,"b":[0.1,12345678901234567890.123,"\\n商"]}', "[]"],
}


@pytest.mark.parametrize("kind", list(ColumnKind))
def test_each_kind_has_its_type(kind: ColumnKind) -> None:
    """Every kind of column has the SQL type that RULES names, on each database."""
    found = column_type(Column("c", kind))
    assert (found.compile(SQLITE), found.compile(POSTGRES)) == SHOWN[kind]


@pytest.mark.parametrize("kind", list(ColumnKind))
def test_values_come_back_as_they_went_in(database: Database, kind: ColumnKind) -> None:
    """Written and read again a value is the same, of the same Python type; null stays null."""
    columns = (sa.Column("n", sa.Integer), sa.Column("v", column_type(Column("v", kind))))
    table = sa.Table("t", sa.MetaData(), *columns, prefixes=["TEMPORARY"])
    values = [*VALUES[kind], None]
    with sa.create_engine(database.url).connect() as connection:
        table.create(connection)
        connection.execute(sa.insert(table), [{"n": at, "v": value} for at, value in enumerate(values)])
        found = list(connection.execute(sa.select(table.c.v).order_by(table.c.n)).scalars())
        assert found == values
        assert [type(one) for one in found] == [type(one) for one in values]


def test_datetimes_come_back_in_utc(database: Database) -> None:
    """However a moment is written, and whatever zone the session has, it is read aware and in UTC."""
    zone = timezone(timedelta(hours=8))
    kind = column_type(Column("c", ColumnKind.DATETIME))
    with sa.create_engine(database.url).connect() as connection:
        if database.is_postgres:
            connection.execute(sa.text("SET TIME ZONE 'Asia/Shanghai'"))
        found = connection.execute(sa.select(sa.literal(datetime(2026, 1, 1, 8, tzinfo=zone), kind))).scalar_one()
    assert found == datetime(2026, 1, 1, tzinfo=UTC)
    assert found.tzinfo is UTC


@given(st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**14), max_value=10**14))
def test_scaling_keeps_every_digit(value: Decimal) -> None:
    """A number of so many places survives its way through whole numbers."""
    assert unscaled(scaled(value, 4), 4) == value


@pytest.mark.parametrize(("value", "expected"), [("0.005", 1), ("-0.005", -1), ("0.0049", 0), ("1.115", 112)])
def test_scaling_rounds_half_up(value: str, expected: int) -> None:
    """A number with more places is rounded half up, as PostgreSQL rounds."""
    assert scaled(Decimal(value), 2) == expected


@given(st.datetimes(timezones=st.just(UTC)))
def test_moments_keep_every_microsecond(value: datetime) -> None:
    """Counting microseconds loses nothing in the whole calendar."""
    assert moment(micros(value)) == value


def test_sqlite_refuses_what_it_cannot_keep() -> None:
    """A number of more than 18 digits is refused on SQLite rather than kept inexactly; PostgreSQL takes it."""
    wide = Number(20, 2)
    with pytest.raises(TooWide):
        wide.process_bind_param(Decimal(1), SQLITE)
    assert wide.process_bind_param(Decimal(1), POSTGRES) == 1
