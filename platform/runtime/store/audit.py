"""The rows of the audit log: what was done about who may do what, each sealed to the one before it.

A row is written in the transaction of what it tells of.  Last of all in that transaction it gets its number and its
seal, so that whoever is about to seal holds the end of the chain for no longer than a commit takes.  Rows without a
seal are those written while no key was there; nothing but a seal gives them a number.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from objectry.runtime.store.columns import is_postgres
from objectry.runtime.store.counters import read_counter
from objectry.runtime.store.locks import claim_audit

HEAD = "audit"  # a row among the counters, where no object's counter has its name: those have a dot


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One event.  `actor` is a principal's id, None for somebody unknown; `detail` is JSON; `place` is its row.

    `number` counts the sealed ones, without a gap; `key` names the key of the `seal`.
    """

    at: datetime
    actor: str | None
    event: str
    cause: str
    object: str
    record: str
    detail: str
    place: int = 0
    number: int | None = None
    key: str | None = None
    seal: str | None = None


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which rows are wanted, newest first; blank and None: whichever."""

    event: str = ""
    actor: str | None = None
    record: str = ""
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None
    limit: int = 50


class AuditRows:
    """The audit log as one transaction sees it; `noted` hears that rows were added."""

    def __init__(
        self, connection: sa.Connection, table: sa.Table, counter: sa.Table, noted: Callable[[], None]
    ) -> None:
        self._connection, self._table, self._counter, self._noted = connection, table, counter, noted
        self._own: list[int] = []

    def add(self, rows: Sequence[AuditRow]) -> None:
        """Add rows, in the order given; they are sealed at the end of the transaction."""
        if not rows:
            return
        names = ("at", "actor", "event", "cause", "object", "record", "detail")
        values = [{name: getattr(row, name) for name in names} for row in rows]
        made = self._connection.execute(sa.insert(self._table).returning(self._table.c.id), values)
        self._own += sorted(made.scalars())
        self._noted()

    def seal(self, sealed: Callable[[AuditRow, int, str], AuditRow]) -> None:
        """Give the rows of this transaction their numbers and seals; `sealed` knows a row's, after the one before."""
        claim_audit(self._connection)
        first, last = min(self._own), max(self._own)
        between = self._table.c.id.between(first, last)  # others' rows in between are not ours to seal
        own = set(self._own)
        self._chain([row for row in self._waiting(between) if row.place in own], sealed)

    def seal_waiting(self, sealed: Callable[[AuditRow, int, str], AuditRow]) -> int:
        """Give those rows a seal that never got one; how many."""
        claim_audit(self._connection)
        rows = self._waiting()
        self._chain(rows, sealed)
        return len(rows)

    def head(self) -> tuple[int, str]:
        """The number and the seal of the last sealed row; 0 and nothing before the first."""
        table = self._table
        newest = sa.select(table.c.number, table.c.seal).where(table.c.number.is_not(None))
        found = self._connection.execute(newest.order_by(table.c.number.desc()).limit(1)).first()
        return (0, "") if found is None else (int(found[0]), str(found[1]))

    def counted(self) -> int:
        """The number of the row that was sealed last, kept apart from the rows."""
        return read_counter(self._connection, self._counter, HEAD, "")

    def sealed(self, after: int, limit: int) -> list[AuditRow]:
        """Sealed rows in the order of their numbers."""
        query = sa.select(self._table).where(self._table.c.number > after)
        return self._rows(query.order_by(self._table.c.number, self._table.c.id).limit(limit))

    def unsealed(self) -> int:
        """How many rows have no seal."""
        query = sa.select(sa.func.count()).select_from(self._table).where(self._table.c.number.is_(None))
        return int(self._connection.execute(query).scalar_one())

    def page(self, wanted: AuditFilter) -> list[AuditRow]:
        """Rows, newest first."""
        table, query = self._table, sa.select(self._table)
        exact = {"event": wanted.event, "record": wanted.record, "actor": wanted.actor}
        for name, value in exact.items():
            query = query.where(table.c[name] == value) if value else query
        if wanted.since is not None:
            query = query.where(table.c.at >= wanted.since)
        if wanted.until is not None:
            query = query.where(table.c.at < wanted.until)
        if wanted.before is not None:
            query = query.where(table.c.id < wanted.before)
        return self._rows(query.order_by(table.c.id.desc()).limit(wanted.limit))

    def _waiting(self, *conditions: sa.ColumnElement[bool]) -> list[AuditRow]:
        query = sa.select(self._table).where(self._table.c.number.is_(None), *conditions)
        return self._rows(query.order_by(self._table.c.id))

    def _chain(self, rows: Sequence[AuditRow], sealed: Callable[[AuditRow, int, str], AuditRow]) -> None:
        number, seal = self.head()
        number = max(number, self.counted())
        made = []
        for row in rows:
            number += 1
            one = sealed(row, number, seal)
            seal = one.seal or ""
            made.append({"row": one.place, "given": number, "named": one.key, "kept": seal})
        if made:
            self._connection.execute(self._giving(), made)
            self._count(number)

    def _giving(self) -> sa.Update:
        table = self._table
        names = {"number": "given", "key": "named", "seal": "kept"}
        given: dict[str, Any] = {column: sa.bindparam(name) for column, name in names.items()}
        return sa.update(table).where(table.c.id == sa.bindparam("row")).values(given)

    def _count(self, number: int) -> None:
        insert = postgresql.insert if is_postgres(self._connection.dialect) else sqlite.insert
        row = insert(self._counter).values(name=HEAD, period="", last=number)
        keys = [self._counter.c.name, self._counter.c.period]
        self._connection.execute(row.on_conflict_do_update(index_elements=keys, set_={"last": number}))

    def _rows(self, query: sa.Select[Any]) -> list[AuditRow]:
        return [_row(dict(one)) for one in self._connection.execute(query).mappings()]


def _row(found: Mapping[str, Any]) -> AuditRow:
    return AuditRow(**{name: value for name, value in found.items() if name != "id"}, place=int(found["id"]))
