"""The SQL types of columns: one per ColumnKind, each knowing both databases.

A value is the same Python value whatever the database: numbers are Decimal, ids are canonical UUID texts, datetimes
are aware and in UTC.  SQLite keeps numbers as scaled integers (exact, and an index serves them), dates and times of day
as ISO text, datetimes as microseconds since 1970 and sets as JSON; PostgreSQL keeps each in its own native type.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache, partial
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from objectry.plan import Column, ColumnKind
from objectry.runtime.store.documents import canonical, parsed

SQLITE_DIGITS = 18  # what always fits a 64-bit integer, whatever the scale
DEFAULT_PRECISION, DEFAULT_SCALE = 18, 4
EXACT = Context(prec=120, rounding=ROUND_HALF_UP)
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class TooWide(Exception):
    """A number column of more digits than SQLite can keep exactly."""


def is_postgres(dialect: Dialect) -> bool:
    return dialect.name == "postgresql"


def micros(moment: datetime) -> int:
    """Microseconds since 1970 in UTC."""
    return (moment - EPOCH) // MICROSECOND


def moment(count: int) -> datetime:
    """The datetime `count` microseconds after 1970 began in UTC."""
    return EPOCH + timedelta(0, 0, count)


def in_utc(value: datetime) -> datetime:
    """The same moment, in UTC."""
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def scaled(value: Decimal | int, scale: int) -> int:
    """The value as a whole number of units of 10 ** -scale, rounded half up where it has more places."""
    return int(EXACT.to_integral_value(EXACT.scaleb(value, scale)))


def unscaled(count: int, scale: int) -> Decimal:
    """The value of `count` units of 10 ** -scale."""
    return EXACT.multiply(count, unit(scale))


@cache
def unit(scale: int) -> Decimal:
    """10 ** -scale."""
    return Decimal(1).scaleb(-scale)


Reading = Callable[[Any], Any]
"""How what the driver gives becomes a value."""


class Present:
    """The same for columns that may be null: of one value, or of all that a statement has brought."""

    __slots__ = ("_read",)

    def __init__(self, read: Reading) -> None:
        self._read = read

    def __call__(self, value: Any) -> Any:
        return None if value is None else self._read(value)

    def column(self, values: Iterable[Any]) -> list[Any]:
        """Each of the values.  Columns are read by the thousand."""
        read = self._read
        return [None if value is None else read(value) for value in values]


class _Type(TypeDecorator[Any]):
    """What the types below share: a parameter beside a column is of the column's type."""

    def coerce_compared_value(self, op: Any, value: Any) -> TypeEngine[Any]:  # noqa: ARG002 (SQLAlchemy names it)
        return self


class Id(_Type):
    """A record's or principal's id: `uuid` on PostgreSQL, 36 characters on SQLite, text in Python."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return postgresql.UUID(as_uuid=False) if is_postgres(dialect) else sa.Text(36)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reading | None:  # noqa: ARG002 (the call is given)
        """Our own connections give texts, which cost nothing to turn."""
        return Present(str) if is_postgres(dialect) else None


class Words(_Type):
    """Text, ordered by code point on both databases."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.Text(collation="C") if is_postgres(dialect) else sa.Text()


class Number(_Type):
    """An exact number with a fixed number of decimal places; Decimal in Python."""

    impl = sa.Numeric
    cache_ok = True

    def __init__(self, precision: int, scale: int) -> None:
        super().__init__()
        self.precision, self.scale = precision, scale

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.Numeric(self.precision, self.scale) if is_postgres(dialect) else sa.BigInteger()

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> Decimal | int | None:
        turn = self.bind_processor(dialect)
        return value if turn is None else turn(value)

    def bind_processor(self, dialect: Dialect) -> Reading | None:
        return None if is_postgres(dialect) else Present(self._units)

    def _units(self, value: Decimal | int) -> int:
        if self.precision > SQLITE_DIGITS:
            raise TooWide(f"SQLite keeps at most {SQLITE_DIGITS} digits exactly, not {self.precision}")
        return scaled(value, self.scale)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reading:  # noqa: ARG002 (the call is given)
        return Present(Decimal if is_postgres(dialect) else partial(EXACT.multiply, unit(self.scale)))


class Exact(_Type):
    """A computed number on SQLite: a whole number of units of 10 ** -scale, as text where 64 bits are too few."""

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale

    def result_processor(self, dialect: Dialect, coltype: object) -> Reading:  # noqa: ARG002 (the call is given)
        units = unit(self.scale)
        return Present(lambda value: EXACT.multiply(value if type(value) is int else int(value), units))


