"""Numbers that are given out once: unique, in order, with gaps where a call failed after taking some.

On PostgreSQL they are taken in a short transaction of their own, so that calls do not wait for one another.  SQLite
has one writer at a time anyway: there they are taken in the caller's transaction, and what a savepoint gave back is
taken again, for a record that was numbered may still be written.
"""

import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.runtime.store.columns import is_postgres

PERIODS: Mapping[str, str] = MappingProxyType({"year": "%Y", "month": "%Y%m", "day": "%Y%m%d"})
DATES: Mapping[str, str] = MappingProxyType({"YYYY": "%Y", "YY": "%y", "MM": "%m", "DD": "%d"})
TOKEN = re.compile(r"\{(YYYY|YY|MM|DD|0+)\}")


def period_of(reset: str | None, day: date) -> str:
    """The period in which a counter counts: `202611` for a monthly one, empty for one that never starts anew."""
    return day.strftime(PERIODS[reset]) if reset is not None and reset in PERIODS else ""


def format_number(pattern: str, number: int, day: date) -> str:
    """`OPP-{YYYY}{MM}-{0000}` as text.  A number too long for its zeros takes the room it needs."""

    def filled(token: re.Match[str]) -> str:
        name = token[1]
        return day.strftime(DATES[name]) if name in DATES else f"{number:0{len(name)}d}"

    return TOKEN.sub(filled, pattern)


def number_pattern(pattern: str) -> re.Pattern[str]:
    """What the numbers of a field look like; its group `number` is the one that was counted."""
    pieces, at = [], 0
    for token in TOKEN.finditer(pattern):
        pieces.append(re.escape(pattern[at : token.start()]))
        pieces.append(r"\d+" if token[1] in DATES else r"(?P<number>\d+)")
        at = token.end()
    return re.compile("".join([*pieces, re.escape(pattern[at:])]))


def read_counter(connection: sa.Connection, table: sa.Table, counter: str, period: str) -> int:
    """The last number that a counter gave out in a period; 0 for none."""
    query = sa.select(table.c.last).where(table.c.name == counter, table.c.period == period)
    return connection.execute(query).scalar() or 0


def counter_name(thing: str, field: str) -> str:
    """The counter of an autonumber field."""
    return f"{thing}.{field}"


class Counters:
    """The counters as one transaction sees them; `apart` are the connections on which numbers are taken by themselves,
    None where they belong to the transaction."""

    def __init__(self, connection: sa.Connection, table: sa.Table, apart: sa.Engine | None = None) -> None:
        self._connection, self._table = connection, table
        self._apart = apart if is_postgres(connection.dialect) else None
        self._taken: dict[tuple[str, str], int] = {}

    def take(self, counter: str, period: str, count: int) -> range:
        """The next `count` numbers of a counter (`object.field`) in a period; they start at 1."""
        if self._apart is not None:
            with self._apart.connect() as other:
                last = self._advance(other, counter, period, count)
        else:
            last = self._advance(self._connection, counter, period, count)
            self._taken[counter, period] = last
        return range(last - count + 1, last + 1)

    def take_again(self) -> None:
        """After a savepoint was rolled back: what was given out stays given out."""
        for (counter, period), last in self._taken.items():
            found = self._last(counter, period)
            if found < last:
                self._advance(self._connection, counter, period, last - found)

    def reach(self, counter: str, period: str, number: int) -> None:
        """Whatever is given out from now on is beyond this number."""
        found = self._last(counter, period)
        if found < number:
            self._advance(self._connection, counter, period, number - found)

    def _last(self, counter: str, period: str) -> int:
        return read_counter(self._connection, self._table, counter, period)

    def _advance(self, connection: sa.Connection, counter: str, period: str, count: int) -> int:
        table = self._table
        insert = postgresql.insert if is_postgres(connection.dialect) else sqlite.insert
        row = insert(table).values(name=counter, period=period, last=count)
        more = row.on_conflict_do_update(
            index_elements=[table.c.name, table.c.period], set_={"last": table.c.last + row.excluded.last}
        )
        return int(connection.execute(more.returning(table.c.last)).scalar_one())