class Integer(_Type):
    """A whole number of 64 bits; Decimal in Python, as every number of the language."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | int | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else int(value)

    def bind_processor(self, dialect: Dialect) -> Reading:  # noqa: ARG002 (the call is given)
        return Present(int)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reading:  # noqa: ARG002 (the call is given)
        return Present(Decimal)


class Flag(_Type):
    """True or false; bool in Python, as both drivers take it."""

    impl = sa.Boolean
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> None:
        """SQLAlchemy would look at each value again."""


class Day(_Type):
    """A date: native on PostgreSQL, ISO text (which sorts by time) on SQLite."""

    impl = sa.Date
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.Date() if is_postgres(dialect) else sa.Text()

    def process_bind_param(self, value: date | None, dialect: Dialect) -> date | str | None:
        return value if value is None or is_postgres(dialect) else value.isoformat()

    def bind_processor(self, dialect: Dialect) -> Reading | None:
        return None if is_postgres(dialect) else Present(date.isoformat)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reading | None:  # noqa: ARG002 (the call is given)
        return None if is_postgres(dialect) else Present(date.fromisoformat)


class Clock(_Type):
    """A time of day: `time` on PostgreSQL, ISO text (which sorts by time) on SQLite."""

    impl = sa.Time
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.Time() if is_postgres(dialect) else sa.Text()

    def process_bind_param(self, value: time | None, dialect: Dialect) -> time | str | None:
        return value if value is None or is_postgres(dialect) else value.isoformat()

    def bind_processor(self, dialect: Dialect) -> Reading | None:
        return None if is_postgres(dialect) else Present(time.isoformat)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reading | None:  # noqa: ARG002 (the call is given)
        return None if is_postgres(dialect) else Present(time.fromisoformat)


class _Jsonb(sa.types.UserDefinedType[Any]):
    """PostgreSQL's own type, without the driver's reading of it: that turns numbers into floats."""

    cache_ok = True
    render_bind_cast = True

    def get_col_spec(self, **_: Any) -> str:
        return "JSONB"


class Document(_Type):
    """JSON: `jsonb` on PostgreSQL, text on SQLite; in Python its canonical text, from both the same."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return _Jsonb() if is_postgres(dialect) else sa.Text()

    def column_expression(self, column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
        return sa.type_coerce(sa.cast(column, sa.Text()), self)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        return canonical(parsed(value)) if value is not None and is_postgres(dialect) else value


class Moment(_Type):
    """A point in time: `timestamptz` on PostgreSQL, microseconds since 1970 on SQLite; aware, in UTC, in Python."""

    impl = sa.DateTime
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return sa.DateTime(timezone=True) if is_postgres(dialect) else sa.BigInteger()

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | int | None:
        return value if value is None or is_postgres(dialect) else micros(value)

    def bind_processor(self, dialect: Dialect) -> Reading | None:
        return None if is_postgres(dialect) else Present(micros)

    def result_processor(self, dialect: Dialect, coltype: object) -> Reading:  # noqa: ARG002 (the call is given)
        return Present(in_utc if is_postgres(dialect) else moment)


class Choices(_Type):
    """Texts of a set in order: an array on PostgreSQL, JSON on SQLite, a tuple in Python.  A set of none is null."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return postgresql.ARRAY(sa.Text(collation="C")) if is_postgres(dialect) else sa.Text()

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> list[str] | str | None:
        if not value:
            return None
        return list(value) if is_postgres(dialect) else packed(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[str, ...] | None:
        if not value:
            return None
        return tuple(value) if is_postgres(dialect) else unpacked(value)


def packed(values: tuple[str, ...]) -> str:
    """Texts as the one JSON array that equal tuples share."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str) -> tuple[str, ...]:
    """The texts `packed` wrote."""
    return tuple(json.loads(text))


def _number(column: Column) -> TypeEngine[Any]:
    precision = DEFAULT_PRECISION if column.precision is None else column.precision
    return Number(precision, DEFAULT_SCALE if column.scale is None else column.scale)


_TYPES: Mapping[ColumnKind, Callable[[Column], TypeEngine[Any]]] = MappingProxyType(
    {
        ColumnKind.ID: lambda _: Id(),
        ColumnKind.TEXT: lambda _: Words(),
        ColumnKind.INTEGER: lambda _: Integer(),
        ColumnKind.NUMBER: _number,
        ColumnKind.BOOLEAN: lambda _: Flag(),
        ColumnKind.DATE: lambda _: Day(),
        ColumnKind.DATETIME: lambda _: Moment(),
        ColumnKind.TIME: lambda _: Clock(),
        ColumnKind.SET: lambda _: Choices(),
        ColumnKind.JSON: lambda _: Document(),
    }
)


def column_type(column: Column) -> TypeEngine[Any]:
    """The SQL type of a column, for both databases."""
    return _TYPES[column.kind](column)
